"""Forms about MASH contacts. Times are London wall-clock times, typed as 14:05."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from agencies.forms.request_keys import OnceForm
from agencies.models import Agency, User
from assessments.forms.sections import VersionedForm
from assessments.models import Contact
from assessments.models.contact import ContactOutcome, Rag, SourceCode
from assessments.selectors import contacts
from assessments.services.contacts import ContactDetails
from ehtrack.lib import formfields
from ehtrack.lib.calendar import LONDON, from_local

AGREED = [("yes", "Yes"), ("no", "No"), ("", "Not known")]
AGREED_VALUES = {"yes": True, "no": False, "": None}


class ClockField(forms.TimeField):
    def __init__(self, **kwargs: Any) -> None:
        invalid = {"invalid": "Enter the time like 14:05"}
        super().__init__(
            input_formats=["%H:%M", "%H.%M", "%H%M"],
            error_messages=invalid,
            widget=formfields.Text(width=5),
            **{"help_text": "24-hour clock, like 14:05", **kwargs},
        )


def moment_of(form: forms.Form, day: str, clock: str, known: datetime | None = None) -> datetime | None:
    """The moment of a date and a time field; an error on the time when the clocks skipped it.

    ``known``, when what is typed says nothing else: it may have seconds, or be of the hour that October repeats.
    """
    on, at = form.cleaned_data.get(day), form.cleaned_data.get(clock)
    if not isinstance(on, date) or not isinstance(at, time):
        return None
    if known and typed_as(known, day, clock) == {day: on, clock: f"{at:%H:%M}"}:
        return known
    try:
        return from_local(datetime.combine(on, at))
    except ValueError as error:
        form.add_error(clock, str(error))
        return None


def typed_as(moment: datetime | None, day: str, clock: str) -> dict[str, Any]:
    """Initial values of the two fields."""
    if moment is None:
        return {}
    local = moment.astimezone(LONDON)
    return {day: local.date(), clock: f"{local:%H:%M}"}


class ContactFields(formfields.Form):
    """What is recorded of a contact when it comes in, and corrected later."""

    received_on = formfields.DateField(label="Date received", noun="Date received", latest="today")
    received_time = ClockField(label="Time received")
    source_agency = forms.ModelChoiceField(
        label="Which agency sent it?",
        queryset=Agency.objects.none(),
        widget=formfields.Autocomplete,
        error_messages={"required": "Select the agency that sent it"},
    )
    source_code = forms.ChoiceField(
        label="Source, as in the children in need census", choices=[("", "Choose"), *SourceCode.choices], required=False
    )
    referrer_name = forms.CharField(label="Name of the referrer", max_length=200, required=False)
    referrer_role = forms.CharField(label="Role of the referrer", max_length=200, required=False)
    referrer_email = forms.EmailField(
        label="Email address of the referrer",
        required=False,
        help_text="If they use ehtrack they can follow the status and the decision",
    )
    concern = forms.CharField(label="What is the concern?", widget=forms.Textarea, max_length=4000)
    family_agreed = forms.ChoiceField(
        label="Did the family agree to this contact?",
        choices=AGREED,
        widget=formfields.Radios(inline=True),
        required=False,
    )
    no_agreement_reason = forms.CharField(
        label="Reason for going without agreement",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text="Needed when the family did not agree",
    )

    def __init__(self, data: QueryDict | None, *, agencies: QuerySet[Agency], now: datetime, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.received_at: datetime | None = None
        self.fields["source_agency"].queryset = agencies
        self.fields["received_on"].today = now.astimezone(LONDON).date()
        self.fields["concern"].error_messages["required"] = "Enter the concern"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["received_at"] = moment_of(self, "received_on", "received_time", self.received_at)
        data["family_agreed"] = AGREED_VALUES[data.get("family_agreed") or ""]
        if data["family_agreed"] is False and not data.get("no_agreement_reason"):
            self.add_error("no_agreement_reason", "Enter the reason for going without agreement")
        data["sent_by"] = self._sender(data.get("referrer_email"), data.get("source_agency"))
        return data

    def details(self) -> ContactDetails:
        return ContactDetails(**{name: self.cleaned_data[name] for name in ContactDetails.__dataclass_fields__})

    def _sender(self, email: str | None, agency: Agency | None) -> User | None:
        if not email or not agency:
            return None
        found = contacts.sender(agency, email)
        if found is None:
            self.add_error("referrer_email", f"Nobody of {agency.name} signs in with this email address")
        return found


class LogContactForm(ContactFields, OnceForm):
    priority = forms.ChoiceField(
        label="Priority",
        choices=[*Rag.choices, ("", "Set it later")],
        widget=formfields.Radios,
        required=False,
    )
    reference = forms.CharField(
        label="Reference", max_length=100, required=False, help_text="Leave empty to get a new one"
    )

    def __init__(
        self, data: QueryDict | None, *, agencies: QuerySet[Agency], hints: Mapping[str, str], now: datetime
    ) -> None:
        initial = typed_as(now, "received_on", "received_time")
        super().__init__(data, agencies=agencies, now=now, initial=initial)
        self.fields["priority"].widget.hints = hints


class CorrectContactForm(ContactFields, VersionedForm):
    reason = forms.CharField(label="Why are you correcting this?", widget=forms.Textarea, max_length=500)

    def __init__(self, data: QueryDict | None, *, contact: Contact, agencies: QuerySet[Agency], now: datetime) -> None:
        super().__init__(data, agencies=agencies, now=now, initial=_typed(contact))
        self.received_at = contact.received_at
        self.fields["reason"].error_messages["required"] = "Enter the reason for the correction"
        if contact.received_day:
            self.initial["received_on"] = contact.received_day
            self.fields["received_time"].required = False
            self.fields["received_time"].help_text = "Only the date is known so far"

    def changes(self) -> dict[str, Any]:
        values = {name: self.cleaned_data[name] for name in ContactDetails.__dataclass_fields__}
        if values["received_at"] is None:
            values |= {"received_day": self.cleaned_data["received_on"]}
            del values["received_at"]
        return values


def _typed(contact: Contact) -> Mapping[str, Any]:
    agreed = {value: text for text, value in AGREED_VALUES.items()}[contact.family_agreed]
    plain = ("source_code", "referrer_name", "referrer_role", "concern", "no_agreement_reason", "version")
    return {
        **{name: getattr(contact, name) for name in plain},
        **typed_as(contact.received_at, "received_on", "received_time"),
        "source_agency": contact.source_agency_id,
        "referrer_email": contact.sent_by.email if contact.sent_by else "",
        "family_agreed": agreed,
    }


class PriorityForm(VersionedForm):
    priority = forms.ChoiceField(choices=Rag.choices, widget=formfields.Radios)
    reason = forms.CharField(label="Reason", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, required=False)

    def __init__(self, data: QueryDict | None, *, contact: Contact, hints: Mapping[str, str]) -> None:
        super().__init__(data, initial={"version": contact.version, "priority": contact.priority})
        self.fields["priority"].widget.hints = hints
        if contact.priority:
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = "Enter the reason for changing the priority"


class DecisionForm(VersionedForm):
    outcome = forms.ChoiceField(
        label="What is the decision?",
        choices=ContactOutcome.choices,
        widget=formfields.Radios,
        error_messages={"required": "Select the decision"},
    )
    early_help_agency = forms.ModelChoiceField(
        label="Agency to complete the S&N",
        queryset=Agency.objects.none(),
        widget=formfields.Autocomplete,
        required=False,
        help_text="Needed for early help, and only then",
    )
    decided_on = formfields.DateField(label="Date of the decision", noun="Date of the decision", latest="today")
    decided_time = ClockField(label="Time of the decision")
    decision_reason = forms.CharField(label="Reason for the decision", widget=forms.Textarea, max_length=4000)

    def __init__(self, data: QueryDict | None, *, contact: Contact, agencies: QuerySet[Agency], now: datetime) -> None:
        at = contact.decided_at or now
        plain = ("version", "outcome", "early_help_agency", "decision_reason")
        initial = {**{name: getattr(contact, name) for name in plain}, **typed_as(at, "decided_on", "decided_time")}
        super().__init__(data, initial=initial)
        self.decided_at = contact.decided_at
        self.fields["early_help_agency"].queryset = agencies
        self.fields["decided_on"].today = now.astimezone(LONDON).date()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["decided_at"] = moment_of(self, "decided_on", "decided_time", self.decided_at)
        early_help = data.get("outcome") == ContactOutcome.EARLY_HELP
        if early_help and not data.get("early_help_agency") and "early_help_agency" not in self.errors:
            self.add_error("early_help_agency", "Select the agency that is to complete the S&N")
        if data.get("outcome") and not early_help:
            data["early_help_agency"] = None
        return data

    def decision(self) -> dict[str, Any]:
        names = ("outcome", "decided_at", "decision_reason", "early_help_agency")
        return {name: self.cleaned_data[name] for name in names}


class CorrectDecisionForm(DecisionForm):
    reason = forms.CharField(label="Why are you correcting this?", widget=forms.Textarea, max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["required"] = "Enter the reason for the correction"


class FeedbackForm(VersionedForm):
    feedback = forms.CharField(
        label="What was the referrer told?",
        widget=forms.Textarea,
        max_length=2000,
        help_text="The agency that sent the contact sees this text. Leave out MASH notes",
        error_messages={"required": "Enter what the referrer was told"},
    )
    told_on = formfields.DateField(label="Date", noun="Date", latest="today")
    told_time = ClockField(label="Time")

    def __init__(self, data: QueryDict | None, *, contact: Contact, now: datetime) -> None:
        at = contact.feedback_at or now
        initial = {"version": contact.version, "feedback": contact.feedback, **typed_as(at, "told_on", "told_time")}
        super().__init__(data, initial=initial)
        self.fields["told_on"].today = now.astimezone(LONDON).date()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["told_at"] = moment_of(self, "told_on", "told_time")
        return data
