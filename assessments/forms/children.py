"""Forms about children: what is typed of a child, and its correction. To put children in a form: ``child_picker``."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from assessments.forms.reasons import ReasonField
from assessments.matching import ChildDetails
from assessments.models import Child
from assessments.models.child import Ethnicity, Sex
from ehtrack.lib import formfields, identifiers

LONGEST_WAIT = timedelta(days=300)


class NhsNumberField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        options = {"label": "NHS number", "required": False, "widget": formfields.WholeNumber(width=10)}
        super().__init__(max_length=20, **{**options, **kwargs})

    def clean(self, value: Any) -> str:
        return _checked(identifiers.nhs_number, super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return identifiers.spaced_nhs_number(value) if isinstance(value, str) and len(value) == 10 else value


class PostcodeField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=10, required=False, widget=formfields.Text(width=10), **kwargs)

    def clean(self, value: Any) -> str:
        return _checked(identifiers.postcode, super().clean(value))


def _checked(check: Callable[[str], str], text: str) -> str:
    try:
        return check(text) if text else ""
    except ValueError as error:
        raise forms.ValidationError(str(error).rstrip(".")) from None


class ChildForm(formfields.Form):
    """What is typed of a child, to find or add. A child has a date of birth or an expected one, or neither is known."""

    forename = forms.CharField(max_length=100, required=False, help_text="Leave empty for an unborn child")
    surname = forms.CharField(max_length=100)
    date_of_birth = formfields.DateField(
        noun="Date of birth", latest="today", required=False, help_text="For example, 31 3 2016"
    )
    expected_date_of_birth = formfields.DateField(
        label="Expected date of birth", noun="Expected date of birth", required=False, help_text="For an unborn child"
    )
    birth_date_unknown = forms.BooleanField(label="The date of birth is not known", required=False)
    sex = forms.ChoiceField(choices=[("", "Choose"), *Sex.choices], required=False)
    nhs_number = NhsNumberField(help_text="10 digits, like 943 476 5919")
    postcode = PostcodeField()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["date_of_birth"].today = today

    def clean_expected_date_of_birth(self) -> date | None:
        expected: date | None = self.cleaned_data["expected_date_of_birth"]
        if expected and not self.today - timedelta(days=31) <= expected <= self.today + LONGEST_WAIT:
            raise forms.ValidationError("Expected date of birth must be within the next 10 months")
        return expected

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        born, expected = data.get("date_of_birth"), data.get("expected_date_of_birth")
        if born and expected:
            self.add_error("expected_date_of_birth", "Enter a date of birth or an expected date, not both")
        if not data.get("forename") and not expected and "expected_date_of_birth" not in self.errors:
            self.add_error("forename", "Enter the forename")
        if not (born or expected or data.get("birth_date_unknown")) and not self._date_errors():
            self.add_error("date_of_birth", "Enter a date of birth, or say that it is not known")
        return data

    def details(self) -> ChildDetails:
        data = self.cleaned_data
        names = {name: " ".join(data[name].split()) for name in ("forename", "surname")}
        return ChildDetails(**{name: data[name] for name in asdict(ChildDetails())} | names)

    def _date_errors(self) -> bool:
        return bool({"date_of_birth", "expected_date_of_birth"} & set(self.errors))


class CorrectChildForm(ChildForm):
    """Every detail of the record; the address of a protected child is neither shown nor changed here."""

    also_known_as = forms.CharField(max_length=200, required=False)
    ethnicity = forms.ChoiceField(choices=[("", "Choose"), *Ethnicity.choices], required=False)
    address = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    school = forms.CharField(label="School or setting", max_length=200, required=False)
    first_language = forms.CharField(max_length=60, required=False)
    interpreter_needed = forms.BooleanField(label="An interpreter is needed", required=False)
    reason = forms.CharField(label="Why are you correcting this?", max_length=500, widget=forms.Textarea)
    version = forms.IntegerField(widget=forms.HiddenInput)

    KEPT = (
        "also_known_as",
        "ethnicity",
        "address",
        "school",
        "first_language",
        "interpreter_needed",
    )

    def __init__(self, data: QueryDict | None, *, child: Child, protected: bool, today: date) -> None:
        names = (*asdict(ChildDetails()), *self.KEPT, "version")
        initial = {name: getattr(child, name) for name in names}
        unknown = not (child.date_of_birth or child.expected_date_of_birth)
        super().__init__(data, today=today, initial={**initial, "birth_date_unknown": unknown})
        self.fields["reason"].error_messages["required"] = "Enter the reason for the correction"
        if protected:
            del self.fields["address"], self.fields["postcode"]
        self.order_fields([name for name in self.fields if name not in ("reason", "version")])

    def changes(self) -> dict[str, Any]:
        names = [name for name in (*asdict(ChildDetails()), *self.KEPT) if name in self.fields]
        return {name: self.cleaned_data[name] for name in names}


class UnmergeForm(formfields.Form):
    reason = ReasonField(label="Reason", max_length=500, help_text="It is kept with both records.")


class MergeForm(UnmergeForm):
    """One child, or two? By the button that is pressed. ``doubtful``: something speaks against merging, so that a
    reason alone is not enough."""

    TWO = "two"

    sure = forms.BooleanField(
        label="I am sure that these are one child",
        error_messages={"required": "Tick that you are sure, or say that these are two children"},
    )

    def __init__(self, data: QueryDict | None, *, doubtful: bool) -> None:
        super().__init__(data)
        self.are_two = data is not None and data.get("answer") == self.TWO
        self.fields["sure"].required = not self.are_two
        if not doubtful:
            del self.fields["sure"]


class ChildSearchForm(formfields.Form):
    text = forms.CharField(label="Search by name or NHS number", max_length=200, required=False)
