"""How far the search for another world goes: too short a search is safe, and keeps back what nobody could use."""

from dashboards.measures.ledger import Asked, Ledger, Line
from dashboards.suppression import Earlier, Figure, Told, suppress, value
from ehtrack.lib.tables import Column, Table

NAMES = ("assessments", "pilot_assessments", "shared", "contacts", "decided", "no_further_action")
JUNE, JULY, AUGUST, SEPTEMBER = (
    (0, 5, 0, 0, 0, 5, 5),
    (0, 0, 5, 0, 5, 5, 5),
    (0, 0, 0, 5, 3, 0, 0),
    (0, 0, 0, 0, 10, 5, 1),
)


def test_the_cheapest_beginning_being_a_dead_end_keeps_back_no_more_than_any_other() -> None:
    """Two quarters are out, month by month. Of their sum nothing tells a number that they kept back; but whoever looks
    for another world from the cheapest change alone finds none, and keeps two of its six numbers back."""
    months = {"2022-06": JUNE, "2022-07": JULY, "2022-08": AUGUST, "2022-09": SEPTEMBER}
    shown, hidden = frozenset[Figure](), frozenset[Figure]()
    guarded, told = [], []
    for first, last in (("2022-04", "2022-06"), ("2022-07", "2022-09"), ("2022-04", "2022-09")):
        book = Ledger(Line("a", "", month, parts) for month, parts in months.items() if first <= month <= last)
        spans = [(first, last)] if (first, last) == ("2022-04", "2022-09") else _months_and_all(first, last)
        asked = [book.figure(Asked(measure, "a", "", *span)) for span in spans for measure in NAMES]
        guarded += list(book.guarded())
        row = [Told(value(one), (one,)) for one in asked]
        outcome = suppress(
            [Table("Row", [Column(name, name) for name in map(str, range(len(row)))], [row])],
            guarded=guarded,
            earlier=Earlier(shown, hidden),
        )
        shown, hidden = shown | outcome.shown, hidden | outcome.suppressed
        told.append(list(next(iter(outcome.tables[0].rows))))

    assert [row.count("c") for row in told] == [0, 7, 0]
    assert told[-1] == [15, 5, 5, 44, 33, 18]


def _months_and_all(first: str, last: str) -> list[tuple[str, str]]:
    starts = int(first[-2:])
    return [(f"2022-{month:02}", f"2022-{month:02}") for month in range(starts, starts + 3)] + [(first, last)]
