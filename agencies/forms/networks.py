from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from agencies.forms.dates import EARLIEST
from agencies.forms.request_keys import OnceForm
from agencies.forms.versions import VersionedForm
from agencies.models import Locality
from agencies.services.networks import Details
from ehtrack.lib import formfields
from ehtrack.lib.calendar import FinancialYear

YES_NO = [("yes", "Yes"), ("no", "No")]


class MeetingForm(formfields.Form):
    """A meeting of the Early Help Network of a locality, held or not."""

    held_on = formfields.DateField(
        label="When was it, or when should it have been?", noun="The date", latest="today", earliest=EARLIEST
    )
    held = forms.ChoiceField(
        label="Was it held?",
        choices=YES_NO,
        widget=formfields.Radios(inline=True),
        error_messages={"required": "Select yes if it was held"},
    )
    families_discussed = forms.IntegerField(
        label="How many families were talked through?",
        help_text="Leave empty if it is not known. Name no family.",
        min_value=0,
        max_value=500,
        required=False,
        widget=formfields.WholeNumber(width=3),
        error_messages={"invalid": "The number of families must be a whole number"},
    )
    reason = forms.CharField(
        label="If it was not held, why?",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, localities: QuerySet[Locality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["locality"] = forms.ModelChoiceField(
            label="Locality",
            queryset=localities,
            empty_label=None,
            widget=formfields.Radios,
            error_messages={"required": "Select the locality"},
        )
        self.order_fields(["locality", "held_on", "held", "families_discussed", "reason"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("held") == "no" and not cleaned.get("reason"):
            self.add_error("reason", "Enter why it was not held")
        if cleaned.get("held") == "no" and cleaned.get("families_discussed"):
            self.add_error("families_discussed", "A meeting that was not held discussed no families: empty this box")
        if cleaned.get("held") == "yes" and cleaned.get("reason"):
            self.add_error("reason", "Enter a reason only for a meeting that was not held")
        return cleaned

    def details(self) -> Details:
        typed = self.cleaned_data
        held = typed["held"] == "yes"
        return Details(
            locality=typed["locality"],
            held_on=typed["held_on"],
            held=held,
            reason=typed["reason"],
            families_discussed=typed["families_discussed"] if held else None,
        )


class RecordForm(MeetingForm, OnceForm):
    pass


class CorrectForm(MeetingForm, VersionedForm):
    subject = "this meeting"


class YearFilter(formfields.Form):
    """``years``: those to choose from, the latest first."""

    def __init__(self, *args: Any, years: Sequence[FinancialYear], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years = {year.label: year for year in years}
        self.fields["year"] = forms.ChoiceField(
            label="Financial year", choices=[(label, label) for label in self.years], required=False
        )

    def chosen(self) -> FinancialYear:
        """The year asked for; a wrong or missing one is the latest."""
        label = str(getattr(self, "cleaned_data", {}).get("year"))
        return self.years.get(label) or next(iter(self.years.values()))
