from django import forms

from ehtrack.lib import formfields


class RecordReferenceForm(formfields.Form):
    reference = forms.CharField(
        label="Reference of the record",
        help_text="Of an S&N or a MASH contact, for example SN-2026-27-03904. You will see who looked at it, "
        "never what it says.",
        max_length=100,
        error_messages={"required": "Enter the reference of a record"},
    )
