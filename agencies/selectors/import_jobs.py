"""Imports, each seen only by the person who asked for it, acting for the same agency."""

from django.db.models import QuerySet

from agencies.models import ImportJob, ImportPart
from agencies.scope import Scope


def own(scope: Scope) -> QuerySet[ImportJob]:
    return ImportJob.objects.filter(user_id=scope.user_id, agency_id=scope.agency_id)


def has_rejected_rows(job: ImportJob) -> bool:
    return job.parts.filter(holds=ImportPart.Holds.REJECTED).exists()
