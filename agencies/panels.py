"""What an app offers on the home page: ``<app>/home.py`` has ``panels(scope, today) -> list[Panel]``."""

from dataclasses import dataclass


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
    """Finished words. ``position``: what needs doing first has the smallest (10 overdue, 20 own work, 50 the rest)."""

    title: str
    lines: tuple[Line, ...] = ()
    empty: str = "Nothing waits here."
    actions: tuple[Action, ...] = ()
    more: Line | None = None
    position: int = 50
