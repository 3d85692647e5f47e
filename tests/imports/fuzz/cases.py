"""What a damaged file is, and what must come of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.imports.fuzz.samples import Line, Sample


@dataclass(frozen=True)
class Case:
    """Read: ``lines`` stand in the database. Refused: each (line, column, word of the cure) is told, and nothing of any
    other line; the column None is any."""

    content: bytes
    lines: Sequence[Line] = ()
    problems: Sequence[tuple[int | None, str | None, str]] = ()


Damage = Callable[[Sample], Case | None]


def read(content: bytes, lines: Sequence[Line]) -> Case:
    return Case(content, lines=lines)


def refused(content: bytes, line: int | None, column: str | None, word: str) -> Case:
    return Case(content, problems=[(line, column, word)])


class Damages(dict[str, Damage]):
    """Named by their function; a damage that gives None cannot be done to that kind."""

    def __call__(self, damage: Damage) -> Damage:
        name = damage.__name__
        if name in self:
            raise ValueError(f"There are two damages called {name}.")
        self[name] = damage
        return damage
