"""What is published beside the ratio: progress to the target, with the months it was computed from behind each figure;
and what section 10 of the measures leaves unsuppressed, which is staff, meetings and targets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dashboards.measures.figures import Figures
from dashboards.measures.ledger import Asked, Ledger
from dashboards.presenters import tables, taf_tables, workbook
from dashboards.suppression import Figure, Told, value
from ehtrack.lib.calendar import Month
from ehtrack.lib.tables import Column, Table

LOOKED_BACK = 24  # months to the as-of date that the figures of progress are computed from
ATTENDANCE = ("agency", "chaired", "invited", "attended", "report")


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
    def of_rows(self) -> dict[str, "Tells"]:
        """Of each row of the table of progress; what is computed of two sums tells both."""
        so_far, last_two = (self.so_far(),), (self.sum(self.last - 1, self.last),)
        year_before = (self.year_before(),)
        whole_before = self.sum(self.months[0] - 12, self.months[0] - 1)
        spread = Tells((*so_far, *self.each_of_24))
        return {
            "target": NOTHING,
            "actual": Tells(so_far),
            "straight_line": Tells(so_far),
            "low": spread,
            "high": spread,
            "seasonal": Tells((*so_far, *year_before, whole_before)),
            "recent": Tells((*so_far, self.sum(self.last - 2, self.last))),
            "needed": Tells(so_far),
            "gap": Tells(comparison=so_far),
            "last_year": Tells(year_before, (*year_before, *so_far)),
            "twelve": Tells(comparison=(*last_two, self.sum(self.last - 13, self.last - 2))),
            "two": Tells(comparison=last_two),
            "contacts": Tells(comparison=(self.so_far("contacts"), self.year_before("contacts"))),
        }


@dataclass(frozen=True)
class Tells:
    """What the number of a row tells, and what its comparison does: share and words. Of which nothing is said tells
    what the other tells."""

    number: tuple[Figure, ...] = ()
    comparison: tuple[Figure, ...] = ()

    def cells(self, number: object, share: object, words: object) -> list[object]:
        """That there is no number or share tells at most that there was nothing to compute it from; then the words say
        no more."""
        compared = self.comparison or self.number
        return [
            _told(number, self.number or self.comparison),
            _told(share, compared),
            words if share is None else _told(words, compared),
        ]


NOTHING = Tells()  # a target is published as it is


def _told(shown: object, of: tuple[Figure, ...]) -> object:
    return Told(shown, of) if of and shown is not None else shown


def progress(figures: Figures, behind: Behind) -> Table:
    counted = figures.progress
    if (counted.actual, counted.actual_last_year) != (value(behind.so_far()), value(behind.year_before())):
        raise ValueError(f"Progress of {counted.actual} and {counted.actual_last_year} is not what the ledger holds")
    return replace(workbook.progress(figures), rows=told_rows(workbook.progress_rows(figures), behind))


def told_rows(rows: Mapping[str, Sequence[object]], behind: Behind) -> list[list[object]]:
    """A row of which nobody said what it tells is in no publication: it raises KeyError."""
    of_rows = behind.of_rows
    return [[what, *of_rows[key].cells(*cells)] for key, (what, *cells) in rows.items()]


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
    kept = [place for place, column in enumerate(found.columns) if column.key in ATTENDANCE]
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
