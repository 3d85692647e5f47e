"""What is published beside the ratio: progress to the target, kept back with the months that it tells; meetings and
staff, which are no small numbers. What is in no publication, and that it says so."""

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
import time_machine

from tests import factories
from tests.cast import Cast
from tests.dashboards.documents import Rows, sheets
from tests.dashboards.publishing import FIGURES, RETURNS, file

pytestmark = pytest.mark.usefixtures("clone")
NOW = datetime(2023, 2, 14, 10, tzinfo=UTC)
PROGRESS = "Progress in 2022-23"


def book(cast: Cast, *, public: bool = True, quarter: str = "2022-23 Q3", **more: str) -> dict[str, Rows]:
    esme, chosen = cast.client("esme"), {"quarter": quarter, "format": "xlsx", **more}
    response = file(esme, FIGURES, chosen) if public else esme.get("/figures/export/", chosen)
    return sheets(response.getvalue())


def progress(found: dict[str, Rows]) -> dict[object, list[object]]:
    return {row[0]: row[1:] for row in found[PROGRESS][1:]}


@time_machine.travel(NOW)
def test_progress_that_tells_no_few_is_that_of_the_internal_export_to_the_last_digit(year: Cast) -> None:
    for month in range(1, 13):
        for day in range(1, 8):
            factories.assessment(year.council, completed_on=date(2021, month, day))
    for day in range(1, 6):
        factories.contact(year.council, received_at=datetime(2021, 11, day, 12, tzinfo=UTC))

    public, internal = (progress(book(year, public=public, agency="county-council")) for public in (True, False))

    assert public == internal
    assert public["S&Ns in the complete months"][0] == 9
    assert public["Same months last year"] == [63, -0.86, "86% fewer"]
    assert public["MASH contacts against the same months last year"][2] == "no change"


@time_machine.travel(NOW)
def test_progress_is_kept_back_with_the_few_that_it_would_tell(year: Cast) -> None:
    """6 of August are out. Those from April to December, or what they point to, would be the 2 of December more."""
    for day in range(1, 7):
        factories.assessment(year.school, completed_on=date(2022, 8, day), children=[factories.child()])
    assert progress(book(year, agency="hilltop-school", quarter="2022-23 Q2"))["Straight-line projection"][0] == 12

    told = progress(book(year, agency="hilltop-school"))

    assert told["Target"][0] == 4
    assert told["S&Ns in the complete months"][0] == "c"
    assert told["Straight-line projection"][0] == "c"
    assert told["Projection from the last 3 months"][0] == "c"
    assert told["Projection against target"][1:] == ["c", "c"]
    assert told["Last 2 months against the target"][1:] == ["c", "c"]
    assert told["Seasonal projection"] == [None, None, "Not known"]
    assert told["Same months last year"] == [0, None, "Not known"], "zero shows, with nothing to compare"


@time_machine.travel(NOW)
def test_a_month_that_progress_told_of_is_remembered(year: Cast) -> None:
    """Of October 2021 nothing is published but through the progress of a year later; what tells the few of it then
    is kept back."""
    for day in range(1, 10):
        factories.assessment(year.council, completed_on=date(2021, 10, day))
    for day in (1, 2, 3):
        factories.assessment(year.school, completed_on=date(2021, 10, day))
    assert progress(book(year))["Same months last year"] == [12, -0.08, "8% fewer"]

    months = book(year, quarter="2021-22 Q3", agency="county-council")["Months"]

    assert months[1][:2] == ["2021-10", "c"], "12 less 9 would be the school's 3"


@time_machine.travel(NOW)
def test_meetings_and_staff_are_published_as_they_are_without_tafs_and_families(year: Cast) -> None:
    record = factories.assessment(year.school, completed_on=date(2022, 9, 1), needs_taf=True)
    factories.meeting(record, held_on=date(2022, 11, 3), outcome="continue", chair=year.ben)
    factories.training(year.school, completed_on=date(2022, 10, 5))

    public, internal = book(year), book(year, public=False)

    assert public["TAF meetings by locality"] == internal["TAF meetings by locality"]
    assert [row[-1] for row in public["TAF meetings by locality"][1:]] == [0, 1, 0]
    assert public["Who takes part in TAF meetings"][0] == [
        "Agency",
        "Meetings chaired",
        "Professionals asked",
        "Attended",
        "Sent a report",
    ]
    assert ["Education", 1] in public["Staff trained"]
    assert [row[0] for row in public["Early Help Network meetings"]][1:] == ["2022-10", "2022-11", "2022-12"]
    kept_out = ("Children on", "decided in time", "Open TAFs", "Diverted", "families", "Why S&Ns were closed")
    tables = str({name: rows for name, rows in public.items() if name not in ("Notes", "Cover")})
    assert [words for words in kept_out if words in tables] == []


@time_machine.travel(NOW)
@pytest.mark.parametrize("address", [FIGURES, RETURNS])
def test_form_and_file_say_what_is_in_no_publication(year: Cast, address: str) -> None:
    factories.return_version(factories.quarterly_return(year.school), by=year.ben)
    esme = year.client("esme")
    page = esme.get(address).content.decode()
    chosen = {"year": "2022-23", "quarter": "3"} if "returns" in address else {"quarter": "2022-23 Q3"}

    response = file(esme, address, {**chosen, "format": "xlsx"})

    notes = openpyxl.load_workbook(io.BytesIO(response.getvalue()))["Notes"]
    told = " ".join(str(cell.value) for row in notes.iter_rows() for cell in row)
    assert "Children and families" in page
    assert "In no publication: children and families, because each counts once" in told
