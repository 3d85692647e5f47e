"""33. Nobody accepts their own return, and no step is skipped: said by the service, held by the database."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from agencies.errors import NotAllowedYet, ServiceError, Stale
from agencies.models import Membership, Role
from dashboards.lifecycle import RETURN_MOVES, ReturnMoves
from dashboards.models import QuarterlyReturn, ReturnMove, ReturnState
from dashboards.services import returns
from tests import factories
from tests.cast import Cast

NOW = datetime(2023, 1, 10, 12, tzinfo=UTC)
JUDGE = {
    ReturnMoves.ACCEPT: lambda **chosen: returns.accept(**chosen),
    ReturnMoves.SEND_BACK: lambda **chosen: returns.send_back(reason="Why?", **chosen),
}


def signed_by(cast: Cast, name: str) -> QuarterlyReturn:
    row = factories.quarterly_return(cast.school)
    factories.return_version(row, by=cast.user(name))
    return QuarterlyReturn.objects.get(pk=row.pk)


@pytest.mark.parametrize("move", JUDGE)
def test_who_signed_does_not_judge(cast: Cast, move: ReturnMoves) -> None:
    row = signed_by(cast, "esme")

    with pytest.raises(ServiceError, match="return of your own agency"):
        JUDGE[move](scope=cast.scope("esme"), quarterly_return=row, version=row.version, now=NOW)

    assert QuarterlyReturn.objects.get().state == ReturnState.SUBMITTED


@pytest.mark.parametrize("move", JUDGE)
def test_nor_does_another_lead_of_the_agency(cast: Cast, move: ReturnMoves) -> None:
    row = signed_by(cast, "ben")
    Membership.objects.create(user=cast.esme, agency=cast.school, role=Role.LEAD)

    with pytest.raises(ServiceError, match="return of your own agency"):
        JUDGE[move](scope=cast.scope("esme", agency=cast.council), quarterly_return=row, version=row.version, now=NOW)


@pytest.mark.parametrize("move", ["accept", "send-back"])
def test_the_database_refuses_it_too(cast: Cast, move: str) -> None:
    row = signed_by(cast, "ben")
    signed = row.versions.get()

    with pytest.raises(IntegrityError, match="return_judged_by_a_second_person"), transaction.atomic():
        ReturnMove.objects.create(
            quarterly_return=row, move=move, at=NOW, by=cast.ben, signed=signed, signed_by=cast.ben, reason="x"
        )


@pytest.mark.parametrize("state", ReturnState.values)
@pytest.mark.parametrize("move", [ReturnMoves.ACCEPT, ReturnMoves.SEND_BACK, ReturnMoves.REOPEN])
def test_no_step_is_skipped(cast: Cast, state: str, move: ReturnMoves) -> None:
    row = signed_by(cast, "ben")
    other = factories.quarterly_return(factories.agency(), state=state)
    if state in RETURN_MOVES[move].sources:
        return
    act = {**JUDGE, ReturnMoves.REOPEN: lambda **chosen: returns.reopen(reason="Why?", **chosen)}[move]

    with pytest.raises(NotAllowedYet):
        act(scope=cast.scope("esme"), quarterly_return=other, version=other.version, now=NOW)
    assert QuarterlyReturn.objects.get(pk=row.pk).state == ReturnState.SUBMITTED


def test_who_judges_has_read_what_they_judge(cast: Cast) -> None:
    """A return that was reopened and signed again meanwhile is another one."""
    row = signed_by(cast, "ben")

    with pytest.raises(Stale):
        returns.accept(scope=cast.scope("esme"), quarterly_return=row, version=row.version - 1, now=NOW)


def test_a_lead_finds_no_way_to_judge(cast: Cast) -> None:
    row = signed_by(cast, "ben")

    for name in ("return_accept", "return_send_back"):
        answer = cast.client("ben").post(reverse(name, args=[row.pk]), {"version": row.version, "reason": "x"})
        assert answer.status_code == 403
    assert QuarterlyReturn.objects.get().state == ReturnState.SUBMITTED
