"""The quarterly return in four short pages, its signature, and the Board's judgement."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from agencies.forms.versions import VersionedForm
from agencies.models import Agency, Group
from dashboards.forms.targets import CountField
from dashboards.models.quarterly_return import LABELS, HowOften
from ehtrack.lib import formfields
from ehtrack.lib.calendar import Quarter

LONGEST = 5_000
MOST = 1_000_000


def _count(name: str, **more: Any) -> CountField:
    widget = formfields.WholeNumber(width=5)
    return CountField(label=LABELS[name], min_value=0, max_value=MOST, required=False, widget=widget, **more)


def _text(name: str, rows: int = 5, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=LABELS[name], max_length=LONGEST, required=False, widget=widget, **more)


class SectionForm(VersionedForm):
    """A page of the draft. Nothing is asked for before it is signed: a draft is kept as far as it has come."""

    subject = "this return"
    title: ClassVar[str] = ""
    hint: ClassVar[str] = ""

    @classmethod
    def answers(cls) -> list[str]:
        """The names of what the page asks for."""
        return [name for name in cls.base_fields if name != "version"]

    def content(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.answers()}


class NumbersForm(SectionForm):
    title = "Targets and S&Ns not recorded here"
    hint = "How many you aim for, and what ehtrack does not know of"
    target_this_year = _count("target_this_year", help_text="How many S&Ns your agency aims to complete in the year.")
    target_next_year = _count("target_next_year")
    unrecorded = _count(
        "unrecorded", help_text="S&Ns completed in the quarter that are not in ehtrack. Enter 0 if there are none."
    )
    unrecorded_why = _text("unrecorded_why", 3, help_text="For example: kept in our own system until April.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("unrecorded") and not cleaned.get("unrecorded_why"):
            self.add_error("unrecorded_why", "Enter why these S&Ns are not recorded in ehtrack")
        return cleaned


class NarrativeForm(SectionForm):
    title = "What happened"
    hint = "In your own words, and what stood in the way"
    narrative = _text("narrative", 8, help_text="Do not name children or families.")
    barriers = _text("barriers", help_text="For example: training, time, systems, agreement of families.")


class GovernanceForm(SectionForm):
    title = "Governance"
    hint = "Who leads early help in your organisation, and where it is reported"
    senior_lead = forms.CharField(label=LABELS["senior_lead"], max_length=200, required=False)
    senior_lead_role = forms.CharField(label=LABELS["senior_lead_role"], max_length=200, required=False)
    reported_to = _text("reported_to", 3, help_text="For example: the safeguarding board of the trust.")
    reported_how_often = forms.ChoiceField(
        label=LABELS["reported_how_often"], choices=HowOften.choices, required=False, widget=formfields.Radios
    )
    resource = _text("resource", help_text="Posts, time and money that your organisation gives to early help.")


class TrainingForm(SectionForm):
    title = "Training"
    hint = "Done in the quarter, and planned"
    training_done = _text("training_done", help_text="What the figures do not show. ehtrack counts people and courses.")
    training_planned = _text("training_planned")


SECTIONS: dict[str, type[SectionForm]] = {
    "numbers": NumbersForm,
    "narrative": NarrativeForm,
    "governance": GovernanceForm,
    "training": TrainingForm,
}


class SignForm(VersionedForm):
    subject = "this return"
    agree = forms.BooleanField(
        label="I have checked the figures and the answers, and sign this return for my agency",
        error_messages={"required": "Confirm that you have checked the return"},
    )


class AcceptForm(VersionedForm):
    subject = "this return"


class ReasonForm(VersionedForm):
    subject = "this return"
    reason = forms.CharField(label="Reason", max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}))


class ArrangementForm(formfields.Form):
    """Who makes a return: one agency, or all open agencies of an organisation."""

    group = forms.ModelChoiceField(
        label="Organisation",
        queryset=None,
        required=False,
        empty_label="Not a whole organisation",
        help_text="For all of its open agencies at once. Otherwise choose one agency below.",
    )
    agency = forms.ModelChoiceField(
        label="Agency", queryset=None, required=False, empty_label="Not one agency", widget=formfields.Autocomplete
    )
    how = forms.ChoiceField(
        label="Quarterly return",
        choices=[
            ("own", "Makes its own return"),
            ("through", "Is reported through another agency"),
            ("none", "No return is asked for"),
        ],
        widget=formfields.Radios,
    )
    starts = forms.ChoiceField(label="First quarter asked for", help_text="For an agency that makes its own return.")
    through = forms.ModelChoiceField(
        label="Reported through",
        queryset=None,
        required=False,
        empty_label="Select an agency that makes its own return",
        widget=formfields.Autocomplete,
    )

    def __init__(
        self,
        *args: Any,
        quarter: Quarter,
        agencies: QuerySet[Agency],
        groups: QuerySet[Group],
        makers: QuerySet[Agency],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [quarter.previous.previous, quarter.previous, quarter, quarter.next]
        self.fields["starts"].choices = [(one.label, one.label) for one in offered]
        self.fields["starts"].initial = quarter.label
        self.fields["agency"].queryset = agencies
        self.fields["group"].queryset = groups
        self.fields["through"].queryset = makers

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        agency, through = cleaned.get("agency"), cleaned.get("through")
        if bool(agency) == bool(cleaned.get("group")):
            self.add_error("agency", "Choose an agency or an organisation")
        if cleaned.get("how") == "through":
            if not through:
                self.add_error("through", "Select the agency that reports for it")
            elif through == agency:
                self.add_error("through", "Select another agency than the one that is reported for")
        return cleaned

    @property
    def starts_on(self) -> Any:
        return Quarter.from_label(self.cleaned_data["starts"]).start
