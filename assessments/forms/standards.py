from datetime import date
from typing import Any

from django import forms

from agencies.forms.request_keys import OnceForm
from assessments.models.contact import Rag
from assessments.services.standards import Details
from ehtrack.lib import formfields

HOURS, DAYS = "hours", "working_days"
UNITS = [(HOURS, "Hours, round the clock"), (DAYS, "Working days after the day of receipt")]
HINTS = {DAYS: "Due by midnight at the end of the last one; weekends and bank holidays are not working days."}


class StandardForm(OnceForm):
    priority = forms.ChoiceField(label="Priority", choices=Rag.choices, widget=formfields.Radios(inline=True))
    number = forms.IntegerField(
        label="Within how many hours or working days?",
        min_value=1,
        max_value=500,
        widget=formfields.WholeNumber(width=3),
        error_messages={
            "required": "Enter how many hours or working days",
            "invalid": "The number of hours or working days must be a whole number",
            "min_value": "The number of hours or working days must be 1 or more",
            "max_value": "The number of hours or working days must be 500 or less",
        },
    )
    unit = forms.ChoiceField(
        label="How is it counted?",
        choices=UNITS,
        widget=formfields.Radios(hints=HINTS),
        error_messages={"required": "Select hours or working days"},
    )
    holds_from = formfields.DateField(
        label="From when does it hold?",
        noun="The date",
        help_text="For contacts received on this day or after it, for example 1 4 2027.",
    )
    past = forms.BooleanField(
        label="Yes, it holds from a day that has passed",
        required=False,
        help_text="Contacts received since then are due by it when they are logged, imported or given another priority "
        "from now on. Due times that are stored already stay.",
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if not self.is_bound:
            del self.fields["past"]

    def clean(self) -> dict[str, Any]:
        """A day that has passed is right for records that come later, and mostly a slip: it is asked for once more."""
        cleaned = super().clean() or {}
        begins = cleaned.get("holds_from")
        if begins is None or begins >= self.today:
            del self.fields["past"]
        elif not cleaned.get("past"):
            self.add_error("past", "Confirm that it holds from a day that has passed, or choose another day")
        return cleaned

    def details(self) -> Details:
        typed = self.cleaned_data
        counted: dict[str, Any] = {typed["unit"]: typed["number"]}
        return Details(priority=typed["priority"], holds_from=typed["holds_from"], **counted)


class RemoveStandardForm(formfields.Form):
    reason = forms.CharField(
        label="Reason",
        help_text="For example: entered with the wrong day. The access log keeps it.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
    )
