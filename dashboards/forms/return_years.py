from datetime import date
from typing import Any

from django import forms

from ehtrack.lib import formfields
from ehtrack.lib.calendar import FinancialYear, Quarter

YEARS_BACK = 5


class YearFilter(formfields.Form):
    """Which returns the Board looks at; by default those of the year in which a quarter ended last."""

    year = forms.ChoiceField(label="Financial year", required=False)
    show = forms.ChoiceField(
        label="Show",
        choices=[
            ("", "All agencies"),
            ("late", "Agencies that are late"),
            ("submitted", "Returns to accept"),
            ("back", "Returns with the agency again: sent back, or reopened"),
        ],
        required=False,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.latest = Quarter.of(today).previous.year
        labels = [FinancialYear(self.latest.starts - back).label for back in range(YEARS_BACK)]
        self.fields["year"].choices = [(label, label) for label in labels]
        self.fields["year"].initial = self.latest.label

    def chosen(self) -> tuple[FinancialYear, str]:
        typed = getattr(self, "cleaned_data", {})
        label = typed.get("year")
        return FinancialYear.from_label(label) if label else self.latest, typed.get("show", "")
