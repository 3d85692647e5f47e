"""32. A submitted return never changes: not by the application, not by its owner. A correction is a version beside it,
with a reason, and a second person accepts it."""

import copy
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.db import DatabaseError, connections, transaction

from dashboards import seals
from dashboards.lifecycle import EDITABLE, RETURN_MOVES
from dashboards.models import QuarterlyReturn, ReturnDraft, ReturnMove, ReturnState, ReturnVersion
from dashboards.services import returns
from tests import factories
from tests.cast import Cast

NOW = datetime(2023, 1, 10, 12, tzinfo=UTC)
ANSWERS = dict.fromkeys(returns.NEEDED, "said") | {"target_this_year": 4, "unrecorded": 0, "reported_how_often": "not"}


@pytest.fixture
def signed(clone: str, cast: Cast) -> ReturnVersion:
    row = factories.quarterly_return(cast.school)
    ReturnDraft.objects.filter(pk=row.pk).update(**ANSWERS)
    return returns.submit(scope=cast.scope("ben"), quarterly_return=row, version=1, now=NOW)


STATEMENTS = (
    "UPDATE dashboards_returnversion SET narrative = 'another'",
    "UPDATE dashboards_returnversion SET figures = '{}'",
    "DELETE FROM dashboards_returnversion",
    "TRUNCATE dashboards_returnversion CASCADE",
    "UPDATE dashboards_returnmove SET reason = 'another'",
    "DELETE FROM dashboards_returnmove",
    "UPDATE dashboards_returndraft SET narrative = 'another'",
    "UPDATE dashboards_quarterlyreturn SET state = 'draft'",
    "UPDATE dashboards_quarterlyreturn SET quarter = 4",
)


def test_what_is_signed_is_refused_to_everybody(signed: ReturnVersion, cast: Cast, subtests: pytest.Subtests) -> None:
    for role in ("application", "system", "owner"):
        for statement in STATEMENTS:
            with subtests.test(role=role, statement=statement), pytest.raises(DatabaseError):
                attempt(statement, role, cast)

    kept = ReturnVersion.objects.get()
    assert (kept.narrative, kept.digest) == (signed.narrative, seals.digest(kept))


def attempt(statement: str, role: str, cast: Cast) -> None:
    """As the application, for the lead who signed; as the system; as the owner of the tables."""
    alias = "owner" if role == "owner" else "default"
    user = {"application": settings.APP_ROLE, "system": settings.SYSTEM_ROLE}.get(role)
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        if user:
            cursor.execute("SELECT ehtrack_enter(%s, %s)", [cast.ben.pk, cast.school.pk])
            cursor.execute("SELECT set_config('role', %s, true)", [user])
        cursor.execute(statement)


def test_its_seal_tells_any_change_of_what_was_signed(signed: ReturnVersion) -> None:
    kept = ReturnVersion.objects.get()
    assert seals.digest(kept) == kept.digest
    for name in ("figures", "definition", "submitted_at", "submitted_by_id", "number", *returns.CONTENT):
        changed = copy.copy(kept)
        setattr(changed, name, "something else")
        assert seals.digest(changed) != kept.digest, name


def test_a_correction_stands_beside_what_was_signed(signed: ReturnVersion, cast: Cast) -> None:
    ben, row = cast.scope("ben"), signed.quarterly_return
    before = ReturnVersion.objects.values().get()

    returns.reopen(scope=ben, quarterly_return=row, version=_now(row), reason="One more was found.", now=NOW)
    draft = ReturnDraft.objects.get(pk=row.pk)
    returns.save(scope=ben, quarterly_return=_row(row), version=draft.version, content={"unrecorded": 1}, now=NOW)
    returns.submit(scope=ben, quarterly_return=row, version=draft.version + 1, now=NOW)

    assert ReturnVersion.objects.filter(number=1).values().get() == before
    second = ReturnVersion.objects.get(number=2)
    assert (second.unrecorded, second.correcting) == (1, "One more was found.")


def test_the_database_takes_the_steps_of_the_lifecycle_and_no_other(cast: Cast, subtests: pytest.Subtests) -> None:
    for state in ReturnState.values:
        for after in ReturnState.values:
            with subtests.test(state=state, after=after):
                row = factories.quarterly_return(factories.agency(), state=state)
                allowed = any(state in move.sources and move.to == after for move in RETURN_MOVES.values())
                assert is_taken(row, after) == (allowed or state == after)


def is_taken(row: QuarterlyReturn, state: str) -> bool:
    try:
        with transaction.atomic():
            QuarterlyReturn.objects.filter(pk=row.pk).update(state=state)
    except DatabaseError:
        return False
    return True


def test_a_draft_is_written_to_while_it_is_open_alone(cast: Cast) -> None:
    for state in ReturnState.values:
        row = factories.quarterly_return(factories.agency(), state=state)
        try:
            with transaction.atomic():
                ReturnDraft.objects.filter(pk=row.pk).update(narrative="more")
            written = True
        except DatabaseError:
            written = False
        assert written == (state in EDITABLE), state


def test_each_step_is_kept_with_who_when_and_why(signed: ReturnVersion, cast: Cast) -> None:
    row = signed.quarterly_return
    returns.send_back(scope=cast.scope("esme"), quarterly_return=row, version=_now(row), reason="Why?", now=NOW)

    steps = ReturnMove.objects.order_by("recorded_at").values_list("move", "by__name", "reason", "signed__number")
    assert list(steps) == [("submit", "Ben Okafor", "", 1), ("send-back", "Esme Clarke", "Why?", 1)]


def _now(row: QuarterlyReturn) -> int:
    return _row(row).version


def _row(row: QuarterlyReturn) -> QuarterlyReturn:
    return QuarterlyReturn.objects.get(pk=row.pk)
