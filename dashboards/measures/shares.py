"""How a total may be shared out among agencies: whole numbers that add up exactly. Pure arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Proposal(StrEnum):
    SHARE = "share"
    RATIO = "ratio"
    GROWTH = "growth"


@dataclass(frozen=True)
class Base:
    """What an agency did in the 12 months before, and its target of the year before (0 without one)."""

    assessments: int
    contacts: int
    target_before: int = 0


def propose(proposal: Proposal, total: int, agencies: Sequence[Base]) -> list[int]:
    """A target for each agency, none under 0; together the total, unless there is no agency at all."""
    if proposal is Proposal.RATIO:
        return _equal_ratio(total, agencies)
    weights = _by_targets(agencies) if proposal is Proposal.SHARE else [one.assessments for one in agencies]
    return divided(total, _told_apart(weights))


def _by_targets(agencies: Sequence[Base]) -> list[int]:
    """By the targets of the year before. Without one, by what was done, at what the others were to do for each S&N."""
    with_one = [one for one in agencies if one.target_before]
    targets = sum(one.target_before for one in with_one) or 1
    done = sum(one.assessments for one in with_one) or 1
    return [one.target_before * done or one.assessments * targets for one in agencies]


def _equal_ratio(total: int, agencies: Sequence[Base]) -> list[int]:
    """By MASH contacts. An agency without any has no ratio: it keeps what it did, as far as the total reaches."""
    kept = [0 if one.contacts else one.assessments for one in agencies]
    contacts = [one.contacts for one in agencies]
    if not any(contacts) or sum(kept) >= total:
        return divided(total, _told_apart(kept))
    rest = divided(total - sum(kept), contacts)
    return [mine + shared for mine, shared in zip(kept, rest, strict=True)]


def _told_apart(weights: Sequence[int]) -> Sequence[int]:
    """The same for each where no agency has any."""
    return weights if any(weights) else [1] * len(weights)


def divided(total: int, weights: Sequence[int]) -> list[int]:
    """By largest remainder: each gets its share rounded down, and what is left goes to those who lost most by it.

    Of two who lost the same, the heavier first, then the one that stands first.
    """
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    shares = [total * weight // whole for weight in weights]
    lost = sorted(range(len(weights)), key=lambda at: (-(total * weights[at] % whole), -weights[at], at))
    for at in lost[: total - sum(shares)]:
        shares[at] += 1
    return shares
