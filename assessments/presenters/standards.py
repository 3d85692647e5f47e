"""The MASH's timeliness standards as finished words."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.safestring import SafeString

from assessments.models import MashStandard
from assessments.presenters import words
from assessments.presenters.contacts import priority_label_tag
from assessments.selectors.standards import Span
from ehtrack.lib.components import link, tag_html
from ehtrack.lib.tables import Column, Table


def standards_table(spans: Iterable[Span], *, today: date) -> Table:
    columns = [
        Column("priority", "Priority"),
        Column("within", "Decided within"),
        Column("first", "Holds from"),
        Column("last", "Until"),
        Column("status", "Status"),
        Column("change", "Change"),
    ]
    return Table("Standards", columns, [_row(span, today) for span in spans])


def _row(span: Span, today: date) -> list[str | SafeString]:
    standard = span.standard
    hidden = f"the {standard.get_priority_display().lower()} standard from {words.day(standard.holds_from)}"
    remove = link("Remove", reverse("standard_remove", args=[standard.pk]), hidden=hidden)
    return [
        priority_label_tag(standard.priority),
        within(standard),
        words.day(standard.holds_from) or "The beginning",
        words.day(span.last_day) or "No end",
        _status(span, today),
        remove if standard.holds_from else "Stays",
    ]


def _status(span: Span, today: date) -> SafeString:
    if span.holds_on(today):
        return tag_html("In force", "green")
    to_come = span.standard.holds_from is not None and span.standard.holds_from > today
    return tag_html("To come", "blue") if to_come else tag_html("Ended", "grey")


def within(standard: MashStandard) -> str:
    if standard.hours is not None:
        return f"{standard.hours} hour{'' if standard.hours == 1 else 's'}, round the clock"
    days = standard.working_days or 0
    return f"{days} working day{'' if days == 1 else 's'} after the day of receipt"


def says_now(standard: MashStandard) -> list[tuple[str, str]]:
    return [
        ("Priority", standard.get_priority_display()),
        ("Decided within", within(standard)),
        ("Holds from", words.day(standard.holds_from)),
    ]
