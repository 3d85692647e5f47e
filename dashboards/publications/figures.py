"""The figures of the partnership, an organisation or an agency for publication."""

from datetime import date, datetime

from django.http import QueryDict

from agencies.models import Agency
from agencies.scope import Scope
from agencies.selectors import agencies
from dashboards.files import figures as files
from dashboards.forms.exports import PublicationForm
from dashboards.measures.figures import Figures, one_snapshot
from dashboards.measures.ledger import ledger
from dashboards.presenters import publication as presenter
from dashboards.presenters import words
from dashboards.publications.made import BEFORE, COUNTING, WRITING, Made, NoLonger, Refused, Step, keeping_back
from dashboards.services import releases


def form_of(data: QueryDict, *, today: date, is_sent: bool) -> PublicationForm:
    return PublicationForm(data, today=today, groups=list(agencies.groups()), is_sent=is_sent)


def agency_of(scope: Scope, data: QueryDict) -> Agency | None:
    """That of the code in the address or form. Raises NoLonger where there is none of this code."""
    code = data.get("agency")
    agency = agencies.by_code(scope, code) if code else None
    if code and agency is None:
        raise NoLonger
    return agency


def make(*, scope: Scope, data: QueryDict, asked_on: date, now: datetime, step: Step) -> Made | Refused:
    """As the form was read on the day it was sent. Raises NoLonger."""
    agency, form = agency_of(scope, data), form_of(data, today=asked_on, is_sent=True)
    if not form.is_valid():
        raise NoLonger
    format = form.cleaned_data["format"]
    with one_snapshot():
        step(COUNTING)
        figures = Figures(form.question(agency=agency), now=now)
        since = presenter.since(figures, format)
        book = ledger(figures.question, since=since)
        tables = presenter.TABLES[format](figures, book)
    step(BEFORE)
    published = releases.publish(
        scope=scope,
        question=figures.question,
        since=since,
        ledger=book,
        tables=tables,
        label=form.label,
        format=format,
        seen=keeping_back(step),
    )
    step(WRITING)
    said = files.Said(form.label, scope.user_name, words.PUBLICATION)
    file = files.written(figures, published.tables, format, said)
    return Made(file, published, "figures.published", "agency", [agency.pk] if agency else [])
