from django.db import transaction

from agencies.errors import ServiceError
from agencies.models import Agency, Team
from agencies.scope import Scope
from agencies.services import audit

TAKEN = "This agency has a team of this name"


@transaction.atomic
def add(*, scope: Scope, agency: Agency, name: str) -> Team:
    team, made = Team.objects.get_or_create(agency=agency, name=name)
    if not made:
        raise ServiceError(TAKEN)
    audit.record(scope=scope, action="team.added", subject_type="team", subject_ids=[team.pk])
    return team


@transaction.atomic
def rename(*, scope: Scope, team: Team, name: str) -> None:
    if Team.objects.filter(agency_id=team.agency_id, name=name).exclude(pk=team.pk).exists():
        raise ServiceError(TAKEN)
    team.name = name
    team.save(update_fields=["name"])
    audit.record(scope=scope, action="team.renamed", subject_type="team", subject_ids=[team.pk])
