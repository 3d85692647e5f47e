"""The list of S&Ns: filters, search, pages, how many queries, and what is on record of it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Agency, AuditEvent
from assessments.selectors import assessments
from assessments.selectors.assessments import Filters
from tests import factories

pytestmark = pytest.mark.django_db
LIST = reverse("assessment_list")


def found(cast, name="ben", **filters):
    return set(assessments.found(cast.scope(name), Filters(**filters)))


def test_a_list_takes_the_same_queries_for_1_and_for_20_rows(cast):
    client = cast.client("ben")

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(LIST).status_code == 200
        return len(captured)

    def make():
        factories.assessment(cast.school, children=[factories.child(), factories.child("Sam")], author=cast.asha)

    make()
    queries()
    with_one = queries()
    for _ in range(19):
        make()

    assert queries() == with_one


def test_a_page_has_20_rows_and_the_ids_shown_are_on_record(cast):
    for _ in range(21):
        factories.assessment(cast.school)

    answer = cast.client("ben").get(LIST, {"page": "2"})

    row = AuditEvent.objects.get(action="assessment.listed")
    assert "Showing 21 to 21 of 21 S&amp;Ns" in answer.content.decode()
    assert row.actor == cast.ben
    assert row.subject_ids == [one.pk for one in answer.context["page"]]


def test_an_empty_list_says_what_to_do(cast):
    assert "or start an S&amp;N" in cast.client("asha").get(LIST).content.decode()
    assert "start an S&amp;N" not in cast.client("lena").get(LIST).content.decode()


@pytest.mark.parametrize("name", ["esme", "grace"])
def test_whoever_opens_nobody_has_no_list(cast, name):
    assert cast.client(name).get(LIST).status_code == 403


def test_each_filter_narrows_the_list(cast):
    pilot = factories.pilot()
    make = factories.assessment
    mine = make(cast.school, author=cast.ben, shared_on=None)
    piloted = make(cast.school, pilot=pilot, level_of_need=3, completed_on=date(2022, 12, 1), needs_taf=True)
    teams = make(cast.school, team=cast.pastoral, completed_on=date(2023, 1, 1))
    closed = make(cast.school, status="closed", closed_on=date(2023, 2, 1), closure_reason="other")

    assert found(cast, whose="mine") == {mine}
    assert found(cast, whose="agency") == {mine, piloted, teams, closed}
    assert found(cast, "asha", whose="team") == {teams}
    assert found(cast, status="closed") == {closed}
    assert found(cast, shared="no") == {mine}
    assert found(cast, shared="yes") == {piloted, teams, closed}
    assert found(cast, pilot=pilot.pk) == found(cast, level_of_need=3) == found(cast, awaiting_taf=True) == {piloted}
    assert found(cast, unplanned=True) == {piloted}
    assert found(cast, agency=cast.health.pk) == found(cast, locality=factories.locality("north").pk) == set()
    assert found(cast, agency=cast.school.pk) == {mine, piloted, teams, closed}
    assert found(cast, completed_from=date(2022, 12, 1), completed_to=date(2022, 12, 31)) == {piloted}


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("robin", True),
        ("EXAMPLE rob", True),
        ("robin nobody", False),
        ("sn-known", True),
        ("Bobby", True),
        ("%", False),
    ],
)
def test_a_search_finds_names_word_by_word_and_the_whole_reference(cast, text, hit):
    made = factories.assessment(
        cast.school, reference="SN-KNOWN", children=[factories.child("Robin", "Example", also_known_as="Bobby")]
    )

    assert found(cast, text=text) == ({made} if hit else set())


def test_a_search_keeps_the_name_out_of_every_address(cast):
    factories.assessment(cast.school, children=[factories.child("Robin")])
    other = factories.assessment(cast.school, children=[factories.child("Sam")])
    client = cast.client("ben")

    answer = client.post(f"{reverse('assessment_search')}?shared=yes&page=2", {"text": "Sam"}, follow=True)

    assert answer.redirect_chain == [(f"{LIST}?shared=yes", 302)]
    assert list(answer.context["page"]) == [other]
    client.post(reverse("assessment_search"), {"text": ""})
    assert len(client.get(LIST).context["page"].object_list) == 2


def test_a_search_reaches_no_further_than_the_list(cast):
    factories.assessment(cast.health, children=[factories.child("Robin")], shared_on=None)

    assert found(cast, text="Robin") == set()


def test_a_wrong_filter_is_said_to_be_wrong_and_nothing_is_listed(cast):
    factories.assessment(cast.school)

    answer = cast.client("ben").get(
        LIST,
        {"completed_from_day": "31", "completed_from_month": "2", "completed_from_year": "2022", "whose": "nobody"},
    )

    assert answer.status_code == 200
    shown = answer.content.decode()
    assert "<title>Error: " in shown
    assert shown.index("There is a problem") < shown.index("From date must be a real date")
    assert "Nothing is shown until the filters are put right" in shown
    assert len(answer.context["page"].object_list) == 0


def test_whoever_sees_many_agencies_sees_which_and_one_that_is_not_to_be_named_only_as_lcss(cast):
    Agency.objects.filter(pk=cast.refuge.pk).update(do_not_name=True)
    child = factories.child()
    factories.assessment(cast.refuge, children=[child])
    factories.contact(cast.school, children=[child])

    lists = {name: cast.client(name).get(LIST) for name in ("lena", "dev", "ben")}

    assert [row[2] for row in lists["lena"].context["list_table"].rows] == [cast.refuge.name]
    assert [row[2] for row in lists["dev"].context["list_table"].rows] == ["Contact LCSS"]
    assert [cast.refuge.name in page.content.decode() for page in lists.values()] == [True, False, False]
    assert "agency" not in lists["ben"].context["filter_form"].fields
    assert cast.client("dev").get(LIST, {"agency": str(cast.refuge.pk)}).context["filter_form"].errors["agency"]


def test_a_lead_lists_drafts_without_a_word_of_them_and_hands_one_over(cast):
    ida = factories.person("Ida Moss", agency=cast.school)
    made = factories.assessment(
        cast.school,
        status="draft",
        author=cast.asha,
        lead_professional=cast.asha,
        why_now="Canary",
        children=[factories.child("Canary")],
    )
    client = cast.client("ben")

    pages = [client.get(reverse("draft_list")), client.get(reverse("assessment_reassign", args=[made.pk]))]
    answer = client.post(reverse("assessment_reassign", args=[made.pk]), {"author": str(ida.pk), "version": "1"})

    assert all(page.status_code == 200 and b"Canary" not in page.content for page in pages)
    assert made.reference in pages[0].content.decode()
    assert answer.status_code == 302
    made.refresh_from_db()
    assert (made.author, made.lead_professional) == (ida, ida)
    assert cast.client("asha").get(reverse("assessment_tasks", args=[made.pk])).status_code == 404


def test_a_lead_cannot_choose_someone_of_another_agency(cast):
    made = factories.assessment(cast.school, status="draft", author=cast.asha)

    answer = cast.client("ben").post(
        reverse("assessment_reassign", args=[made.pk]), {"author": str(cast.farid.pk), "version": "1"}
    )

    assert answer.status_code == 200
    assert answer.context["form"].errors["author"]


@pytest.mark.parametrize(
    ("name", "status"), [("asha", 404), ("carys", 404), ("lena", 404), ("esme", 404), ("farid", 404)]
)
def test_only_a_lead_of_the_agency_reassigns(cast, name, status):
    made = factories.assessment(cast.school, status="draft", author=cast.asha)

    assert cast.client(name).get(reverse("assessment_reassign", args=[made.pk])).status_code == status
