"""Quarterly returns: those a person may see, who makes them, what was signed."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from agencies.models import Agency, Group, Role
from agencies.scope import Scope
from dashboards.lifecycle import BACK, EDITABLE, ReturnMoves
from dashboards.models import QuarterlyReturn, ReturnArrangement, ReturnDraft, ReturnMove, ReturnVersion
from dashboards.models.quarterly_return import ReturnState
from dashboards.selectors import facts
from ehtrack.lib.calendar import FinancialYear, Quarter


def visible(scope: Scope) -> QuerySet[QuarterlyReturn]:
    """All returns for the Board admin, those of the own agency for its lead."""
    rows = QuarterlyReturn.objects.select_related("agency")
    if scope.has(Role.BOARD):
        return rows
    return rows.filter(agency=scope.agency_id) if scope.has(Role.LEAD) else rows.none()


def own(scope: Scope) -> QuerySet[QuarterlyReturn]:
    """Those that the person fills in and signs."""
    rows = QuarterlyReturn.objects.select_related("agency", "draft")
    return rows.filter(agency=scope.agency_id) if scope.has(Role.LEAD) else rows.none()


def draft(quarterly_return: QuarterlyReturn) -> ReturnDraft:
    return ReturnDraft.objects.select_related("saved_by").get(quarterly_return=quarterly_return)


def draft_to_fill_in(scope: Scope, quarterly_return: QuarterlyReturn) -> ReturnDraft | None:
    """For who fills it in, while it can be; nobody else reads what is not signed."""
    rows = ReturnDraft.objects.filter(quarterly_return__state__in=EDITABLE, quarterly_return__in=own(scope))
    return rows.filter(quarterly_return=quarterly_return).first()


def versions(quarterly_return: QuarterlyReturn) -> list[ReturnVersion]:
    """The latest first."""
    return list(quarterly_return.versions.select_related("submitted_by").order_by("-number"))


def moves(quarterly_return: QuarterlyReturn) -> list[ReturnMove]:
    """The latest first."""
    return list(quarterly_return.moves.select_related("by", "signed").order_by("-at", "-recorded_at"))


def last_reason(quarterly_return: QuarterlyReturn) -> str:
    """Why it was last sent back or reopened."""
    found = quarterly_return.moves.exclude(reason="").order_by("-at", "-recorded_at").first()
    return found.reason if found else ""


def signed_before(quarterly_return: QuarterlyReturn) -> ReturnVersion | None:
    """What the agency signed last of an earlier quarter."""
    earlier = Q(quarterly_return__year__lt=quarterly_return.year) | Q(
        quarterly_return__year=quarterly_return.year, quarterly_return__quarter__lt=quarterly_return.quarter
    )
    rows = ReturnVersion.objects.filter(earlier, quarterly_return__agency=quarterly_return.agency_id)
    return (
        rows.select_related("quarterly_return")
        .order_by("-quarterly_return__year", "-quarterly_return__quarter", "-number")
        .first()
    )


def arrangements() -> QuerySet[ReturnArrangement]:
    return ReturnArrangement.objects.select_related("agency", "through").order_by("agency__name", "agency__code")


def all_makers() -> QuerySet[Agency]:
    return Agency.objects.filter(return_arrangement__through__isnull=True, return_arrangement__isnull=False)


def who_made_one() -> QuerySet[Agency]:
    """The agencies that were ever asked for a return of their own."""
    return Agency.objects.filter(pk__in=QuarterlyReturn.objects.values("agency")).order_by("name", "code")


def agencies_meant(agency: Agency | None, group: Group | None, *, today: date) -> list[Agency]:
    """One agency, or those of an organisation that are open now."""
    if agency:
        return [agency]
    keys = [key for key, held in facts.groups_on(today).items() if group and held == group.pk]
    return list(Agency.objects.open_on(today).filter(pk__in=keys).order_by("name", "code"))


def makers(quarter: Quarter) -> list[Agency]:
    """The agencies that make a return of a quarter: asked for it by then, and open on its last day."""
    rows = Agency.objects.open_on(quarter.end).filter(return_arrangement__starts_on__lte=quarter.start)
    return list(rows.order_by("name", "code"))


def covered(quarterly_return: QuarterlyReturn) -> list[Agency]:
    """The agencies that a return speaks for: its own first, then those reported through it."""
    return covered_by([quarterly_return])[quarterly_return.pk]


def covered_by(quarterly_returns: Sequence[QuarterlyReturn]) -> dict[UUID, list[Agency]]:
    """The agencies that each return speaks for, those closed before the quarter left out."""
    rows = arrangements().filter(through__in=[row.agency_id for row in quarterly_returns])
    reported: dict[UUID | None, list[Agency]] = {}
    for arranged in rows:
        reported.setdefault(arranged.through_id, []).append(arranged.agency)
    return {
        row.pk: [row.agency, *(one for one in reported.get(row.agency_id, []) if _there(one, row))]
        for row in quarterly_returns
    }


def _there(agency: Agency, quarterly_return: QuarterlyReturn) -> bool:
    period = quarterly_return.period
    began = agency.active_from is None or agency.active_from <= period.end
    return began and (agency.active_to is None or agency.active_to >= period.start)


def agencies_of(scope: Scope, year: FinancialYear, *, show: str, today: date) -> QuerySet[Agency]:
    """Those with a return of the year that is looked for: ``late``, ``submitted`` (waits for the Board), ``back`` (was
    signed, and is with the agency again), or any."""
    rows = visible(scope).filter(_looked_for(show, today), year=year.label)
    return Agency.objects.filter(pk__in=rows.values("agency")).order_by("name", "code")


def _looked_for(show: str, today: date) -> Q:
    wanted = {"late": late_on(today), "submitted": Q(state=ReturnState.SUBMITTED), "back": Q(state__in=BACK)}
    return wanted.get(show, Q())


def late_on(today: date) -> Q:
    """As ``QuarterlyReturn.is_late``, in SQL."""
    return Q(state=ReturnState.DRAFT, due_on__lt=today)


def of_year(scope: Scope, year: FinancialYear, agencies: Iterable[Agency]) -> list[QuarterlyReturn]:
    """The year's returns of these agencies, with what was signed."""
    rows = with_versions(visible(scope)).filter(year=year.label, agency__in=list(agencies))
    return list(rows.order_by("agency__name", "agency__code", "quarter"))


def looked_for(rows: Iterable[QuarterlyReturn], *, show: str, today: date) -> set[UUID]:
    """Which of them are those that ``show`` looks for, rather than others of the same agencies."""
    of = QuarterlyReturn.objects.filter(_looked_for(show, today), pk__in=[row.pk for row in rows])
    return set(of.values_list("pk", flat=True))


def with_versions(rows: QuerySet[QuarterlyReturn]) -> QuerySet[QuarterlyReturn]:
    """With when each version was signed, the first one first."""
    signed = ReturnVersion.objects.only("id", "number", "quarterly_return_id", "submitted_at").order_by("number")
    return rows.prefetch_related(Prefetch("versions", signed))


def to_remind_of() -> QuerySet[QuarterlyReturn]:
    """Those that nobody signed yet, and those that were sent back, with when (``sent_back_at``)."""
    moves = ReturnMove.objects.filter(quarterly_return=OuterRef("pk"), move=ReturnMoves.SEND_BACK).order_by("-at")
    rows = QuarterlyReturn.objects.filter(state__in=[ReturnState.DRAFT, ReturnState.SENT_BACK])
    return rows.annotate(sent_back_at=Subquery(moves.values("at")[:1])).order_by("due_on", "pk")


def states(scope: Scope, year: FinancialYear, *, today: date) -> dict[str, int]:
    """How many returns of the year are in each state, and how many are late."""
    rows = visible(scope).filter(year=year.label)
    counted = dict(rows.order_by().values_list("state").annotate(number=Count("pk")))
    return {**counted, "late": rows.filter(late_on(today)).count()}
