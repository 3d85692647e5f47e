from typing import Any

from django import forms

from agencies import watch
from agencies.models.watch import WatchRule
from ehtrack.lib import formfields
from ehtrack.lib.wording import within_a_sentence

MOST = 10_000


class WatchReviewForm(formfields.Form):
    note = forms.CharField(
        label="What did you find out?",
        help_text="For example that the family is the reader's work, or what was done about it. Do not name a child.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        error_messages={"required": "Say what you found out"},
    )


class ThresholdForm(formfields.Form):
    """A number for each rule."""

    HELPS = {
        WatchRule.MANY: "Different records that one person read within an hour.",
        WatchRule.OWN_SURNAME: "Records of children with the reader's surname, read in a day.",
        WatchRule.COLLEAGUE: "Records of children with a colleague's surname, or the name of anybody who works here.",
        WatchRule.OUT_OF_HOURS: "Different records read in a day before 7am, from 8pm on, or at a weekend.",
        WatchRule.REFUSED: "Pages refused, and emergency access that found nothing, in a day.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = watch.thresholds()
        for rule in WatchRule:
            self.fields[rule.value] = forms.IntegerField(
                label=rule.label,
                help_text=self.HELPS[rule],
                min_value=1,
                max_value=MOST,
                initial=now[rule],
                error_messages={
                    "required": f"Enter a number for {within_a_sentence(rule.label)}",
                    "max_value": f"{rule.label} must be {MOST:,} or less",
                },
            )

    def at_least(self) -> dict[WatchRule, int]:
        return {rule: self.cleaned_data[rule.value] for rule in WatchRule}


class WatchFilter(formfields.Form):
    show = forms.ChoiceField(
        label="Show", choices=[("", "Everything"), ("waiting", "To review"), ("reviewed", "Reviewed")], required=False
    )

    def reviewed(self) -> bool | None:
        self.is_valid()
        return {"waiting": False, "reviewed": True}.get(self.cleaned_data.get("show", ""))
