"""One form sent twice makes one record: the form's hidden key is claimed in the transaction that makes the record."""

from uuid import UUID

from django.db import transaction

from agencies.models import RequestKey
from agencies.scope import Scope


@transaction.atomic
def claim(*, scope: Scope, key: UUID) -> str | None:
    """None when this is the first time, else the address that the first time led to.

    Waits for another request that holds the same key: when that one commits, this answers with its address; when it
    is rolled back, this is the first. A key that was claimed but led nowhere (the form had errors) may be used again.
    """
    RequestKey.objects.bulk_create([RequestKey(user_id=scope.user_id, key=key)], ignore_conflicts=True)
    return RequestKey.objects.select_for_update().get(user_id=scope.user_id, key=key).target_url or None


@transaction.atomic
def remember(*, scope: Scope, key: UUID, target_url: str) -> None:
    """Where a repeat of this form is sent. To be called in the same transaction as ``claim``."""
    RequestKey.objects.filter(user_id=scope.user_id, key=key).update(target_url=target_url)
