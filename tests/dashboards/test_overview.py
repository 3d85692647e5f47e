"""The first page of figures answers in order: the ratio, what is behind it, the target, what changed, whose it is."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connections
from django.test.utils import CaptureQueriesContext

from dashboards.models import Target
from dashboards.services import publishing
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("clone")
NOW = datetime(2023, 2, 14, 10, tzinfo=UTC)
EXPLAIN = "/figures/explain"


@pytest.fixture
def year(cast: Cast) -> Cast:
    """Health: 1 S&N, 2 of a pilot, 4 contacts. The school: 1 S&N, 2 contacts."""
    pilot = factories.pilot(starts_on=date(2022, 4, 1))
    factories.assessment(cast.health)
    for day in (3, 4):
        factories.assessment(cast.health, completed_on=date(2022, 11, day), pilot=pilot)
    for day in range(1, 5):
        factories.contact(cast.health, received_at=datetime(2022, 11, day, 12, tzinfo=UTC))
    factories.assessment(cast.school)
    for day in (1, 2):
        factories.contact(cast.school, received_at=datetime(2022, 12, day, 12, tzinfo=UTC))
    Target.objects.create(year="2022-23", target=20, agreed_on=date(2022, 4, 1))
    return cast


def html(cast: Cast, name: str, address: str) -> str:
    return cast.client(name).get(address).content.decode()


@time_machine.travel(NOW)
def test_each_ratio_of_the_papers_table_opens_to_what_explains_it(year: Cast) -> None:
    shown = html(year, "esme", "/figures/")
    query = "?group=health&amp;from=overview&amp;within=all"

    assert f'<a class="govuk-link" href="{EXPLAIN}/ratio/{query}">4.0 MASH contacts per S&amp;N</a>' in shown
    with_pilot = f'href="{EXPLAIN}/ratio-with-pilot/{query}">1.3 MASH contacts per S&amp;N</a>'
    assert shown.count(with_pilot) == 2  # in the papers' table and in the numbers behind it
    assert "Health Visitor Early Help pilot: 2 S&amp;Ns, Oxford Health, since 1 April 2022." in shown
    assert "Ratio of S&amp;Ns to MASH contacts" in shown


@time_machine.travel(NOW)
def test_pilots_cost_one_query_and_only_where_there_are_some(year: Cast) -> None:
    def queries(query: str) -> int:
        client = year.client("esme")
        with CaptureQueriesContext(connections["reporting"]) as captured:
            client.get(f"/figures/{query}")
        return len([one for one in captured.captured_queries if "assessments_pilot" in one["sql"]])

    assert queries("") == 1
    assert queries("?year=2021-22") == 0


@time_machine.travel(NOW)
def test_the_page_goes_from_the_ratio_to_the_target_to_the_agencies(year: Cast) -> None:
    shown = html(year, "esme", "/figures/")
    titles = [
        "Organisations between S&amp;Ns and MASH contacts</h2>",
        "The numbers behind it</caption>",
        "S&amp;Ns against target</h2>",
        "Progress in 2022-23</caption>",
        "As published, and now</h2>",
        "S&amp;Ns by month</h2>",
        "Ratio by quarter</h2>",
        "Agencies</h2>",
    ]

    places = [shown.index(title) for title in titles]

    assert places == sorted(places)
    assert shown.index("Multi-Agency Safeguarding Hub") < places[0]


@time_machine.travel(NOW)
def test_a_year_without_published_months_says_so_and_since_when_there_are_some(year: Cast) -> None:
    factories.assessment(year.school, completed_on=date(2019, 5, 1))
    publishing.publish_ratios(now=NOW)

    shown = html(year, "esme", "/figures/?year=2019-20")

    assert "Nothing was published in ehtrack for 2019-20, so there is nothing to compare with" in shown
    assert "the monthly snapshot began later, with October 2022." in shown
    assert "not for an organisation" in html(year, "esme", "/figures/?group=health")
    assert "Nothing was published" not in html(year, "esme", "/figures/?year=2022-23")


@time_machine.travel(NOW)
def test_without_a_target_the_page_says_so_once(year: Cast) -> None:
    shown = html(year, "esme", "/figures/?group=health")

    assert shown.count("No target set") == 1
    for words in ("against target", "against the target", "Still needed", "Target by then"):
        assert words not in shown.split("Last 2 months against the 12 before")[0], words
    assert "Last 2 months against the target" not in shown


@time_machine.travel(NOW)
def test_a_year_that_is_over_is_not_projected(year: Cast) -> None:
    factories.assessment(year.school, completed_on=date(2020, 5, 1))
    Target.objects.create(year="2021-22", target=4, agreed_on=date(2021, 4, 1))

    shown = html(year, "esme", "/figures/?year=2021-22")

    assert "The year is over" in shown
    assert "100% below target" in shown
    for words in ("Seasonal projection", "Range of the projection", "Straight-line projection</a>", "Still needed"):
        assert words not in shown, words


@time_machine.travel(NOW)
@pytest.mark.parametrize("address", ["/figures/?", "/figures/?topic=contacts&", "/figures/explain/projection/?"])
def test_before_the_records_begin_nothing_is_told_as_if_it_had_been_counted(year: Cast, address: str) -> None:
    Target.objects.create(year="2018-19", target=2100, agreed_on=date(2018, 4, 1))

    shown = html(year, "esme", f"{address}year=2018-19")

    assert "Records begin in October 2022" in shown
    assert "100% below" not in shown
    assert ">0%" not in shown


@time_machine.travel(NOW)
def test_a_period_with_contacts_is_shown_though_the_assessments_begin_later(year: Cast) -> None:
    factories.contact(year.school, received_at=datetime(2018, 12, 1, tzinfo=UTC))

    assert "Records begin" not in html(year, "esme", "/figures/?year=2018-19")


@time_machine.travel(NOW)
def test_the_note_of_pilots_and_its_ratios_are_linked_and_in_the_plural(year: Cast) -> None:
    one_pilot = html(year, "esme", "/figures/")
    factories.assessment(year.school, pilot=factories.pilot(code="other", name="Other pilot"))

    two_pilots = html(year, "esme", "/figures/")

    assert "</a> without the pilot, <a" in one_pilot
    assert "</a> with it." in one_pilot
    assert "</a> without the pilots, <a" in two_pilots
    assert "</a> with them." in two_pilots


@time_machine.travel(NOW)
@pytest.mark.parametrize("address", ["/figures/", "/figures/explain/ratio/"])
@pytest.mark.parametrize(
    "query", ["?as_of=2023-02-30", "?year=2022-23&as_of=2021-03-01", "?year=1999-00", "?as_of=2018-03-31"]
)
def test_with_an_error_no_figures_are_shown_that_could_be_copied(year: Cast, address: str, query: str) -> None:
    answer = year.client("esme").get(f"{address}{query}")

    shown = answer.content.decode()
    assert "govuk-error-summary" in shown
    assert 'name="year"' in shown
    assert "MASH contacts per" not in shown
    assert "eh-figures" not in shown


@time_machine.travel(NOW)
def test_the_agencies_of_an_organisation_add_up_under_the_last(year: Cast) -> None:
    factories.assessment(factories.agency("Elm School"), completed_on=date(2022, 12, 5))

    answer = year.client("esme").get("/figures/?group=education&sort=name")

    rows = list(answer.context["table_of_page"].rows)
    assert [str(row[0]).split("</a>")[0].split(">")[-1] for row in rows][-2:] == ["Hilltop School", "All of Education"]
    assert ">2</a>" in rows[-1][1]
    assert "The agencies add up to the figures above." in answer.content.decode()


@time_machine.travel(NOW)
def test_agencies_that_changed_organisation_explain_why_they_do_not_add_up(year: Cast) -> None:
    factories.move(year.school, to="other", since=date(2022, 11, 1))

    assert "because an agency changed organisation" in html(year, "esme", "/figures/?group=other")


@time_machine.travel(NOW)
def test_the_total_of_a_long_list_stands_on_its_last_page(year: Cast) -> None:
    for _ in range(30):
        factories.agency()

    assert "All agencies" not in html(year, "esme", "/figures/")
    assert "All agencies" in html(year, "esme", "/figures/?page=2")


@time_machine.travel(NOW)
def test_agencies_are_sorted_as_asked_for(year: Cast) -> None:
    factories.assessment(factories.agency("Elm School"), completed_on=date(2022, 12, 5))

    def first(sort: str) -> str:
        rows = list(year.client("esme").get(f"/figures/?sort={sort}").context["table_of_page"].rows)
        return str(rows[0][0]).split("</a>")[0].split(">")[-1]

    assert [first(sort) for sort in ("activity", "ratio", "name", "nonsense")] == [
        "Oxford Health",
        "Oxford Health",
        "Elm School",
        "Oxford Health",
    ]


@time_machine.travel(NOW)
def test_pilot_columns_stand_where_a_shown_row_has_a_pilot(year: Cast) -> None:
    def columns(query: str) -> list[str]:
        table = year.client("esme").get(f"/figures/{query}").context["table_of_page"]
        return [column.label for column in table.columns]

    assert "Ratio with pilot" in columns("?group=health")
    assert "Ratio with pilot" not in columns("?group=education")
    assert "Organisation" in columns("")
    assert "Organisation" not in columns("?group=education")


@time_machine.travel(NOW)
def test_an_agency_stands_beside_your_or_its_organisation(year: Cast) -> None:
    assert "Beside your organisation and the partnership" in html(year, "ben", "/figures/own/")
    assert "Beside its organisation and the partnership" in html(year, "esme", f"/figures/agencies/{year.school.pk}/")


@time_machine.travel(NOW)
def test_what_was_decided_is_red_amber_green_or_without_a_due_time(year: Cast) -> None:
    decided = {"decided_at": datetime(2022, 12, 5, tzinfo=UTC), "outcome": "no-further-action"}
    at = datetime(2022, 12, 4, 12, tzinfo=UTC)
    factories.contact(year.school, received_at=at, priority="red", due_at=at, **decided)
    for _ in range(2):
        factories.contact(year.school, received_at=at, **decided)

    tables = [
        one.table for one in year.client("esme").get("/figures/?topic=contacts").context["figures"].parts.sections
    ]
    rows = {
        str(head).split("</a>")[0].split(">")[-1]: value for table in tables if table for head, value, *_ in table.rows
    }

    assert rows["Decided"] == "3"
    assert rows["Decided without a priority or a time of receipt"] == "2"
    assert rows["Red contacts decided in time"] == "0% (0 of 1)"
