"""What the lists of TAF meetings are narrowed to, for whoever sees those of more than one agency."""

from uuid import UUID

from django import forms
from django.http import QueryDict

from agencies.scope import Scope
from assessments.forms.sections import choice
from assessments.selectors import choices
from assessments.selectors.meetings import Filters
from ehtrack.lib import formfields


class PlacedForm(formfields.Form):
    """Which agency wrote the S&N, and where its family lives."""

    agency = forms.TypedChoiceField(
        label="Agency", coerce=UUID, empty_value=None, required=False, widget=formfields.Autocomplete
    )
    locality = forms.TypedChoiceField(coerce=UUID, empty_value=None, required=False)

    def offer(self, scope: Scope) -> None:
        agencies = choices.agencies_on_lists(scope)
        choice(self, "agency").choices = [("", "Any"), *agencies]
        choice(self, "locality").choices = [("", "Any"), *choices.localities()]
        if not agencies:
            del self.fields["agency"]


class MeetingFilterForm(PlacedForm):
    show = forms.CharField(widget=forms.HiddenInput, required=False)
    unplanned = forms.BooleanField(label="Only those with no meeting planned", required=False)

    def __init__(self, data: QueryDict, *, scope: Scope, overdue: bool) -> None:
        super().__init__(data)
        self.offer(scope)
        if not overdue:
            del self.fields["unplanned"]

    def filters(self) -> Filters:
        """What can be used of the filters. With a wrong one the page lists nothing, and the form says so."""
        self.is_valid()
        return Filters(**{name: value for name, value in self.cleaned_data.items() if value and name != "show"})
