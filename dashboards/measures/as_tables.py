"""The figures as tables: for spreadsheets, CSV and the terminal."""

from collections.abc import Iterator
from typing import Any

from ehtrack.lib.tables import Column, Table


def flat(values: dict[str, Any]) -> Table:
    """Every figure on a line of its own, named by its place: ``contacts.on_time.red``, ``groups.health.ratio``."""
    columns = [Column("figure", "Figure"), Column("value", "Value")]
    return Table("Figures", columns, list(_lines("", values)))


def _lines(place: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _lines(f"{place}.{key}" if place else key, part)
    elif isinstance(value, list):
        for part in value:
            yield from _lines(f"{place}.{_named(part)}", part)
    else:
        yield place, value


def _named(part: dict[str, Any]) -> str:
    """A row of a list goes by its code, or by its month and locality."""
    return ".".join(part[key] or "not-recorded" for key in ("code", "month", "locality") if key in part)
