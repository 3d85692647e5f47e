"""The forms of a page as a browser would send them back: what stands in each field, and something where it must."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.forms import BaseForm, BaseFormSet, BoundField

from ehtrack.lib import formfields

Data = dict[str, Any]
GO_ELSEWHERE = re.compile("Filter|Search")


def forms_of(response: Any) -> list[BaseForm]:
    """Each form that the page was drawn with, once."""
    found = {id(form): form for layer in response.context or [] for form in _within(_values(layer))}
    return list(found.values())


def _values(layer: Any) -> Iterator[Any]:
    for values in getattr(layer, "dicts", [layer]):
        yield from values.values()


def _within(values: Any) -> Iterator[BaseForm]:
    for value in values:
        if isinstance(value, BaseForm):
            yield value
        elif isinstance(value, BaseFormSet):
            yield value.management_form
            yield from value.forms
        elif isinstance(value, list | tuple):
            yield from _within(value)


def filled(response: Any, *, text: str = "") -> Data:
    """What is posted: filters and searches go elsewhere. ``text``: typed into every box that takes words."""
    data: Data = {}
    for form in [one for one in forms_of(response) if not GO_ELSEWHERE.search(type(one).__name__)]:
        for bound in form:
            data.update(_sent(bound, text))
    return data


def _sent(bound: BoundField, text: str) -> Data:
    value = bound.value()
    field = bound.field
    if text and type(field) is forms.CharField and not bound.is_hidden:
        return {bound.html_name: text}
    if isinstance(field, formfields.DateField):
        needed = field.required or bound.name == "date_of_birth"  # or that it is not known; most are
        return {bound.html_name: value or (date(2022, 10, 10) if needed else "")}
    if value in (None, "", []) and field.required:
        value = _something(field)
    return {} if value in (None, False) else {bound.html_name: value() if callable(value) else value}


def _something(field: forms.Field) -> Any:
    choices = [value for value, _ in getattr(field, "choices", []) if str(value)]
    if choices:
        return str(choices[0])
    if isinstance(field, forms.IntegerField):
        return 1
    return "someone@example.org" if isinstance(field, forms.EmailField) else "Changed in some words"
