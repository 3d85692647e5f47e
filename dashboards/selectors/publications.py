"""What was published, and what is being published: all of it for the Trust Board, whoever asked."""

from django.db.models import QuerySet

from agencies.policy import Permission
from agencies.scope import Scope
from dashboards.models import Publication

HEAVY = ("content", "release__cells", "release__lines")


def visible(scope: Scope) -> QuerySet[Publication]:
    """The newest first, without the files."""
    rows = Publication.objects.select_related("user", "release").defer(*HEAVY)
    return rows if scope.may(Permission.SEE_PUBLICATIONS) else rows.none()


def content(publication: Publication) -> bytes | None:
    """The file; None where none was made."""
    found = Publication.objects.values_list("content", flat=True).get(pk=publication.pk)
    return None if found is None else bytes(found)
