from django import forms

from ehtrack.lib import formfields


class WatchReviewForm(formfields.Form):
    note = forms.CharField(
        label="What did you find out?",
        help_text="For example that the family is the reader's work, or what was done about it. Do not name a child.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        error_messages={"required": "Say what you found out"},
    )


class WatchFilter(formfields.Form):
    show = forms.ChoiceField(
        label="Show", choices=[("", "Everything"), ("waiting", "To review"), ("reviewed", "Reviewed")], required=False
    )

    def reviewed(self) -> bool | None:
        self.is_valid()
        return {"waiting": False, "reviewed": True}.get(self.cleaned_data.get("show", ""))
