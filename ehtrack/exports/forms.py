from typing import Any

from django import forms

from agencies.forms.request_keys import OnceForm
from agencies.models import ExportFormat
from ehtrack.lib import formfields
from ehtrack.lib.exporting import sheets


class ExportForm(OnceForm):
    """``search`` is what the page was searched for when it told what the file will hold: names are in no address."""

    format = forms.ChoiceField(
        label="As what kind of file?", widget=formfields.Radios, error_messages={"required": "Select a kind of file"}
    )
    search = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200, strip=False)

    def __init__(self, *args: Any, rows: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [one for one in ExportFormat if one is ExportFormat.CSV or rows <= sheets.MOST_ROWS]
        self.fields["format"].choices = [(one.value, one.label) for one in offered]
        if len(offered) == 1:
            self.fields["format"].initial = offered[0]
            self.fields["format"].help_text = "These are more rows than a workbook can hold, so there is only CSV."
