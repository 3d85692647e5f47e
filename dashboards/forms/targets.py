from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from agencies.forms.request_keys import OnceForm
from agencies.models import Agency, Group
from dashboards.models import Basis, Kind
from ehtrack.lib import formfields
from ehtrack.lib.calendar import FinancialYear

YEARS_AHEAD = 5
FIRST_DAY = date(2018, 4, 1)  # before the first year that figures are shown for, nothing was agreed


class CountField(forms.IntegerField):
    """A whole number as people write it: 4,900 is 4900."""

    def to_python(self, value: Any) -> int | None:
        return super().to_python(value.replace(",", "") if isinstance(value, str) else value)


def years(today: date) -> list[tuple[str, str]]:
    """Years that a target may be recorded for, the latest first."""
    this = FinancialYear.of(today).starts
    labels = [FinancialYear(starts).label for starts in range(this + YEARS_AHEAD, this - 5, -1)]
    return [(label, label) for label in labels]


class WithdrawForm(formfields.Form):
    reason = forms.CharField(
        label="Reason",
        help_text="For example: recorded twice. It stays in the history and in the access log.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
    )


class TargetForm(OnceForm, formfields.Form):
    """A target as agreed: of the partnership, a group or an agency."""

    kind = forms.TypedChoiceField(
        label="What is it a target of?",
        choices=Kind.choices,
        initial=Kind.ASSESSMENTS,
        coerce=Kind,
        widget=formfields.Radios(
            hints={
                Kind.TRAINED: "Distinct people who complete a course in the year.",
                Kind.RED_IN_TIME: "Of those decided in the year, in percent.",
            }
        ),
    )
    year = forms.ChoiceField(label="Financial year")
    target = CountField(
        label="Target",
        help_text="How many S&Ns or people in the year; for red contacts, the percentage.",
        min_value=1,
        max_value=1_000_000,
        error_messages={"min_value": "The target must be 1 or more"},
        widget=formfields.WholeNumber(width=5),
    )
    agreed_on = formfields.DateField(label="Agreed on", noun="Day of the agreement", latest="today", earliest=FIRST_DAY)
    basis = forms.ChoiceField(
        label="Which S&Ns count",
        help_text="Of S&Ns only.",
        choices=Basis.choices,
        initial=Basis.COMPLETED,
        widget=formfields.Radios,
    )
    group = forms.ModelChoiceField(
        label="Organisation",
        queryset=None,
        required=False,
        empty_label="Not for one organisation",
        help_text="Leave as it is for the whole partnership.",
    )
    agency = forms.ModelChoiceField(
        label="Agency", queryset=None, required=False, empty_label="Not for one agency", widget=formfields.Autocomplete
    )
    source = forms.CharField(label="Where it was agreed", max_length=300, required=False)

    def __init__(
        self, *args: Any, today: date, agencies: QuerySet[Agency], groups: QuerySet[Group], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = years(today)
        self.fields["year"].initial = FinancialYear.of(today).label
        self.fields["agreed_on"].today = today
        self.fields["agency"].queryset = agencies
        self.fields["group"].queryset = groups

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("agency") and cleaned.get("group"):
            self.add_error("agency", "Choose an organisation or an agency, not both")
        kind, target = cleaned.get("kind"), cleaned.get("target")
        if kind and kind.is_share and target and target > 100:
            self.add_error("target", "A percentage must be 100 or less")
        return cleaned

    def agreed(self) -> dict[str, Any]:
        """What the service takes."""
        typed = self.cleaned_data
        kind = typed["kind"]
        return {
            "kind": kind,
            "year": FinancialYear.from_label(typed["year"]),
            "target": typed["target"],
            "agreed_on": typed["agreed_on"],
            "basis": Basis(typed["basis"]) if kind is Kind.ASSESSMENTS else Basis.COMPLETED,
            "agency": typed["agency"],
            "group": typed["group"],
            "source": typed["source"],
        }
