"""What an export says of itself: on the page before it is asked for, and in the file."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format

from agencies.models import ExportJob
from agencies.scope import Scope
from assessments.exports.kinds import ExportKind
from ehtrack.exports.sizes import Size
from ehtrack.lib.exporting.marks import MARK
from ehtrack.lib.numbers import plural

Facts = Sequence[tuple[str, str]]

INTERNAL = "Internal: holds personal data of children. Share it with nobody who may not see these records in ehtrack."
NO_FILTERS = "None: every record that you may see"
NOTES = [
    INTERNAL,
    "A row for each child of a record; a record without a child has one row. Days and times are local.",
    "A text that a spreadsheet would run as a formula is kept as text. A cell holds at most 32,767 characters.",
    "Empty: not recorded. child_reference is empty where another system than the record's own gave it.",
]


def moment(when: datetime) -> str:
    return date_format(timezone.localtime(when), r"j F Y \a\t H:i")


def size_told(kind: ExportKind, size: Size) -> str:
    """“1,250 S&Ns in 1,600 rows: one for each child”."""
    records = plural(size.records, kind.noun)
    return f"{records} in {plural(size.rows, 'row')}: one for each child" if kind.link else records


def filters(kind: ExportKind, scope: Scope, query: QueryDict, search: str) -> str:
    """The filters that hold, as the page calls them: one that is wrong is left out, as it is there."""
    form = kind.form(scope, query)
    told = [*(_of_form(form) if form else []), *([("Search", search)] if search else [])]
    return "; ".join(f"{label}: {value}" for label, value in told) or NO_FILTERS


def about(job: ExportJob, scope: Scope, kind: ExportKind, size: Size, *, now: datetime) -> Facts:
    return [
        (MARK, kind.title),
        (f"{kind.noun}s".capitalize() if kind.noun.islower() else f"{kind.noun}s", str(size.records)),
        ("Rows", str(size.rows)),
        ("Filters", filters(kind, scope, QueryDict(job.query), job.search)),
        ("As of", moment(now)),
        ("Exported by", f"{scope.user_name}, {scope.agency_name} ({scope.role_label})"),
        ("Asked for", moment(job.recorded_at)),
        ("Use", INTERNAL),
    ]


def workbook_title(kind: ExportKind) -> str:
    return f"{kind.title}: export of records"


def _of_form(form: forms.Form) -> list[tuple[str, str]]:
    form.is_valid()
    found = [(form[name], form.cleaned_data.get(name)) for name in form.fields]
    return [(str(field.label), _said(field.field, value)) for field, value in found if value not in (None, "", False)]


def _said(field: forms.Field, value: Any) -> str:
    if isinstance(value, bool):
        return "yes"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return next((str(label) for key, label in cast(Any, field.choices) if str(key) == str(value)), str(value))
    return str(value)
