"""What the GOV.UK form pattern asks of a Django field: which template draws it, where its first control is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BaseForm, BaseFormSet, BoundField
from django.utils.safestring import SafeString

from ehtrack.lib.formfields import DateInput, with_article

KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (DateInput, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.PasswordInput, "password"),
    (forms.FileInput, "file"),
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
)
CLASSES = {
    "file": "govuk-file-upload",
    "textarea": "govuk-textarea",
    "select": "govuk-select",
    "password": "govuk-input govuk-password-input__input govuk-js-password-input-input",
}
CHOICES = {"checkboxes", "radios"}


@dataclass(frozen=True)
class Option:
    """One radio button or checkbox, ready to draw."""

    id: str
    value: str
    label: str
    hint: str
    checked: bool


@dataclass(frozen=True)
class Problem:
    """One line of the error summary; href is empty when the error belongs to no control."""

    text: str
    href: str


def kind(field: BoundField) -> str:
    """The name of the template in templates/govuk/fields that draws the field."""
    for widget, name in KINDS:
        if isinstance(field.field.widget, widget):
            return name
    return "input"


def first_control(field: BoundField) -> str:
    """The id of the control that the error summary leads to: the first part that is wrong, or the first choice."""
    widget = field.field.widget
    if isinstance(widget, DateInput):
        return f"{field.auto_id}_{widget.first_wrong()}"
    if kind(field) in CHOICES and list(field.subwidgets):
        return field.subwidgets[0].id_for_label or field.auto_id
    return field.id_for_label or field.auto_id


def control(field: BoundField) -> SafeString:
    """The bare control with the pack's classes; Django adds aria-describedby and aria-invalid."""
    widget, name = field.field.widget, kind(field)
    base = CLASSES.get(name, "govuk-input") + (" govuk-js-character-count" if counted(field) else "")
    attrs: dict[str, Any] = {"class": _classes(base, widget.attrs.get("class", ""), bool(field.errors))}
    attrs["placeholder"] = False  # it goes when typing starts, and is too faint to read
    if name == "textarea":
        attrs |= _textarea_attrs(field)
    if name == "password":
        attrs |= {"spellcheck": "false", "autocapitalize": "none"}
    return field.as_widget(attrs=attrs)


def counted(field: BoundField) -> int | None:
    """The most characters a text area may hold, when it has a limit."""
    return getattr(field.field, "max_length", None) if kind(field) == "textarea" else None


def errors(field: BoundField) -> list[str]:
    """The field's errors; a form that is not ours gets words for a missing answer too."""
    bare = str(forms.Field.default_error_messages["required"])
    missing = f"Enter {with_article(str(field.label))}"
    return [missing if str(text) == bare else str(text) for text in field.errors]


def options(field: BoundField) -> list[Option]:
    hints = getattr(field.field.widget, "hints", {})
    return [
        Option(
            id=choice.id_for_label,
            value=str(choice.data["value"]),
            label=str(choice.choice_label),
            hint=str(hints.get(choice.data["value"], hints.get(str(choice.data["value"]), ""))),
            checked=bool(choice.data["selected"]),
        )
        for choice in field.subwidgets
    ]


def problems(forms_and_formsets: Iterable[Any]) -> list[Problem]:
    """Every error of the forms given, in the order of the page; those of no field first."""
    found: list[Problem] = []
    for item in forms_and_formsets:
        if isinstance(item, BaseFormSet):
            found += [Problem(str(text), "") for text in item.non_form_errors()]
            found += problems(item.forms)
        elif isinstance(item, BaseForm) and item.is_bound:
            found += _problems_of(item)
        elif isinstance(item, list | tuple):
            found += problems(item)
    return found


def _problems_of(form: BaseForm) -> list[Problem]:
    found = [Problem(str(text), "") for text in form.non_field_errors()]
    for field in form.hidden_fields():
        found += [Problem(text, "") for text in errors(field)]
    for field in form.visible_fields():
        found += [Problem(text, f"#{first_control(field)}") for text in errors(field)]
    return found


def _classes(base: str, own: str, wrong: bool) -> str:
    error = f"{base.split()[0]}--error" if wrong else ""
    return " ".join(name for name in (base, own, error) if name)


def _textarea_attrs(field: BoundField) -> dict[str, Any]:
    attrs: dict[str, Any] = {"rows": field.field.widget.attrs.get("rows", 5), "cols": False}
    if counted(field):
        # The browser's own limit cuts pasted text without a word; the count says so and the form refuses it.
        described = [part for part in (field.aria_describedby, f"{field.auto_id}-info") if part]
        attrs |= {"maxlength": False, "aria-describedby": " ".join(described)}
    return attrs
