"""The list of agencies on the first page of figures: sorted as asked for, with what they add up to under the last."""

from django.urls import reverse
from django.utils.http import urlencode

from dashboards.counts import total
from dashboards.measures.figures import Figures
from dashboards.measures.rows import Row
from dashboards.presenters import tables
from dashboards.presenters.parts import ALL, Opener, Order, Paged
from ehtrack.lib import components, numbers
from ehtrack.lib.tables import Table


def _most_active(row: Row) -> tuple[int, str]:
    return -(row.assessments + row.counts.contacts), row.name


def _fewest_assessments_per_contact(row: Row) -> tuple[bool, float, str]:
    """Furthest on the side of contacts first; those without any contact after them, without activity last."""
    if row.ratio is None:
        return True, 0.0 if row.without_pilot else 1.0, row.name
    return False, float(row.ratio), row.name


ORDERS = (
    Order("activity", "Most S&Ns and contacts first", _most_active),
    Order("ratio", "Fewest S&Ns for each contact first", _fewest_assessments_per_contact),
    Order("name", "By name", lambda row: row.name),
)


def paged(figures: Figures, opened: Opener) -> Paged:
    """The agencies of the question's organisation, or all with the organisation of each."""
    group = figures.question.group
    rows = [row for row in figures.agencies if group is None or row.group == group.code]
    whole = _total(figures, rows)
    return Paged(
        "Agencies",
        "agencies",
        rows,
        lambda shown: _table(figures, shown, opened, whole),
        total=whole if rows else None,
        orders=ORDERS,
    )


def _total(figures: Figures, rows: list[Row]) -> Row:
    group = figures.question.group
    name = f"All of {group.name}" if group else "All agencies"
    return Row(group.code if group else "", name, "", total(row.counts for row in rows), figures.question.basis)


def _table(figures: Figures, rows: list[Row], opened: Opener, whole: Row) -> Table:
    without_group = {key: value for key, value in opened.page_address.items() if key != "group"}
    within = opened.page_address.get("group", ALL)
    kept = Opener(opened.view, without_group, origin={**opened.origin, "within": within})

    def page(row: Row) -> str:
        if row is whole:
            return row.name
        return components.link(row.name, f"{reverse('figures_of_agency', args=[row.key])}?{urlencode(kept.address)}")

    def explained(row: Row, measure: str, text: str) -> str:
        if row is not whole:
            return kept.of_agency(row, measure, text)
        return opened(measure, text) if _adds_up(figures, whole) else text

    table = tables.organisations(
        rows,
        title="Agencies",
        first="Agency",
        name=page,
        opened=explained,
        groups=None if figures.question.group else {group.code: group.name for group in figures.all_groups},
    )
    return Table(table.title, table.columns, table.rows, [_note(figures, whole)])


def _adds_up(figures: Figures, whole: Row) -> bool:
    return whole.counts == figures.counts


def _note(figures: Figures, whole: Row) -> str:
    """Do the agencies add up to the organisation? They do unless one of them changed organisation."""
    own = figures.row
    if _adds_up(figures, whole):
        return "The agencies add up to the figures above."
    return (
        f"The agencies do not add up to the figures above, {numbers.plural(own.assessments, 'S&N')} and "
        f"{numbers.plural(own.counts.contacts, 'MASH contact')}, because an agency changed organisation: there each "
        "record counts where its agency was on that day, here all records of an agency stand with it."
    )
