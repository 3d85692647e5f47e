"""The one writer of audit events. Written in the transaction of what it tells of: both stand, or neither."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

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
    values = {
        "actor_id": scope.user_id if scope else None,
        "agency_id": scope.agency_id if scope else None,
        "action": action,
        "subject_type": subject_type,
        "subject_ids": subject_ids if isinstance(subject_ids, str) else list(subject_ids),
        "reason": reason,
        "detail": json.dumps(detail or {}, cls=DjangoJSONEncoder),
    }
    # Not by the model, which reads the row back: whoever writes of somebody else, or before signing in, may not.
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {AuditEvent._meta.db_table} ({', '.join(values)}) "
            "VALUES (%s, %s, %s, %s, %s::uuid[], %s, %s)",
            list(values.values()),
        )
