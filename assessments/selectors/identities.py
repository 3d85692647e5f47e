"""Who is meant: children by their names, and those of them that are protected on any of their records."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from assessments.models import Child, ChildIdentity
from assessments.models.child import words_to_search
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


def alike() -> list[UUID]:
    """The ids of records that have their name and birth date in common with another, to narrow down what LCSS sees."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ehtrack_children_alike()")
        return [row[0] for row in cursor.fetchall()]


def named(text: str) -> RawSQL:
    """The ids of children of whose names each word is a part, to narrow down what the person sees: a subquery."""
    return RawSQL("SELECT ehtrack_children_named(%s)", [_patterns(text)])


def assessments_named(text: str) -> RawSQL:
    """The ids of S&Ns with such a child."""
    return RawSQL("SELECT ehtrack_assessments_named(%s)", [_patterns(text)])


def contacts_named(text: str) -> RawSQL:
    """The ids of contacts with such a child."""
    return RawSQL("SELECT ehtrack_contacts_named(%s)", [_patterns(text)])


def _patterns(text: str) -> list[str]:
    """One for each word, the longest first, for the index."""
    words = sorted(words_to_search(text), key=len, reverse=True)
    return [f"%{_literally(word)}%" for word in words] or ["%"]


def _literally(word: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\%_" else letter for letter in word)
