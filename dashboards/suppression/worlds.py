"""What else the numbers could be: other worlds of which the same release would tell the same.

A world is a change of some atoms by one or more. It says the same when every shown figure keeps its value, every
suppressed one stays a number that would be suppressed, and no count falls below nothing. A figure is safe when such a
world gives it another value. The search goes through changes from the cheapest, where the price of a change is the sum
of the figures that would have to be suppressed for it; what it finds is a proof, what it does not find is none.
"""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count, islice

IMPOSSIBLE = 10**9
QUICK, PATIENT = range(12, 100), 200  # steps of the search: to find something cheaper, and to find anything
STEPS = 100_000  # about so many for a whole release: the larger it is, the sooner what was found is taken
SCANNED = 24  # atoms of a large sum that are tried
BRANCHES, WIDTH = 2, 5
DEEP = 24  # a number kept back that is larger falls to nothing in no world that the search goes to


@dataclass(slots=True)
class Sum:
    """A figure or a link among the atoms, by their numbers. ``price`` 0: suppressed, or not part of the release."""

    atoms: dict[int, int]
    value: int
    price: int
    low: int = 0
    high: int | None = None

    def cost(self, change: int) -> int:
        if not change:
            return 0
        new = self.value + change
        if new < self.low or (self.high is not None and new > self.high):
            return IMPOSSIBLE
        return self.price


@dataclass(slots=True)
class World:
    """``after``: the world, atom and step that it comes from; its changes are worked out when it is looked at."""

    moves: dict[int, int] = field(default_factory=dict)
    cost: int = 0
    after: "tuple[World, int, int] | None" = None
    changes: dict[int, int] = field(default_factory=dict)  # of what may hinder it


class Worlds:
    """``kinds``: of each atom its kind. What is found by moving atoms of one kind alone is found sooner."""

    def __init__(self, values: list[int], kinds: list[str], sums: list[Sum]) -> None:
        self.values, self.kinds, self.sums = values, kinds, sums
        self.of_atom: list[list[tuple[int, int]]] = [[] for _ in values]
        for number, one in enumerate(sums):
            for atom, sign in one.atoms.items():
                self.of_atom[atom].append((number, sign))
        self.hindering = [[pair for pair in pairs if self._may_hinder(pair[0])] for pairs in self.of_atom]
        self.quick = min(max(STEPS // max(len(sums), 1), QUICK.start), QUICK.stop)
        self.loose = {atom for one in sums if one.high is not None for atom in one.atoms}

    def _may_hinder(self, number: int) -> bool:
        return bool(self.sums[number].price) or self.sums[number].value <= DEEP

    def hide(self, number: int) -> bool:
        """Did that change anything?"""
        one, were_loose = self.sums[number], len(self.loose)
        was_shown, one.price = bool(one.price), 0
        self.loose.update(one.atoms)
        if was_shown and not self._may_hinder(number):
            for atom, sign in one.atoms.items():
                self.hindering[atom].remove((number, sign))
        return was_shown or len(self.loose) > were_loose

    def changed(self, world: World) -> dict[int, int]:
        """Every sum that has another value there."""
        found: dict[int, int] = {}
        for atom, step in world.moves.items():
            for number, sign in self.of_atom[atom]:
                found[number] = found.get(number, 0) + sign * step
        return {number: change for number, change in found.items() if change}

    def another(self, target: int) -> World | None:
        """The cheapest world found in which the target has another value; None when none was found."""
        alike = self._search(target, one_kind=True)
        if alike and not alike.cost:
            return alike
        any_kind = self._search(target, one_kind=False)
        return min((world for world in (alike, any_kind) if world), key=lambda world: world.cost, default=None)

    def _search(self, target: int, *, one_kind: bool) -> World | None:
        tie, best = count(), None
        begun = list(self._first(target))
        heap = [(world.cost, next(tie), world) for world in begun]
        heapq.heapify(heap)
        seen: set[frozenset[tuple[int, int]]] = set()
        enough = self.quick
        for step in range(PATIENT):
            if not heap or (best and (step >= enough or not best.cost)):
                break
            _, _, world = heapq.heappop(heap)
            if world.cost < IMPOSSIBLE and (best is None or world.cost < best.cost) and self._is_possible(world):
                best = world
            # From the cheapest beginning alone the search may lose itself: then each of them is followed once.
            lost = begun if step == self.quick and best is None else ()
            enough += self.quick if lost else 0
            for following in (further for one in (world, *lost) for further in self._following(one, one_kind)):
                key = frozenset(following.moves.items())
                if key not in seen and self._change(following, target):
                    seen.add(key)
                    heapq.heappush(heap, (following.cost, next(tie), following))
        return best

    def _is_possible(self, world: World) -> bool:
        """Asked once more of all sums, for the search looked at those only that may well hinder it."""
        return all(self.sums[number].cost(change) < IMPOSSIBLE for number, change in self.changed(world).items())

    def _change(self, world: World, number: int) -> int:
        atoms = self.sums[number].atoms
        return sum(step * atoms.get(atom, 0) for atom, step in world.moves.items())

    def _first(self, target: int) -> Iterator[World]:
        for atom in self._tried(self.sums[target].atoms, ()):
            for step in (1, -1):
                if self.values[atom] + step >= 0:
                    yield self._moved(World(), atom, step, self._cost_after(World(), atom, step))

    def _following(self, world: World, one_kind: bool) -> Iterator[World]:
        """Put one of the figures that cost most trouble right again, by another atom of it."""
        self._look_at(world)
        kind = self.kinds[next(iter(world.moves))] if one_kind and world.moves else None
        dear = [number for number, change in world.changes.items() if self.sums[number].cost(change)]
        mendable = [number for number in dear if len(self.sums[number].atoms) > 1]
        mendable.sort(key=lambda number: (not self._impossible(world, number), len(self.sums[number].atoms)))
        for number in mendable[:BRANCHES]:
            others = [self.sums[other].atoms for other in dear if other != number]
            options = []
            for atom in self._tried(self.sums[number].atoms, others):
                step = self._step(world, number, atom)
                if kind and self.kinds[atom] != kind:
                    continue
                if self.values[atom] + world.moves.get(atom, 0) + step >= 0:
                    options.append((self._cost_after(world, atom, step), atom, step))
            for cost, atom, step in heapq.nsmallest(WIDTH, options):
                yield self._moved(world, atom, step, cost)

    def _impossible(self, world: World, number: int) -> bool:
        return self.sums[number].cost(world.changes[number]) >= IMPOSSIBLE

    def _step(self, world: World, number: int, atom: int) -> int:
        return -self.sums[number].atoms[atom] if world.changes[number] > 0 else self.sums[number].atoms[atom]

    def _tried(self, atoms: dict[int, int], others: Iterable[dict[int, int]]) -> list[int]:
        """All atoms of a sum; of a large one those that mend another too or are not sure anyway, else the smallest."""
        if len(atoms) <= SCANNED:
            return list(atoms)
        smallest = next(iter(sorted(others, key=len)), {})
        both = self._both(atoms, smallest)
        both.sort(key=lambda atom: atom not in self.loose)
        found = [*both[:SCANNED], *islice((atom for atom in atoms if atom in self.loose), SCANNED // 2)]
        return list(dict.fromkeys([*found, *heapq.nsmallest(SCANNED // 6, atoms, self.values.__getitem__)]))

    @staticmethod
    def _both(one: dict[int, int], other: dict[int, int]) -> list[int]:
        less, more = (one, other) if len(one) < len(other) else (other, one)
        return [atom for atom in less if atom in more]

    def _cost_after(self, world: World, atom: int, step: int) -> int:
        """The innermost of all: what does not change its price is passed over."""
        cost, sums, changes = world.cost, self.sums, world.changes
        for number, sign in self.hindering[atom]:
            one, before = sums[number], changes.get(number, 0)
            if one.price or one.low:
                cost += one.cost(before + sign * step) - (one.cost(before) if before else 0)
        return cost

    @staticmethod
    def _moved(world: World, atom: int, step: int, cost: int) -> World:
        moves = dict(world.moves)
        moves[atom] = moves.get(atom, 0) + step
        if not moves[atom]:
            del moves[atom]
        return World(moves, cost, (world, atom, step))

    def _look_at(self, world: World) -> None:
        if world.after is None:
            return
        (before, atom, step), world.after = world.after, None
        world.changes = changes = dict(before.changes)
        for number, sign in self.hindering[atom]:
            changes[number] = changes.get(number, 0) + sign * step
            if not changes[number]:
                del changes[number]
