"""Who completed which course: several people in one short form, one in a correction."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet

from agencies.forms.dates import EARLIEST
from agencies.forms.request_keys import OnceForm
from agencies.forms.versions import VersionedForm
from agencies.models import Agency
from agencies.services.training import Details
from ehtrack.lib import formfields

MOST_PEOPLE = 200
LONGEST = 254
STAFF_NUMBER = re.compile(r"[^\s@]*\d[^\s@]*")
PEOPLE = (
    "One on each line: a work email address, or a staff number. Use the same one each time, so that a person who takes "
    "two courses is one person trained."
)


def person_of(text: str) -> str:
    """An email address in small letters, so that one person is not two; a staff number as it is."""
    if len(text) > LONGEST:
        raise ValidationError(f"{text[:30]}… is too long for an email address or a staff number")
    if "@" not in text:
        if not STAFF_NUMBER.fullmatch(text):
            raise ValidationError(f"{text} is not an email address or a staff number")
        return text
    try:
        validate_email(text)
    except ValidationError:
        raise ValidationError(f"{text} is not a whole email address, such as name@example.org") from None
    return text.lower()


class CourseForm(formfields.Form):
    """Course, day and agency. ``courses`` are known by name; ``agencies`` is None for who records for one only."""

    new_course = forms.CharField(label="Name of the course, if it is not in the list", max_length=200, required=False)
    completed_on = formfields.DateField(
        label="When was it completed?", noun="The date", latest="today", earliest=EARLIEST
    )

    def __init__(self, *args: Any, courses: Sequence[str], agencies: QuerySet[Agency] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {name.lower(): name for name in courses}
        if courses:
            self.fields["course"] = forms.ChoiceField(
                label="Course",
                choices=[("", "Select a course"), *((name, name) for name in courses)],
                required=False,
            )
        else:
            self.fields["new_course"].label = "Course"
        if agencies is not None:
            self.fields["agency"] = forms.ModelChoiceField(
                label="Agency", queryset=agencies, empty_label="Select an agency", widget=formfields.Autocomplete
            )
        self.order_fields(["person", "course", "new_course", "completed_on", "agency", "people"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen, typed = cleaned.get("course"), " ".join(cleaned.get("new_course", "").split())
        if chosen and typed and typed != chosen:
            self.add_error("new_course", "Select a course from the list or enter a new one, not both")
        if not chosen and not typed and not self.errors.keys() & {"course", "new_course"}:
            known = "course" in self.fields
            words = "Select the course, or enter the name of a new one" if known else "Enter the name of the course"
            self.add_error("course" if known else "new_course", words)
        cleaned["named"] = chosen or self.known.get(typed.lower(), typed)
        return cleaned


class RecordForm(CourseForm, OnceForm):
    people = forms.CharField(
        label="Who completed it?",
        help_text=PEOPLE,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocapitalize": "off"}),
        error_messages={"required": "Enter the people who completed it"},
    )

    def clean_people(self) -> list[str]:
        """Each person once, in the order of the lines; a list copied from an email has semicolons or commas."""
        texts = [text.strip() for text in re.split(r"[\n;,]", self.cleaned_data["people"])]
        people, wrong = [], []
        for text in filter(None, texts):
            try:
                people.append(person_of(text))
            except ValidationError as error:
                wrong.append(error)
        if wrong:
            raise ValidationError(wrong)
        if len(people) > MOST_PEOPLE:
            raise ValidationError(f"Enter {MOST_PEOPLE} people or fewer at a time, or import a file")
        return list(dict.fromkeys(people))


class CorrectForm(CourseForm, VersionedForm):
    subject = "this training"
    person = forms.CharField(label="Email address or staff number", max_length=LONGEST)

    def clean_person(self) -> str:
        """What a file brought may look different; it stays unless it is changed."""
        typed = self.cleaned_data["person"]
        return typed if typed == self.initial.get("person") else person_of(typed)

    def details(self, agency: Agency) -> Details:
        """``agency``: whose it is when the form does not ask."""
        typed = self.cleaned_data
        return Details(
            person=typed["person"],
            agency=typed.get("agency") or agency,
            course=typed["named"],
            completed_on=typed["completed_on"],
        )


class TrainingFilter(formfields.Form):
    q = forms.CharField(label="Email address or staff number", required=False)
    first = formfields.DateField(label="Completed from", required=False)
    last = formfields.DateField(label="Completed to", required=False)

    def __init__(self, *args: Any, courses: Sequence[str], agencies: QuerySet[Agency] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"] = forms.ChoiceField(
            label="Course", choices=[("", "All courses"), *((name, name) for name in courses)], required=False
        )
        if agencies is not None:
            self.fields["agency"] = forms.ModelChoiceField(
                label="Agency",
                queryset=agencies,
                required=False,
                empty_label="All agencies",
                widget=formfields.Autocomplete,
            )
        self.order_fields(["q", "course", "agency"])

    def values(self) -> dict[str, Any]:
        """What the list is asked for. With a wrong filter the page lists nothing, and the form says so."""
        typed = getattr(self, "cleaned_data", {})
        found = {name: typed.get(name) for name in ("agency", "first", "last")}
        return {**found, "search": typed.get("q", ""), "course": typed.get("course", "")}
