"""The quarterly returns of a quarter or a year for publication, each as it was signed last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.http import QueryDict

from agencies.models import Agency
from agencies.scope import Scope
from dashboards.files import returns as files
from dashboards.forms.return_exports import ReturnsExportForm, ReturnsPublicationForm
from dashboards.measures.asking import Question
from dashboards.models import QuarterlyReturn, ReturnVersion
from dashboards.presenters import return_publication as presenter
from dashboards.presenters import returns as return_words
from dashboards.presenters.return_exports import Asked
from dashboards.presenters.return_standing import Standing, standing
from dashboards.presenters.return_tables import Entry
from dashboards.publications.made import BEFORE, COUNTING, WRITING, Made, NoLonger, Refused, Step, keeping_back
from dashboards.selectors import return_exports as selectors
from dashboards.selectors import returns
from dashboards.services import releases, return_seals
from ehtrack.lib.calendar import FinancialYear, Quarter

NOTHING_SIGNED = "No return of this period is signed, so there is nothing to publish"
CHANGED = "What is signed has changed since the page told of it. Nothing was published. Go back and look again."


@dataclass(frozen=True)
class Chosen:
    """The returns of a quarter or a year, of all agencies or one, with the version signed last of each."""

    scope: Scope
    year: FinancialYear
    number: int | None
    agency: Agency | None

    @cached_property
    def rows(self) -> list[QuarterlyReturn]:
        return selectors.of_period(self.scope, self.year, self.number, agency=self.agency)

    @cached_property
    def signed(self) -> dict[Any, ReturnVersion]:
        return selectors.signed_last(self.rows)

    @property
    def quarter(self) -> Quarter | None:
        return Quarter(self.year, self.number) if self.number else None

    @property
    def label(self) -> str:
        return self.quarter.label if self.quarter else str(self.year)

    @cached_property
    def standing(self) -> Standing:
        """What is to be told of them before they are published."""
        return standing(self.label, self.rows, self.signed)

    def altered(self) -> list[str]:
        """What is told of those that are not as they were signed; each is an alarm."""
        broken = return_seals.broken(scope=self.scope, versions=list(self.signed.values()))
        return [return_words.altered(version) for version in broken]

    def refusals(self) -> list[str]:
        """Why they cannot be published."""
        return self.altered() if self.signed else [NOTHING_SIGNED]


def form_of(data: QueryDict, *, today: date, is_sent: bool) -> ReturnsPublicationForm:
    return ReturnsPublicationForm(data, today=today, makers=returns.who_made_one(), is_sent=is_sent)


def chosen(scope: Scope, form: ReturnsExportForm) -> Chosen:
    return Chosen(scope, form.chosen_year, form.chosen_quarter, form.cleaned_data["agency"])


def make(*, scope: Scope, data: QueryDict, asked_on: date, now: datetime, step: Step) -> Made | Refused:
    """As the form was read on the day it was sent. Raises NoLonger."""
    form = form_of(data, today=asked_on, is_sent=True)
    if not form.is_valid():
        raise NoLonger
    step(COUNTING)
    wanted, format = chosen(scope, form), form.cleaned_data["format"]
    if why := wanted.refusals():
        return Refused(". ".join([*why, "Nothing was published."]))
    if form.cleaned_data["told"] != wanted.standing.digest:
        return Refused(CHANGED)
    asked = Asked(scope.user_name, now, wanted.agency)
    once = presenter.each_agency_once(files.entries(wanted.rows, wanted.signed, asked))
    codes = [agency.code for entry in once for agency in entry.figures.agencies]
    signed = presenter.Signed(once, selectors.keys(scope, codes), wanted.year, wanted.quarter)
    book = signed.ledger
    tables = presenter.told_tables(signed, book)
    step(BEFORE)
    published = releases.publish(
        scope=scope,
        question=_question(once, wanted.year),
        since=once[0].figures.period.start,
        ledger=book,
        tables=tables,
        label=f"Quarterly returns, {wanted.label}",
        format=format,
        seen=keeping_back(step),
    )
    step(WRITING)
    export = presenter.export(signed, wanted.rows, published.tables, asked)
    keys = [row.pk for row in wanted.rows]
    return Made(files.written(export, format), published, "returns.published", "return", keys)


def _question(once: Sequence[Entry], year: FinancialYear) -> Question:
    first, last = once[0].figures, once[-1].figures
    return Question(year=year, as_of=last.as_of, basis=first.basis, first=first.period.start)
