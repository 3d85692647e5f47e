"""An explained figure answers the next question: which sum, out of what, what else, who opens the records, how back."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from dashboards.measures.definitions import BY_KEY, MEASURES
from dashboards.models import Target
from dashboards.presenters.counted_records import how_many
from dashboards.presenters.pages import TOPICS
from ehtrack.lib.calendar import Month
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("clone")
NOW = datetime(2023, 2, 14, 10, tzinfo=UTC)
ASKED = "year=2022-23&basis=completed"


@pytest.fixture
def year(cast: Cast) -> Cast:
    factories.assessment(cast.school)
    for day in range(1, 4):
        factories.contact(cast.school, received_at=datetime(2022, 12, day, 12, tzinfo=UTC))
    return cast


def html(cast: Cast, name: str, address: str) -> str:
    return " ".join(cast.client(name).get(address).content.decode().split())


@time_machine.travel(NOW)
def test_the_ratio_shows_its_sum_with_both_numbers_linked(year: Cast) -> None:
    shown = html(year, "esme", f"/figures/explain/ratio/?{ASKED}&group=education")

    query = "year=2022-23&amp;basis=completed&amp;group=education"
    contacts = f'<a class="govuk-link" href="/figures/explain/contacts/?{query}">3 MASH contacts</a>'
    assessments = f'<a class="govuk-link" href="/figures/explain/without-pilot/?{query}">1 S&amp;N</a>'
    assert f"{contacts} ÷ {assessments} = 3.0 MASH contacts per S&amp;N" in shown
    assert "Numerator" not in shown
    assert "More S&amp;Ns for each MASH contact is better" in shown


@time_machine.travel(NOW)
@pytest.mark.parametrize(
    ("name", "address", "back"),
    [
        ("esme", f"/figures/explain/ratio/?{ASKED}&group=education", f"/figures/?{ASKED}&group=education"),
        ("esme", f"/figures/explain/contacts/?{ASKED}", f"/figures/?{ASKED}&topic=contacts"),
        ("esme", "/figures/explain/open-tafs/", "/figures/?topic=tafs"),
        ("ben", f"/figures/own/explain/trained/?{ASKED}", f"/figures/own/?{ASKED}&topic=workforce"),
        ("ben", f"/figures/own/explain/contacts/?{ASKED}&from=overview", f"/figures/own/?{ASKED}"),
        ("esme", "/figures/explain/ratio/?group=health&from=contacts&within=all", "/figures/?topic=contacts"),
        ("esme", "/figures/explain/ratio/?agency=hilltop-school&within=education", "/figures/?group=education"),
        ("esme", "/figures/explain/ratio/?from=home", "/"),
        ("esme", "/figures/explain/ratio/?from=nonsense", "/figures/"),
    ],
)
def test_an_explanation_leads_back_to_the_same_question(year: Cast, name: str, address: str, back: str) -> None:
    assert year.client(name).get(address).context["back_link"] == back


@time_machine.travel(NOW)
def test_the_way_back_stays_when_other_figures_are_looked_at(year: Cast) -> None:
    shown = html(year, "esme", "/figures/explain/ratio/?group=education&from=overview&within=all")

    assert "/figures/explain/contacts/?group=education&amp;from=overview&amp;within=all" in shown


@time_machine.travel(NOW)
def test_the_ratio_of_an_organisation_leads_to_its_agencies(year: Cast) -> None:
    link = '/figures/?group=education#rows">The same for each agency of Education</a>'

    assert link in html(year, "esme", "/figures/explain/ratio/?group=education&from=overview&within=all")
    assert "Its agencies" not in html(year, "esme", "/figures/explain/ratio/")
    assert 'id="rows"' in html(year, "esme", "/figures/?group=education")


@time_machine.travel(NOW)
def test_the_explanation_of_an_agency_leads_back_to_the_agency(year: Cast) -> None:
    answer = year.client("esme").get(f"/figures/explain/ratio/?{ASKED}&agency=hilltop-school")

    assert answer.context["back_link"] == f"/figures/agencies/{year.school.pk}/?{ASKED}"


def test_what_measures_point_to_is_there() -> None:
    for measure in MEASURES:
        parts = [measure.numerator, *([measure.denominator] if measure.denominator else [])]
        keys = {related.key for related in measure.related} | {part.measure for part in parts if part.measure}
        assert keys <= set(BY_KEY), measure.key
        assert measure.topic in {topic.key for topic in TOPICS}


@time_machine.travel(NOW)
def test_no_further_action_leads_to_what_happened_afterwards(year: Cast) -> None:
    shown = html(year, "esme", f"/figures/explain/no-further-action/?{ASKED}")

    assert "What happened afterwards?" in shown
    assert 'href="/figures/explain/diverted/?year=2022-23&amp;basis=completed">Diverted to early help</a>' in shown


@time_machine.travel(NOW)
def test_contacts_younger_than_90_days_are_said_to_be_not_yet_complete(year: Cast) -> None:
    for days in (89, 90, 91):
        at = NOW - timedelta(days=days)
        factories.contact(year.school, received_at=at, decided_at=NOW, outcome="no-further-action")

    assert "1 contact is not yet complete: younger" in html(year, "esme", "/figures/explain/diverted/?year=2022-23")
    assert "The 90 days after 1 of them are not over yet" in html(year, "esme", "/figures/?topic=contacts&year=2022-23")


@time_machine.travel(NOW)
def test_the_projection_shows_its_sum_its_range_and_the_two_others(year: Cast) -> None:
    shown = html(year, "esme", f"/figures/explain/projection/?{ASKED}")

    assert "1 S&amp;N ÷ 10 complete months \N{MULTIPLICATION SIGN} 12 = 1" in shown
    for title in ("Range of the projection (80%)", "Seasonal projection", "Projection from the last 3 months"):
        assert title in shown


@time_machine.travel(datetime(2022, 11, 14, tzinfo=UTC))
def test_what_is_still_needed_is_rounded_up_and_opens_to_its_own_sum(year: Cast) -> None:
    """Rounded half up, 12 a month for 5 months would end the year at 63 of 64."""
    for day in range(1, 3):
        factories.assessment(year.school, completed_on=date(2022, 10, day))
    Target.objects.create(year="2022-23", target=64, agreed_on=date(2022, 4, 1))

    page = html(year, "esme", "/figures/")
    shown = html(year, "esme", "/figures/explain/needed-per-month/")

    assert ">13</p>" in page
    assert "to reach 64 in the year 2022-23" in page
    assert "/figures/explain/needed-per-month/" in page
    left = "3 S&amp;Ns) ÷ 5 months left = 13, rounded up, so that the target is reached"
    assert f'(<a class="govuk-link" href="/figures/explain/target/">64</a> \N{MINUS SIGN} {left}' in shown
    assert "Agreed on 1 April 2022" in shown


@time_machine.travel(NOW)
def test_the_range_shows_its_sum(year: Cast) -> None:
    for month in range(1, 31):
        factories.assessment(year.school, completed_on=(Month.of(date(2020, 6, 1)) + month).first)

    shown = html(year, "esme", f"/figures/explain/projection-range/?{ASKED}")

    assert "In the middle the straight line: 10 S&amp;Ns and 2 more in 2 months." in shown
    assert "= 2.0. 12.0 less and more 2.0, rounded outwards: 10 to 14" in shown


@time_machine.travel(NOW)
@pytest.mark.parametrize(
    ("measure", "said"), [("ratio", True), ("children", True), ("contacts", False), ("tafs", False)]
)
def test_which_assessments_count_is_said_where_they_count(year: Cast, measure: str, said: bool) -> None:
    key = "open-tafs" if measure == "tafs" else measure

    assert ("Which S&amp;Ns count</dt>" in html(year, "esme", f"/figures/explain/{key}/")) is said


@time_machine.travel(NOW)
def test_a_lead_sees_references_of_sent_contacts_and_is_led_to_the_list(year: Cast) -> None:
    shown = html(year, "ben", f"/figures/own/explain/contacts/?{ASKED}")

    assert "You may see the references of all of them" in shown
    assert "you may open" not in shown
    assert 'href="/contacts/sent/">Contacts that your agency sent</a>' in shown
    assert "Showing 1 to 3 of 3 MASH contacts" in shown


@pytest.mark.parametrize(
    ("kind", "openable", "opens", "board", "words"),
    [
        ("assessment", 0, True, True, "opens no child's record. The lead of each agency opens its own."),
        ("contact", 0, False, True, "The MASH can, and the lead of the agency that sent them sees their references."),
        ("plan", 0, True, True, "Your role opens none of them. ehtrack keeps no page of a statutory plan"),
        ("consultation", 0, False, False, "Your role opens none of them. The LCSS, which recorded them, can."),
        ("training", 5, True, True, "The figure counts 5 people, and you may see all of them."),
        ("assessment", 5, True, False, "The figure counts 5 S&Ns, and you may open all of them."),
        (
            "meeting",
            3,
            True,
            False,
            "3 that you may open, and 2 that you may not. They belong to S&Ns of other agencies.",
        ),
    ],
)
def test_the_records_words_are_true_for_each_kind_and_role(
    kind: str, openable: int, opens: bool, board: bool, words: str
) -> None:
    assert words in how_many(kind, counted=5, openable=openable, opens=opens, board=board)


@time_machine.travel(NOW)
def test_each_line_of_the_home_page_opens_to_its_own_figure(year: Cast) -> None:
    shown = html(year, "esme", "/")

    for measure in ("projection", "ratio", "no-further-action"):
        assert f'href="/figures/explain/{measure}/?from=home"' in shown
    assert 'href="/figures/own/explain/ratio/?from=home"' in html(year, "ben", "/")


@time_machine.travel(NOW)
def test_the_export_offers_the_period_of_the_page_it_came_from(year: Cast) -> None:
    client = year.client("esme")
    page = client.get(f"/figures/?{ASKED}&group=education")

    offered = client.get(page.context["export_url"])
    answer = client.get(f"{page.context['export_url']}&quarter=period&format=csv")

    assert "1 April 2022 to 31 January 2023" in offered.content.decode()
    kept = "year=2022-23&as_of=2023-01-31&basis=completed&group=education"
    assert offered.context["back_link"] == f"/figures/?{kept}"
    text = answer.getvalue().decode()
    assert "ehtrack-education-2022-04-01-to-2023-01-31.csv" in answer["Content-Disposition"]
    assert "Hilltop School" in text
    assert "Oxfordshire County Council" not in text
    assert "2023-01" in text


@time_machine.travel(NOW)
def test_a_period_that_does_not_fit_together_is_not_offered(year: Cast) -> None:
    for days in (
        "first=2023-01-31&as_of=2022-04-01",
        "first=nonsense&as_of=2022-04-01",
        "first=2021-04-01&as_of=2022-04-02",
    ):
        shown = html(year, "esme", f"/figures/export/?{days}&quarter=period&format=csv")
        assert "valid choice" in shown


@time_machine.travel(NOW)
def test_the_board_exports_an_agency_from_its_page(year: Cast) -> None:
    url = year.client("esme").get(f"/figures/agencies/{year.school.pk}/?{ASKED}").context["export_url"]

    answer = year.client("esme").get(f"{url}&quarter=period&format=csv")

    assert "ehtrack-hilltop-school-" in answer["Content-Disposition"]
    assert year.client("esme").get("/figures/export/?agency=nonsense").status_code == 404
