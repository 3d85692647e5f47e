"""Corrections: which version of the record the form was opened on, and what to say when somebody else was faster."""

from collections.abc import Iterable

from django import forms
from django.utils.datastructures import MultiValueDict

from ehtrack.lib import formfields


class VersionedForm(formfields.Form):
    """``subject`` is what the form changes, in words: "this agency". ``status`` is what its page is answered with."""

    subject = "this"
    status = 200
    version = forms.IntegerField(widget=forms.HiddenInput)

    def meet(self, version: int, now: Iterable[tuple[str, str]]) -> None:
        """Somebody else saved meanwhile: show what it says now, and let the next sending replace it."""
        self.status = 409
        self.data = MultiValueDict({**dict(self.data.lists()), "version": [str(version)]})
        says = "; ".join(f"{what}: {value}" for what, value in now)
        self.add_error(
            None,
            f"Someone else changed {self.subject} after you opened it. It now says: {says}. "
            "Check your answers and save again to replace it, or cancel to keep it",
        )


class RemoveForm(VersionedForm):
    reason = forms.CharField(
        label="Reason",
        help_text="For example: recorded twice. The access log keeps it.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
    )
