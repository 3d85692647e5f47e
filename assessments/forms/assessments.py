"""The small forms of each move of an S&N, and the filters of the list."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import QueryDict

from agencies.forms.request_keys import OnceForm
from agencies.models import User
from agencies.scope import Scope
from assessments.forms.meeting_filters import PlacedForm
from assessments.forms.sections import YES_NO, VersionedForm, choice, long_text
from assessments.models import Assessment
from assessments.models.assessment import AssessmentStatus, ClosureReason, Consent, LevelOfNeed
from assessments.selectors import assessments, choices
from assessments.selectors.assessments import Filters
from ehtrack.lib import formfields


class StartForm(OnceForm):
    """The children come from the picker beside it; ``anyway`` is asked for when the family has an open S&N."""

    anyway = long_text(
        "Why is a separate S&N needed?", "Most families need one S&N. LCSS looks at those with two", rows=3
    )

    def __init__(self, data: QueryDict | None, *, asks_why: bool = False) -> None:
        super().__init__(data)
        if not asks_why:
            self.fields["anyway"].widget = forms.HiddenInput()


class MoveForm(VersionedForm):
    """A form of one move, for a day that is not in the future."""

    def __init__(self, data: QueryDict | None, *, version: int, today: date, **kwargs: Any) -> None:
        super().__init__(data, initial={"version": version, **kwargs.pop("initial", {})}, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, formfields.DateField):
                field.today = today
                self.initial.setdefault(name, today)


class CompleteForm(MoveForm):
    completed_on = formfields.DateField(
        label="When was it completed with the family?", noun="Completed date", latest="today"
    )
    shared = forms.ChoiceField(choices=YES_NO, widget=formfields.Radios(inline=True))
    shared_on = formfields.DateField(
        label="If you share it, on what day?", noun="Shared date", latest="today", required=False
    )

    def __init__(self, data: QueryDict | None, *, assessment: Assessment, today: date) -> None:
        super().__init__(data, version=assessment.version, today=today)
        shared = choice(self, "shared")
        shared.error_messages["required"] = "Select whether to share it with the council"
        shared.label = "Share it with the council now?"
        if assessment.consent == Consent.NO and assessment.sharing_reason:
            shared.label = "Share it with the MASH or social care now?"
            shared.help_text = "The family did not agree. Your reason for sharing is recorded, and nobody else sees it"
        elif assessment.consent == Consent.NO:
            del self.fields["shared"], self.fields["shared_on"]

    def day_of_sharing(self, today: date) -> date | None:
        """None when it is not shared; today when no day was typed."""
        return (self.cleaned_data["shared_on"] or today) if self.cleaned_data.get("shared") == "yes" else None


class ShareForm(MoveForm):
    shared_on = formfields.DateField(label="Shared on", noun="Shared date", latest="today")
    sharing_reason = long_text(
        "Reason for sharing without agreement",
        "It is shared with the MASH or social care only. Say what the risk to the child is.",
        rows=3,
        required=True,
    )

    def __init__(self, data: QueryDict | None, *, assessment: Assessment, today: date) -> None:
        initial = {"sharing_reason": assessment.sharing_reason}
        super().__init__(data, version=assessment.version, today=today, initial=initial)
        if assessment.consent != Consent.NO:
            del self.fields["sharing_reason"]


class CloseForm(MoveForm):
    closed_on = formfields.DateField(label="When did it close?", noun="Closing date", latest="today")
    closure_reason = forms.ChoiceField(
        label="Why does it close?",
        choices=ClosureReason.choices,
        widget=formfields.Radios,
        error_messages={"required": "Select why it closes"},
    )
    reason = long_text("Anything to add?", rows=3)


class ReasonForm(MoveForm):
    reason = long_text("Reason", rows=3, required=True)


class ReassignForm(MoveForm):
    author: "forms.ModelChoiceField[User]" = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Who takes it over?", empty_label="Choose"
    )

    def __init__(self, data: QueryDict | None, *, scope: Scope, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        cast("forms.ModelChoiceField[User]", self.fields["author"]).queryset = assessments.colleagues(scope)


class AssessmentFilterForm(PlacedForm):
    whose = forms.ChoiceField(label="Show", required=False)
    status = forms.ChoiceField(label="Status", choices=[("", "Any"), *AssessmentStatus.choices], required=False)
    shared = forms.ChoiceField(
        label="Shared with the council",
        choices=[("", "Any"), ("yes", "Shared"), ("no", "Not shared")],
        required=False,
    )
    level_of_need = forms.TypedChoiceField(
        label="Level of need",
        choices=[("", "Any"), *LevelOfNeed.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    led_by = forms.ChoiceField(label="Led by", required=False)
    pilot = forms.TypedChoiceField(label="Pilot", coerce=UUID, empty_value=None, required=False)
    completed_from = formfields.DateField(label="Completed from", noun="From date", required=False)
    completed_to = formfields.DateField(label="Completed to", noun="To date", required=False)
    awaiting_taf = forms.BooleanField(label="Only those awaiting a first TAF meeting", required=False)
    unplanned = forms.BooleanField(label="Only those that need a TAF meeting and have none planned", required=False)
    field_order = ["whose", "agency", "locality"]

    def __init__(self, data: QueryDict, *, scope: Scope, pilots: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.offer(scope)
        choice(self, "whose").choices = [("", "All that I can see"), *whose_choices(scope)]
        choice(self, "led_by").choices = choices.leaders(scope, data.get("led_by", ""))
        choice(self, "pilot").choices = [("", "Any"), *pilots]
        if not pilots:
            del self.fields["pilot"]

    def filters(self, text: str) -> Filters:
        """What can be used of the typed filters. With a wrong one the page lists nothing, and the form says so."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        return Filters(**given, text=text)


def whose_choices(scope: Scope) -> list[tuple[str, str]]:
    """Lists that mean something to the person: a team only for who is in one."""
    options = [("mine", "Mine: I wrote or lead them")]
    if scope.team_ids:
        options.append(("team", "My team's"))
    return [*options, ("agency", f"Written by {scope.agency_name}")]


class SearchForm(formfields.Form):
    text = forms.CharField(label="Child's name, or reference", max_length=100, required=False)
