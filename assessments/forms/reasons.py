"""Why something out of the ordinary is done: asked for as a sentence, and said so beforehand."""

from typing import Any

from django import forms

LEAST = 10
WHY = "Say why, in a sentence"


class ReasonField(forms.CharField):
    """``help_text`` goes on with how long the sentence is at least."""

    def __init__(self, *, help_text: str, max_length: int = 1000, **kwargs: Any) -> None:
        super().__init__(
            help_text=f"{help_text} Write a sentence of at least {LEAST} characters.",
            widget=forms.Textarea(attrs={"rows": 4}),
            min_length=LEAST,
            max_length=max_length,
            error_messages={"required": WHY, "min_length": f"{WHY} of at least {LEAST} characters"},
            **kwargs,
        )
