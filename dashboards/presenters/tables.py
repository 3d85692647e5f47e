"""The tables of the figures, for pages and spreadsheets alike."""

from collections.abc import Callable

from assessments.facts import PLAN_CATEGORIES
from dashboards.counts import PRIORITIES
from dashboards.measures.figures import Figures
from dashboards.measures.rows import Progress, Row
from dashboards.presenters import words
from dashboards.selectors.early_help import PlansStarted
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


def papers(rows: list[Row], name: Named = _name) -> Table:
    """The papers' table in their words: Organisation and Response, a group with a pilot twice."""
    body: list[list[str]] = []
    for row in rows:
        body.append([name(row), row.ratio_text])
        if row.pilot_assessments:
            body.append([f"{row.name} with pilot", row.ratio_text_with_pilot])
    return Table(
        "S&Ns and MASH contacts by organisation",
        [Column("organisation", "Organisation"), Column("r", "Response")],
        body,
    )


def organisations(
    rows: list[Row], *, title: str, first: str, name: Named = _name, opened: RowOpened | None = None
) -> Table:
    """The numbers behind the ratios; what concerns pilots only where one of the rows has a pilot."""
    pilots = any(row.pilot_assessments for row in rows)
    columns = [
        Column("name", first),
        Column("assessments", "S&Ns", "count"),
        *([Column("pilot", "Of which pilot", "count")] if pilots else []),
        Column("contacts", "MASH contacts", "count"),
        Column("ratio", "Ratio without pilot" if pilots else "Ratio"),
        *([Column("with_pilot", "Ratio with pilot")] if pilots else []),
        Column("nfa", "No further action", "percent"),
    ]
    return Table(title, columns, [_organisation(row, name, pilots, opened) for row in rows])


def _organisation(row: Row, name: Named, pilots: bool, opened: RowOpened | None) -> list[object]:
    rate = row.no_further_action_rate

    def figure(measure: str, value: int) -> object:
        return opened(row, measure, numbers.count(value)) if opened and row.code else value

    return [
        name(row),
        figure("assessments", row.assessments),
        *([figure("pilot-assessments", row.pilot_assessments)] if pilots else []),
        figure("contacts", row.counts.contacts),
        opened(row, "ratio", row.ratio_text) if opened and row.code else row.ratio_text,
        *([row.ratio_text_with_pilot if row.pilot_assessments else ""] if pilots else []),
        words.rate(None) if rate is None else rate,
    ]


def progress(figures: Figures, opened: Opened = unlinked) -> Table:
    """Target, projections and comparisons, a line each."""
    found, question = figures.progress, figures.question
    pairs = [
        ("Target", words.number(found.target_number) if found.target else "No target set"),
        ("S&Ns in the complete months", words.number(found.actual)),
        ("Straight-line projection", words.number(found.straight_line)),
        ("Range of the projection (80%)", _range(found.low_high)),
        ("Seasonal projection", words.number(found.seasonal)),
        ("Projection from the last 3 months", words.number(found.recent)),
        (opened("projection", "Projection against target"), found.gap_text or "Not known"),
        ("Still needed each month", "The year is over" if found.m == 12 else words.number(found.needed_per_month)),
        ("Same months last year", _last_year(found)),
        ("Last 2 months against the 12 before", words.signed(found.two_against_twelve, "higher", "lower")),
        ("Last 2 months against the target", words.signed(found.two_against_target, "above", "below")),
        ("MASH contacts against the same months last year", words.signed(found.contacts_change, "more", "fewer")),
    ]
    title = f"Progress in {question.year}"
    return Table(title, MEASURE_AND_FIGURE, pairs)


def contacts(figures: Figures, opened: Opened = unlinked) -> Table:
    """MASH contacts: decided, no further action, in time; what waits stands beside it; early help before and after."""
    counts, help_ = figures.counts, figures.contacts_and_early_help
    undecided = counts.contacts - counts.decided
    waiting = f" ({numbers.count(help_.not_yet_complete)} not yet complete)" if help_.not_yet_complete else ""
    pairs = [
        (opened("contacts", "MASH contacts"), numbers.count(counts.contacts)),
        ("Decided", numbers.count(counts.decided)),
        (
            opened("undecided", "Not decided yet"),
            f"{numbers.count(undecided)}, of which overdue {numbers.count(figures.undecided_overdue)}",
        ),
        (opened("no-further-action", "No further action"), share(counts.no_further_action, counts.decided)),
        *(
            (opened(f"on-time-{priority}", STANDARDS[priority]), share(*counts.on_time(priority)))
            for priority in PRIORITIES
        ),
        (opened("diverted", "Diverted to early help"), share(help_.diverted, counts.no_further_action) + waiting),
        (opened("early-help-first", "Early help first"), share(help_.first, counts.contacts)),
    ]
    return Table("MASH contacts and decisions", MEASURE_AND_FIGURE, pairs)


def published(figures: Figures) -> Table:
    """How each month looked when it was published, and how the same months count now: late records change history."""
    columns = [
        Column("month", "From 1 April to the end of"),
        Column("then", "S&Ns as published", "count"),
        Column("now", "S&Ns now", "count"),
        Column("changed", "Change"),
        Column("contacts_then", "Contacts as published", "count"),
        Column("contacts_now", "Contacts now", "count"),
    ]
    body = [
        [
            month.name,
            then.assessments,
            now.assessments,
            _changed(now.assessments - then.assessments),
            then.contacts,
            now.contacts,
        ]
        for month, then, now in figures.published
    ]
    return Table("As published, and now (completed S&Ns)", columns, body)


def _changed(by: int) -> str:
    return f"{'+' if by > 0 else ''}{numbers.count(by)}" if by else "none"


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
    )


def share(part: int, whole: int) -> str:
    return f"{numbers.percent(part, whole)} ({numbers.count(part)} of {numbers.count(whole)})" if whole else "No data"


def _range(low_high: tuple[int, int] | None) -> str:
    return f"{numbers.count(low_high[0])} to {numbers.count(low_high[1])}" if low_high else "Not known"


def _last_year(found: Progress) -> str:
    return f"{numbers.count(found.actual_last_year)} ({words.signed(found.change, 'more now', 'fewer now')})"
