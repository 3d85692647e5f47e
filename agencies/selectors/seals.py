"""Is the audit as it was sealed? Walks the chain from its beginning, a batch at a time."""

from collections.abc import Iterator
from dataclasses import dataclass

from agencies import seal_text
from agencies.models import AuditEvent, AuditSeal

SEALS_AT_ONCE = 50


@dataclass(frozen=True)
class Finding:
    """``broken``: the first thing that is not as it was sealed, in words; empty when all is. ``head``: the digest of
    the last seal, to keep elsewhere, as seals taken off the end leave no trace behind them."""

    seals: int
    rows: int
    unsealed: int
    head: str
    broken: str = ""


@dataclass
class _Chain:
    seals: int = 0
    rows: int = 0
    last_id: int = 0
    head: str = ""


def verify(*, expected_head: str = "") -> Finding:
    """``expected_head``: a digest noted earlier; when no seal has it, seals were taken off or made anew."""
    chain, broken, seen = _Chain(), "", not expected_head
    for seal in AuditSeal.objects.order_by("id").iterator(chunk_size=SEALS_AT_ONCE):
        broken = _link_broken(seal, chain) or _rows_broken(seal)
        if broken:
            break
        chain.seals, chain.rows = chain.seals + 1, chain.rows + seal.rows
        chain.last_id, chain.head = seal.last_id, seal.digest
        seen = seen or seal.digest == expected_head
    if not broken and not seen:
        broken = "No seal has the expected digest: seals were taken off the end, or made anew"
    unsealed = AuditEvent.objects.filter(id__gt=chain.last_id).count()
    return Finding(chain.seals, chain.rows, unsealed, chain.head, broken)


def _link_broken(seal: AuditSeal, chain: _Chain) -> str:
    if seal.previous != chain.head or seal.first_id != chain.last_id + 1:
        return f"Seal {seal.pk} does not follow the one before it: a seal was removed or changed"
    return ""


def _rows_broken(seal: AuditSeal) -> str:
    digests: list[bytes] = []
    expected = seal_text.marks(seal.marks)
    for row_id, digest in _rows(seal):
        known = next(expected, None)
        if known is None or row_id < known[0]:
            return f"Row {row_id} was put in after seal {seal.pk} was made"
        if row_id > known[0]:
            return f"Row {known[0]} is missing: it is in seal {seal.pk}"
        if digest[:8] != known[1]:
            return f"Row {row_id} was changed after seal {seal.pk} was made"
        digests.append(digest)
    if missing := next(expected, None):
        return f"Row {missing[0]} is missing: it is in seal {seal.pk}"
    digest_now = seal_text.seal_digest(seal.previous, seal.first_id, seal.last_id, seal.rows, seal.sealed_at, digests)
    return "" if digest_now == seal.digest and len(digests) == seal.rows else f"Seal {seal.pk} was changed"


def _rows(seal: AuditSeal) -> Iterator[tuple[int, bytes]]:
    within = AuditEvent.objects.filter(id__lte=seal.last_id).order_by("id")
    if seal.previous:  # the first seal answers for everything before it too
        within = within.filter(id__gte=seal.first_id)
    for row in within.values_list(*seal_text.COLUMNS).iterator(chunk_size=1000):
        yield row[0], seal_text.row_digest(row)
