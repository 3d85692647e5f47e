"""Remembered figures are those that a new count gives, at every moment; what can change none keeps them."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from assessments.models import Assessment, Child, Contact
from dashboards import changes, rollup
from dashboards.measures import remembered
from dashboards.measures.as_json import as_json
from dashboards.measures.asking import Question, question
from dashboards.measures.figures import Figures, one_snapshot
from dashboards.models import Change
from ehtrack.lib.calendar import FinancialYear
from tests import factories
from tests.dashboards.beside import beside
from tests.dashboards.history import NOW, TODAY, History

YEAR = FinancialYear(2022)
DERIVED = {  # from tables of the journal, by triggers or a drain: no figure changes by them alone
    "assessments_mergedchild",
    "dashboards_change",
    "dashboards_dirtymonth",
    "dashboards_monthcount",
}


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    yield
    remembered._figures.cache_clear()


@pytest.fixture
def asked(clone: str) -> Question:
    return question(today=TODAY, year=YEAR)


def recalled(asked: Question, **changes: Any) -> Figures:
    with one_snapshot():
        return remembered.figures(asked, **{"now": NOW, **changes})


def compare(asked: Question) -> None:
    """Both in one snapshot."""
    with one_snapshot():
        kept, counted = remembered.figures(asked, now=NOW), Figures(asked, now=NOW)
        assert as_json(kept) | {"computed_at": ""} == as_json(counted) | {"computed_at": ""}


@pytest.mark.usefixtures("clone")
@pytest.mark.parametrize("seed", [7, 8])
def test_after_every_step_of_a_history_remembered_figures_are_those_of_a_new_count(seed: int) -> None:
    history = History(seed)
    history.set_targets()
    asked = [question(today=TODAY, year=YEAR), question(today=TODAY, year=YEAR, agency=history.agencies[0])]

    for step in range(90):
        history.move(1)
        compare(asked[step % 2])


@pytest.mark.usefixtures("clone")
def test_readers_beside_a_writer_the_drainer_and_folding_see_the_figures_of_their_own_snapshot() -> None:
    history = History(9)
    asked = question(today=TODAY, year=YEAR)

    with beside(rollup.drain, changes.fold, lambda: compare(asked), lambda: compare(asked)):
        history.move(60, draining=False)


def test_a_question_asked_twice_is_counted_once(asked: Question) -> None:
    factories.assessment(factories.agency())
    first = recalled(asked)
    assert recalled(question(today=TODAY, year=YEAR)) is first

    rollup.drain()
    assert recalled(asked) is first

    factories.assessment(factories.agency())
    assert recalled(asked) is not first


def test_what_no_figure_reads_keeps_them(asked: Question) -> None:
    agency = factories.agency()
    draft = factories.assessment(agency, status="draft", completed_on=None, shared_on=None)
    child = factories.child()
    first = recalled(asked)

    Assessment.objects.filter(pk=draft.pk).update(why_now="More is written")
    Child.objects.filter(pk=child.pk).update(address="1 New Street")
    factories.child()
    factories.assessment(agency, status="draft", completed_on=None, shared_on=None)

    assert recalled(asked) is first


def test_a_change_that_is_rolled_back_keeps_them(asked: Question) -> None:
    first = recalled(asked)

    with transaction.atomic():
        factories.contact(factories.agency())
        transaction.set_rollback(True)

    assert recalled(asked) is first


def test_time_alone_makes_a_contact_overdue(asked: Question) -> None:
    due = NOW + timedelta(hours=1)
    factories.contact(
        factories.agency(), received_at=NOW - timedelta(days=90), due_at=due, priority="green", decided_at=None
    )

    found = {
        late: recalled(asked, now=due + timedelta(microseconds=late)).undecided_overdue
        for late in (-3_600_000_000, 0, 1)
    }

    assert found == {-3_600_000_000: 0, 0: 0, 1: 1}


def test_a_new_day_is_counted_anew(asked: Question) -> None:
    first = recalled(asked)

    assert recalled(asked, now=NOW + timedelta(hours=8, minutes=59)) is not first
    assert recalled(asked, now=NOW + timedelta(minutes=59)) is first


def test_an_agency_that_was_renamed_since_it_was_read_is_called_by_its_new_name(clone: str) -> None:
    agency = factories.agency()
    before = question(today=TODAY, year=YEAR, agency=agency)
    type(agency).objects.filter(pk=agency.pk).update(name="A new name")
    recalled(before)

    after = question(today=TODAY, year=YEAR, agency=type(agency).objects.get(pk=agency.pk))

    assert recalled(after).row.name == "A new name"


def test_folding_keeps_the_state(asked: Question) -> None:
    for _ in range(changes.FOLD_FROM):
        factories.contact(factories.agency())
    first = recalled(asked)

    assert changes.fold() >= changes.FOLD_FROM
    assert recalled(asked) is first
    assert changes.fold() == 1

    Contact.objects.all().first().delete()
    assert recalled(asked) is not first


def test_an_emptied_table_is_a_change(asked: Question) -> None:
    first = recalled(asked)

    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE assessments_plan CASCADE")

    assert recalled(asked) is not first


def test_a_journal_that_begins_anew_is_another(asked: Question) -> None:
    factories.contact(factories.agency())
    first, made = recalled(asked), Change.objects.count()

    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE dashboards_change")
    for _ in range(made):
        Change.objects.create(changes=1)

    assert recalled(asked) is not first


def test_figures_ask_the_reporting_role_alone(asked: Question) -> None:
    """Whatever else they asked would be in no snapshot and in no journal."""
    factories.contact(factories.agency())

    def refuse(*arguments: object) -> None:
        raise AssertionError("asked by the application's role")

    with one_snapshot(), connection.execute_wrapper(refuse):
        figures = Figures(asked, now=timezone.now())
        for name in dir(Figures):
            getattr(figures, name)
        as_json(figures)


@pytest.mark.usefixtures("clone")
def test_every_column_that_counting_may_read_is_in_the_journal() -> None:
    """A right given to the reporting role and forgotten in the journal would leave figures as they were."""
    with connections["reporting"].cursor() as cursor:
        cursor.execute(
            """SELECT right_.table_name, array_agg(right_.column_name::text),
                      (SELECT prosrc FROM pg_proc WHERE proname = 'dashboards_note_' || right_.table_name),
                      (SELECT array_agg(tgname::text ORDER BY tgname) FROM pg_trigger
                       WHERE tgrelid = right_.table_name::regclass AND tgname LIKE 'note%')
               FROM information_schema.column_privileges right_ JOIN pg_tables ON tablename = right_.table_name
               WHERE grantee = current_user AND privilege_type = 'SELECT' GROUP BY right_.table_name"""
        )
        found = cursor.fetchall()

    assert len(found) > len(DERIVED)
    for table, columns, body, triggers in found:
        if table not in DERIVED:
            assert triggers == ["note_deleted", "note_inserted", "note_truncated", "note_updated"], table
            compared = re.search(r"\(SELECT ([^()]+?) FROM new_rows WHERE [^;]*? EXCEPT", body)
            assert compared
            assert compared[1] == "*" or set(re.findall(r"\w+", compared[1])) == set(columns), table
