from datetime import date

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from agencies.forms.request_keys import OnceForm
from agencies.models import Agency
from dashboards.forms.exports import INTERNAL, USES, Refusable
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


class ReturnsExportForm(Refusable):
    """The returns of a quarter or of a whole year, of all agencies or of one."""

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

    def __init__(self, data: QueryDict, *, today: date, makers: QuerySet[Agency], is_sent: bool) -> None:
        """Before it is sent, ``data`` is what the page of returns showed."""
        latest = FinancialYear.of(today)
        super().__init__(data if is_sent else None, initial=self._offered(latest) | data.dict())
        self.fields["agency"].queryset = makers
        years = [FinancialYear(starts) for starts in range(latest.starts, FIRST_YEAR.starts - 1, -1)]
        self.fields["year"].choices = [(year.label, year.label) for year in years]

    def _offered(self, latest: FinancialYear) -> dict[str, str]:
        return {"year": latest.label, "format": "docx", "use": INTERNAL}

    @property
    def chosen_year(self) -> FinancialYear:
        return FinancialYear.from_label(self.cleaned_data["year"])

    @property
    def chosen_quarter(self) -> int | None:
        return int(self.cleaned_data["quarter"]) if self.cleaned_data["quarter"] else None


class ReturnsPublicationForm(ReturnsExportForm, OnceForm):
    """Nothing is chosen for who publishes. ``told``: what was said on the page of the returns that were chosen."""

    told = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, data: QueryDict, *, today: date, makers: QuerySet[Agency], is_sent: bool) -> None:
        super().__init__(data, today=today, makers=makers, is_sent=is_sent)
        self.initial.pop("request_key", None)  # each form its own: of the address it may be another's
        self.initial.pop("told", None)
        del self.fields["use"]
        self.fields["format"].choices = [(key, label.replace(ANSWERS, "")) for key, label in FORMATS]
        self.fields["year"].choices = [("", "Choose a year"), *self.fields["year"].choices]

    def _offered(self, latest: FinancialYear) -> dict[str, str]:
        return {}

    @property
    def knows_what(self) -> bool:
        """Is it said which returns, if not as what kind of file?"""
        self.is_valid()
        return {"year", "quarter", "agency"} <= self.cleaned_data.keys()
