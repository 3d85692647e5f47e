"""What a drill says, step by step and in plain words."""

from collections.abc import Callable
from dataclasses import dataclass

Say = Callable[[str], None]


class Broken(Exception):
    """What was seen is not what is promised; the text is the promise."""


class Report:
    def __init__(self, say: Say) -> None:
        self._say = say

    def does(self, words: str) -> None:
        self._say(f"- {words}")

    def saw(self, words: str) -> None:
        self._say(f"    {words}")

    def must(self, holds: object, words: str) -> None:
        """``words`` say what has to hold. Raises Broken when it does not."""
        if not holds:
            self._say(f"    NOT SO: {words}")
            raise Broken(words)
        self._say(f"    yes: {words}")


@dataclass(frozen=True)
class Drill:
    """``promises``: which it is about, by their numbers in docs/promises.md."""

    name: str
    what: str
    promises: str
    run: Callable[[Report], None]
