"""The pages of the short form. Answers may be missing while it is a draft; a correction also asks why."""

from datetime import date
from typing import Any, cast

from django import forms
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.http import QueryDict

from agencies.scope import Scope
from assessments.models import Assessment
from assessments.models.assessment import (
    AssessmentStatus,
    ClosureReason,
    Consent,
    Domain,
    LevelOfNeed,
    Priority,
)
from assessments.selectors import assessments, choices
from ehtrack.lib import formfields

LONG = 5000
YES_NO = [("yes", "Yes"), ("no", "No")]
ELSEWHERE = "elsewhere"
LATER = "today or in the future"
LEVEL_HINTS = {
    LevelOfNeed.UNIVERSAL: "Needs are met by universal services",
    LevelOfNeed.VULNERABLE: "Some extra help is needed: early help",
    LevelOfNeed.COMPLEX: "Help from several agencies is needed: early help with a Team Around the Family",
    LevelOfNeed.CRITICAL: "Statutory: contact the MASH as well",
}


def long_text(label: str, hint: str = "", *, rows: int = 5, required: bool = False) -> forms.CharField:
    """A limit that few reach, so the page does not count characters."""
    limit = MaxLengthValidator(LONG, f"{label} Use {LONG:,} characters or fewer")
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=hint, required=required, validators=[limit], widget=widget)


def choice(form: forms.Form, name: str) -> forms.ChoiceField:
    return cast(forms.ChoiceField, form.fields[name])


class VersionedForm(formfields.Form):
    """Carries the version that the person saw, so that nobody's work is overwritten silently."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class SectionForm(VersionedForm):
    """A page of the form over an S&N. ``answers`` are values of the record's own fields."""

    def __init__(self, data: QueryDict | None, *, assessment: Assessment, scope: Scope, today: date) -> None:
        self.assessment, self.scope, self.today = assessment, scope, today
        super().__init__(data, initial={**self.initial_answers(), "version": assessment.version})
        for field in self.fields.values():
            if isinstance(field, formfields.DateField):
                field.today = today

    def initial_answers(self) -> dict[str, Any]:
        return {name: getattr(self.assessment, name, None) for name in self.base_fields if name != "version"}

    def answers(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "reason")}


class AgreementForm(SectionForm):
    consent_who = long_text("Who took part?", "Everyone in the family you talked with, and who they are", rows=3)
    consent = forms.ChoiceField(
        label="Does the family agree to work together and to share?",
        choices=Consent.choices,
        widget=formfields.Radios(inline=True),
        required=False,
    )
    consent_on = formfields.DateField(
        label="When did you ask them?", noun="The date you asked", latest="today", required=False
    )
    not_to_share_with = long_text(
        "Is there anyone it must not be shared with?",
        "A person or an agency. It is shown at the top of the S&N",
        rows=3,
    )
    sharing_reason = long_text(
        "If the family does not agree: is there a reason to share without agreement?",
        "Only when a child is at risk, and then only with the MASH or social care. Say what the risk is.",
        rows=3,
    )


class WhyNowForm(SectionForm):
    why_now = long_text("Why is help needed now?", "What is happening, and what has been tried")
    level_of_need = forms.TypedChoiceField(
        label="Level of need",
        choices=LevelOfNeed.choices,
        widget=formfields.Radios(hints=LEVEL_HINTS),
        coerce=int,
        empty_value=None,
        required=False,
    )
    priorities = forms.MultipleChoiceField(
        label="Priority areas",
        help_text="Select all that apply",
        choices=Priority.choices,
        widget=formfields.Checkboxes,
        required=False,
    )
    locality_id = forms.TypedChoiceField(label="Locality", coerce=str, empty_value=None, required=False)
    pilot_id = forms.TypedChoiceField(label="Pilot", coerce=str, empty_value=None, required=False)

    def __init__(self, data: QueryDict | None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        pilots = choices.pilots(self.scope, self.assessment, self.today)
        choice(self, "locality_id").choices = [("", "Not known"), *choices.localities()]
        choice(self, "pilot_id").choices = [("", "None"), *pilots]
        if not pilots:
            del self.fields["pilot_id"]


class ScoreField(forms.IntegerField):
    """0 to 10, or none; every wrong answer gets the same words, which name the domain."""

    def __init__(self, domain: Domain, label: str) -> None:
        message = f"{domain.label}: the score must be a whole number from 0 to 10"
        super().__init__(
            label=label,
            required=False,
            widget=formfields.WholeNumber(width=2, suffix="of 10"),
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), message),
            validators=[MinValueValidator(0, message), MaxValueValidator(10, message)],
        )


def _domain_fields() -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for domain in Domain:
        fields[f"{domain}-working_well"] = long_text("What is working well?", rows=3)
        fields[f"{domain}-worrying"] = long_text("What is worrying?", rows=3)
        fields[f"{domain}-family_score"] = ScoreField(domain, "The family's score")
        fields[f"{domain}-practitioner_score"] = ScoreField(domain, "Your score")
    return fields


class DomainsForm(SectionForm):
    """Seven domains, four answers each, named ``health-worrying`` and so on."""

    def __init__(self, data: QueryDict | None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields.update(_domain_fields())

    def initial_answers(self) -> dict[str, Any]:
        rows = assessments.domains(self.assessment)
        return {
            name: getattr(rows.get(name.partition("-")[0]), name.partition("-")[2], None) for name in _domain_fields()
        }

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """What the template draws: each domain with its fields."""
        return [(d.label, [self[name] for name in self.fields if name.startswith(f"{d.value}-")]) for d in Domain]

    def answers(self) -> dict[str, Any]:
        found: dict[str, dict[str, Any]] = {domain: {} for domain in Domain.values}
        for name, value in self.cleaned_data.items():
            domain, separator, field = name.partition("-")
            if separator:
                found[domain][field] = value
        return found


class VoicesForm(SectionForm):
    child_voice = long_text(
        "What does each child say, and what is their day like?",
        "In their own words where you can. For a baby: what you see",
    )
    parent_voice = long_text("What do parents and carers say?")


class PlanForm(SectionForm):
    summary = long_text("What needs to change?")
    actions = long_text("Who does what, by when?", "A line for each action: what, who, by when")
    needs_taf = forms.TypedChoiceField(
        label="Does the plan need a Team Around the Family (TAF)?",
        help_text="Yes when more than one agency takes part. The first meeting is due within 42 days",
        choices=YES_NO,
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
        widget=formfields.Radios(inline=True),
    )
    review_on = formfields.DateField(label="When will you review it?", noun="Review date", required=False)
    lead_professional_id = forms.TypedChoiceField(
        label="Who is the lead professional?",
        help_text="The family has a say in who it is",
        coerce=str,
        empty_value=None,
        required=False,
    )
    lead_professional_name = forms.CharField(
        label="Name, if they work for another agency", max_length=200, required=False
    )
    lead_professional_agency_id = forms.TypedChoiceField(
        label="Their agency", coerce=str, empty_value=None, required=False, widget=formfields.Autocomplete
    )

    def __init__(self, data: QueryDict | None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        found = self.assessment
        agency_id = found.lead_professional_agency_id or found.agency_id
        known = choices.with_recorded(choices.colleagues(self.scope), found.lead_professional, agency_id)
        people = [("", "Choose"), *known, (ELSEWHERE, "Someone of another agency")]
        choice(self, "lead_professional_id").choices = people
        choice(self, "lead_professional_agency_id").choices = [("", "Choose"), *choices.agencies()]

    def initial_answers(self) -> dict[str, Any]:
        answers = super().initial_answers()
        if answers["needs_taf"] is not None:
            answers["needs_taf"] = "yes" if answers["needs_taf"] else "no"
        if answers["lead_professional_name"] and not answers["lead_professional_id"]:
            answers["lead_professional_id"] = ELSEWHERE
        if answers["lead_professional_id"] and answers["lead_professional_id"] != ELSEWHERE:
            answers["lead_professional_agency_id"] = None
        return answers

    def clean_review_on(self) -> date | None:
        """A review is to come: of a draft from today on, of one that is completed after that. What was saved stays."""
        day, first = self.cleaned_data["review_on"], self.assessment.completed_on or self.today
        if day and day < first and day != self.assessment.review_on:
            late = "on or after the day that the S&N was completed" if self.assessment.completed_on else LATER
            raise forms.ValidationError(f"Review date must be {late}")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        who, name = data.get("lead_professional_id"), data.get("lead_professional_name")
        if who == ELSEWHERE and not name:
            self.add_error("lead_professional_name", "Enter the name of the lead professional")
        if who == ELSEWHERE and not data.get("lead_professional_agency_id"):
            self.add_error("lead_professional_agency_id", "Select the agency of the lead professional")
        return data

    def answers(self) -> dict[str, Any]:
        answers = super().answers()
        who = answers["lead_professional_id"]
        if who == ELSEWHERE:
            return {**answers, "lead_professional_id": None}
        same = self.assessment.lead_professional_id and str(self.assessment.lead_professional_id) == who
        agency = self.assessment.lead_professional_agency_id if same else (self.scope.agency_id if who else None)
        return {**answers, "lead_professional_name": "", "lead_professional_agency_id": agency}


class DatesForm(SectionForm):
    """Only for corrections: dates of what happened, and why it closed. Sharing itself is a move of its own."""

    completed_on = formfields.DateField(label="Completed on", noun="Completed date", latest="today")
    shared_on = formfields.DateField(
        label="Shared with the council on", noun="Shared date", latest="today", required=False
    )
    closed_on = formfields.DateField(label="Closed on", noun="Closing date", latest="today")
    closure_reason = forms.ChoiceField(label="Why it closed", choices=[("", "Choose"), *ClosureReason.choices])

    def __init__(self, data: QueryDict | None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if self.assessment.status != AssessmentStatus.CLOSED:
            del self.fields["closed_on"], self.fields["closure_reason"]
        if not self.assessment.shared_on:
            del self.fields["shared_on"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        completed, shared = data.get("completed_on"), data.get("shared_on")
        if completed and shared and shared < completed:
            self.add_error("shared_on", "Shared date must be on or after the completed date")
        return data


FORMS: dict[str, type[SectionForm]] = {
    "agreement": AgreementForm,
    "why-now": WhyNowForm,
    "strengths-and-needs": DomainsForm,
    "voices": VoicesForm,
    "plan": PlanForm,
    "dates": DatesForm,
}


def with_reason(form: SectionForm) -> SectionForm:
    """A page of the form as a correction: it asks why."""
    form.fields["reason"] = long_text("Why are you correcting this?", "It stays in the history", rows=2, required=True)
    form.fields["reason"].error_messages["required"] = "Say why you are correcting this"
    return form
