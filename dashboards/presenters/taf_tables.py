"""The tables of Teams Around the Family: how many and how timely, their meetings, who carries them, why they end."""

from uuid import UUID

from assessments.facts import CLOSURE_REASONS
from dashboards.measures.figures import Figures
from dashboards.presenters import judged_months
from dashboards.presenters.tables import MEASURE_AND_FIGURE, Opened, share, unlinked
from dashboards.selectors.tafs import Attended
from ehtrack.lib import numbers
from ehtrack.lib.tables import Column, Table

NOT_RECORDED = "Not recorded"


def all_of(figures: Figures) -> list[Table]:
    return [tafs(figures), meetings(figures), agencies(carriers(figures)), closures(figures)]


def tafs(figures: Figures, opened: Opened = unlinked) -> Table:
    found, attended = figures.tafs, figures.attended
    pairs = [
        (opened("open-tafs", "Open TAFs"), numbers.count(found.open)),
        (opened("overdue-tafs", "Open, with no meeting for 56 days"), numbers.count(found.overdue)),
        (opened("first-taf", "First TAF within 42 days"), share(found.first_in_time, found.due_first)),
        (opened("taf-meetings", "Meetings held"), numbers.count(figures.meetings.total)),
        (opened("taf-attendance", "Professionals asked who came"), share(attended.attended, attended.invited)),
        (
            opened("lead-professionals", "Open TAFs with a lead professional recorded"),
            share(found.open - figures.led.get(None, 0), found.open),
        ),
        (opened("closures", "S&Ns closed because needs were met"), _needs_met(figures)),
    ]
    return Table("Team Around the Family", MEASURE_AND_FIGURE, pairs)


def _needs_met(figures: Figures) -> str:
    return share(figures.closures.get("needs-met", 0), sum(figures.closures.values()))


def meetings(figures: Figures) -> Table:
    """Meetings held, a row a month and a column a locality; months without a meeting too."""
    found = figures.meetings
    localities: list[tuple[UUID | None, str]] = [(locality.pk, locality.name) for locality in figures.all_localities]
    if found.by_locality.get(None):
        localities.append((None, NOT_RECORDED))
    columns = [
        Column("month", "Month"),
        *(Column(name, name, "count") for _, name in localities),
        Column("all", "All", "count"),
    ]
    body = [
        [month.name, *(found.by_place[month, key] for key, _ in localities), found.by_month[month]]
        for month in figures.period_months
    ]
    notes = judged_months.of_parts([(name, figures.meetings_in(key)) for key, name in localities])
    return Table("TAF meetings held, by month and locality of the S&N", columns, body, notes)


def carriers(figures: Figures) -> list[list[object]]:
    """Who carries the TAFs: agencies that chaired, were asked, or lead; the others did none of it."""
    named: list[tuple[UUID | None, str]] = [(agency.pk, agency.name) for agency in figures.all_agencies]
    rows = [(name, _agency(figures, key)) for key, name in [*named, (None, NOT_RECORDED)]]
    return [[name, *row] for name, row in rows if any(row)]


def agencies(rows: list[list[object]]) -> Table:
    columns = [
        Column("agency", "Agency"),
        Column("chaired", "Meetings chaired", "count"),
        Column("invited", "Professionals asked", "count"),
        Column("attended", "Attended", "count"),
        Column("report", "Sent a report", "count"),
        Column("led", "Open TAFs led", "count"),
    ]
    return Table("Who carries the TAFs", columns, rows)


def _agency(figures: Figures, key: UUID | None) -> list[int]:
    attended = figures.attendance.get(key, Attended())
    chaired = figures.meetings.by_agency.get(key, 0) if key else 0
    return [chaired, attended.invited, attended.attended, attended.report, figures.led.get(key, 0)]


def closures(figures: Figures) -> Table:
    """S&Ns closed in the period, each reason a row."""
    body: list[list[object]] = [[label, figures.closures.get(code, 0)] for code, label in CLOSURE_REASONS.items()]
    total = sum(figures.closures.values())
    columns = [Column("reason", "Reason"), Column("closed", "S&Ns closed", "count")]
    return Table("Why S&Ns were closed", columns, [*body, ["All", total]])
