"""Exports, each seen only by the person who asked for it, acting for the same agency with the same roles."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from agencies.models import ExportJob
from agencies.scope import Scope


def own(scope: Scope, kinds: Iterable[str]) -> QuerySet[ExportJob]:
    """``kinds``: those that the person may export now. A role taken away closes the files that were made with it."""
    mine = ExportJob.objects.filter(user_id=scope.user_id, agency_id=scope.agency_id, kind__in=list(kinds))
    return mine.filter(roles__contained_by=list(scope.roles))


def asked_since(user_id: UUID, moment: datetime) -> QuerySet[ExportJob]:
    """All that the person asked for, acting for whichever agency; the earliest first."""
    return ExportJob.objects.filter(user_id=user_id, recorded_at__gt=moment).order_by("recorded_at")


def has_file(job: ExportJob) -> bool:
    return job.parts.exists()
