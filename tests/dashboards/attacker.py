"""Somebody who reads releases and tries every number that fits. Knows the rules, and nothing of how they are kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

MOST = 15  # no unknown of these tests is larger
Bounds = dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Reading:
    """A line of a release: a sum of some unknowns, each so many times, is from ``least`` to ``most``."""

    times: Mapping[str, int]
    least: int
    most: int


def count(unknowns: Iterable[str], least: int, most: int) -> Reading:
    return Reading(dict.fromkeys(unknowns, 1), least, most)


def percentage(part: Iterable[str], whole: Iterable[str], shown: int) -> list[Reading]:
    """Shown rounded, half up: 200 part from (2 shown - 1) whole on, and under (2 shown + 1) whole."""
    part, whole = list(part), list(whole)
    endless = 10**6

    def times(shown: int) -> dict[str, int]:
        return {name: 200 * (name in part) - shown * (name in whole) for name in {*part, *whole}}

    return [
        Reading(times(2 * shown - 1), 0, endless),
        Reading(times(2 * shown + 1), -endless, -1),
        count(whole, 1, endless),
    ]


def narrowed(bounds: Bounds, readings: Sequence[Reading]) -> Bounds | None:
    """What each unknown can still be; None when something cannot be."""
    bounds, changed = dict(bounds), True
    while changed:
        changed = False
        for reading in readings:
            ends = {name: sorted(times * end for end in bounds[name]) for name, times in reading.times.items()}
            least, most = (sum(end[side] for end in ends.values()) for side in (0, 1))
            if least > reading.most or most < reading.least:
                return None
            for name, times in reading.times.items():
                room = reading.least - most + ends[name][1], reading.most - least + ends[name][0]
                low, high = bounds[name]
                if times > 0:
                    new = max(low, -(-room[0] // times)), min(high, room[1] // times)
                elif times < 0:
                    new = max(low, -(room[1] // -times)), min(high, -room[0] // -times)
                else:
                    continue
                if new[0] > new[1]:
                    return None
                if new != (low, high):
                    bounds[name], changed = new, True
    return bounds


def possible(bounds: Bounds, readings: Sequence[Reading]) -> bool:
    """Is there a world of whole numbers that fits? One unknown after the other, each number of it."""
    found = narrowed(bounds, readings)
    if found is None:
        return False
    unsure = [name for name, (low, high) in found.items() if low < high]
    if not unsure:
        return True
    name = min(unsure, key=lambda one: found[one][1] - found[one][0])
    low, high = found[name]
    return any(possible({**found, name: (number, number)}, readings) for number in range(low, high + 1))


def is_certain(of: Sequence[str], truth: int, unknowns: Iterable[str], readings: Sequence[Reading]) -> bool:
    """Can this sum be nothing else than what it is?"""
    bounds = dict.fromkeys(unknowns, (0, MOST))
    others = (count(of, 0, truth - 1), count(of, truth + 1, MOST * len(of)))
    return not any(possible(bounds, [*readings, other]) for other in others)
