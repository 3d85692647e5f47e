from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from agencies.forms.request_keys import OnceForm
from agencies.forms.versions import VersionedForm
from agencies.models import Group, Locality
from agencies.services.agencies import Details
from ehtrack.lib import formfields

CODE = "Small letters, numbers and hyphens. Files that are imported name the agency by it; it cannot be changed later."

STATUSES = [("open", "Open"), ("no-lead", "Open, without a lead"), ("closed", "Closed"), ("all", "All")]


class AgencyForm(formfields.Form):
    """The details of an agency that can be corrected at any time."""

    name = forms.CharField(label="Name", max_length=200)
    active_from = formfields.DateField(
        label="First day", help_text="Leave empty if it has always been there.", required=False
    )
    active_to = formfields.DateField(label="Last day", help_text="Leave empty while it is open.", required=False)
    do_not_name = forms.BooleanField(
        label="Do not name this agency in look-ups",
        help_text='For a refuge, a substance misuse or a sexual health service: look-ups answer "contact LCSS".',
        required=False,
    )
    completes_none = forms.BooleanField(
        label="It completes no S&Ns by its nature",
        help_text="For a hub that takes in contacts, a board, or members of the public. Consistency across agencies "
        "leaves it out. Not for an agency that could complete some and does not.",
        required=False,
    )

    def __init__(self, *args: Any, localities: QuerySet[Locality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["locality"] = forms.ModelChoiceField(
            label="Locality", queryset=localities, required=False, empty_label="Countywide"
        )
        self.order_fields(["name", "code", "group", "locality"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("active_from"), cleaned.get("active_to")
        if first and last and last < first:
            self.add_error("active_to", "The last day must be on or after the first day")
        return cleaned

    def details(self) -> Details:
        return Details(**{name: self.cleaned_data[name] for name in Details.__dataclass_fields__})


class EditForm(AgencyForm, VersionedForm):
    """The details, and which version of them was opened."""

    subject = "this agency"


class NewAgencyForm(OnceForm, AgencyForm):
    code = forms.SlugField(label="Code", max_length=60, help_text=CODE)

    def __init__(self, *args: Any, groups: QuerySet[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"] = forms.ModelChoiceField(label="Group", queryset=groups, empty_label="Select a group")
        self.order_fields(["name", "code", "group", "locality"])

    def clean_code(self) -> str:
        return self.cleaned_data["code"].lower()


class MoveForm(VersionedForm):
    subject = "this agency"
    starts_on = formfields.DateField(
        label="From",
        noun="The date",
        help_text="The first of a month, for example 1 4 2023. What happened before stays as it was.",
    )

    def __init__(self, *args: Any, groups: QuerySet[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"] = forms.ModelChoiceField(label="New group", queryset=groups, empty_label="Select a group")
        self.order_fields(["group"])

    def clean_starts_on(self) -> Any:
        day = self.cleaned_data["starts_on"]
        if day.day != 1:
            raise forms.ValidationError("The date must be the first of a month")
        return day


class ChildrenForm(VersionedForm):
    subject = "this agency"
    children = forms.IntegerField(
        label="Children it works with",
        help_text="For a school, the pupils on roll. It makes agencies of different size comparable. Leave empty if it "
        "is not known any more.",
        min_value=1,
        max_value=1_000_000,
        required=False,
        error_messages={"min_value": "Enter 1 or more, or leave it empty if it is not known"},
        widget=formfields.WholeNumber(width=5),
    )
    starts_on = formfields.DateField(
        label="From",
        noun="The date",
        latest="today",
        help_text="The day from which the number holds, such as that of the school census. Figures of days before keep "
        "the number that they had. To correct a number, enter it again with the same day.",
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].today = today


class CloseForm(formfields.Form):
    last_day = formfields.DateField(label="Last day", help_text="The agency works until this day, included.")
    reason = forms.CharField(label="Reason", widget=forms.Textarea(attrs={"rows": 3}), max_length=500)


class GroupForm(OnceForm):
    name = forms.CharField(label="Name", max_length=100)
    code = forms.SlugField(label="Code", max_length=50, help_text="Small letters, numbers and hyphens, as in files.")

    def clean_code(self) -> str:
        return self.cleaned_data["code"].lower()


class AgencyFilter(formfields.Form):
    q = forms.CharField(label="Name or code", required=False)
    status = forms.ChoiceField(label="Status", choices=STATUSES, required=False)

    def __init__(self, *args: Any, groups: QuerySet[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"] = forms.ModelChoiceField(
            label="Group", queryset=groups, to_field_name="code", required=False, empty_label="All groups"
        )
        self.order_fields(["q", "group"])

    def values(self) -> dict[str, Any]:
        """What the list is asked for. With a wrong filter the page lists nothing, and the form says so."""
        typed = getattr(self, "cleaned_data", {})
        group, status = typed.get("group"), typed.get("status") or "open"
        return {
            "search": typed.get("q", ""),
            "group": group.name if group else "",
            "status": "" if status == "all" else status,
        }
