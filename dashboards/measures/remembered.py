"""Figures kept between requests, for as long as nothing that they are counted from has changed."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from dashboards import changes
from dashboards.measures.asking import Question
from dashboards.measures.figures import Figures
from ehtrack.lib.calendar import from_local, local_day

REMEMBERED = 32  # questions in a process; a county's agencies with all their months are under 1 MB each
MOMENT = timedelta(microseconds=1)


def figures(question: Question, *, now: datetime) -> Figures:
    """The figures of a question as they are ``now``. Inside ``one_snapshot``.

    Those that were counted before are given again if the records are in the same state. Parts that nobody asked for yet
    are then counted in another snapshot, which sees the same.
    """
    state = changes.state(now=now)
    return _figures(state.records, question, _named(question), _last_turn(local_day(now), state.came_due))


def _named(question: Question) -> tuple[str, str]:
    """Questions are equal whatever their agency or group is called; it was read before the snapshot."""
    whose = question.agency or question.group
    return (whose.code, whose.name) if whose else ("", "")


def _last_turn(today: date, came_due: datetime | None) -> datetime:
    """The last moment at which figures changed without a record: the day began, or a contact became overdue."""
    midnight = from_local(datetime.combine(today, time.min))
    return max(midnight, came_due + MOMENT) if came_due else midnight


@lru_cache(maxsize=REMEMBERED)
def _figures(records: tuple[str, int, int, int], question: Question, named: tuple[str, str], now: datetime) -> Figures:
    return Figures(question, now=now)
