"""The MASH's timeliness standards, and until when each holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from agencies.policy import Permission
from agencies.scope import Scope
from assessments.models import MashStandard
from assessments.models.contact import Rag


@dataclass(frozen=True)
class Span:
    """A standard and its last day; None: it holds until another is added."""

    standard: MashStandard
    last_day: date | None

    def holds_on(self, day: date) -> bool:
        begun = self.standard.holds_from is None or self.standard.holds_from <= day
        return begun and (self.last_day is None or day <= self.last_day)


def visible(scope: Scope) -> QuerySet[MashStandard]:
    return MashStandard.objects.all() if scope.may(Permission.SET_STANDARDS) else MashStandard.objects.none()


def removable(scope: Scope) -> QuerySet[MashStandard]:
    """All but the first of each priority, which holds without a beginning."""
    return visible(scope).exclude(holds_from=None)


def spans() -> list[Span]:
    """Every standard, red before amber before green, the latest first within a priority."""
    rows = MashStandard.objects.all()
    return [span for rag in Rag.values for span in _of_priority(row for row in rows if row.priority == rag)]


def _of_priority(standards: Iterable[MashStandard]) -> list[Span]:
    found: list[Span] = []
    until: date | None = None
    for standard in sorted(standards, key=lambda one: one.holds_from or date.min, reverse=True):
        found.append(Span(standard, until))
        until = standard.holds_from - timedelta(days=1) if standard.holds_from else None
    return found
