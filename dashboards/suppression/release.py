"""The one function that makes a release fit to be published, with all that was published before."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from dashboards.suppression.figures import FEW, SUPPRESSED, Figure, Link, Told, value
from dashboards.suppression.worlds import IMPOSSIBLE, Sum, World, Worlds
from ehtrack.lib.tables import Table


@dataclass(frozen=True)
class Earlier:
    """What releases before this one told, and what they kept back."""

    shown: frozenset[Figure] = field(default_factory=frozenset)
    suppressed: frozenset[Figure] = field(default_factory=frozenset)
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """The tables as they may be published, and which of their figures they tell and keep back."""

    tables: list[Table]
    shown: frozenset[Figure]
    suppressed: frozenset[Figure]


NOTHING_BEFORE = Earlier()
Seen = Callable[[int, int], None]  # how many of how many small numbers are protected


def unseen(done: int, of: int) -> None:
    """Nobody looks."""


def suppress(
    tables: Sequence[Table],
    *,
    guarded: Iterable[Figure] = (),
    earlier: Earlier = NOTHING_BEFORE,
    seen: Seen = unseen,
) -> Outcome:
    """Every cell that is too small, or from which one could be worked out, becomes ``c``; so does a ratio of such.

    Cells are plain values, which are shown, or ``Told``. ``guarded``: figures that stand in no table and must not come
    out as a difference of those that do. What was kept back before stays so; what was told before stays told.
    """
    listed = [replace(table, rows=[list(row) for row in table.rows]) for table in tables]
    told = frozenset(
        figure for table in listed for row in table.rows for cell in row if isinstance(cell, Told) for figure in cell.of
    )
    suppressed = _Choice(told, frozenset(guarded), earlier).suppressed(seen)
    cleared = [
        replace(table, rows=[[_cleared(cell, suppressed) for cell in row] for row in table.rows]) for table in listed
    ]
    return Outcome(cleared, told - suppressed, suppressed)


def _cleared(cell: object, suppressed: frozenset[Figure]) -> object:
    if not isinstance(cell, Told):
        return cell
    return SUPPRESSED if any(figure in suppressed for figure in cell.of) else cell.value


class _Choice:
    """Which figures to keep back: the few at first, then what it costs least to keep each of them from being known."""

    def __init__(self, told: frozenset[Figure], guarded: frozenset[Figure], earlier: Earlier) -> None:
        self.told, self.earlier = told, earlier
        # What no release told of can be anything.
        touched = frozenset().union(*told, *earlier.shown, *earlier.suppressed)
        few = {figure for figure in guarded if value(figure) in FEW and figure <= touched}
        figures = {figure for figure in told | few | earlier.shown | earlier.suppressed if figure}
        links = [(link.left - link.right, link.right - link.left) for link in earlier.links]
        atoms = sorted(frozenset().union(*figures, *(side for link in links for side in link)))
        index = {atom: number for number, atom in enumerate(atoms)}
        # All in one order, so that the same counts give the same release in every process.
        ordered = {figure: sorted(index[atom] for atom in figure) for figure in figures}
        self.figures = sorted(figures, key=lambda figure: (value(figure), len(figure), ordered[figure]))
        self.number = {figure: number for number, figure in enumerate(self.figures)}
        self.sums = [self._sum(figure, dict.fromkeys(ordered[figure], 1)) for figure in self.figures]
        for left, right in links:
            signs = {index[atom]: 1 for atom in sorted(left)} | {index[atom]: -1 for atom in sorted(right)}
            self.sums.append(Sum(signs, 0, IMPOSSIBLE))
        self.worlds = Worlds([atom.value for atom in atoms], [atom.part for atom in atoms], self.sums)
        self.safe: set[int] = set()

    def _sum(self, figure: Figure, atoms: dict[int, int]) -> Sum:
        """Where no zero can be meant by ``c``, for zero shows: at least one."""
        number, earlier = value(figure), self.earlier
        if figure in earlier.shown:
            return Sum(atoms, number, IMPOSSIBLE)
        if figure in earlier.suppressed or figure in self.told:
            few = number in FEW
            hidden = few or figure in earlier.suppressed
            return Sum(atoms, number, 0 if hidden else number, 1, FEW[-1] if few else None)
        return Sum(atoms, number, 0, 1)  # a later release may show its c, which is at least one

    def suppressed(self, seen: Seen) -> frozenset[Figure]:
        hidden = [number for number in range(len(self.figures)) if not self.sums[number].price]
        kept_back = self.told | self.earlier.suppressed
        in_tables = [number for number in hidden if self.figures[number] in kept_back]
        guarded = [number for number in hidden if self.figures[number] not in kept_back]
        for done, number in enumerate([*in_tables, *guarded]):
            seen(done, len(hidden))
            if number not in self.safe:
                self._protect(number)
        return frozenset(figure for figure in self.told if figure and not self.sums[self.number[figure]].price)

    def _protect(self, number: int) -> None:
        """At first against a reader who guesses which of the ``c`` are few; where that cannot be, against any other."""
        world = self.worlds.another(number)
        if world is None and self._allow_more(number):
            world = self.worlds.another(number)
        if world is None and self._hide_around(number):
            world = self.worlds.another(number)
        if world is not None:
            self._make_possible(world)

    def _allow_more(self, number: int) -> bool:
        """Four months of one each make four: a reader who knew that four to be few would know the ones. False where
        nothing more is allowed than was, so that another search would find what the last did."""
        bounded = [other for other in self._around(number) if self.sums[other].high is not None]
        for other in bounded:
            self.sums[other].high = None
        return bool(bounded)

    def _make_possible(self, world: World) -> None:
        for number in self.worlds.changed(world):
            self.worlds.hide(number)
            self.safe.add(number)

    def _hide_around(self, number: int) -> bool:
        """Rather too much than too little: everything of this release that tells of the same atoms."""
        around = [other for other in self._around(number) if self.sums[other].price < IMPOSSIBLE]
        changed = [self.worlds.hide(other) for other in around]
        return any(changed)

    def _around(self, number: int) -> set[int]:
        return {other for atom in self.sums[number].atoms for other, _ in self.worlds.of_atom[atom]}
