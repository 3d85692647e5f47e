"""Imports, each seen only by the person who asked for it, acting for the same agency."""

from collections.abc import Iterable

from django.db.models import QuerySet

from agencies.models import ImportJob, ImportPart
from agencies.scope import Scope


def own(scope: Scope, kinds: Iterable[str]) -> QuerySet[ImportJob]:
    """``kinds``: those that the person may bring now, so that a role taken away closes its files too."""
    return ImportJob.objects.filter(user_id=scope.user_id, agency_id=scope.agency_id, kind__in=list(kinds))


def has_rejected_rows(job: ImportJob) -> bool:
    return job.parts.filter(holds=ImportPart.Holds.REJECTED).exists()
