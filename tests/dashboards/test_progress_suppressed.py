"""Each row of the published table of progress is kept back with every sum that it is computed from: a case for each."""

from fractions import Fraction

import pytest

from dashboards.measures.ledger import Ledger, Line
from dashboards.presenters.publication_progress import Behind, told_rows
from dashboards.suppression import suppress
from ehtrack.lib.calendar import Month
from ehtrack.lib.tables import Column, Table

LAST = Month.from_label("2022-12")
YEAR = list((LAST - 8).until(LAST))  # April to December
OF_24 = [month.label for month in (LAST - 23).until(LAST)]
MANY, FEW = 50, 3
NUMBER, SHARE = 90, Fraction(1, 4)
PLAIN, ALL = [NUMBER, SHARE, "25% more"], ["c", "c", "c"]
COMPARED = [NUMBER, "c", "c"]

SO_FAR = ("2022-04", "2022-12")
SAME_MONTHS_BEFORE = ("2021-04", "2021-12")
YEAR_BEFORE = ("2021-04", "2022-03")
LAST_TWO, TWELVE_BEFORE = ("2022-11", "2022-12"), ("2021-11", "2022-10")


def behind(*, few: tuple[str, str] | None, measure: str = "assessments") -> Behind:
    """Of these months there are three in all, in the first of them; of each other month many."""

    def counted(kind: str, month: str) -> int:
        if few is None or kind != measure or not few[0] <= month <= few[1]:
            return MANY
        return FEW if month == few[0] else 0

    lines = [
        Line("a", "", month, (0, 0, 0, counted("assessments", month), 0, 0, counted("contacts", month)))
        for month in OF_24
    ]
    return Behind(Ledger(lines), "assessments", "a", "", YEAR)


def published(row: str, found: Behind) -> list[object]:
    """The cells of this row, in a release of it alone."""
    columns = [Column("what", "Measure"), Column("value", ""), Column("share", ""), Column("words", "")]
    rows = told_rows({row: [row, *PLAIN]}, found)
    return list(next(iter(suppress([Table("Progress", columns, rows)]).tables[0].rows)))[1:]


CASES = [
    ("target", SO_FAR, PLAIN),
    ("actual", SO_FAR, ALL),
    ("straight_line", SO_FAR, ALL),
    ("low", SO_FAR, ALL),
    *(("low", (month, month), ALL) for month in OF_24),
    ("high", SO_FAR, ALL),
    *(("high", (month, month), ALL) for month in OF_24),
    ("seasonal", SO_FAR, ALL),
    ("seasonal", SAME_MONTHS_BEFORE, ALL),
    ("seasonal", YEAR_BEFORE, ALL),
    ("recent", SO_FAR, ALL),
    ("recent", ("2022-10", "2022-12"), ALL),
    ("needed", SO_FAR, ALL),
    ("gap", SO_FAR, ALL),
    ("last_year", SAME_MONTHS_BEFORE, ALL),
    ("last_year", SO_FAR, COMPARED),
    ("twelve", LAST_TWO, ALL),
    ("twelve", TWELVE_BEFORE, ALL),
    ("two", LAST_TWO, ALL),
]


@pytest.mark.parametrize(("row", "few", "expected"), CASES)
def test_a_row_is_kept_back_with_each_sum_behind_it(row: str, few: tuple[str, str], expected: list[object]) -> None:
    assert published(row, behind(few=None)) == PLAIN
    assert published(row, behind(few=few)) == expected


@pytest.mark.parametrize("few", [SO_FAR, SAME_MONTHS_BEFORE])
def test_the_comparison_of_contacts_is_kept_back_with_those_of_each_year(few: tuple[str, str]) -> None:
    assert published("contacts", behind(few=None)) == PLAIN
    assert published("contacts", behind(few=few, measure="contacts")) == ALL


def test_every_row_has_a_case() -> None:
    assert {row for row, *_ in CASES} | {"contacts"} == set(behind(few=None).of_rows)


def test_a_row_of_which_nobody_said_what_it_tells_is_not_published() -> None:
    with pytest.raises(KeyError):
        told_rows({"new": ["A new row", *PLAIN]}, behind(few=None))
