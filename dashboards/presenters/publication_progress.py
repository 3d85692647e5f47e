"""What is published beside the ratio: progress to the target, with the months it was computed from behind each figure;
and what section 10 of the measures leaves unsuppressed, which is staff, meetings and targets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboards.measures.figures import Figures
from dashboards.measures.ledger import Asked, Ledger
from dashboards.presenters import tables, taf_tables, workbook
from dashboards.suppression import Figure, Told, value
from ehtrack.lib.calendar import Month
from ehtrack.lib.tables import Column, Table

LOOKED_BACK = 24  # months to the as-of date that the figures of progress are computed from
OPEN_TAFS = "led"
UNTOLD = (None, "", "Not known", "Rounded up", "No target set")


@dataclass(frozen=True)
class Behind:
    """The sums that the figures of progress are computed from. ``agency`` and ``group``: whose."""

    ledger: Ledger
    measure: str
    agency: str
    group: str
    months: Sequence[Month]

    def sum(self, first: Month, last: Month, measure: str = "") -> Figure:
        return self.ledger.figure(Asked(measure or self.measure, self.agency, self.group, first.label, last.label))

    @property
    def last(self) -> Month:
        return self.months[-1]

    def so_far(self, measure: str = "") -> Figure:
        return self.sum(self.months[0], self.last, measure)

    def year_before(self, measure: str = "") -> Figure:
        return self.sum(self.months[0] - 12, self.last - 12, measure)

    @property
    def each_of_24(self) -> list[Figure]:
        return [self.sum(month, month) for month in (self.last - (LOOKED_BACK - 1)).until(self.last)]

    @property
    def of_rows(self) -> dict[str, list[Figure]]:
        """Of each row of the table of progress; what is computed of two sums tells both."""
        so_far, last_two = self.so_far(), self.sum(self.last - 1, self.last)
        whole_before = self.sum(self.months[0] - 12, self.months[0] - 1)
        return {
            "S&Ns in the complete months": [so_far],
            "Straight-line projection": [so_far],
            "Range of the projection (80%), from": [so_far, *self.each_of_24],
            "Range of the projection (80%), to": [so_far, *self.each_of_24],
            "Seasonal projection": [so_far, self.year_before(), whole_before],
            "Projection from the last 3 months": [so_far, self.sum(self.last - 2, self.last)],
            "Still needed each month": [so_far],
            "Projection against target": [so_far],
            "Same months last year": [self.year_before(), so_far],
            "Last 2 months against the 12 before": [last_two, self.sum(self.last - 13, self.last - 2)],
            "Last 2 months against the target": [last_two],
            "MASH contacts against the same months last year": [
                self.so_far("contacts"),
                self.year_before("contacts"),
            ],
        }


def progress(figures: Figures, behind: Behind) -> Table:
    found, of_rows, counted = workbook.progress(figures), behind.of_rows, figures.progress
    if (counted.actual, counted.actual_last_year) != (value(behind.so_far()), value(behind.year_before())):
        raise ValueError(f"Progress of {counted.actual} and {counted.actual_last_year} is not what the ledger holds")
    rows = [[what, *_told(cells, of_rows.get(str(what), []))] for what, *cells in found.rows]
    return replace(found, rows=rows)


def _told(cells: Sequence[object], figures: list[Figure]) -> list[object]:
    """A number beside a comparison is the first of the figures alone."""
    is_compared = any(cell not in UNTOLD for cell in cells[1:])
    behind = [figures[:1] if is_compared else figures, *[figures] * (len(cells) - 1)]
    return [cell if cell in UNTOLD or not of else Told(cell, tuple(of)) for cell, of in zip(cells, behind, strict=True)]


def unsuppressed(figures: Figures) -> list[Table]:
    """Staff and meetings: tables that hold no number of S&Ns, contacts, plans, children, families or TAFs."""
    question = figures.question
    whole = question.agency is None and question.group is None
    return [
        workbook.meetings(figures),
        _attendance(figures),
        tables.training(figures),
        *([_networks(figures)] if whole else []),
    ]


def _attendance(figures: Figures) -> Table:
    """Without the TAFs that each leads; that an agency does nothing but lead some is not told either."""
    found = taf_tables.agencies(taf_tables.carriers(figures))
    kept = [place for place, column in enumerate(found.columns) if column.key != OPEN_TAFS]
    rows = [[row[place] for place in kept] for row in found.rows]
    return replace(
        found,
        title="Who takes part in TAF meetings",
        columns=[found.columns[place] for place in kept],
        rows=[row for row in rows if any(row[1:])],
    )


def _networks(figures: Figures) -> Table:
    """Meetings held, without the families discussed."""
    names = list(dict.fromkeys(locality.name for _, locality, _ in figures.networks))
    by_month: dict[Month, list[object]] = {}
    for month, _, network in figures.networks:
        by_month.setdefault(month, []).append(network.meetings)
    columns = [Column("month", "Month"), *(Column(name, name, "count") for name in names)]
    return Table("Early Help Network meetings", columns, [[month.label, *cells] for month, cells in by_month.items()])
