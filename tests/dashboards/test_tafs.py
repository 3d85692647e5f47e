"""Section 7 on hand-made TAFs: open, overdue for review, first meeting in time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dashboards.measures.asking import question
from dashboards.measures.figures import Figures, one_snapshot
from ehtrack.lib.calendar import FinancialYear
from tests import factories

pytestmark = pytest.mark.usefixtures("clone")
NOW = datetime(2023, 6, 1, tzinfo=UTC)
AS_OF = date(2023, 1, 31)


def counted(as_of: date = AS_OF) -> tuple[int, int, int, int]:
    asked = question(today=NOW.date(), year=FinancialYear(2022), as_of=as_of)
    with one_snapshot():
        tafs = Figures(asked, now=NOW).tafs
    return tafs.open, tafs.overdue, tafs.due_first, tafs.first_in_time


def taf(completed: date, *held: date, needs_taf: bool | None = True, closed: date | None = None) -> None:
    fields = {"status": "closed", "closed_on": closed, "closure_reason": "needs-met"} if closed else {}
    record = factories.assessment(
        factories.agency(), started_on=None, completed_on=completed, needs_taf=needs_taf, **fields
    )
    for day in held:
        factories.meeting(record, planned_on=day, held_on=day, outcome="continue")


@pytest.mark.parametrize(
    ("completed", "held", "expected"),
    [
        (date(2022, 10, 1), [date(2022, 11, 12), date(2023, 1, 2)], (1, 0, 1, 1)),  # the 42nd day is in time
        (date(2022, 10, 1), [date(2022, 11, 13)], (1, 1, 1, 0)),  # the 43rd is not; 79 days without a meeting
        (date(2022, 10, 1), [AS_OF - timedelta(days=56)], (1, 0, 1, 0)),
        (date(2022, 10, 1), [AS_OF - timedelta(days=57)], (1, 1, 1, 0)),
        (date(2022, 10, 1), [], (1, 1, 1, 0)),
        (date(2022, 12, 21), [], (1, 0, 0, 0)),  # 41 days old
        (date(2022, 12, 20), [], (1, 0, 1, 0)),  # 42 days old
        (date(2022, 10, 1), [date(2023, 2, 1)], (1, 1, 1, 0)),  # after the as-of date it has not happened
    ],
)
def test_tafs_on_the_as_of_date(completed: date, held: list[date], expected: tuple) -> None:
    taf(completed, *held)

    assert counted() == expected


def test_an_assessment_that_needs_no_taf_is_one_only_once_a_meeting_was_held() -> None:
    taf(date(2022, 10, 1), needs_taf=False)
    taf(date(2022, 10, 1), date(2022, 12, 20), needs_taf=False)

    assert counted() == (1, 0, 0, 0)
    assert counted(date(2022, 12, 19)) == (0, 0, 0, 0)


def test_a_taf_is_open_until_its_closing_day() -> None:
    taf(date(2022, 10, 1), date(2022, 10, 20), closed=AS_OF)

    assert counted() == (0, 0, 1, 1)
    assert counted(AS_OF - timedelta(days=1))[0] == 1
