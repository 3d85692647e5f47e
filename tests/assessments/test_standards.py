"""By when a contact must be decided: measures.md, section on timeliness, as a table."""

from datetime import UTC, date, datetime

import pytest

from assessments.due_times import due_at
from assessments.models import MashStandard
from ehtrack.lib.calendar import from_local

PUBLISHED = [
    MashStandard(priority="red", hours=4),
    MashStandard(priority="amber", working_days=1),
    MashStandard(priority="green", working_days=3),
]


def local(text):
    return from_local(datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("priority", "received", "due"),
    [
        ("red", "2023-01-11T09:30", "2023-01-11T13:30"),
        ("red", "2023-01-14T22:00", "2023-01-15T02:00"),
        ("red", "2023-12-25T23:00", "2023-12-26T03:00"),
        ("amber", "2023-01-11T09:30", "2023-01-13T00:00"),
        ("amber", "2023-01-13T16:59", "2023-01-17T00:00"),
        ("amber", "2023-01-14T10:00", "2023-01-17T00:00"),
        ("amber", "2023-01-15T10:00", "2023-01-17T00:00"),
        ("amber", "2023-04-06T10:00", "2023-04-12T00:00"),
        ("amber", "2023-12-22T10:00", "2023-12-28T00:00"),
        ("green", "2023-01-11T09:30", "2023-01-17T00:00"),
        ("green", "2023-04-28T09:30", "2023-05-05T00:00"),
        ("green", "2023-05-05T09:30", "2023-05-12T00:00"),
        ("amber", "2023-06-30T23:45", "2023-07-04T00:00"),
    ],
)
def test_due_times(priority, received, due):
    assert due_at(PUBLISHED, priority=priority, received_at=local(received)) == local(due)


def test_the_day_of_receipt_is_the_local_one():
    just_before_midnight_utc = datetime(2023, 6, 28, 23, 30, tzinfo=UTC)

    assert due_at(PUBLISHED, priority="amber", received_at=just_before_midnight_utc) == local("2023-07-01T00:00")


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (datetime(2023, 3, 25, 23, 0, tzinfo=UTC), datetime(2023, 3, 26, 3, 0, tzinfo=UTC)),
        (datetime(2023, 10, 28, 23, 30, tzinfo=UTC), datetime(2023, 10, 29, 3, 30, tzinfo=UTC)),
    ],
)
def test_four_hours_are_four_hours_when_the_clocks_change(received, due):
    assert due_at(PUBLISHED, priority="red", received_at=received) == due


def test_a_working_day_ends_at_local_midnight_also_when_the_clocks_change():
    assert due_at(PUBLISHED, priority="amber", received_at=local("2023-03-24T10:00")) == datetime(
        2023, 3, 27, 23, tzinfo=UTC
    )


def test_without_priority_or_standard_nothing_is_due():
    assert due_at(PUBLISHED, priority="", received_at=local("2023-01-11T09:30")) is None
    assert due_at([], priority="red", received_at=local("2023-01-11T09:30")) is None


def test_the_standard_that_holds_on_the_day_of_receipt_counts():
    standards = [*PUBLISHED, MashStandard(priority="red", hours=2, holds_from=date(2024, 4, 1))]

    assert due_at(standards, priority="red", received_at=local("2024-03-31T23:59")) == local("2024-04-01T03:59")
    assert due_at(standards, priority="red", received_at=local("2024-04-01T00:00")) == local("2024-04-01T02:00")


@pytest.mark.django_db
def test_the_published_standards_are_there_from_the_start():
    found = {(row.priority, row.hours, row.working_days, row.holds_from) for row in MashStandard.objects.all()}

    assert found == {("red", 4, None, None), ("amber", None, 1, None), ("green", None, 3, None)}
