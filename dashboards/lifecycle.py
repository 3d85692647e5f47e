"""Which move of a quarterly return is allowed from which state; everything else asks here, and so does the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from agencies.errors import NotAllowedYet
from dashboards.models.quarterly_return import QuarterlyReturn
from dashboards.models.quarterly_return import ReturnState as S


class ReturnMoves(StrEnum):
    OPEN = "open"
    SUBMIT = "submit"
    ACCEPT = "accept"
    SEND_BACK = "send-back"
    REOPEN = "reopen"


@dataclass(frozen=True)
class Move:
    sources: frozenset[str]
    to: str
    refusal: str


BACK = frozenset({S.SENT_BACK, S.REOPENED})
EDITABLE = BACK | {S.DRAFT}
RETURN_MOVES: Mapping[ReturnMoves, Move] = {
    ReturnMoves.SUBMIT: Move(EDITABLE, S.SUBMITTED, "This return is submitted already"),
    ReturnMoves.ACCEPT: Move(
        frozenset({S.SUBMITTED}), S.ACCEPTED, "Only a submitted return that is not judged yet can be accepted"
    ),
    ReturnMoves.SEND_BACK: Move(
        frozenset({S.SUBMITTED}), S.SENT_BACK, "Only a submitted return that is not judged yet can be sent back"
    ),
    ReturnMoves.REOPEN: Move(
        frozenset({S.SUBMITTED, S.ACCEPTED}), S.REOPENED, "Only a return that is submitted or accepted can be corrected"
    ),
}


def allows(quarterly_return: QuarterlyReturn, move: ReturnMoves) -> bool:
    return quarterly_return.state in RETURN_MOVES[move].sources


def target_state(quarterly_return: QuarterlyReturn, move: ReturnMoves) -> str:
    """The state after the move. Raises NotAllowedYet."""
    if not allows(quarterly_return, move):
        raise NotAllowedYet(RETURN_MOVES[move].refusal)
    return RETURN_MOVES[move].to
