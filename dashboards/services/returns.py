"""Quarterly returns: opened by the schedule, filled in and signed by the agency's lead, judged by the Trust Board."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from agencies.errors import NotAllowedYet, ServiceError, Stale
from agencies.models import Agency, Membership, Role
from agencies.scope import Scope
from agencies.services import audit
from dashboards import seals
from dashboards.lifecycle import ReturnMoves, target_state
from dashboards.measures import returned
from dashboards.measures.figures import one_snapshot
from dashboards.models import QuarterlyReturn, ReturnDraft, ReturnMove, ReturnState, ReturnVersion
from dashboards.models.quarterly_return import ReturnContent
from dashboards.selectors import return_seals, returns
from ehtrack.lib.calendar import Quarter, local_day

CONTENT = tuple(field.name for field in ReturnContent._meta.get_fields())
QUARTERS_KEPT_UP = 4  # a schedule that was down for long opens at most so many quarters late
# From the return signed before.
CARRIED_ON = ("target_next_year", "senior_lead", "senior_lead_role", "reported_to", "reported_how_often", "resource")
# Without these there is nothing to sign; with the words of what is missing.
NEEDED: Mapping[str, str] = {
    "target_this_year": "the target of this year",
    "unrecorded": "how many S&Ns are not recorded in ehtrack, 0 if none",
    "narrative": "what happened in the quarter",
    "senior_lead": "the senior lead for early help",
    "reported_to": "where early help is reported in your organisation",
    "reported_how_often": "how often it is reported",
}


def due_on(quarter: Quarter) -> date:
    """The last day of the month after the quarter."""
    return quarter.next.months[0].last


@transaction.atomic
def open_due(*, now: datetime) -> int:
    """Open the returns of the quarters that are over, for each agency that makes one; how many were opened.

    Once, whoever asks how often: an agency has one return of a quarter.
    """
    opened = 0
    for quarter in _ended(local_day(now)):
        for agency in returns.makers(quarter):
            opened += _open(agency, quarter, now)
    return opened


def _ended(today: date) -> Sequence[Quarter]:
    quarter, found = Quarter.of(today), []
    for _ in range(QUARTERS_KEPT_UP):
        quarter = quarter.previous
        found.append(quarter)
    return found


def _open(agency: Agency, quarter: Quarter, now: datetime) -> bool:
    made, is_new = QuarterlyReturn.objects.get_or_create(
        agency=agency, year=quarter.year.label, quarter=quarter.number, defaults={"due_on": due_on(quarter)}
    )
    if is_new:
        ReturnDraft.objects.create(quarterly_return=made, **_carried_on(made))
        ReturnMove.objects.create(quarterly_return=made, move=ReturnMoves.OPEN, at=now)
    return is_new


def _carried_on(made: QuarterlyReturn) -> dict[str, Any]:
    """What seldom changes is taken from the return signed before; the agency checks it and signs again. Nothing of one
    that is not as it was signed."""
    before = returns.signed_before(made)
    if before is None or not return_seals.is_whole(before):
        return {}
    carried = {name: getattr(before, name) for name in CARRIED_ON}
    same_year = before.quarterly_return.year == made.year
    target = before.target_this_year if same_year else carried.pop("target_next_year")
    return {**carried, "target_this_year": target}


@transaction.atomic
def save(
    *, scope: Scope, quarterly_return: QuarterlyReturn, version: int, content: Mapping[str, Any], now: datetime
) -> None:
    """Keep what was typed, signed by nobody yet. Raises Stale when somebody else saved the draft first, NotAllowedYet
    when they signed it."""
    target_state(_locked(quarterly_return), ReturnMoves.SUBMIT)
    drafts = ReturnDraft.objects.filter(quarterly_return=quarterly_return, version=version)
    if not drafts.update(**content, version=F("version") + 1, saved_at=now, saved_by=scope.user_id):
        raise Stale
    _audit(scope, "return.saved", quarterly_return, fields=sorted(content))


def missing(draft: ReturnContent) -> list[str]:
    """The fields that have to be filled before the return can be signed."""
    return [name for name in NEEDED if getattr(draft, name) in (None, "")]


@transaction.atomic
def submit(*, scope: Scope, quarterly_return: QuarterlyReturn, version: int, now: datetime) -> ReturnVersion:
    """Sign it: content and figures are frozen as they stand. ``version``: of the draft that the person read.

    Raises NotAllowedYet for what is missing, Stale when the draft was changed since.
    """
    held = _locked(quarterly_return)
    draft = ReturnDraft.objects.get(quarterly_return=held)
    after = target_state(held, ReturnMoves.SUBMIT)
    if draft.version != version:
        raise Stale
    if lacking := missing(draft):
        raise NotAllowedYet(f"Before you sign, fill in {NEEDED[lacking[0]]}")
    with one_snapshot():
        figures = returned.prepared(returns.covered(held), held.period, now=now)
    signed = _frozen(scope, held, draft, figures, now)
    _move(held, after)
    ReturnMove.objects.create(
        quarterly_return=held, move=ReturnMoves.SUBMIT, at=now, by_id=scope.user_id, signed=signed
    )
    _audit(scope, "return.submitted", held, version=signed.number, digest=signed.digest)
    return signed


def _frozen(
    scope: Scope, held: QuarterlyReturn, draft: ReturnDraft, figures: returned.ReturnFigures, now: datetime
) -> ReturnVersion:
    number = held.versions.count() + 1
    signed = ReturnVersion(
        quarterly_return=held,
        number=number,
        figures=figures.as_json(),
        definition=figures.definition,
        submitted_at=now,
        submitted_by_id=scope.user_id,
        correcting=returns.last_reason(held) if number > 1 else "",
        **{name: getattr(draft, name) for name in CONTENT},
    )
    signed.digest = seals.digest(signed)
    signed.save(force_insert=True)
    return signed


@transaction.atomic
def accept(*, scope: Scope, quarterly_return: QuarterlyReturn, version: int, now: datetime) -> None:
    """``version``: of the return that the person read. Raises ServiceError for one's own, Stale, NotAllowedYet."""
    _judge(scope, quarterly_return, version, ReturnMoves.ACCEPT, "", now)


@transaction.atomic
def send_back(*, scope: Scope, quarterly_return: QuarterlyReturn, version: int, reason: str, now: datetime) -> None:
    _judge(scope, quarterly_return, version, ReturnMoves.SEND_BACK, reason, now)


@transaction.atomic
def reopen(*, scope: Scope, quarterly_return: QuarterlyReturn, version: int, reason: str, now: datetime) -> None:
    """To correct it: what was signed stays, and the correction will be a version beside it."""
    held = _locked(quarterly_return, version)
    _move(held, target_state(held, ReturnMoves.REOPEN))
    ReturnMove.objects.create(
        quarterly_return=held, move=ReturnMoves.REOPEN, at=now, by_id=scope.user_id, reason=reason
    )
    _audit(scope, "return.reopened", held, reason=reason)


def _judge(
    scope: Scope, quarterly_return: QuarterlyReturn, version: int, move: ReturnMoves, reason: str, now: datetime
) -> None:
    held = _locked(quarterly_return, version)
    after = target_state(held, move)
    signed = held.versions.select_related("submitted_by").latest("number")
    if signed.submitted_by_id == scope.user_id or _leads(scope, held):
        raise ServiceError("You cannot judge a return of your own agency. Ask another Trust Board admin")
    if move == ReturnMoves.ACCEPT and not return_seals.is_whole(signed):
        raise ServiceError("This return is not as it was signed. Send it back, so that it is signed again")
    _move(held, after)
    ReturnMove.objects.create(
        quarterly_return=held,
        move=move,
        at=now,
        by_id=scope.user_id,
        signed=signed,
        signed_by=signed.submitted_by,
        reason=reason,
    )
    action = "return.accepted" if move == ReturnMoves.ACCEPT else "return.sent_back"
    _audit(scope, action, held, reason=reason, version=signed.number)


def _leads(scope: Scope, held: QuarterlyReturn) -> bool:
    return Membership.objects.current().filter(user=scope.user_id, agency=held.agency_id, role=Role.LEAD).exists()


def _locked(quarterly_return: QuarterlyReturn, version: int | None = None) -> QuarterlyReturn:
    """As it is now; raises Stale when it is not ``version`` any more."""
    held = QuarterlyReturn.objects.select_for_update().get(pk=quarterly_return.pk)
    if version is not None and held.version != version:
        raise Stale
    return held


def _move(held: QuarterlyReturn, after: str) -> None:
    held.state, held.version = ReturnState(after), held.version + 1
    held.save(update_fields=["state", "version"])


def _audit(scope: Scope, action: str, held: QuarterlyReturn, *, reason: str = "", **detail: Any) -> None:
    audit.record(scope=scope, action=action, subject_type="return", subject_ids=[held.pk], reason=reason, detail=detail)
