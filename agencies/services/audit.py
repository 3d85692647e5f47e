"""The one writer of audit events. Written in the transaction of what it tells of: both stand, or neither."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from agencies.models import AuditEvent
from agencies.scope import Scope


def record(
    *,
    scope: Scope | None,
    action: str,
    subject_type: str = "",
    subject_ids: Iterable[UUID] | str = (),
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Write one audit row. ``action`` is a dotted verb (``assessment.completed``); without a scope it is the system.

    ``subject_ids`` as text: an array as the server writes it, for many ids that need not become values in between.
    """
    AuditEvent.objects.create(
        actor_id=scope.user_id if scope else None,
        agency_id=scope.agency_id if scope else None,
        action=action,
        subject_type=subject_type,
        subject_ids=subject_ids if isinstance(subject_ids, str) else list(subject_ids),
        reason=reason,
        detail=detail or {},
    )
