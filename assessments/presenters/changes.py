"""Values of a record's fields in words, for corrections and for two people in one form."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from assessments.models.event import EventKind
from assessments.presenters import words
from assessments.selectors.history import Correction
from ehtrack.lib.components import TimelineItem

NOTHING = "Not recorded"


def label(model: type[models.Model], field: str) -> str:
    text = str(getattr(_field(model, field), "verbose_name", field.replace("_", " ")))
    return text[:1].upper() + text[1:]


def said(model: type[models.Model], field: str, value: Any) -> str:
    """A value as people read it; an id of another record stays unsaid."""
    if value in (None, "", []):
        return NOTHING
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return words.moment(value)
    if isinstance(value, date):
        return words.day(value)
    if isinstance(value, models.Model):
        return str(value)
    choices = dict(getattr(_field(model, field), "flatchoices", ()) or ())
    return str(choices.get(value, value))


def _field(model: type[models.Model], field: str) -> Any:
    try:
        return model._meta.get_field(field)
    except FieldDoesNotExist:
        return None


def differences(record: models.Model, typed: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Label, what was typed and what is saved now, of each field in which they differ."""
    model = type(record)
    return [
        (label(model, field), said(model, field, value), said(model, field, getattr(record, field)))
        for field, value in typed.items()
        if value != getattr(record, field)
    ]


def corrections(
    model: type[models.Model], made: Iterable[Correction], hidden: Sequence[str] = ()
) -> list[TimelineItem]:
    """Who corrected what, when and why. Of ``hidden`` fields it says only that they changed."""
    return [
        TimelineItem(title=_title(one), when=words.moment(one.at), byline=one.by, text=_correction(model, one, hidden))
        for one in made
    ]


def _title(made: Correction) -> str:
    return "Corrected" if made.kind.endswith(".corrected") else str(EventKind(made.kind).label)


def _correction(model: type[models.Model], made: Correction, hidden: Sequence[str]) -> str:
    lines = [made.reason] if made.reason else []
    for change in made.changes:
        name = label(model, change.field)
        if change.field in hidden or change.field.endswith("_id"):
            lines.append(f"{name}: changed")
        else:
            before, after = (said(model, change.field, value) for value in (change.before, change.after))
            lines.append(f"{name}: {before} → {after}")
    return "\n".join(lines)
