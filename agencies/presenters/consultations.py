"""No Names Consultations, as finished words."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from agencies.models import Consultation
from agencies.presenters.agencies import words
from ehtrack.lib.components import link
from ehtrack.lib.tables import Column, Table

WORDS_OF_ADVICE = 30
NOT_RECORDED = "Not recorded"


def consultations_table(rows: Iterable[Consultation]) -> Table:
    columns = [
        Column("on", "Date"),
        Column("agency", "Agency that asked"),
        Column("locality", "Locality"),
        Column("theme", "Theme"),
        Column("advice", "Advice"),
        Column("change", "Change"),
    ]
    return Table("No Names Consultations", columns, [_row(row) for row in rows])


def _row(row: Consultation) -> list[str | SafeString]:
    address = reverse("consultation_correct", args=[row.pk])
    return [
        words(row.held_on),
        row.agency.name,
        _locality(row),
        row.get_theme_display(),
        Truncator(row.advice).words(WORDS_OF_ADVICE),
        link("Read or correct", address, hidden=f"the consultation with {title(row)}"),
    ]


def _locality(row: Consultation) -> str:
    return row.locality.name if row.locality else NOT_RECORDED


def says_now(row: Consultation) -> list[tuple[str, str]]:
    """What is recorded now, for somebody whose changes met another's, or who is about to remove it."""
    return [
        ("Date", words(row.held_on)),
        ("Agency that asked", row.agency.name),
        ("Locality", _locality(row)),
        ("Theme", row.get_theme_display()),
        ("Advice", row.advice),
        ("Recorded by", row.recorded_by.name),
    ]


def title(row: Consultation) -> str:
    return f"{row.agency.name}, {words(row.held_on)}"
