"""Where does this number come from? Each figure opens to its definition, its parts and its records."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from agencies.models import AuditEvent
from assessments.models import Assessment
from dashboards.measures.definitions import MEASURES
from dashboards.measures.figures import Figures, one_snapshot
from dashboards.selectors import records
from tests import factories
from tests.cast import Cast
from tests.dashboards.history import History

pytestmark = pytest.mark.usefixtures("clone")
NOW = datetime(2023, 2, 14, 10, tzinfo=UTC)


@pytest.fixture
def year(cast: Cast) -> Cast:
    for day in (3, 4, 5):
        factories.assessment(cast.school, completed_on=date(2022, 12, day), shared_on=None, reference=f"SCHOOL-{day}")
    factories.assessment(cast.council, completed_on=date(2022, 12, 9), reference="COUNCIL-9")
    decided = {"decided_at": datetime(2022, 12, 5, tzinfo=UTC), "outcome": "no-further-action"}
    for day in (1, 2):
        at = datetime(2022, 12, day, 12, tzinfo=UTC)
        factories.contact(cast.school, received_at=at, reference=f"SENT-{day}", **decided)
    factories.contact(cast.council, received_at=datetime(2022, 12, 1, tzinfo=UTC), reference="OTHER", **decided)
    return cast


def page(cast: Cast, name: str, address: str) -> str:
    return cast.client(name).get(address).content.decode()


@time_machine.travel(NOW)
def test_the_lead_opens_a_figure_to_its_parts_and_to_the_agencys_records(year: Cast) -> None:
    shown = page(year, "ben", "/figures/own/explain/assessments/?year=2022-23")

    assert "S&amp;Ns of the period: 3" in shown
    assert "1 April 2022 to 31 January 2023" in shown
    assert "you may open all of them" in shown
    assert "SCHOOL-3" in shown
    assert "COUNCIL-9" not in shown
    read = AuditEvent.objects.get(action="figure.explained")
    assert set(read.subject_ids) == set(Assessment.objects.filter(agency=year.school).values_list("pk", flat=True))


@time_machine.travel(NOW)
def test_the_lead_sees_the_references_of_contacts_that_the_agency_sent(year: Cast) -> None:
    shown = page(year, "ben", "/figures/own/explain/no-further-action/")

    assert "Contacts with no further action: 2" in shown
    assert "MASH contacts with a decision: 2" in shown
    assert "SENT-1" in shown
    assert "OTHER" not in shown


@time_machine.travel(NOW)
@pytest.mark.parametrize(
    ("query", "counted"),
    [
        ("", "4 S&amp;Ns"),
        ("?group=education", "3 S&amp;Ns"),
        ("?agency=county-council", "1 S&amp;N"),
        ("?basis=shared", "1 S&amp;N"),
    ],
)
def test_the_board_counts_everything_and_opens_nothing(year: Cast, query: str, counted: str) -> None:
    shown = page(year, "esme", f"/figures/explain/assessments/{query}")

    assert f"The figure counts {counted}. Your role opens none of them." in shown
    assert "SCHOOL-3" not in shown


@time_machine.travel(NOW)
@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.key)
def test_every_measure_has_a_page_with_and_without_records(year: Cast, measure) -> None:
    for query in ("", "?year=2021-22", "?agency=harbour-refuge"):
        answer = year.client("esme").get(f"/figures/explain/{measure.key}/{query}")
        if measure.of_all and "agency" in query:
            assert answer.status_code == 404
            continue
        assert answer.status_code == 200
        assert measure.title.replace("&", "&amp;") in answer.content.decode()


def test_the_records_are_as_many_as_the_numerator() -> None:
    history = History(11)
    history.move(450)
    found: dict[str, int] = {}

    for _ in range(12):
        asked = history.question()
        with one_snapshot():
            figures = Figures(asked, now=history.now)
            for measure in filter(lambda one: one.records, MEASURES):
                counted = measure.numerator.read(figures)
                assert len(records.ids(asked, measure.records)) == counted, (measure.key, asked)
                found[measure.key] = found.get(measure.key, 0) + counted

    assert [key for key, counted in found.items() if not counted] == []


@time_machine.travel(NOW)
def test_a_measure_or_agency_that_is_not_there_is_not_found(year: Cast) -> None:
    assert year.client("esme").get("/figures/explain/nonsense/").status_code == 404
    assert year.client("esme").get("/figures/explain/assessments/?agency=nonsense").status_code == 404


@time_machine.travel(NOW)
def test_figures_link_to_what_explains_them(year: Cast) -> None:
    shown = page(year, "esme", "/figures/?year=2022-23")

    assert "/figures/explain/no-further-action/?year=2022-23" in shown
    assert "/figures/explain/contacts/?year=2022-23&amp;group=education" in shown
    assert "/figures/explain/assessments/?year=2022-23&amp;agency=hilltop-school" in shown
    assert "/figures/own/explain/contacts/" in page(year, "ben", "/figures/own/")


def test_definitions_are_for_everybody(cast: Cast) -> None:
    shown = page(cast, "farid", "/figures/definitions/")

    for measure in MEASURES:
        assert measure.title.replace("&", "&amp;") in shown


@time_machine.travel(NOW)
def test_the_definitions_tell_the_standards_of_the_day(cast: Cast) -> None:
    factories.standard(priority="red", hours=3, holds_from=date(2023, 2, 1))
    factories.standard(priority="red", hours=2, holds_from=date(2023, 3, 1))

    rows = cast.client("farid").get("/figures/definitions/").context["standards"].rows

    assert rows == [
        ["Red", "3 hours, round the clock", "1 February 2023"],
        ["Amber", "1 working day after the day of receipt", "The beginning"],
        ["Green", "3 working days after the day of receipt", "The beginning"],
    ]
