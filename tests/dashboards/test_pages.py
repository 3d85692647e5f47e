"""The figures pages: who sees them, the figures of the command, constant queries."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connections
from django.test.utils import CaptureQueriesContext

from assessments.models import Assessment, MeetingAttendance
from dashboards import rollup
from dashboards.models import Target
from dashboards.presenters.pages import TOPICS
from dashboards.services import publishing
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("clone")
NOW = datetime(2023, 2, 14, 10, tzinfo=UTC)


@time_machine.travel(NOW)
def test_the_board_reads_the_papers_table(year: Cast) -> None:
    page = year.client("esme").get("/figures/").content.decode()

    assert "1.8 S&amp;Ns per MASH contact" in page
    assert "40% below target" in page  # 11 S&Ns in 10 months: 13.2 of 22
    assert "group=county-council" in page


@time_machine.travel(NOW)
def test_the_lead_reads_the_own_agency_beside_group_and_partnership(year: Cast) -> None:
    factories.assessment(factories.agency("Elm School"), completed_on=date(2022, 12, 5))

    page = year.client("ben").get("/figures/own/").content.decode()

    assert "Hilltop School: S&amp;Ns and MASH contacts" in page
    assert "1.5 MASH contacts per S&amp;N" in page
    assert "40% below target" in page  # 2 in 10 months: 2.4 of 4
    assert "100%" in page
    assert page.count("too few to show") == 1  # the group without this school is one S&N; the partnership is more
    assert "Elm School" not in page
    assert "Oxfordshire County Council" not in page
    assert "(1 contact) had been S&amp;Ns, the ratio would be 1.5 S&amp;Ns per MASH contact" in page  # 3 to 2


@time_machine.travel(NOW)
@pytest.mark.parametrize("drained", [True, False])
def test_the_page_is_right_with_and_without_the_drain(year: Cast, drained: bool) -> None:
    if drained:
        rollup.drain()

    assert "1.8 S&amp;Ns per MASH contact" in year.client("esme").get("/figures/").content.decode()

    Assessment.objects.filter(agency=year.council, completed_on__gt=date(2022, 10, 5)).update(
        status="withdrawn", withdrawn_at=NOW
    )

    assert "1.0 S&amp;Ns per MASH contact" in year.client("esme").get("/figures/").content.decode()


@time_machine.travel(NOW)
@pytest.mark.parametrize(
    "query",
    [
        "?year=2022-23&quarter=3",
        "?year=2021-22",
        "?year=2022-23&as_of=2023-01-17",
        "?basis=shared",
        "?group=education",
        "?year=2022-23&quarter=4",
        "?page=99",
    ],
)
def test_year_quarter_as_of_basis_and_group_stand_in_the_address(year: Cast, query: str) -> None:
    assert year.client("esme").get(f"/figures/{query}").status_code == 200


@time_machine.travel(NOW)
@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("?year=2022-23&as_of=2023-02-30", "must be a real date"),
        ("?year=2022-23&as_of=2021-03-01", "must be in 2022-23"),
        ("?year=1999-00", "valid choice"),
        ("?as_of=2018-03-31", "As-of date must be 1 April 2018 or later"),
    ],
)
def test_a_bad_address_is_answered_beside_the_field(year: Cast, query: str, text: str) -> None:
    page = year.client("esme").get(f"/figures/{query}")

    assert page.status_code == 200
    assert text in page.content.decode()


@time_machine.travel(NOW)
def test_a_month_that_goes_on_is_shown_so_far_and_in_no_projection(year: Cast) -> None:
    factories.assessment(year.school, completed_on=date(2023, 2, 1))

    page = year.client("esme").get("/figures/?as_of=2023-02-13").content.decode()

    assert "February 2023 (so far)" in page
    assert "40% below target" in page


@time_machine.travel(NOW)
@pytest.mark.parametrize("topic", [topic.key for topic in TOPICS])
def test_queries_do_not_grow_with_agencies(year: Cast, topic: str) -> None:
    def queries() -> int:
        client, counted = year.client("esme"), 0
        client.get(f"/figures/?topic={topic}")
        for alias in ("default", "reporting"):
            with CaptureQueriesContext(connections[alias]) as captured:
                client.get(f"/figures/?topic={topic}")
            counted += len(captured)
        return counted

    few = queries()
    for _ in range(20):
        agency = factories.agency()
        record = factories.assessment(agency, needs_taf=True)
        factories.meeting(record, held_on=date(2022, 11, 14))
        factories.contact(agency)

    assert queries() == few


@time_machine.travel(NOW)
@pytest.mark.parametrize("topic", [topic.key for topic in TOPICS])
@pytest.mark.parametrize(
    "query", ["", "&year=2019-20", "&year=2022-23&quarter=3", "&group=education", "&as_of=2023-01-17"]
)
def test_every_topic_answers_every_question(year: Cast, topic: str, query: str) -> None:
    for name, address in (
        ("esme", "/figures/"),
        ("esme", f"/figures/agencies/{year.school.pk}/"),
        ("ben", "/figures/own/"),
    ):
        answer = year.client(name).get(f"{address}?topic={topic}{query}")

        assert answer.status_code == 200
        assert answer.context["form"].errors == {}
        assert 'aria-current="page"' in answer.content.decode()


@time_machine.travel(NOW)
def test_the_topic_of_tafs_tells_who_meets_who_comes_and_why_they_end(year: Cast) -> None:
    record = factories.assessment(year.school, needs_taf=True, lead_professional_agency=year.council)
    meeting = factories.meeting(record, held_on=date(2022, 11, 14), chair_agency=year.council)
    for attendance in ("attended", "apologies", "report"):
        MeetingAttendance.objects.create(meeting=meeting, name="Somebody", agency=year.school, attendance=attendance)
    factories.assessment(year.school, status="closed", closed_on=date(2022, 12, 1), closure_reason="needs-met")

    answer = year.client("esme").get("/figures/?topic=tafs")

    assert answer.context["table_of_page"].rows == [
        ["Hilltop School", 0, 3, 1, 1, 0],
        ["Oxfordshire County Council", 1, 0, 0, 0, 1],
    ]
    assert '>Needs met</th><td class="govuk-table__cell govuk-table__cell--numeric">1</td>' in answer.content.decode()


@time_machine.travel(NOW)
@pytest.mark.parametrize("name", ["asha", "carys", "dev", "lena", "farid", "grace"])
def test_figures_are_for_leads_and_the_board(year: Cast, name: str) -> None:
    client = year.client(name)

    for address in ("/figures/", "/figures/own/", "/figures/export/", "/figures/own/export/", "/targets/", "/jobs/"):
        assert client.get(address).status_code == 403, address


@time_machine.travel(NOW)
def test_no_page_of_figures_names_a_child(year: Cast) -> None:
    factories.assessment(year.school, children=[factories.child("Zebedee", "Quixote")])

    for name, address in (("esme", "/figures/"), ("esme", "/figures/?group=education"), ("ben", "/figures/own/")):
        page = year.client(name).get(address).content.decode()
        assert "Zebedee" not in page
        assert "Quixote" not in page


@time_machine.travel(NOW)
def test_a_new_target_replaces_and_the_old_one_stays_in_the_history(year: Cast) -> None:
    client = year.client("esme")
    posted = {
        "request_key": "4b0e9b5e-7f0e-4bb4-9d4b-0a5d3f3b8a11",
        "year": "2022-23",
        "target": "1,100",
        "agreed_on": "2022-09-01",
        "kind": "assessments",
        "basis": "completed",
    }

    answer = client.post("/targets/new/", posted)
    again = client.post("/targets/new/", posted)

    assert answer.status_code == again.status_code == 302
    assert Target.objects.filter(year="2022-23", agency=None).count() == 2
    page = client.get("/targets/").content.decode()
    assert "Replaced" in page
    assert Target.objects.filter(target=1100).count() == 1
    assert "99% below target" in client.get("/figures/").content.decode()


@time_machine.travel(NOW)
def test_a_month_that_changed_since_it_was_published_shows_by_how_much(year: Cast) -> None:
    publishing.publish_ratios(now=NOW)
    factories.assessment(year.council, completed_on=date(2022, 10, 30))

    page = year.client("esme").get("/figures/?year=2022-23").content.decode()

    assert "As published, and now" in page
    assert "+1" in page
