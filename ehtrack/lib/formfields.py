"""Form fields and widgets of the GOV.UK pattern: a date in three boxes, radio buttons with hints, sized inputs."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import pretty_name
from django.utils import timezone

from ehtrack.lib import numbers
from ehtrack.lib.wording import within_a_sentence

PARTS = ("day", "month", "year")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WITHOUT_ARTICLE = (
    "the",
    "a",
    "an",
    "your",
    "their",
    "this",
    "at",
    "who",
    "what",
    "when",
    "where",
    "why",
    "how",
    "which",
)
Parts = list[str]


class WrongDate(ValidationError):
    """A date that cannot be used, and the boxes to put right (none named: all of them)."""

    def __init__(self, message: str, parts: Sequence[str] = ()) -> None:
        super().__init__(message, code="date")
        self.parts = tuple(parts)


class Form(forms.Form):
    """A form that says how to put an answer right: "Enter the reason", "Summary must be 500 characters or less"."""

    def full_clean(self) -> None:
        """Also the fields that a form adds for itself get their words."""
        for name, field in self.fields.items():
            _word(field, str(field.label or pretty_name(name)).rstrip("?"))
        super().full_clean()


def _word(field: forms.Field, noun: str) -> None:
    """Replaces Django's own messages; those that the form names itself stay."""
    chosen = isinstance(field, forms.ChoiceField | forms.ModelChoiceField | forms.FileField)
    words = {
        "required": f"{'Select' if chosen else 'Enter'} {with_article(noun)}",
        "max_length": f"{noun} must be %(limit_value)d characters or less",
        "min_value": f"{noun} must be {_limit(field, 'min_value')} or more",
        "max_value": f"{noun} must be {_limit(field, 'max_value')} or less",
    }
    if isinstance(field, forms.IntegerField):
        words["invalid"] = f"{noun} must be a whole number"
    if isinstance(field, forms.EmailField):
        words["invalid"] = f"{noun} must be in the right form, like name@example.org"
    if isinstance(field, forms.SlugField):
        words["invalid"] = f"{noun} must be letters, numbers and hyphens only, without spaces"
    for code, message in words.items():
        if field.error_messages.get(code, None) in (None, _own_message(field, code)):
            field.error_messages[code] = message


def _limit(field: forms.Field, name: str) -> str:
    """1,000,000 rather than 1000000."""
    limit = getattr(field, name, None)
    return numbers.count(limit) if isinstance(limit, int) else "%(limit_value)s"


def _own_message(field: forms.Field, code: str) -> Any:
    """What Django would say: the message of the nearest class that has one."""
    return next(
        (
            kind.__dict__["default_error_messages"][code]
            for kind in type(field).__mro__
            if code in kind.__dict__.get("default_error_messages", {})
        ),
        None,
    )


class Radios(forms.RadioSelect):
    """Radio buttons; ``hints`` maps a value to a line under its label, ``inline`` is for yes and no."""

    def __init__(self, *args: Any, hints: Mapping[Any, str] | None = None, inline: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = dict(hints or {})
        self.inline = inline


class Checkboxes(forms.CheckboxSelectMultiple):
    """Checkboxes; ``hints`` maps a value to a line under its label."""

    def __init__(self, *args: Any, hints: Mapping[Any, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = dict(hints or {})


class Text(forms.TextInput):
    """A text box as wide as what goes in it: width in characters (2, 3, 4, 5, 10, 20 or 30)."""

    def __init__(
        self, *, width: int = 0, prefix: str = "", suffix: str = "", attrs: dict[str, Any] | None = None
    ) -> None:
        attrs = dict(attrs or {})
        if width:
            attrs["class"] = f"{attrs.get('class', '')} govuk-input--width-{width}".strip()
        super().__init__(attrs)
        self.prefix = prefix
        self.suffix = suffix


class WholeNumber(Text):
    """For a count or a number of digits: the number keypad, without the arrows that change it by accident."""

    def __init__(
        self, *, width: int = 5, prefix: str = "", suffix: str = "", attrs: dict[str, Any] | None = None
    ) -> None:
        attrs = {"inputmode": "numeric", "spellcheck": "false", **(attrs or {})}
        super().__init__(width=width, prefix=prefix, suffix=suffix, attrs=attrs)


class Autocomplete(forms.Select):
    """A long list to choose from: type to search where script runs, a plain select where it does not."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"data-autocomplete": "", **(attrs or {})}, choices)


class DateInput(forms.MultiWidget):
    """Day, month and year. Also reads ``name=2023-01-31``, so that a link can carry a date."""

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, autocomplete: str = "") -> None:
        super().__init__({part: forms.TextInput() for part in PARTS}, attrs)
        self.autocomplete = autocomplete
        self.wrong: tuple[str, ...] = ()

    def decompress(self, value: Any) -> Parts:
        if isinstance(value, str):
            return list(reversed(value.split("-"))) if value.count("-") == 2 else [value, "", ""]
        return [str(value.day), str(value.month), str(value.year)] if value else ["", "", ""]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Parts:
        typed = super().value_from_datadict(data, files, name)
        if not any(typed) and data.get(name):
            return self.decompress(str(data[name]).strip())
        return [(part or "").strip() for part in typed]

    def first_wrong(self) -> int:
        """The position of the first box that is wrong; 0 when all or none are."""
        return PARTS.index(self.wrong[0]) if self.wrong else 0

    def boxes(self, value: Any, wrong: bool) -> list[dict[str, Any]]:
        """What the pack's template draws: label, position, value and whether the box is to be marked."""
        typed: Sequence[str] = value if isinstance(value, list | tuple) else self.decompress(value)
        return [
            {
                "part": part,
                "label": part.capitalize(),
                "value": typed[position] if position < len(typed) else "",
                "width": 4 if part == "year" else 2,
                "wrong": wrong and (not self.wrong or part in self.wrong),
                "autocomplete": f"{self.autocomplete}-{part}" if self.autocomplete else "",
            }
            for position, part in enumerate(PARTS)
        ]


class DateField(forms.Field):
    """A date in three boxes; what was typed stays, and the error says which box to put right.

    ``noun`` begins the messages when the label is a question. ``latest`` and ``earliest`` are "today", "yesterday" or
    a date. The form may set ``today`` on the field; without it the day of the check is used.
    """

    widget = DateInput

    def __init__(
        self,
        *,
        noun: str = "",
        latest: str | date | None = None,
        earliest: str | date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.noun = noun
        self.latest = latest
        self.earliest = earliest
        self.today: date | None = None

    def clean(self, value: Any) -> date | None:
        self.widget.wrong = ()
        try:
            day = self.to_python(value)
            self._check(day)
        except WrongDate as error:
            self.widget.wrong = error.parts
            raise
        self.run_validators(day)
        return day

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return value or None
        typed = [str(part or "").strip() for part in value]
        if not any(typed):
            return None
        missing = [part for part, text in zip(PARTS, typed, strict=True) if not text]
        if missing:
            raise self._error("must include a " + " and ".join(missing), missing)
        return self._date(*typed)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return (initial or None) != self.to_python(data)
        except ValidationError:
            return True

    def _date(self, day: str, month: str, year: str) -> date:
        number = _month(month)
        if not (year.isascii() and year.isdigit() and len(year) == 4):
            raise self._error("must have a year of 4 numbers", ["year"])
        if not number:
            raise self._error("must be a real date", ["month"])
        try:
            return date(int(year), number, int(day))
        except (ValueError, OverflowError):
            raise self._error("must be a real date", ["day"]) from None

    def _check(self, day: date | None) -> None:
        if day is None:
            if self.required:
                raise WrongDate(f"Enter {with_article(self._noun())}")
            return
        latest, earliest = self._bound(self.latest), self._bound(self.earliest)
        if latest and day > latest:
            raise self._error(f"must be {_not_after(self.latest, latest)}")
        if earliest and day < earliest:
            raise self._error(f"must be {_not_before(self.earliest, earliest)}")

    def _bound(self, bound: str | date | None) -> date | None:
        if not isinstance(bound, str):
            return bound
        today = self.today or timezone.localdate()
        return {"today": today, "yesterday": date.fromordinal(today.toordinal() - 1)}[bound]

    def _error(self, text: str, parts: Sequence[str] = ()) -> WrongDate:
        return WrongDate(f"{self._noun()} {text}", parts)

    def _noun(self) -> str:
        return self.noun or str(self.label or "Date")


def with_article(noun: str) -> str:
    """ "the reason", inside a sentence; what begins with "your", "what" or "the" needs no article."""
    if noun.split(" ")[0].lower() in WITHOUT_ARTICLE:
        return noun[:1].lower() + noun[1:]
    return f"the {within_a_sentence(noun)}"


def _month(text: str) -> int:
    """1 to 12 for a number or a name of a month; 0 when it is neither."""
    if text.isascii() and text.isdigit():
        return int(text) if len(text) <= 2 and 1 <= int(text) <= 12 else 0
    name = text.lower()[:3]
    return MONTHS.index(name) + 1 if len(text) >= 3 and name in MONTHS else 0


def _not_after(rule: str | date | None, latest: date) -> str:
    return {"today": "today or in the past", "yesterday": "in the past"}.get(str(rule), f"{_words(latest)} or earlier")


def _not_before(rule: str | date | None, earliest: date) -> str:
    return {"today": "today or in the future"}.get(str(rule), f"{_words(earliest)} or later")


def _words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
