"""TAF meetings: the plan, what came of it, and the people, in rows that grow by a button without script."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from agencies.forms.request_keys import OnceForm
from agencies.models import User
from agencies.scope import Scope
from assessments.forms.sections import ELSEWHERE, choice, long_text
from assessments.models import Assessment, Meeting
from assessments.models.assessment import TAF_EVERY, ClosureReason
from assessments.models.meeting import Attendance, MeetingOutcome
from assessments.presenters import words
from assessments.selectors import choices, meetings
from assessments.services.meetings import Chair, Person
from ehtrack.lib import formfields

MOST_PEOPLE = 40
ADD = "add_person"
CLOSING = [reason for reason in ClosureReason if reason != ClosureReason.STEP_UP]


class PersonForm(formfields.Form):
    name = forms.CharField(label="Name", max_length=200, required=False)
    agency = forms.TypedChoiceField(
        label="Agency, unless family", required=False, coerce=UUID, empty_value=None, widget=formfields.Autocomplete
    )
    email = forms.EmailField(label="Work email, not for family", required=False)
    attendance = forms.ChoiceField(label="Attendance", choices=Attendance.choices, initial=Attendance.INVITED)

    def __init__(self, *args: Any, agencies: list[tuple[str, str]], planning: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice(self, "agency").choices = [("", "None: of the family"), *agencies]
        if planning:
            del self.fields["attendance"]
        if self.is_bound:
            wrong = f"{self.legend}: enter an email address in the correct format, like name@example.com"
            self.fields["email"].error_messages["invalid"] = wrong

    @property
    def legend(self) -> str:
        return f"Person {int(str(self.prefix).rpartition('-')[2]) + 1}"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("name") and (data.get("agency") or data.get("email")):
            self.add_error("name", f"{self.legend}: enter their name")
        if data.get("email") and not data.get("agency"):
            unless = "or leave the email empty if they are of the family"
            self.add_error("agency", f"{self.legend}: select their agency, {unless}")
        return data


PeopleFormSet = forms.formset_factory(PersonForm, extra=1, max_num=MOST_PEOPLE, absolute_max=MOST_PEOPLE + 10)


class ChairedForm(formfields.Form):
    chair = forms.ChoiceField(label="Who chairs it?")
    chair_name = forms.CharField(label="Name, if they work for another agency", max_length=200, required=False)
    chair_agency = forms.TypedChoiceField(
        label="Their agency", required=False, coerce=UUID, empty_value=None, widget=formfields.Autocomplete
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def set_up(self, scope: Scope, meeting: Meeting | None, agencies: list[tuple[str, str]], today: date) -> None:
        self.scope, self.meeting = scope, meeting
        known = choices.colleagues(scope)
        if meeting:
            known = choices.with_recorded(known, meeting.chair, meeting.chair_agency_id)
        self.people = dict(known)
        if meeting and meeting.chair:
            self.people[str(meeting.chair.pk)] = meeting.chair.name
        choice(self, "chair").choices = [("", "Choose"), *known, (ELSEWHERE, "Someone of another agency")]
        choice(self, "chair_agency").choices = [("", "Choose"), *agencies]
        for field in self.fields.values():
            if isinstance(field, formfields.DateField):
                field.today = today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("chair") == ELSEWHERE and not data.get("chair_name"):
            self.add_error("chair_name", "Enter the name of the chair")
        if data.get("chair") == ELSEWHERE and not data.get("chair_agency"):
            self.add_error("chair_agency", "Select the agency of the chair")
        return data

    def parts(self) -> tuple[list[forms.BoundField], list[forms.BoundField], list[forms.BoundField]]:
        """The questions up to the chair, those about a chair from elsewhere, and the rest."""
        names = [field.name for field in self.visible_fields()]
        first = names.index("chair_name")
        fields = [self[name] for name in names]
        return fields[:first], fields[first : first + 2], fields[first + 2 :]

    def chosen_chair(self) -> Chair:
        data = self.cleaned_data
        if data["chair"] == ELSEWHERE:
            return Chair(data["chair_name"], data["chair_agency"])
        user_id, meeting = UUID(data["chair"]), self.meeting
        same = meeting and meeting.chair_id == user_id
        agency_id = meeting.chair_agency_id if meeting and same else self.scope.agency_id
        return Chair(self.people[data["chair"]], agency_id, user_id)


class PlanForm(ChairedForm, OnceForm):
    planned_on = formfields.DateField(label="When will it be?", noun="Meeting date")
    already_held = forms.BooleanField(
        label="It has been held already",
        help_text="For a meeting in the past. You record what came of it next",
        required=False,
    )
    place = forms.CharField(label="Where, or online?", max_length=200, required=False)
    field_order = ["planned_on", "already_held", "place", "chair", "chair_name", "chair_agency"]

    def set_up(self, scope: Scope, meeting: Meeting | None, agencies: list[tuple[str, str]], today: date) -> None:
        super().set_up(scope, meeting, agencies, today)
        self.today = today
        if meeting:
            del self.fields["already_held"]

    def clean(self) -> dict[str, Any]:
        """A plan is for a day to come. The day that a plan has already may stay, as may that of a meeting held."""
        data = super().clean() or self.cleaned_data
        day, stays = data.get("planned_on"), self.meeting and self.meeting.planned_on == data.get("planned_on")
        if day and day < self.today and not (stays or data.get("already_held")):
            unless = "" if self.meeting else ", unless it has been held already"
            self.add_error("planned_on", f"Meeting date must be today or in the future{unless}")
        if day and day > self.today and data.get("already_held"):
            self.add_error("already_held", "A meeting that has been held already cannot be in the future")
        return data


class HeldForm(ChairedForm):
    held_on = formfields.DateField(label="When was it held?", noun="Meeting date", latest="today")
    family_update = long_text("The family's update", "How things are, in their words", rows=4)
    decisions = long_text("Decisions", "What was agreed: what, who, by when", rows=4)
    next_on = formfields.DateField(
        label="When is the next meeting?",
        noun="Next meeting",
        required=False,
        help_text="Within 56 days. It is planned with the same people",
    )
    field_order = ["held_on", "chair", "chair_name", "chair_agency", "family_update", "decisions"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        held, following = data.get("held_on"), data.get("next_on")
        if held and following and following <= held:
            self.add_error("next_on", "Next meeting must be after this one")
        known = self.meeting.next_on if self.meeting else None  # as agreed then, when the rest is corrected
        if held and following and following > held + TAF_EVERY and following != known:
            last = words.day(held + TAF_EVERY)
            self.add_error("next_on", f"Next meeting must be within {TAF_EVERY.days} days: by {last}")
        return data


class HoldForm(HeldForm):
    outcome = forms.ChoiceField(
        label="What is the outcome?",
        choices=MeetingOutcome.choices,
        widget=formfields.Radios(
            hints={
                MeetingOutcome.CLOSE: "The S&N closes",
                MeetingOutcome.STEP_UP: "The S&N closes as stepped up. Make the referral to the MASH as well",
            }
        ),
        error_messages={"required": "Select the outcome"},
    )
    closure_reason = forms.ChoiceField(
        label="If it closes, why?",
        choices=[("", "Choose"), *[(reason.value, reason.label) for reason in CLOSING]],
        required=False,
    )
    field_order = [*HeldForm.field_order, "outcome", "closure_reason", "next_on"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("outcome") == MeetingOutcome.CLOSE and not data.get("closure_reason"):
            self.add_error("closure_reason", "Select why it closes")
        return data


class CorrectMeetingForm(HeldForm):
    reason = long_text("Why are you correcting this?", "It stays in the history", rows=2, required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["required"] = "Say why you are correcting this"
        self.fields["next_on"].help_text = ""


class MeetingEntry:
    """The form of a meeting and its rows of people, as one. ``settled`` is false while a row was asked for."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        form_class: type[ChairedForm],
        scope: Scope,
        today: date,
        assessment: Assessment,
        meeting: Meeting | None = None,
    ) -> None:
        self.agencies = choices.agencies(open_on=today)
        self.planning = issubclass(form_class, PlanForm)
        self.form = form_class(data, initial=_initial(scope, assessment, meeting, today))
        self.people = self._people(data, _people_of(meeting))
        self.settled = data is not None and ADD not in data
        if data is not None and not self.settled:
            self.people = self._people(None, [_typed(row) for row in self.people.forms])
            self.people.forms[-1].fields["name"].widget.attrs["autofocus"] = True  # back to the row asked for
            self.form = form_class(None, initial=_typed(self.form))
        self.form.set_up(scope, meeting, self.agencies, today)

    def is_valid(self) -> bool:
        return self.settled and all([self.form.is_valid(), self.people.is_valid()]) and self._somebody_came()

    def _somebody_came(self) -> bool:
        if self.planning or any(person.attendance == Attendance.ATTENDED for person in self.asked()):
            return True
        self.people.forms[0].add_error("attendance", "Mark who attended: at least one person was there")
        return False

    def asked(self) -> list[Person]:
        rows = [row.cleaned_data for row in self.people.forms if row.cleaned_data.get("name")]
        return [
            Person(
                name=row["name"],
                agency_id=row["agency"],
                email=row["email"],
                attendance=row.get("attendance") or Attendance.INVITED,
            )
            for row in rows
        ]

    def _people(self, data: QueryDict | None, initial: Sequence[Mapping[str, Any]]) -> Any:
        given = {"agencies": self.agencies, "planning": self.planning}
        return PeopleFormSet(data, prefix="people", initial=initial, form_kwargs=given)


def _typed(form: forms.Form) -> dict[str, Any]:
    """What stands in the boxes, checked or not, so that asking for a row loses nothing."""
    return {
        name: field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        for name, field in form.fields.items()
    }


def _initial(scope: Scope, assessment: Assessment, meeting: Meeting | None, today: date) -> dict[str, Any]:
    if meeting is None:
        return {"chair": scope.user_id, "version": 1}
    names = ("planned_on", "place", "family_update", "decisions", "next_on", "version", "chair_name")
    chair = meeting.chair_id or ELSEWHERE
    elsewhere = {"chair_agency": meeting.chair_agency_id} if chair == ELSEWHERE else {"chair_name": ""}
    held = meeting.held_on or min(meeting.planned_on, today)
    return {**{name: getattr(meeting, name) for name in names}, "chair": chair, "held_on": held, **elsewhere}


def _people_of(meeting: Meeting | None) -> list[dict[str, Any]]:
    if meeting is None:
        return []
    return [
        {
            "name": row.name,
            "agency": str(row.agency_id or ""),
            "email": row.user.email if isinstance(row.user, User) else "",
            "attendance": row.attendance,
        }
        for row in meetings.people(meeting)
    ]
