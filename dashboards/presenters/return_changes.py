"""What changed between two counts, or two versions, of the same return."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dashboards.counts import Counts
from dashboards.measures.returned import AgencyFigures, ReturnFigures
from dashboards.models import ReturnVersion
from dashboards.models.quarterly_return import LABELS
from dashboards.presenters.returns import MEASURES, said
from ehtrack.lib.tables import Column, Table


@dataclass(frozen=True)
class Difference:
    """A figure that two counts of the same return see differently."""

    agency: str
    measure: str
    before: int
    after: int


def differences(before: ReturnFigures, after: ReturnFigures) -> list[Difference]:
    """Figure by figure; an agency that only one of the two speaks for has no records in the other."""
    old, new = ({agency.code: agency for agency in figures.agencies} for figures in (before, after))
    names = {code: agency.name for code, agency in (old | new).items()}
    return [
        Difference(names[code], f"{label}, {period}", then, now)
        for code in names
        for label, period, then, now in _pairs(old.get(code), new.get(code))
        if then != now
    ]


def _pairs(old: AgencyFigures | None, new: AgencyFigures | None) -> Iterable[tuple[str, str, int, int]]:
    for period, name in (("quarter", "the quarter"), ("year", "the year so far")):
        then, now = (getattr(agency, period) if agency else Counts() for agency in (old, new))
        for label, count in MEASURES.items():
            yield label, name, count(then), count(now)
    yield "People trained", "the quarter", old.trained if old else 0, new.trained if new else 0


def restated_table(
    found: Sequence[Difference], *, then: str = "As signed", now: str = "Restated: as counted now"
) -> Table:
    columns = [
        Column("agency", "Agency"),
        Column("measure", "Figure"),
        Column("then", then, "count"),
        Column("now", now, "count"),
    ]
    return Table("What changed since", columns, [[row.agency, row.measure, row.before, row.after] for row in found])


def changed_answers(before: ReturnVersion, after: ReturnVersion) -> Table:
    columns = [
        Column("what", "Answer"),
        Column("then", f"Version {before.number}"),
        Column("now", f"Version {after.number}"),
    ]
    body = [
        [LABELS[name], said(before, name), said(after, name)]
        for name in LABELS
        if getattr(before, name) != getattr(after, name)
    ]
    return Table("Answers that changed", columns, body)
