from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from agencies.models import Agency, Group
from dashboards.measures.asking import BadQuestion, Question, question
from dashboards.models import Basis
from ehtrack.lib import formfields
from ehtrack.lib.calendar import FinancialYear, Quarter, last_complete_month_end

FIRST_YEAR = FinancialYear(2018)
WHOLE_YEAR = ""
KEPT = ("year", "quarter", "basis", "as_of", "as_of_day", "as_of_month", "as_of_year", "group")


def address(query: QueryDict) -> dict[str, str]:
    """What the address asks for, to be kept in the addresses of other pages of figures."""
    return {key: str(query[key]) for key in KEPT if query.get(key)}


class FigureFilter(formfields.Form):
    """Which figures: everything stands in the address, so that a page can be kept and sent."""

    year = forms.ChoiceField(label="Financial year", required=False)
    quarter = forms.ChoiceField(
        label="Period",
        choices=[(WHOLE_YEAR, "Whole year"), *((str(n), f"Quarter {n}") for n in range(1, 5))],
        required=False,
    )
    basis = forms.ChoiceField(
        label="Which S&Ns count",
        choices=[("", "As the year's target was agreed"), *Basis.choices],
        required=False,
    )
    as_of = formfields.DateField(
        label="As of",
        noun="As-of date",
        help_text="The last day whose records count. Leave empty for the end of the last complete month.",
        earliest=FIRST_YEAR.start,
        required=False,
    )

    def __init__(self, data: QueryDict, *, today: date, groups: list[Group] | None = None) -> None:
        super().__init__(data)
        self.today = today
        years = range(FinancialYear.of(today).starts, FIRST_YEAR.starts - 1, -1)
        labels = [FinancialYear(starts).label for starts in years]
        self.fields["year"].choices = [("", "This year"), *((label, label) for label in labels)]
        self.fields["as_of"].today = today
        if groups is not None:
            choices = [("", "The whole partnership"), *((group.code, group.name) for group in groups)]
            self.fields["group"] = forms.ChoiceField(label="Organisation", choices=choices, required=False)
        self.groups = groups or []

    def question(self, *, agency: Agency | None = None) -> Question | None:
        """What was asked for; None with an error in it, which stands in the form."""
        if self.is_valid():
            try:
                return self._asked(self.cleaned_data, agency)
            except BadQuestion as error:
                self.add_error("as_of", str(error))
        return None

    def _asked(self, asked: dict[str, Any], agency: Agency | None) -> Question:
        latest = last_complete_month_end(self.today)
        year = FinancialYear.from_label(asked["year"]) if asked["year"] else FinancialYear.of(asked["as_of"] or latest)
        first, as_of = None, asked["as_of"]
        if asked["quarter"]:
            quarter = Quarter(year, int(asked["quarter"]))
            if quarter.start > latest and not as_of:
                raise BadQuestion(f"{quarter} has no complete month yet. Choose an earlier quarter.")
            first, as_of = quarter.start, min(as_of or latest, quarter.end)
        group = next((group for group in self.groups if group.code == asked.get("group")), None)
        return question(
            today=self.today,
            year=year,
            as_of=as_of,
            first=first,
            basis=Basis(asked["basis"]) if asked["basis"] else None,
            agency=agency,
            group=group,
        )
