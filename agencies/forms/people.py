from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.validators import RegexValidator
from django.db.models import QuerySet

from agencies.forms.request_keys import OnceForm
from agencies.models import Agency, Role, Team, User
from ehtrack.lib import formfields

PHONE = r"^\+?[\d ()-]{5,}( ?(ext|extension|x)\.? ?\d{1,6})?$"
ROLE_HINTS = {
    Role.PRACTITIONER: "Records S&Ns and TAF meetings, and reads the families that they or their team work with.",
    Role.LEAD: "Sees all of the agency's records and figures, and invites people.",
    Role.LCSS: "Reviews every S&N that is shared.",
    Role.MASH: "Records MASH contacts and decides them.",
    Role.BOARD: "Sees every figure, manages agencies and targets. Opens no child's record.",
    Role.AUDITOR: "Reads the access log. Opens no child's record.",
}


class InvitationForm(OnceForm):
    email = forms.EmailField(label="Email address", max_length=254, help_text="We send the link to this address.")

    def __init__(self, *args: Any, grantable: frozenset[Role], teams: QuerySet[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"] = forms.MultipleChoiceField(
            label="Roles",
            choices=[(role.value, role.label) for role in Role if role in grantable],
            widget=formfields.Checkboxes(hints=ROLE_HINTS),
            error_messages={"required": "Select at least one role"},
        )
        if teams:
            self.fields["team"] = forms.ModelChoiceField(
                label="Team", queryset=teams, required=False, empty_label="No team"
            )

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class NewPersonForm(formfields.Form):
    name = forms.CharField(
        label="Your full name", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label="Choose a password",
        help_text="At least 12 characters. Three random words are easy to remember and hard to guess.",
        strip=False,
        error_messages={"required": "Enter a password"},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        person = User(email=self.email, name=cleaned.get("name", ""))
        try:
            password_validation.validate_password(cleaned.get("password") or "", person)
        except forms.ValidationError as error:
            if "password" in cleaned:
                self.add_error("password", error)
        return cleaned


class PhoneForm(formfields.Form):
    phone = forms.CharField(
        label="Work phone number",
        help_text="Shown to colleagues of other agencies who work with the same families. Leave it empty to show none.",
        max_length=40,
        required=False,
        validators=[RegexValidator(PHONE, "Enter a phone number, like 01865 000 000 or 07700 900 982 extension 12")],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )


class ColleaguesPhoneForm(PhoneForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget.attrs["autocomplete"] = "off"


class OwnDetailsForm(PhoneForm):
    name = forms.CharField(label="Full name", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ["name", "phone"]


class EndForm(formfields.Form):
    reason = forms.CharField(
        label="Reason",
        help_text="For example: left the school, lost the phone. The access log keeps it.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
    )


class TeamForm(formfields.Form):
    name = forms.CharField(label="Name of the team", max_length=200)


class NewTeamForm(OnceForm, TeamForm):
    pass


class SwitchForm(formfields.Form):
    """``agencies``: (id, name) of each that the person belongs to, with the roles as hints."""

    def __init__(self, *args: Any, choices: list[tuple[str, str]], hints: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"] = forms.ChoiceField(
            label="Which agency are you acting for?",
            choices=choices,
            widget=formfields.Radios(hints=hints),
            error_messages={"required": "Select the agency"},
        )


class PersonFilter(formfields.Form):
    q = forms.CharField(label="Name or email address", required=False)
    role = forms.ChoiceField(label="Role", choices=[("", "All roles"), *Role.choices], required=False)
    status = forms.ChoiceField(
        label="Status", choices=[("current", "Current"), ("ended", "Ended"), ("all", "All")], required=False
    )

    def __init__(self, *args: Any, agencies: QuerySet[Agency] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if agencies is not None:
            self.fields["agency"] = forms.ModelChoiceField(
                label="Agency",
                queryset=agencies,
                required=False,
                empty_label="All agencies",
                widget=formfields.Autocomplete,
            )

    def values(self) -> dict[str, Any]:
        """What the list is asked for. With a wrong filter the page lists nothing, and the form says so."""
        typed = getattr(self, "cleaned_data", {})
        status = typed.get("status") or "current"
        return {
            "search": typed.get("q", ""),
            "role": typed.get("role", ""),
            "status": "" if status == "all" else status,
            "agency": typed.get("agency"),
        }
