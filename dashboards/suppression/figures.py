"""What a release is made of: figures that are sums of atoms, and the cells of tables that tell them."""

from dataclasses import dataclass
from typing import NamedTuple

FEW = range(1, 5)
SUPPRESSED = "c"


class Atom(NamedTuple):
    """The smallest count that figures are sums of: what one agency recorded in one month, of one kind.

    The value belongs to its name: a count that was put right later is another atom, of which the former tells nothing.
    What cannot be added up, such as distinct children, is an atom of its own with its period as ``month``.
    """

    whose: str
    month: str
    part: str
    value: int


# A count: the atoms that it adds up. Those of nothing are left out, so that a figure of zero is the empty set.
Figure = frozenset[Atom]


class Link(NamedTuple):
    """Two sums that everybody knows to be equal, such as a count of which only the parts were put right later."""

    left: Figure
    right: Figure


@dataclass(frozen=True)
class Told:
    """A cell of a table, with the figures that whoever reads it learns: a count one, a ratio or a percentage two."""

    value: object
    of: tuple[Figure, ...]


def value(figure: Figure) -> int:
    return sum(atom.value for atom in figure)


def few(*counts: int) -> bool:
    """Is one of them too small to be told?"""
    return any(count in FEW for count in counts)
