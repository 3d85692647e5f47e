"""The figures: what a lead and the Trust Board see of an S&N at once, and the quarter they take away."""

from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from dashboards.models import Target
from ehtrack.lib.calendar import FinancialYear, Quarter, last_complete_month_end
from tests import factories


def counted_day():
    """Figures run to the end of the last complete month."""
    return last_complete_month_end(timezone.localdate()) - timedelta(days=3)


def complete(agency, *children):
    days = dict.fromkeys(("started_on", "consent_on", "completed_on", "shared_on"), counted_day())
    return factories.assessment(agency, children=children, **days)


@pytest.fixture
def recorded(cast):
    """Three S&Ns of the school, two contacts, and a target."""
    child, day = factories.child(), counted_day()
    for _ in range(3):
        complete(cast.school, child)
    for _ in range(2):
        factories.contact(cast.school, children=[child], received_at=None, received_day=day)
    Target.objects.create(
        year=FinancialYear.of(day).label, target=60, basis="completed", agency=cast.school, agreed_on=day
    )
    return cast


def test_lead_finds_a_new_assessment_counted_at_once(enter, recorded):
    # given a lead who has looked at the figures
    ben = enter(recorded.ben)
    ben.follows("Figures")
    ben.sees("3")
    headline = ben.page.locator(".eh-figures").inner_text()

    # when an S&N more is completed in his agency
    complete(recorded.school)
    ben.page.reload()

    # then the figure has risen by it, without waiting for any job
    assert ben.page.locator(".eh-figures").inner_text() != headline
    ben.sees("2.0 S&Ns per MASH contact.")


def test_board_admin_opens_an_organisation_and_its_agencies(enter, recorded):
    # given the Trust Board admin at the figures of the partnership
    esme = enter(recorded.esme)
    esme.opens("/figures/")
    esme.sees("S&Ns and MASH contacts by organisation", "1.5 S&Ns per MASH contact")

    # when she opens an organisation
    esme.page.locator("main").get_by_role("link", name="Education").first.click()

    # then she finds its agencies, and their figures behind them
    esme.sees("Hilltop School")
    esme.page.locator("main").get_by_role("link", name="Hilltop School").first.click()
    esme.sees_title("Hilltop School")


@pytest.mark.parametrize("name", ["esme", "ben"])
def test_a_quarter_is_exported_as_a_real_workbook(enter, recorded, name, tmp_path):
    # given somebody who may export figures
    person = enter(recorded.user(name))
    person.follows("Figures")
    person.follows("Export")

    # when they export the quarter as a workbook
    quarter = Quarter.of(counted_day()).label
    person.picks("Period", quarter)
    person.chooses("Excel workbook (cover, notes, one table a sheet)")
    with person.page.expect_download() as waiting:
        person.presses("Export")
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)

    # then it opens, says what it is, and holds the counts
    book = load_workbook(path, read_only=True)
    assert path.suffix == ".xlsx"
    assert book.sheetnames[:3] == ["Cover", "Contents", "Notes"]
    cover = " ".join(str(cell) for row in book["Cover"].iter_rows(values_only=True) for cell in row if cell)
    assert quarter in cover
    assert "nternal" in cover
    cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert 3 in cells


def test_nobody_without_the_role_finds_the_figures(enter, recorded):
    # given a practitioner
    asha = enter(recorded.asha)

    # when she types the address of the partnership's figures
    answer = asha.page.goto(f"{asha.address}/figures/")

    # then she is refused in plain words
    assert answer is not None
    assert answer.status == 403
    assert "Figures" not in asha.page.locator("header").inner_text()
