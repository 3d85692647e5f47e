from typing import Any

from django import forms

from ehtrack.lib import formfields


class AccessLogFilter(formfields.Form):
    person = forms.CharField(label="Person", help_text="Part of a name or an email address.", required=False)
    action = forms.CharField(
        label="Action", help_text="Its beginning, for example assessment or invitation.sent.", required=False
    )
    since = formfields.DateField(label="From", required=False)
    until = formfields.DateField(label="To", required=False)

    def values(self) -> dict[str, Any]:
        typed = getattr(self, "cleaned_data", {})
        return {name: typed.get(name) or None for name in ("since", "until")} | {
            name: typed.get(name, "") for name in ("person", "action")
        }
