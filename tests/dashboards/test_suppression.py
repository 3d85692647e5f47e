"""Small numbers of a release cannot be worked out: worked by hand, and by an attacker who tries every number."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboards import suppression
from dashboards.suppression import Atom, Earlier, Figure, Link, Told, value
from ehtrack.lib import numbers
from ehtrack.lib.tables import Column, Table
from tests.dashboards import attacker

Grid = list[list[int]]


def atoms(grid: Grid, part: str = "S&N") -> dict[tuple[int, int], Atom]:
    """A row an agency, a column a month."""
    return {
        (row, column): Atom(f"agency {row}", f"month {column}", part, number)
        for row, line in enumerate(grid)
        for column, number in enumerate(line)
    }


def figure(*found: Atom) -> Figure:
    return frozenset(atom for atom in found if atom.value)


def count(*found: Atom) -> Told:
    return Told(sum(atom.value for atom in found), (figure(*found),))


def with_totals(grid: Grid) -> Table:
    """The grid, with a total of each row and column, and of all."""
    named = atoms(grid)
    rows, columns = range(len(grid)), range(len(grid[0]))
    body = [[count(named[row, column]) for column in columns] for row in rows]
    lines = [[*body[row], count(*(named[row, column] for column in columns))] for row in rows]
    under = [count(*(named[row, column] for row in rows)) for column in columns]
    heads = [Column(str(number), str(number), "count") for number in range(len(grid[0]) + 1)]
    return Table("Grid", heads, [*lines, [*under, count(*named.values())]])


def published(grid: Grid) -> list[list[object]]:
    return [list(row) for row in suppression.suppress([with_totals(grid)]).tables[0].rows]


def test_numbers_from_one_to_four_are_kept_back_and_zero_shows() -> None:
    named = [Atom("agency", str(number), "S&N", number) for number in range(7)]
    table = Table("Row", [Column(str(n), str(n), "count") for n in range(7)], [[count(atom) for atom in named]])

    assert list(suppression.suppress([table]).tables[0].rows) == [[0, "c", "c", "c", "c", 5, 6]]


def test_of_a_row_and_column_with_totals_the_next_smallest_are_kept_back_too() -> None:
    assert published([[3, 20, 40], [9, 8, 50], [30, 60, 70]]) == [
        ["c", "c", 40, 63],
        ["c", "c", 50, 67],
        [30, 60, 70, 160],
        [42, 88, 160, 290],
    ]


def test_a_row_of_one_number_and_zeros_gives_up_its_total() -> None:
    assert published([[3, 0], [20, 30]]) == [["c", 0, "c"], ["c", 30, "c"], [23, 30, 53]]


def test_two_few_in_a_row_are_enough_but_not_where_their_total_leaves_them_no_choice() -> None:
    """4 and 4 make 8, and no other two few do."""
    enough = published([[2, 3, 20], [3, 2, 20]])
    too_much = published([[4, 4, 20], [4, 4, 30]])

    assert enough == [["c", "c", 20, 25], ["c", "c", 20, 25], [5, 5, 40, 50]]
    assert [row[:2] for row in too_much[:2]] == [["c", "c"], ["c", "c"]]
    assert [cell for row in too_much for cell in row].count("c") > 4


def test_a_ratio_and_a_percentage_with_a_part_kept_back_are_kept_back() -> None:
    part, whole = Atom("agency", "month", "decided", 3), Atom("agency", "month", "undecided", 30)
    of = (figure(part), figure(part, whole))
    row = [count(part), count(part, whole), Told(numbers.percent(3, 33), of), "Elm School", 250]
    columns = [Column(str(n), str(n)) for n in range(5)]

    table = suppression.suppress([Table("Shares", columns, [row])]).tables[0]

    assert list(table.rows) == [["c", 33, "c", "Elm School", 250]]


def test_a_total_in_another_table_of_the_release_counts_as_much_as_one_beside_it() -> None:
    few, many = Atom("a", "1", "S&N", 3), Atom("b", "1", "S&N", 9)
    column = [Column("value", "Value", "count")]
    agencies = Table("Agencies", column, [[count(few)], [count(many)]])
    whole = Table("Partnership", column, [[count(few, many)]])

    assert [list(t.rows) for t in suppression.suppress([agencies]).tables] == [[["c"], [9]]]
    assert [list(t.rows) for t in suppression.suppress([agencies, whole]).tables] == [[["c"], ["c"]], [[12]]]


def quarters(*counts: int) -> list[Atom]:
    return [Atom("agency", f"Q{number}", "S&N", found) for number, found in enumerate(counts, 1)]


def row_of(*cells: Told) -> Table:
    return Table("Row", [Column(str(n), str(n), "count") for n in range(len(cells))], [list(cells)])


def remembered(outcome: suppression.Outcome, *links: Link) -> Earlier:
    return Earlier(outcome.shown, outcome.suppressed, links)


def test_the_next_release_does_not_undo_the_first() -> None:
    """Three quarters and the few of the fourth first; then the year, which less the three is the fourth."""
    found = quarters(10, 12, 14, 3)
    first = suppression.suppress([row_of(*(count(one) for one in found))])
    assert list(first.tables[0].rows) == [[10, 12, 14, "c"]]

    second = suppression.suppress([row_of(count(*found))], earlier=remembered(first))

    assert list(second.tables[0].rows) == [["c"]]
    assert list(suppression.suppress([row_of(count(*found))]).tables[0].rows) == [[39]]


def test_what_was_kept_back_for_another_stays_kept_back() -> None:
    found = quarters(3, 9, 20)
    first = suppression.suppress([row_of(*(count(one) for one in found), count(*found))])
    assert list(first.tables[0].rows) == [["c", "c", 20, 32]]

    second = suppression.suppress([row_of(count(found[1]))], earlier=remembered(first))

    assert list(second.tables[0].rows) == [["c"]]


def test_a_number_put_right_is_shown_only_where_it_does_not_tell_the_former() -> None:
    """9 of another agency are still 9: the new total less the new number would tell them, and they the former few."""
    few, same, right = Atom("a", "1", "S&N", 3), Atom("b", "1", "S&N", 9), Atom("a", "1", "S&N", 7)
    first = suppression.suppress([row_of(count(few), count(same), count(few, same))])
    assert list(first.tables[0].rows) == [["c", "c", 12]]

    earlier = remembered(first)
    alone = suppression.suppress([row_of(count(right))], earlier=earlier)
    beside = suppression.suppress([row_of(count(right), count(right, same))], earlier=earlier)

    assert list(alone.tables[0].rows) == [[7]]
    assert "c" in next(iter(beside.tables[0].rows))


def test_a_count_whose_parts_were_put_right_is_the_same_count() -> None:
    """Of nine S&Ns two more are shared now. They are the nine of before, whose number was kept back."""
    few = Atom("a", "1", "S&N", 3)
    before = [Atom("b", "1", "shared", 4), Atom("b", "1", "not shared", 5)]
    after = [Atom("b", "1", "shared", 6), Atom("b", "1", "not shared", 3)]
    first = suppression.suppress([row_of(count(few), count(*before), count(few, *before))])
    assert list(first.tables[0].rows) == [["c", "c", 12]]

    linked = remembered(first, Link(figure(*before), figure(*after)))
    second = suppression.suppress([row_of(count(*after))], earlier=linked)

    assert list(second.tables[0].rows) == [["c"]]


def test_a_guarded_figure_is_no_difference_of_two_that_are_shown() -> None:
    """Contacts less those decided are the undecided: in no table, and few."""
    decided, undecided = Atom("a", "1", "decided", 18), Atom("a", "1", "undecided", 2)
    row = row_of(count(decided), count(decided, undecided))

    assert list(suppression.suppress([row]).tables[0].rows) == [[18, 20]]
    guarded = suppression.suppress([row], guarded=[figure(undecided)]).tables[0]
    assert list(guarded.rows) == [["c", 20]]


def test_what_a_later_c_would_tell_is_thought_of_before() -> None:
    """5 and all 7 leave 2 for the others: a ``c`` for each of them, in a later release, would make them ones."""
    found = quarters(5, 1, 1)
    first = suppression.suppress([row_of(count(found[0]), count(*found))], guarded=[figure(one) for one in found])

    assert "c" in next(iter(first.tables[0].rows))


# The attacker. Each atom has two parts, so that a percentage of them can be told.
cells = st.integers(0, 5)
SIZES = st.tuples(st.integers(1, 3), st.integers(1, 3))


@st.composite
def grids(draw: st.DrawFn) -> list[Atom]:
    rows, columns = draw(SIZES)
    found = []
    for row, column in product(range(rows), range(columns)):
        for part in ("nfa", "other") if rows * columns <= 4 else ("nfa",):
            found.append(Atom(str(row), str(column), part, draw(cells)))
    return found


def sums_of(found: list[Atom]) -> list[tuple[Atom, ...]]:
    """What releases tell of: each cell, row and column, the first columns of a row, and all; each also by part."""
    picked = []
    for part, row in product(("nfa", "other", ""), ("0", "1", "2", "")):
        for first, last in (("0", "0"), ("1", "1"), ("2", "2"), ("0", "1"), ("0", "2")):
            picked.append(
                tuple(a for a in found if part in ("", a.part) and row in ("", a.whose) and first <= a.month <= last)
            )
    return [one for one in dict.fromkeys(picked) if one]


def drawn_release(data: st.DataObject, found: list[Atom]) -> list[Told]:
    sums = sums_of(found)
    told = [count(*one) for one in data.draw(st.lists(st.sampled_from(sums), min_size=1, max_size=10))]
    shares = [(part, whole) for part, whole in product(sums, sums) if set(part) < set(whole) and value(figure(*whole))]
    if shares:
        for part, whole in data.draw(st.lists(st.sampled_from(shares), max_size=2)):
            share = numbers.half_up(numbers.Fraction(100 * value(figure(*part)), value(figure(*whole))))
            told.append(Told(share, (figure(*part), figure(*whole))))
    return told


def name(atom: Atom) -> str:
    return " ".join(map(str, atom))


def names(one: Figure) -> tuple[str, ...]:
    return tuple(sorted(name(atom) for atom in one))


def read(told: list[Told], shown: list[object]) -> tuple[list[attacker.Reading], list[Figure]]:
    """What the release says, as its reader has it: a ``c`` is at least one, for zero shows, and which are few is not
    said."""
    readings, kept_back = [], []
    for cell, text in zip(told, shown, strict=True):
        unknowns, number = names(cell.of[0]), value(cell.of[0])
        if len(cell.of) == 2:
            readings += attacker.percentage(unknowns, names(cell.of[1]), int(str(text))) if text != "c" else []
        elif text == "c":
            kept_back.append(cell.of[0])
            readings.append(attacker.count(unknowns, 1, 10**6))
        else:
            assert text == number
            readings.append(attacker.count(unknowns, number, number))
    return readings, kept_back


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_nothing_kept_back_has_one_possible_value_also_after_a_second_release(data: st.DataObject) -> None:
    found = data.draw(grids())
    before = drawn_release(data, found)
    after_found = [
        atom._replace(value=data.draw(cells)) if data.draw(st.integers(0, 9)) == 0 else atom for atom in found
    ]
    after = drawn_release(data, after_found)

    guarded, later = ([figure(*one) for one in sums_of(of)] for of in (found, after_found))
    first = suppression.suppress([row_of(*before)], guarded=guarded)
    second = suppression.suppress([row_of(*after)], guarded=[*guarded, *later], earlier=remembered(first))

    readings: list[attacker.Reading] = []
    kept_back: list[Figure] = []
    for told, outcome in ((before, first), (after, second)):
        more, hidden = read(told, list(next(iter(outcome.tables[0].rows))))
        readings += more
        kept_back += hidden
    unknowns = {name(atom) for atom in [*found, *after_found] if atom.value}
    for one in {*kept_back, *(one for one in [*guarded, *later] if suppression.few(value(one)))}:
        assert not attacker.is_certain(names(one), value(one), unknowns, readings), one


def test_the_attacker_finds_what_is_not_kept_back_well() -> None:
    """The same attacker, and a table in which only the few are kept back."""
    readings = [attacker.count(*line) for line in (("a", 1, 4), ("b", 9, 9), ("ab", 12, 12))]

    assert attacker.is_certain("a", 3, "ab", readings)
    assert not attacker.is_certain("a", 3, "ab", readings[::2])


@pytest.mark.parametrize("number", [0, 1, 4, 5])
def test_few_are_one_to_four(number: int) -> None:
    assert suppression.few(number, 20) == (number in (1, 4))
