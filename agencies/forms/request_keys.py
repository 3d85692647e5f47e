import uuid

from django import forms

from ehtrack.lib import formfields


class OnceForm(formfields.Form):
    """A form that makes something: its hidden key lets ``services.request_keys`` recognise a second sending."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
