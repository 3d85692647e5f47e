from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from agencies.presenters import audit_words
from ehtrack.lib import formfields


def _actions() -> list[tuple[str, str]]:
    return [("", "Anything"), *audit_words.choices()]


class AccessLogFilter(formfields.Form):
    person = forms.CharField(label="Person", help_text="Part of a name or an email address.", required=False)
    action = forms.ChoiceField(label="Did", choices=_actions, required=False)
    record = forms.CharField(
        label="Record", help_text="The id of a record, or several with commas between them.", required=False
    )
    since = formfields.DateField(label="From", required=False)
    until = formfields.DateField(label="To", required=False)

    def clean_record(self) -> list[UUID]:
        try:
            return [UUID(part.strip()) for part in self.cleaned_data["record"].split(",") if part.strip()]
        except ValueError:
            raise ValidationError("Enter the id of a record, or find it by its reference") from None

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        since, until = typed.get("since"), typed.get("until")
        if since and until and since > until:
            self.add_error("until", "To must be the same day as From or later")
        return typed

    def values(self) -> dict[str, Any]:
        typed = getattr(self, "cleaned_data", {})
        return {
            **{name: typed.get(name) or None for name in ("since", "until")},
            **{name: typed.get(name, "") for name in ("person", "action")},
            "records": typed.get("record", []),
        }
