"""The tables of the figures, for pages and spreadsheets alike."""

from collections.abc import Callable, Sequence

from assessments.facts import PLAN_CATEGORIES
from dashboards.counts import PRIORITIES
from dashboards.measures.figures import Figures
from dashboards.measures.rows import Progress, Row
from dashboards.presenters import judged_months, words
from dashboards.selectors.early_help import PlansStarted
from dashboards.selectors.pilots import PilotCount
from ehtrack.lib import numbers
from ehtrack.lib.calendar import Month
from ehtrack.lib.tables import Column, Table

Named = Callable[[Row], str]
Opened = Callable[[str, str], str]  # (measure, words) -> the words, linked to what explains them
RowOpened = Callable[[Row, str, str], str]  # the same for a figure of one row
MEASURE_AND_FIGURE = [Column("what", "Measure"), Column("value", "Figure")]
STANDARDS = {priority: f"{priority.capitalize()} contacts decided in time" for priority in PRIORITIES}


def _name(row: Row) -> str:
    return row.name


def unlinked(measure: str, text: str) -> str:
    return text


def unlinked_row(row: Row, measure: str, text: str) -> str:
    return text


def papers(rows: list[Row], name: Named = _name, opened: RowOpened = unlinked_row, notes: Sequence[str] = ()) -> Table:
    """The papers' table of organisations and ratios, a group with a pilot twice."""
    body: list[list[str]] = []
    for row in rows:
        body.append([name(row), opened(row, "ratio", row.ratio_text)])
        if row.pilot_assessments:
            body.append([f"{row.name} with pilot", opened(row, "ratio-with-pilot", row.ratio_text_with_pilot)])
    return Table(
        "S&Ns and MASH contacts by organisation",
        [Column("organisation", "Organisation"), Column("r", "Ratio of S&Ns to MASH contacts")],
        body,
        notes=notes,
    )


def pilots(counted: list[PilotCount]) -> list[str]:
    """What the words "with pilot" mean: each pilot, its S&Ns, whose they are, since when."""
    return [_pilot(one) for one in counted]


def _pilot(one: PilotCount) -> str:
    since = f", since {words.day(one.since)}" if one.since else ""
    return f"{one.name}: {numbers.plural(one.assessments, 'S&N')}, {words.listed(one.agencies)}{since}."


def organisations(
    rows: list[Row],
    *,
    title: str,
    first: str,
    name: Named = _name,
    opened: RowOpened = unlinked_row,
    groups: dict[str, str] | None = None,
) -> Table:
    """The numbers behind the ratios; what concerns pilots only where one of the rows has a pilot.

    ``groups``: the names of organisations by code, where each row tells its own.
    """
    pilots = any(row.pilot_assessments for row in rows)
    columns = [
        Column("name", first),
        *([Column("organisation", "Organisation")] if groups else []),
        Column("assessments", "S&Ns", "count"),
        *([Column("pilot", "Of which pilot", "count")] if pilots else []),
        Column("contacts", "MASH contacts", "count"),
        Column("ratio", "Ratio without pilot" if pilots else "Ratio"),
        *([Column("with_pilot", "Ratio with pilot")] if pilots else []),
        Column("nfa", "No further action", "percent"),
    ]
    return Table(title, columns, [_organisation(row, name, pilots, opened, groups) for row in rows])


def _organisation(
    row: Row, name: Named, pilots: bool, opened: RowOpened, groups: dict[str, str] | None
) -> list[object]:
    def figure(measure: str, value: int) -> object:
        return value if opened is unlinked_row else opened(row, measure, numbers.count(value))

    with_pilot = opened(row, "ratio-with-pilot", row.ratio_text_with_pilot) if row.pilot_assessments else ""
    return [
        name(row),
        *([groups.get(row.group, "")] if groups else []),
        figure("assessments", row.assessments),
        *([figure("pilot-assessments", row.pilot_assessments)] if pilots else []),
        figure("contacts", row.counts.contacts),
        opened(row, "ratio", row.ratio_text),
        *([with_pilot] if pilots else []),
        _rate(row, opened),
    ]


def _rate(row: Row, opened: RowOpened) -> object:
    rate = row.no_further_action_rate
    if rate is None:
        return words.rate(None)
    return rate if opened is unlinked_row else opened(row, "no-further-action", words.rate(rate))


def outcomes(rows: list[Row], opened: RowOpened) -> Table:
    """No further action organisation by organisation: is it the same everywhere?"""
    columns = [
        Column("name", "Organisation"),
        Column("contacts", "MASH contacts", "count"),
        Column("decided", "Decided", "count"),
        Column("none", "No further action", "count"),
        Column("share", "Share of decided", "percent"),
    ]
    body = [
        [
            row.name,
            opened(row, "contacts", numbers.count(row.counts.contacts)),
            opened(row, "decided", numbers.count(row.counts.decided)),
            opened(row, "no-further-action", numbers.count(row.counts.no_further_action)),
            _rate(row, opened),
        ]
        for row in rows
    ]
    return Table("No further action by organisation", columns, body)


def progress(figures: Figures, opened: Opened = unlinked) -> Table:
    """Target, projections and comparisons, a line each; what needs a target only where there is one."""
    found, question = figures.progress, figures.question
    pairs = [
        (opened("target", "Target"), words.number(found.target_number) if found.target else "No target set"),
        ("S&Ns in the complete months", words.number(found.actual)),
        *(_ended(found) if found.m == 12 else _projections(found, opened)),
        (opened("same-months-last-year", "Same months last year"), words.against_last_year(found)),
        ("Last 2 months against the 12 before", words.signed(found.two_against_twelve, "higher", "lower")),
        *(
            [("Last 2 months against the target", words.signed(found.two_against_target, "above", "below"))]
            if found.target
            else []
        ),
        ("MASH contacts against the same months last year", words.signed(found.contacts_change, "more", "fewer")),
    ]
    return Table(f"Progress in {question.year}", MEASURE_AND_FIGURE, pairs)


def _ended(found: Progress) -> list[tuple[str, str]]:
    return [("Projection", "The year is over"), *([("Against the target", found.gap_text)] if found.gap_text else [])]


def _projections(found: Progress, opened: Opened) -> list[tuple[str, str]]:
    against = [
        ("Projection against target", found.gap_text or "Not known"),
        (opened("needed-per-month", "Still needed each month"), words.number(found.needed_each_month)),
    ]
    return [
        (opened("projection", "Straight-line projection"), words.number(found.straight_line)),
        (opened("projection-range", "Range of the projection (80%)"), _range(found.low_high)),
        (opened("projection-seasonal", "Seasonal projection"), words.number(found.seasonal)),
        (opened("projection-recent", "Projection from the last 3 months"), words.number(found.recent)),
        *(against if found.target else []),
    ]


def contacts(figures: Figures, opened: Opened = unlinked) -> Table:
    """MASH contacts: decided, no further action, in time; what waits stands beside it; early help before and after."""
    counts, help_ = figures.counts, figures.contacts_and_early_help
    undecided = counts.contacts - counts.decided
    waiting = f". {not_yet_complete(help_.not_yet_complete)}" if help_.not_yet_complete else ""
    pairs = [
        (opened("contacts", "MASH contacts"), numbers.count(counts.contacts)),
        (opened("decided", "Decided"), numbers.count(counts.decided)),
        (
            opened("undecided", "Not decided yet"),
            f"{numbers.count(undecided)}, of which overdue {numbers.count(figures.undecided_overdue)}",
        ),
        (opened("no-further-action", "No further action"), share(counts.no_further_action, counts.decided)),
        *(
            (opened(f"on-time-{priority}", STANDARDS[priority]), share(*counts.on_time(priority)))
            for priority in PRIORITIES
        ),
        (
            opened("without-due-time", "Decided without a priority or a time of receipt"),
            numbers.count(counts.without_due_time),
        ),
        (opened("diverted", "Diverted to early help"), share(help_.diverted, counts.no_further_action) + waiting),
        (opened("early-help-first", "Early help first"), share(help_.first, counts.contacts)),
    ]
    return Table("MASH contacts and decisions", MEASURE_AND_FIGURE, pairs)


def plans(figures: Figures, opened: Opened = unlinked) -> Table:
    """New statutory plans by category, and those with early help before."""
    columns = [
        Column("category", "Category"),
        Column("new", "New plans", "count"),
        Column("evidenced", "With an S&N before", "count"),
        Column("share", "Share"),
    ]
    found = {category: figures.plans.get(category, PlansStarted()) for category in PLAN_CATEGORIES}
    named = [(label, found[category]) for category, label in PLAN_CATEGORIES.items()]
    body = [
        [opened("neglect-plans", label) if label == PLAN_CATEGORIES["neglect"] else label, *_plan_row(plans)]
        for label, plans in [*named, ("All", sum(found.values(), PlansStarted()))]
    ]
    return Table("New statutory plans", columns, body)


def _plan_row(plans: PlansStarted) -> list[object]:
    return [plans.new, plans.evidenced, numbers.percent(plans.evidenced, plans.new)]


def training(figures: Figures, opened: Opened = unlinked) -> Table:
    """People trained, by organisation. Distinct people do not add up."""
    trained = figures.trained
    body = [[group.name, trained.by_group.get(group.pk, 0)] for group in figures.all_groups]
    total = [opened("trained", "All people trained"), trained.people]
    return Table(
        "Staff trained",
        [Column("group", "Organisation"), Column("people", "People", "count")],
        [*body, total],
        notes=[f"{numbers.plural(trained.attendances, 'course')} completed. A person counts once."],
    )


def networks(figures: Figures) -> Table:
    """The Early Help Network by month, a column for each locality, as in the papers."""
    localities = list(dict.fromkeys(locality.name for _, locality, _ in figures.networks))
    by_month: dict[Month, list[object]] = {}
    for month, _, network in figures.networks:
        families = "not known" if network.families is None else numbers.count(network.families)
        reason = f" ({network.reason})" if network.reason and not network.meetings else ""
        by_month.setdefault(month, []).append(f"{network.meetings}, families {families}{reason}")
    columns = [Column("month", "Month"), *(Column(name, name) for name in localities)]
    return Table(
        "Early Help Network: meetings held, families discussed",
        columns,
        [[month.name, *cells] for month, cells in by_month.items()],
        _networks_judged(figures),
    )


def _networks_judged(figures: Figures) -> list[str]:
    places = figures.all_localities
    meetings = [(f"Meetings in {place.name}", figures.network_meetings_in(place.pk)) for place in places]
    families = [(f"Families in {place.name}", figures.network_families_in(place.pk)) for place in places]
    return judged_months.of_parts([*meetings, *families])


def not_yet_complete(young: int) -> str:
    """Of contacts with no further action: those whose 90 days are not over."""
    return f"The 90 days after {numbers.count(young)} of them are not over yet: an S&N may still follow"


def share(part: int, whole: int) -> str:
    return f"{numbers.percent(part, whole)} ({numbers.count(part)} of {numbers.count(whole)})" if whole else "No data"


def _range(low_high: tuple[int, int] | None) -> str:
    return f"{numbers.count(low_high[0])} to {numbers.count(low_high[1])}" if low_high else "Not known"
