from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from agencies.forms.request_keys import OnceForm
from agencies.models import Agency, Group
from dashboards.measures.asking import Question, question
from dashboards.models import Basis
from dashboards.presenters import words
from ehtrack.lib import formfields
from ehtrack.lib.calendar import FinancialYear, Month, Quarter, last_complete_month_end

FIRST_YEAR = FinancialYear(2018)
PERIOD = "period"
FORMATS = [
    ("xlsx", "Excel workbook (cover, notes, one table a sheet)"),
    ("csv", "CSV (a row for each agency, month and measure, then the ratio of the period)"),
]

INTERNAL, PUBLICATION = "internal", "publication"
USES = [
    (INTERNAL, "Internal: every number, not for publication"),
    (PUBLICATION, "For publication: small numbers suppressed. The next page says what publishing does"),
]
WHOLE_MONTHS = "Choose a quarter: publication is of whole months, and the period of the page ends within one"

NO_GROUP = "There is no such organisation: go back to its figures, and publish them from there"


def quarters(today: date) -> list[Quarter]:
    """Every quarter with a complete month, the latest first."""
    latest = Quarter.of(last_complete_month_end(today))
    found = [latest]
    while found[-1].start > FIRST_YEAR.start:
        found.append(found[-1].previous)
    return found


class Refusable(formfields.Form):
    """``status``: what its page is answered with."""

    status = 200

    def refuse(self, why: str, *, status: int) -> None:
        self.status = status
        self.add_error(None, why)


class ExportForm(Refusable):
    """A quarter, or the period of the page of figures that the person came from, which the hidden fields hold."""

    quarter = forms.ChoiceField(
        label="Period",
        help_text="The latest may still go on: it holds its complete months.",
        error_messages={"required": "Choose a period"},
    )
    basis = forms.ChoiceField(
        label="Which S&Ns count",
        choices=[("", "As the year's target was agreed"), *Basis.choices],
        required=False,
    )
    format = forms.ChoiceField(label="Format", choices=FORMATS, widget=formfields.Radios, initial="xlsx")
    use = forms.ChoiceField(label="Use", choices=USES, widget=formfields.Radios, initial=INTERNAL, required=False)
    first = forms.DateField(widget=forms.HiddenInput, required=False, input_formats=["%Y-%m-%d"])
    as_of = forms.DateField(widget=forms.HiddenInput, required=False, input_formats=["%Y-%m-%d"])
    group = forms.CharField(widget=forms.HiddenInput, required=False)
    agency = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: QueryDict, *, today: date, groups: list[Group], is_sent: bool, asks_use: bool = False
    ) -> None:
        """Before it is sent, ``data`` is what the page of figures showed."""
        super().__init__(data if is_sent else None, initial={"use": INTERNAL, "format": "xlsx"} | data.dict())
        if not asks_use:
            del self.fields["use"]
        self.today, self.groups = today, groups
        period = self._period(data)
        self.page_address = self._page_address(data, period)
        self.fields["quarter"].choices = [
            *([(PERIOD, f"{words.day(period[0])} to {words.day(period[1])}")] if period else []),
            *((quarter.label, quarter.label) for quarter in quarters(today)),
        ]

    def _period(self, data: QueryDict) -> tuple[date, date] | None:
        """The days of the page of figures; None when there are none or they do not fit together."""
        try:
            first, as_of = (date.fromisoformat(data.get(name, "")) for name in ("first", "as_of"))
        except ValueError:
            return None
        fits = FIRST_YEAR.start <= first <= as_of <= self.today and FinancialYear.of(first) == FinancialYear.of(as_of)
        return (first, as_of) if fits else None

    def _page_address(self, data: QueryDict, period: tuple[date, date] | None) -> dict[str, str]:
        """What leads back to the page of figures that the person came from."""
        if period is None:
            return {}
        days = {"year": FinancialYear.of(period[1]).label, "as_of": period[1].isoformat()}
        return {**days, **{key: str(data[key]) for key in ("basis", "group") if data.get(key)}}

    def question(self, *, agency: Agency | None = None) -> Question:
        first, as_of = self._days()
        return question(
            today=self.today,
            year=FinancialYear.of(first),
            first=first,
            as_of=as_of,
            basis=Basis(self.cleaned_data["basis"]) if self.cleaned_data["basis"] else None,
            agency=agency,
            group=None if agency else self.chosen_group,
        )

    @property
    def chosen_group(self) -> Group | None:
        code = (self.cleaned_data if self.is_bound else self.initial).get("group")
        return next((group for group in self.groups if group.code == code), None)

    @property
    def label(self) -> str:
        """The period as a file is named: 2022-23 Q3, or 2022-04-01 to 2023-01-31."""
        chosen = self.cleaned_data["quarter"]
        return " to ".join(day.isoformat() for day in self._days()) if chosen == PERIOD else chosen

    def _days(self) -> tuple[date, date]:
        chosen = self.cleaned_data["quarter"]
        if chosen == PERIOD:
            return self.cleaned_data["first"], self.cleaned_data["as_of"]
        quarter = Quarter.from_label(chosen)
        return quarter.start, min(quarter.end, last_complete_month_end(self.today))


class PublicationForm(ExportForm, OnceForm):
    """Of whole months that are over. No period is chosen for who publishes: it cannot be taken back."""

    def __init__(self, data: QueryDict, *, today: date, groups: list[Group], is_sent: bool) -> None:
        super().__init__(data, today=today, groups=groups, is_sent=is_sent)
        self.initial.pop("request_key", None)  # each form its own: of the address it may be another's
        offered = self.fields["quarter"].choices
        if offered[0][0] == PERIOD:
            self.initial.setdefault("quarter", PERIOD)
        self.fields["quarter"].choices = [("", "Choose a period"), *offered]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("quarter") and not self._is_whole():
            self.add_error("quarter", WHOLE_MONTHS)
        if cleaned.get("group") and self.chosen_group is None:
            self.add_error(None, NO_GROUP)
        return cleaned

    def _is_whole(self) -> bool:
        first, last = self._days()
        return first.day == 1 and last == Month.of(last).last and last < self.today
