from typing import Any

from django import forms
from django.db.models import QuerySet

from agencies.forms.request_keys import OnceForm
from agencies.forms.versions import RemoveForm, VersionedForm
from agencies.models import Agency
from assessments.services.pilots import Details
from ehtrack.lib import formfields


class PilotForm(formfields.Form):
    """The details of a pilot that can be corrected at any time."""

    name = forms.CharField(label="Name", max_length=200)
    starts_on = formfields.DateField(
        label="First day", help_text="Leave empty if it has always been there.", required=False
    )
    ends_on = formfields.DateField(label="Last day", help_text="Leave empty while it goes on.", required=False)

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"] = forms.ModelChoiceField(
            label="Agency",
            help_text="Only this agency's S&Ns are offered the pilot. Leave empty for every agency.",
            queryset=agencies,
            required=False,
            empty_label="Every agency",
            widget=formfields.Autocomplete,
        )
        self.order_fields(["name", "code", "agency"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The last day must be on or after the first day")
        return cleaned

    def details(self) -> Details:
        return Details(**{name: self.cleaned_data[name] for name in Details.__dataclass_fields__})


class NewPilotForm(PilotForm, OnceForm):
    code = forms.SlugField(
        label="Code",
        max_length=60,
        help_text="Small letters, numbers and hyphens. Files that are imported name the pilot by it.",
    )

    def clean_code(self) -> str:
        return self.cleaned_data["code"].lower()


class CorrectPilotForm(PilotForm, VersionedForm):
    subject = "this pilot"


class EndPilotForm(RemoveForm):
    ends_on = formfields.DateField(label="Last day", help_text="The pilot runs until this day, included.")
    field_order = ["ends_on", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = "For example: it has become the usual way. The access log keeps it."


class PilotFilter(formfields.Form):
    status = forms.ChoiceField(
        label="Status",
        choices=[("", "All"), ("running", "Running or yet to begin"), ("ended", "Ended")],
        required=False,
    )

    def values(self) -> dict[str, str]:
        return {"status": getattr(self, "cleaned_data", {}).get("status", "")}
