"""The rollup is right at every read, whatever was written and whenever the drain ran."""

from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.db import connections, transaction

from assessments.models import Assessment, Contact
from dashboards import rollup
from dashboards.counts import Counts
from dashboards.models import DirtyMonth, MonthCount
from ehtrack.lib.calendar import Month
from tests import factories

pytestmark = pytest.mark.usefixtures("clone")

YEAR = (date(2022, 4, 1), date(2023, 3, 31))


def read(by: tuple[str, ...] = ("month",)) -> dict:
    return {row.month: row.counts for row in rollup.sums(*YEAR, by=by)}


def test_a_record_counts_before_and_after_the_drain() -> None:
    school = factories.agency()
    factories.assessment(school, completed_on=date(2022, 10, 31))

    dirty, recounted, clean = read(), rollup.drain(), read()

    assert dirty == clean == {Month(2022, 10): Counts(assessments=1, shared=1)}
    assert recounted == 1
    assert not DirtyMonth.objects.exists()


def test_clean_months_are_read_from_the_rollup_and_dirty_ones_from_the_facts() -> None:
    school = factories.agency()
    factories.assessment(school, completed_on=date(2022, 10, 31))
    rollup.drain()
    MonthCount.objects.update(assessments=7)

    assert read()[Month(2022, 10)].assessments == 7

    factories.assessment(school, completed_on=date(2022, 10, 1))

    assert read()[Month(2022, 10)].assessments == 2


def test_a_record_that_moves_dirties_where_it_was_and_where_it_is() -> None:
    one, other = factories.agency(), factories.agency()
    record = factories.assessment(one, completed_on=date(2022, 10, 31))
    rollup.drain()

    Assessment.objects.filter(pk=record.pk).update(agency=other, completed_on=date(2022, 11, 1))

    assert set(DirtyMonth.objects.values_list("agency", "month")) == {
        (one.pk, date(2022, 10, 1)),
        (other.pk, date(2022, 11, 1)),
    }
    rollup.drain()
    assert {(row.agency, row.month): row.counts.assessments for row in rollup.sums(*YEAR, by=("agency", "month"))} == {
        (other.pk, Month(2022, 11)): 1
    }


def test_one_statement_marks_each_month_once() -> None:
    school = factories.agency()
    for day in range(1, 5):
        factories.assessment(school, completed_on=date(2022, 10, day))
    rollup.drain()

    Assessment.objects.update(level_of_need=2)

    assert DirtyMonth.objects.count() == 2  # once for the old rows, once for the new


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_drafts_and_records_entered_in_error_never_count(status: str) -> None:
    fields = {"withdrawn_at": datetime(2022, 12, 1, tzinfo=UTC)} if status == "withdrawn" else {}
    factories.assessment(factories.agency(), status=status, **fields)

    assert read() == {}
    rollup.drain()
    assert read() == {}


def test_a_contact_counts_on_its_day_in_london() -> None:
    factories.contact(factories.agency(), received_at=datetime(2022, 6, 30, 23, 30, tzinfo=UTC))
    factories.contact(factories.agency(), received_day=date(2022, 6, 30))

    assert {month.label: counts.contacts for month, counts in read().items()} == {"2022-06": 1, "2022-07": 1}


def test_contacts_are_counted_by_decision_and_timeliness() -> None:
    school, at = factories.agency(), datetime(2022, 10, 3, 9, tzinfo=UTC)
    due = datetime(2022, 10, 3, 13, tzinfo=UTC)
    rows = [
        {"priority": "red", "due_at": due, "decided_at": due, "outcome": "no-further-action"},  # exactly on it
        {"priority": "red", "due_at": due, "decided_at": due.replace(second=1), "outcome": "advice"},
        {"priority": "red", "due_at": due},
        {"priority": "amber", "due_at": due, "decided_at": at, "outcome": "other", "missed_earlier_due": True},
        {"decided_at": at, "outcome": "no-further-action"},
    ]
    for row in rows:
        factories.contact(school, received_at=at, **row)
    expected = Counts(
        contacts=5, decided=4, no_further_action=2, red_decided=2, red_on_time=1, amber_decided=1, amber_on_time=0
    )

    assert read() == {Month(2022, 10): expected}
    rollup.drain()
    assert read() == {Month(2022, 10): expected}


def test_days_that_cut_a_month_are_counted_from_facts() -> None:
    school = factories.agency()
    for day in (date(2022, 9, 30), date(2022, 10, 1), date(2022, 10, 14), date(2022, 10, 15), date(2022, 11, 2)):
        factories.assessment(school, completed_on=day)
    rollup.drain()

    def counted(first: date, last: date) -> int:
        return sum(row.counts.assessments for row in rollup.sums(first, last, by=("month",)))

    assert counted(date(2022, 9, 1), date(2022, 10, 14)) == 3
    assert counted(date(2022, 10, 2), date(2022, 10, 14)) == 1
    assert counted(date(2022, 9, 30), date(2022, 11, 1)) == 4
    assert counted(date(2022, 10, 15), date(2022, 10, 14)) == 0


def test_a_group_holds_what_agencies_recorded_while_in_it() -> None:
    agency = factories.agency(group="other")
    factories.move(agency, to="health", since=date(2022, 11, 1))
    for day in (date(2022, 10, 31), date(2022, 11, 1), date(2022, 12, 1)):
        factories.assessment(agency, completed_on=day)
    rollup.drain()

    by_group = {row.group: row.counts.assessments for row in rollup.sums(*YEAR, by=("group",))}

    assert by_group == {factories.group("other").pk: 1, factories.group("health").pk: 2}


def test_draining_twice_changes_nothing() -> None:
    factories.assessment(factories.agency())
    rollup.drain()
    before = list(MonthCount.objects.values())

    assert rollup.drain() == 0
    assert list(MonthCount.objects.values()) == before


def test_a_drain_that_is_cut_off_leaves_the_queue_as_it_was() -> None:
    factories.assessment(factories.agency())

    with transaction.atomic():
        rollup.drain()
        transaction.set_rollback(True)

    assert DirtyMonth.objects.count() == 1
    assert read()[Month(2022, 10)].assessments == 1


def test_the_check_finds_what_was_changed_behind_the_triggers() -> None:
    factories.assessment(factories.agency())
    factories.contact(factories.agency())
    rollup.drain()
    assert rollup.check() == []

    MonthCount.objects.update(assessments=2)

    assert {(d.kept[0], d.counted[0]) for d in rollup.check()} == {(2, 1), (2, 0)}


def test_reading_needs_the_reporting_role_and_it_can_only_read() -> None:
    with connections["reporting"].cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] not in (settings.APP_ROLE, settings.SYSTEM_ROLE)
        with pytest.raises(Exception, match=r"permission denied|read-only"):
            cursor.execute("DELETE FROM dashboards_monthcount")
        with pytest.raises(Exception, match="permission denied"):
            cursor.execute("SELECT surname FROM assessments_child")


def test_withdrawing_a_contacts_decision_is_seen_at_once() -> None:
    contact = factories.contact(
        factories.agency(), decided_at=datetime(2022, 10, 4, tzinfo=UTC), outcome="no-further-action"
    )
    rollup.drain()

    Contact.objects.filter(pk=contact.pk).update(decided_at=None, outcome="")

    assert read()[Month(2022, 10)] == Counts(contacts=1)
