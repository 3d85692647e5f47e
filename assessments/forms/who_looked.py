from django import forms

from ehtrack.lib import formfields


class RecordReferenceForm(formfields.Form):
    reference = forms.CharField(
        label="Reference of the record",
        help_text="Of an S&N, a MASH contact or a child, for example SN-2026-000123. You will see who looked at it, "
        "never what it says.",
        max_length=100,
        error_messages={"required": "Enter the reference of a record"},
    )
