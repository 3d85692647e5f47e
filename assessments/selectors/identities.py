"""Which identities are protected: a child is, when any record of it is marked, merged or standing."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from assessments.models import Child, ChildIdentity
from assessments.models.facts import AssessmentChildFact


def protected() -> QuerySet[Any, Any]:
    """The ids of the marked records and of those that stand for them, as a subquery."""
    marked = Child.objects.filter(protected=True).values("pk")
    return marked.union(ChildIdentity.objects.filter(id__in=marked).values("stands_for_id"))


def protected_among(standing_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these children, each named by the record that stands for it, that are protected."""
    asked = Child.objects.filter(pk__in=set(standing_ids))
    return set(asked.filter(pk__in=protected()).values_list("pk", flat=True))


def assessments_of_protected() -> QuerySet[Any, Any]:
    """The ids of the S&Ns that a protected child is on, as a subquery."""
    return AssessmentChildFact.objects.filter(child_id__in=protected()).values("assessment_id")
