"""The tables of No Names Consultations: counts only, by who asked, where and about what."""

from typing import Any
from uuid import UUID

from agencies.models import Theme
from dashboards.measures.figures import Figures
from dashboards.presenters.parts import Paged
from ehtrack.lib.tables import Column, Table

NOT_RECORDED = "Not recorded"
BY_AGENCY = "No Names Consultations by agency"


def themes(figures: Figures) -> Table:
    """A row a theme, a column a locality; themes that nobody asked about too."""
    asked = figures.consulted
    places: list[tuple[UUID | None, str]] = [(place.pk, place.name) for place in figures.all_localities]
    places.append((None, NOT_RECORDED))
    columns = [
        Column("theme", "Theme"),
        *(Column(name, name, "count") for _, name in places),
        Column("all", "All", "count"),
    ]
    body: list[list[object]] = [
        [theme.label, *(asked.by_place_and_theme[key, theme.value] for key, _ in places), asked.about(theme.value)]
        for theme in Theme
    ]
    total = ["All", *(asked.in_place(key) for key, _ in places), asked.total]
    return Table("No Names Consultations by theme", columns, [*body, total])


def askers(figures: Figures) -> Paged:
    """Agencies, those that asked most often first; of the whole partnership also those that never asked."""
    asked, whole = figures.consulted.by_agency, figures.question.group is None
    rows = [[agency.name, asked[agency.pk]] for agency in figures.all_agencies if whole or asked[agency.pk]]
    return Paged(BY_AGENCY, "agencies", sorted(rows, key=_most_first), _agencies)


def _most_first(row: list[Any]) -> tuple[int, str]:
    return -row[1], row[0]


def _agencies(rows: list[Any]) -> Table:
    return Table(BY_AGENCY, [Column("agency", "Agency"), Column("asked", "Consultations", "count")], rows)
