"""Figures beside a writer, and what may be asked of them. Against an independent count: promise 30."""

from datetime import date
from typing import Any

import pytest
from django.db import connections

from dashboards import rollup
from dashboards.measures.as_json import as_json
from dashboards.measures.asking import BadQuestion, question
from dashboards.measures.figures import Figures, one_snapshot
from dashboards.models import Basis, Target
from ehtrack.lib.calendar import FinancialYear
from tests.dashboards import plain
from tests.dashboards.beside import beside
from tests.dashboards.history import NOW, TODAY, History


def agrees(shown: Any, counted: Any, place: str = "") -> None:
    """Every key of the recount is shown with the same value; None only for None."""
    if isinstance(counted, dict):
        for key, value in counted.items():
            agrees(shown[key], value, f"{place}.{key}")
    elif isinstance(counted, list):
        named = {_name(row): row for row in shown}
        for row in counted:
            agrees(named[_name(row)], row, f"{place}.{_name(row)}")
    elif isinstance(counted, float):
        assert shown == pytest.approx(counted, abs=1e-9), place
    else:
        assert shown == counted, place


def _name(row: dict) -> tuple:
    return row.get("code"), row.get("month"), row.get("locality")


@pytest.mark.usefixtures("clone")
@pytest.mark.parametrize("seed", range(100, 103))
def test_every_figure_stays_right_with_readers_and_the_drainer_beside_the_writer(seed: int) -> None:
    history = History(seed)
    history.set_targets()

    with beside(rollup.drain, _read_and_compare):
        for _ in range(4):
            history.move(50, draining=False)
            all_agree(history, questions=2)


def all_agree(history: History, *, questions: int) -> None:
    """Ask for random years, days, bases, agencies and groups; every key is what the recount of the records gives."""
    recount = plain.recount(now=NOW)
    for _ in range(questions):
        asked = history.question()
        with one_snapshot():
            shown = as_json(Figures(asked, now=NOW))

        counted = recount.figures(
            year=asked.year.label,
            as_of=asked.as_of,
            basis=asked.basis.value,
            agency=asked.agency.code if asked.agency else None,
            group=asked.group.code if asked.group else None,
            first=asked.first,
        )
        agrees(shown, counted, str(asked))


def _read_and_compare() -> None:
    """What a reader sees while records change: the figure and the facts of the same snapshot say the same."""
    with one_snapshot(), connections["reporting"].cursor() as cursor:
        figures = Figures(question(today=TODAY, year=FinancialYear(2022)), now=NOW)
        shown = (figures.counts.assessments, figures.counts.shared, figures.counts.contacts)
        cursor.execute(
            """
            SELECT count(*), count(shared_on),
                   (SELECT count(*) FROM assessments_fact_contact WHERE received_on BETWEEN %(first)s AND %(last)s)
            FROM assessments_fact_assessment WHERE completed_on BETWEEN %(first)s AND %(last)s
            """,
            {"first": date(2022, 4, 1), "last": date(2023, 3, 31)},
        )
        assert shown == cursor.fetchone()


@pytest.mark.usefixtures("clone")
@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ({"year": FinancialYear(2024)}, "has not begun"),
        ({"year": FinancialYear(2022), "as_of": date(2022, 3, 31)}, "must be in 2022-23"),
        ({"as_of": date(2023, 6, 15)}, "today or in the past"),
        ({"first": date(2023, 6, 1), "as_of": date(2023, 5, 31)}, "must not be after"),
    ],
)
def test_a_question_that_does_not_fit_says_how_to_put_it_right(asked: dict, text: str) -> None:
    with pytest.raises(BadQuestion, match=text):
        question(today=TODAY, **asked)


@pytest.mark.usefixtures("clone")
def test_the_as_of_date_is_the_end_of_the_last_complete_month_within_the_year() -> None:
    assert question(today=TODAY).as_of == date(2023, 5, 31)
    assert question(today=TODAY, year=FinancialYear(2022)).as_of == date(2023, 3, 31)
    assert question(today=date(2023, 4, 5)).year == FinancialYear(2022)


@pytest.mark.usefixtures("clone")
def test_the_basis_is_that_of_the_years_target() -> None:
    Target.objects.create(year="2022-23", target=100, agreed_on=date(2022, 4, 1), basis="shared")

    assert question(today=TODAY, year=FinancialYear(2022)).basis == Basis.SHARED
    assert question(today=TODAY, year=FinancialYear(2021)).basis == Basis.COMPLETED
