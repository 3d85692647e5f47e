"""The Early Help Network by month and locality, as finished words."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from agencies.models import Locality, NetworkMeeting
from agencies.presenters.agencies import words
from agencies.selectors.networks import Meetings
from ehtrack.lib.calendar import FinancialYear, Month
from ehtrack.lib.components import link
from ehtrack.lib.numbers import plural
from ehtrack.lib.tables import Column, Table
from ehtrack.lib.wording import within_a_sentence

BREAK = SafeString("<br>")
NONE = "No meeting recorded"


def months_table(year: FinancialYear, localities: Iterable[Locality], meetings: Meetings, *, today: date) -> Table:
    """A row for each month up to this one, also those without a meeting, the latest first."""
    places = list(localities)
    months = [month for month in reversed(year.months) if month <= Month.of(today)]
    columns = [Column("month", "Month"), *(Column(place.code, place.name) for place in places)]
    rows = [[month.name, *(_cell(meetings.get((month, place.pk), []), place) for place in places)] for month in months]
    return Table(f"Early Help Network meetings {year.label}", columns, rows)


def _cell(meetings: Iterable[NetworkMeeting], locality: Locality) -> str | SafeString:
    lines = [(_line(meeting, locality),) for meeting in meetings]
    return format_html_join(BREAK, "{}", lines) if lines else NONE


def _line(meeting: NetworkMeeting, locality: Locality) -> SafeString:
    day = f"{meeting.held_on.day} {meeting.held_on:%B}"
    address = reverse("network_correct", args=[meeting.pk])
    return link(f"{day}: {_result(meeting)}", address, hidden=f"in {locality.name}, correct")


def _result(meeting: NetworkMeeting) -> str:
    if not meeting.held:
        return f"not held, {within_a_sentence(meeting.reason)}" if meeting.reason else "not held"
    return _families(meeting)


def _families(meeting: NetworkMeeting) -> str:
    number = meeting.families_discussed
    if number is None:
        return "families not known"
    return f"{number} {'family' if number == 1 else 'families'}"


def totals(meetings: Meetings) -> str:
    """ "14 meetings held, 21 families talked through, of 2 meetings not known"."""
    rows = [meeting for found in meetings.values() for meeting in found if meeting.held]
    families = sum(row.families_discussed or 0 for row in rows)
    unknown = sum(row.families_discussed is None for row in rows)
    said = f"{plural(len(rows), 'meeting')} held, {plural(families, 'family', 'families')} talked through"
    return f"{said}; of {plural(unknown, 'meeting')} the number is not known" if unknown else said


def says_now(meeting: NetworkMeeting) -> list[tuple[str, str]]:
    """What is recorded now, for somebody whose changes met another's, or who is about to remove it."""
    told = [("Families talked through", "Not known" if meeting.families_discussed is None else _families(meeting))]
    return [
        ("Locality", meeting.locality.name),
        ("Date", words(meeting.held_on)),
        ("Held", "Yes" if meeting.held else "No"),
        *(told if meeting.held else [("Why it was not held", meeting.reason)]),
    ]


def title(meeting: NetworkMeeting) -> str:
    return f"{meeting.locality.name}, {words(meeting.held_on)}"
