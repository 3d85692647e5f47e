"""Saying who makes a quarterly return, and who is reported through another."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from agencies.errors import ServiceError
from agencies.models import Agency
from agencies.scope import Scope
from agencies.services import audit
from dashboards.models import ReturnArrangement


@transaction.atomic
def arrange(
    *, scope: Scope, agencies: Iterable[Agency], how: str, through: Agency | None = None, starts_on: date | None = None
) -> int:
    """``how``: ``own`` from ``starts_on`` on, ``through`` another agency, or ``none``; for how many agencies.

    Raises ServiceError for a chain: an agency through which others report makes its own return, and who is reported
    through another is nobody's reporter. Returns that are open already stay.
    """
    meant = [agency for agency in agencies if agency != through]
    keys = [agency.pk for agency in meant]
    held = ReturnArrangement.objects.select_for_update()
    if how != "own" and held.filter(through__in=keys).exists():
        raise ServiceError("Other agencies are reported through it. Change those first", "agency")
    if how == "through" and not held.filter(agency=through, through=None).exists():
        raise ServiceError("This agency does not make its own return", "through")
    held.filter(agency__in=keys).delete()
    if how != "none":
        rows = [
            ReturnArrangement(
                agency=agency,
                through=through if how == "through" else None,
                starts_on=starts_on if how == "own" else None,
            )
            for agency in meant
        ]
        ReturnArrangement.objects.bulk_create(rows)
    audit.record(scope=scope, action="return.arranged", subject_type="agency", subject_ids=keys, detail={"how": how})
    return len(meant)
