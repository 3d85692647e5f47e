from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from agencies.forms.request_keys import OnceForm
from agencies.scope import Scope
from ehtrack.imports.kinds import LABELS, kinds_for
from ehtrack.lib import formfields


class ImportForm(OnceForm):
    kind = forms.ChoiceField(
        label="What is in the file?",
        widget=formfields.Radios,
        error_messages={"required": "Select what is in the file"},
    )
    file = forms.FileField(
        label="File",
        help_text="A CSV or XLSX file with the column names in its first row, at most 100 MB.",
        error_messages={"required": "Select a file", "empty": "This file is empty. Select another one"},
    )
    check_only = forms.BooleanField(
        label="Only check the file",
        required=False,
        help_text="You see what would happen; nothing is imported.",
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = kinds_for(scope)
        self.fields["kind"].choices = [(kind, LABELS[kind]) for kind in kinds]
        if len(kinds) == 1:
            self.fields["kind"].initial = kinds[0]

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.IMPORT_MAX_BYTES:
            raise forms.ValidationError("This file is larger than 100 MB. Send it in two parts")
        return file
