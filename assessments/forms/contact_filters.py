"""What the list of MASH contacts is narrowed to. Text is searched by POST: names stay out of addresses."""

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from agencies.models import Agency, Group
from assessments.models.contact import ContactOutcome, Rag
from assessments.selectors.contacts import Filters
from ehtrack.lib import formfields

STATES = [
    ("undecided", "Undecided"),
    ("overdue", "Overdue"),
    ("due-today", "Due today"),
    ("no-priority", "Undecided, without a priority"),
    ("decided", "Decided"),
    ("all", "All"),
]


class ContactFilterForm(formfields.Form):
    state = forms.ChoiceField(label="Show", choices=STATES, required=False)
    priority = forms.ChoiceField(choices=[("", "Any priority"), *Rag.choices], required=False)
    outcome = forms.ChoiceField(
        label="Decision", choices=[("", "Any decision"), *ContactOutcome.choices], required=False
    )
    agency = forms.ModelChoiceField(
        label="Sent by",
        queryset=Agency.objects.none(),
        empty_label="Any agency",
        widget=formfields.Autocomplete,
        required=False,
    )
    group = forms.ModelChoiceField(
        label="Sent by group", queryset=Group.objects.none(), empty_label="Any group", required=False
    )
    received_from = formfields.DateField(label="Received from", noun="Received from", required=False)
    received_to = formfields.DateField(label="Received until", noun="Received until", required=False)

    def __init__(self, data: QueryDict, *, agencies: QuerySet[Agency], groups: QuerySet[Group]) -> None:
        super().__init__({"state": "undecided", **data.dict()})
        self.fields["agency"].queryset = agencies
        self.fields["group"].queryset = groups

    def filters(self, text: str) -> Filters:
        """What can be used of them. With a wrong one the page lists nothing, and the form says so."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        if asked.get("state") == "all":
            del asked["state"]
        return Filters(**asked, text=text)


class SearchForm(formfields.Form):
    text = forms.CharField(label="Search by reference or name of a child", max_length=200, required=False)
