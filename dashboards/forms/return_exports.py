from datetime import date

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from agencies.models import Agency
from dashboards.forms.exports import INTERNAL, USES
from ehtrack.lib import formfields
from ehtrack.lib.calendar import FinancialYear

FIRST_YEAR = FinancialYear(2018)
ANSWERS = ", and the answers"  # in no publication
FORMATS = [
    ("docx", "Word document"),
    ("pdf", "PDF"),
    ("xlsx", "Excel workbook (cover, notes, one table a sheet)"),
    ("csv", f"CSV (a row for each agency, month and measure, then those of quarter and year{ANSWERS})"),
]


class ReturnsExportForm(formfields.Form):
    """The returns of a quarter or of a whole year, of all agencies or of one. ``status``: what its page is answered
    with."""

    status = 200
    year = forms.ChoiceField(label="Financial year", error_messages={"required": "Choose a financial year"})
    quarter = forms.ChoiceField(
        label="Quarter",
        choices=[("", "The whole year"), *((str(number), f"Q{number}") for number in range(1, 5))],
        required=False,
    )
    agency = forms.ModelChoiceField(
        label="Agency",
        queryset=None,
        to_field_name="code",
        required=False,
        empty_label="All agencies",
        widget=formfields.Autocomplete,
    )
    format = forms.ChoiceField(label="Format", choices=FORMATS, widget=formfields.Radios)
    use = forms.ChoiceField(label="Use", choices=USES, widget=formfields.Radios, initial=INTERNAL, required=False)

    def __init__(
        self, data: QueryDict, *, today: date, makers: QuerySet[Agency], is_sent: bool, asks_use: bool = False
    ) -> None:
        """Before it is sent, ``data`` is what the page of returns showed. Nothing is chosen for who publishes."""
        latest = FinancialYear.of(today)
        offered = {"year": latest.label, "format": "docx", "use": INTERNAL} if asks_use else {}
        super().__init__(data if is_sent else None, initial=offered | data.dict())
        if not asks_use:
            del self.fields["use"]
            self.fields["format"].choices = [(key, label.replace(ANSWERS, "")) for key, label in FORMATS]
        self.fields["agency"].queryset = makers
        years = [FinancialYear(starts) for starts in range(latest.starts, FIRST_YEAR.starts - 1, -1)]
        choose = [] if asks_use else [("", "Choose a year")]
        self.fields["year"].choices = [*choose, *((year.label, year.label) for year in years)]

    def refuse(self, why: str, *, status: int) -> None:
        self.status = status
        self.add_error(None, why)

    @property
    def chosen_year(self) -> FinancialYear:
        return FinancialYear.from_label(self.cleaned_data["year"])

    @property
    def chosen_quarter(self) -> int | None:
        return int(self.cleaned_data["quarter"]) if self.cleaned_data["quarter"] else None
