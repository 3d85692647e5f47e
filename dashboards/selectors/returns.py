"""Quarterly returns: those a person may see, who makes them, what was signed."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from agencies.models import Agency, Role
from agencies.scope import Scope
from dashboards.models import QuarterlyReturn, ReturnArrangement, ReturnDraft, ReturnMove, ReturnVersion
from dashboards.models.quarterly_return import ReturnState
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
    return ReturnArrangement.objects.select_related("agency", "through").order_by("agency__name")


def makers(quarter: Quarter) -> list[Agency]:
    """The agencies that make a return of a quarter: asked for it by then, and open on its last day."""
    rows = Agency.objects.open_on(quarter.end).filter(return_arrangement__starts_on__lte=quarter.start)
    return list(rows.order_by("name"))


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


def of_year(scope: Scope, year: FinancialYear) -> list[QuarterlyReturn]:
    """All of a year, with what was signed first and last."""
    signed = ReturnVersion.objects.only("id", "number", "quarterly_return_id", "submitted_at").order_by("number")
    rows = visible(scope).filter(year=year.label).prefetch_related(Prefetch("versions", signed))
    return list(rows.order_by("agency__name", "quarter"))


def waiting(scope: Scope) -> QuerySet[QuarterlyReturn]:
    """Those that wait for the Board to judge them."""
    return visible(scope).filter(state=ReturnState.SUBMITTED)
