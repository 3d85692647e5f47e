"""What an app offers on the home page: ``<app>/home.py`` has ``panels(scope, today) -> list[Panel]``."""

from collections.abc import Callable
from dataclasses import dataclass

from agencies.models import User
from agencies.scope import Scope


@dataclass(frozen=True)
class Line:
    """One thing that waits, and where to do it. ``tag`` is a word such as "Overdue", in a GOV.UK tag colour."""

    text: str
    href: str = ""
    note: str = ""
    tag: str = ""
    colour: str = ""


@dataclass(frozen=True)
class Action:
    """A button; ``variant`` is "" for the one thing this role does most, else "secondary"."""

    text: str
    href: str
    variant: str = "secondary"


@dataclass(frozen=True)
class Panel:
    """Finished words. ``position``: what needs doing first has the smallest (10 overdue, 20 own work, 50 the rest).
    ``see_all``: the list that the lines are the beginning of."""

    title: str
    lines: tuple[Line, ...] = ()
    empty: str = "Nothing waits here."
    actions: tuple[Action, ...] = ()
    see_all: Line | None = None
    more: Line | None = None
    position: int = 50


# What a person leaves to hand on: each app that knows of any adds a function when it is ready.
LEFT_BEHIND: list[Callable[[Scope, User], list[Line]]] = []


def left_behind(scope: Scope, person: User) -> list[Line]:
    return [line for source in LEFT_BEHIND for line in source(scope, person)]
