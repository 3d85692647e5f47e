"""S&Ns as a file: the columns that an import reads, then those that it leaves aside."""

from datetime import datetime
from typing import Any

from django.db.models import Case, F, Func, QuerySet, TextField, Value, When
from django.db.models.functions import Coalesce
from django.http import QueryDict

from agencies.scope import Scope
from assessments.exports import children
from assessments.exports.kinds import ExportKind
from assessments.forms.assessments import AssessmentFilterForm
from assessments.selectors import assessments
from ehtrack.lib.exporting.columns import Column

FAMILY = Case(When(family__source=F("source"), then=F("family__reference")), default=Value(""))
PRIORITIES = Func(F("priorities"), Value(";"), function="array_to_string", output_field=TextField())


class Assessments(ExportKind):
    key = "assessments"
    title = "Strengths & Needs assessments"
    noun = "S&N"
    action = "assessments.exported"
    subject_type = "assessment"
    list_name = "assessment_list"
    search_key = "assessment_search"
    link = "links__id"
    columns = (
        Column("reference", "reference"),
        Column("agency", "agency__code"),
        Column("completed_on", "completed_on", "date"),
        Column("shared_on", "shared_on", "date"),
        children.REFERENCE,
        Column("family_reference", FAMILY),
        Column("pilot", "pilot__code"),
        Column("level_of_need", "level_of_need", "count"),
        Column("locality", "locality__code"),
        Column("author", Coalesce("author__name", "author_name")),
        Column("lead_professional", Coalesce("lead_professional__name", "lead_professional_name")),
        Column("lead_professional_agency", "lead_professional_agency__code"),
        Column("consent", "consent"),
        Column("sharing_reason", "sharing_reason"),
        Column("priorities", PRIORITIES),
        Column("closed_on", "closed_on", "date"),
        Column("closure_reason", "closure_reason"),
        Column("source", "source"),
        Column("status", "status"),
        children.NAME,
    )

    def form(self, scope: Scope, query: QueryDict) -> AssessmentFilterForm:
        pilots = [(str(pilot.pk), pilot.name) for pilot in assessments.all_pilots()]
        return AssessmentFilterForm(query, scope=scope, pilots=pilots)

    def records(self, scope: Scope, query: QueryDict, search: str, now: datetime) -> QuerySet[Any]:
        return assessments.found(scope, self.form(scope, query).filters(search))
