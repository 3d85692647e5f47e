"""What is sealed of an audit row, as a text that is the same wherever and whenever it is written; and its digests."""

import hashlib
import json
import struct
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

COLUMNS = ("id", "at", "actor_id", "agency_id", "action", "subject_type", "subject_ids", "reason", "detail")
_MARK = struct.Struct(">q8s")


def row_digest(row: tuple[Any, ...]) -> bytes:
    """SHA-256 of the values of ``COLUMNS``."""
    return hashlib.sha256(
        json.dumps(list(row), default=_plain, sort_keys=True, separators=(",", ":")).encode()
    ).digest()


def _plain(value: Any) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def mark(row_id: int, digest: bytes) -> bytes:
    return _MARK.pack(row_id, digest[:8])


def marks(packed: bytes | memoryview) -> Iterator[tuple[int, bytes]]:
    """Of each row in a seal its id and the first bytes of its digest."""
    return (mark for mark in _MARK.iter_unpack(bytes(packed)))


def seal_digest(
    previous: str, first_id: int, last_id: int, rows: int, sealed_at: datetime, digests: Iterable[bytes]
) -> str:
    """SHA-256 over the seal before, what the seal says of itself, and the rows in the order of their ids."""
    chain = hashlib.sha256(json.dumps([previous, first_id, last_id, rows, _plain(sealed_at)]).encode())
    for digest in digests:
        chain.update(digest)
    return chain.hexdigest()
