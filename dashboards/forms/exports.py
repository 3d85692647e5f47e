from datetime import date

from django import forms
from django.http import QueryDict

from agencies.models import Agency
from dashboards.measures.asking import Question, question
from dashboards.models import Basis
from ehtrack.lib import formfields
from ehtrack.lib.calendar import FinancialYear, Quarter, last_complete_month_end

FIRST_YEAR = FinancialYear(2018)
FORMATS = [
    ("xlsx", "Excel workbook (cover, notes, one table a sheet)"),
    ("csv", "CSV (a row for each agency, month and measure)"),
]


def quarters(today: date) -> list[Quarter]:
    """Every quarter with a complete month, the latest first."""
    latest = Quarter.of(last_complete_month_end(today))
    found = [latest]
    while found[-1].start > FIRST_YEAR.start:
        found.append(found[-1].previous)
    return found


class ExportForm(formfields.Form):
    quarter = forms.ChoiceField(label="Quarter", help_text="The latest may still go on: it holds its complete months.")
    basis = forms.ChoiceField(
        label="Which S&Ns count",
        choices=[("", "As the year's target was agreed"), *Basis.choices],
        required=False,
    )
    format = forms.ChoiceField(label="Format", choices=FORMATS, widget=formfields.Radios, initial="xlsx")

    def __init__(self, data: QueryDict | None, *, today: date) -> None:
        super().__init__(data)
        self.today = today
        self.fields["quarter"].choices = [(quarter.label, quarter.label) for quarter in quarters(today)]

    def chosen(self) -> Quarter:
        return Quarter.from_label(self.cleaned_data["quarter"])

    def question(self, *, agency: Agency | None = None) -> Question:
        quarter = self.chosen()
        return question(
            today=self.today,
            year=quarter.year,
            first=quarter.start,
            as_of=min(quarter.end, last_complete_month_end(self.today)),
            basis=Basis(self.cleaned_data["basis"]) if self.cleaned_data["basis"] else None,
            agency=agency,
        )
