"""Is anyone already working with this child? And: open a record in an emergency."""

from typing import Any

from django import forms

from assessments.forms.reasons import ReasonField
from ehtrack.lib import formfields

NAMED = ("forename", "surname", "date_of_birth")


class WhoWorksForm(formfields.Form):
    forename = forms.CharField(max_length=100)
    surname = forms.CharField(max_length=100)
    date_of_birth = formfields.DateField(noun="Date of birth", latest="today", help_text="For example, 31 3 2016")
    reason = ReasonField(
        label="Why do you ask?",
        help_text="It is kept with your name, and leads and the auditor can see that you asked.",
    )

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date_of_birth"].today = today


class EmergencyForm(WhoWorksForm):
    reference = forms.CharField(
        label="Reference of the S&N",
        help_text="If you have it. Otherwise the child's full name and date of birth.",
        max_length=100,
        required=False,
    )
    reason = ReasonField(
        label="What is the emergency?", help_text="The family's agency and the auditor are told, and review it."
    )
    field_order = ["reference", *NAMED, "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NAMED:
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("reference"):
            for name in NAMED:
                if not data.get(name) and name not in self.errors:
                    label = name.replace("_", " ")
                    self.add_error(name, f"Enter the {label}, or the reference of the S&N")
        return data


class EmergencyReviewForm(formfields.Form):
    was_right = forms.TypedChoiceField(
        label="Was it right to open it?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda value: value == "yes",
        widget=formfields.Radios(hints={"no": "All that they opened by this reason closes to them at once."}),
        error_messages={"required": "Select yes or no"},
    )
    note = forms.CharField(
        label="Note",
        help_text="What you found out, and what was done. Do not name the child.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        required=False,
    )
