"""A No Names Consultation: who asked, from where, about what, and what was advised."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from agencies.forms.dates import EARLIEST
from agencies.forms.request_keys import OnceForm
from agencies.forms.versions import VersionedForm
from agencies.models import Agency, Locality, Theme
from agencies.selectors.consultations import NO_LOCALITY
from agencies.services.consultations import Details
from ehtrack.lib import formfields

NOT_RECORDED = "Not recorded"


class ConsultationForm(formfields.Form):
    held_on = formfields.DateField(label="When was it?", noun="The date", latest="today", earliest=EARLIEST)
    theme = forms.ChoiceField(
        label="What was it mainly about?",
        choices=Theme.choices,
        widget=formfields.Radios,
        error_messages={"required": "Select what it was mainly about"},
    )
    advice = forms.CharField(
        label="What was advised?",
        help_text="Never write a name, a date of birth, an address, or a number that tells who the child is.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Enter what was advised"},
    )

    def __init__(self, *args: Any, agencies: QuerySet[Agency], localities: QuerySet[Locality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"] = forms.ModelChoiceField(
            label="Which agency asked?",
            queryset=agencies,
            empty_label="Select an agency",
            widget=formfields.Autocomplete,
            error_messages={"required": "Select the agency that asked"},
        )
        self.fields["locality"] = forms.ModelChoiceField(
            label="Locality",
            queryset=localities,
            empty_label=NOT_RECORDED,
            required=False,
            blank=True,
            widget=formfields.Radios,
        )
        self.order_fields(["held_on", "agency", "locality", "theme", "advice"])

    def details(self) -> Details:
        typed = self.cleaned_data
        return Details(**{name: typed[name] for name in ("held_on", "agency", "locality", "theme", "advice")})


class RecordForm(ConsultationForm, OnceForm):
    pass


class CorrectForm(ConsultationForm, VersionedForm):
    subject = "this consultation"


class ConsultationFilter(formfields.Form):
    theme = forms.ChoiceField(choices=[("", "All themes"), *Theme.choices], required=False)
    first = formfields.DateField(label="From", noun="The first day", required=False)
    last = formfields.DateField(label="To", noun="The last day", required=False)

    def __init__(self, *args: Any, agencies: QuerySet[Agency], localities: QuerySet[Locality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"] = forms.ModelChoiceField(
            queryset=agencies, required=False, empty_label="All agencies", widget=formfields.Autocomplete
        )
        places = [(locality.code, locality.name) for locality in localities]
        self.fields["locality"] = forms.ChoiceField(
            choices=[("", "All localities"), *places, (NO_LOCALITY, NOT_RECORDED)], required=False
        )
        self.order_fields(["agency", "locality", "theme"])

    def values(self) -> dict[str, Any]:
        """What the list is asked for. With a wrong filter the page lists nothing, and the form says so."""
        typed = getattr(self, "cleaned_data", {})
        found = {name: typed.get(name) for name in ("agency", "first", "last")}
        return {**found, "locality": typed.get("locality", ""), "theme": typed.get("theme", "")}
