"""What is missing or doubtful in the records of a person's scope; each check falls as its records are mended."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Upper

from agencies.models import Role
from agencies.scope import Scope
from assessments.models import Child
from assessments.models.assessment import AssessmentStatus, Consent
from assessments.selectors import assessments, children, contacts, identities, two_children

SHARED_WITHIN = timedelta(days=14)
FIRST_TAF_WITHIN = timedelta(days=42)
COUNTED = (AssessmentStatus.COMPLETED, AssessmentStatus.CLOSED)


@dataclass(frozen=True)
class Check:
    """``kind``: assessment, child or contact. ``rows`` finds those that the person can see to."""

    key: str
    title: str
    cure: str
    kind: str
    roles: frozenset[Role]
    rows: Callable[[Scope, date], QuerySet[Any]]


def _no_birth_date(scope: Scope, today: date) -> QuerySet[Any]:
    return children.circle(scope).filter(date_of_birth=None, expected_date_of_birth=None)


def _overdue_birth(scope: Scope, today: date) -> QuerySet[Any]:
    return children.circle(scope).filter(date_of_birth=None, expected_date_of_birth__lt=today - timedelta(days=28))


def _no_agreement(scope: Scope, today: date) -> QuerySet[Any]:
    return _counted(scope).filter(consent="")


def _not_shared(scope: Scope, today: date) -> QuerySet[Any]:
    return _counted(scope).filter(consent=Consent.YES, shared_on=None, completed_on__lt=today - SHARED_WITHIN)


def _shared_late(scope: Scope, today: date) -> QuerySet[Any]:
    """Of the last twelve months: what is older cannot be done better any more."""
    since = today - timedelta(days=365)
    return _counted(scope).filter(completed_on__gte=since, shared_on__gt=F("completed_on") + SHARED_WITHIN)


def _no_taf(scope: Scope, today: date) -> QuerySet[Any]:
    return assessments.circle(scope).open().awaiting_taf().filter(completed_on__lt=today - FIRST_TAF_WITHIN)


def _duplicates(scope: Scope, today: date) -> QuerySet[Any]:
    """Pairs of one name and birth date, both records visible to the person; each pair is a row, of its first record.

    Two NHS numbers that differ are of two children, and so are records of which that was said. A third record of the
    child makes a second pair, not three. Records with a number come before those without, whenever they were made: one
    without it may be either of two children.
    """
    known = list(children.among(scope, identities.alike()).values_list("pk", flat=True))
    named = Child.objects.filter(pk__in=known).annotate(first=Upper("forename"), last=Upper("surname"))
    same = named.filter(first=OuterRef("first"), last=OuterRef("last"), date_of_birth=OuterRef("date_of_birth"))
    alike = same.annotate(theirs=ExpressionWrapper(OuterRef("nhs_number"), CharField())).filter(
        Q(~Q(theirs=""), nhs_number="") | Q(nhs_number=F("theirs"), pk__gt=OuterRef("pk"))
    )
    told_apart = two_children.standing(scope).of(OuterRef(OuterRef("pk")), OuterRef("pk"))
    alike = alike.exclude(Exists(told_apart)).order_by("pk")
    return named.annotate(other_id=Subquery(alike.values("pk")[:1])).exclude(other_id=None)


def _undecided(scope: Scope, today: date) -> QuerySet[Any]:
    return contacts.sent(scope).filter(decided_at=None)


def _counted(scope: Scope) -> QuerySet[Any]:
    return assessments.circle(scope).filter(status__in=COUNTED)


DUPLICATES = "duplicates"
LEAD, LCSS = frozenset({Role.LEAD}), frozenset({Role.LCSS})
CHECKS = [
    Check(
        "no-birth-date",
        "Children without a date of birth",
        "Add the date, or the expected date of an unborn child.",
        "child",
        LEAD | LCSS,
        _no_birth_date,
    ),
    Check(
        "overdue-birth",
        "Unborn children whose date is past",
        "Add the date of birth.",
        "child",
        LEAD | LCSS,
        _overdue_birth,
    ),
    Check(
        "no-agreement",
        "S&Ns without a recorded agreement",
        "Ask the family, and record what they said.",
        "assessment",
        LEAD | LCSS,
        _no_agreement,
    ),
    Check(
        "not-shared",
        "S&Ns agreed to but not shared after 14 days",
        "Share the S&N with the council.",
        "assessment",
        LEAD,
        _not_shared,
    ),
    Check(
        "shared-late",
        "S&Ns shared more than 14 days after they were completed",
        "Share earlier: late sharing changes figures that were published.",
        "assessment",
        LEAD | LCSS,
        _shared_late,
    ),
    Check(
        "no-taf",
        "S&Ns that need a TAF and have had none for 42 days",
        "Hold the first TAF meeting, or correct the plan.",
        "assessment",
        LEAD | LCSS,
        _no_taf,
    ),
    Check(
        DUPLICATES,
        "Children who are likely there twice",
        "Compare the two records. Merge them, or say that they are of two children. "
        "Pairs whose NHS numbers differ are left out.",
        "child",
        LCSS,
        _duplicates,
    ),
    Check(
        "undecided", "MASH contacts that we sent and that are not decided", "Ask the MASH.", "contact", LEAD, _undecided
    ),
]
BY_KEY = {check.key: check for check in CHECKS}


def checks_for(scope: Scope) -> list[Check]:
    return [check for check in CHECKS if check.roles & scope.roles]


def counts(scope: Scope, today: date) -> list[tuple[Check, int]]:
    return [(check, check.rows(scope, today).aggregate(n=Count("pk"))["n"]) for check in checks_for(scope)]


def listed(rows: QuerySet[Any], check: Check) -> QuerySet[Any]:
    """What the list of a check shows of each record."""
    if check.kind == "child":
        return rows.order_by("surname", "forename", "pk")
    return rows.order_by("-completed_on" if check.kind == "assessment" else "-received_on", "pk")
