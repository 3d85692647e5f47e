"""What the list of MASH contacts shows for each filter, and in which order."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from agencies.models import Agency
from assessments.home import panels as assessment_panels
from assessments.models import Contact
from assessments.selectors import contacts as selectors
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2023, 1, 11, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def contacts(cast):
    """Two overdue, one due at midnight, one later, one without priority, one decided; named by their references."""

    def make(reference, agency=cast.school, **fields):
        values = {"received_at": NOW - 2 * DAY, "reference": reference, **fields}
        factories.contact(agency, children=[factories.child("Child", reference.capitalize())], **values)

    make("later", priority="green", due_at=NOW + DAY, received_at=NOW - timedelta(hours=1))
    make("today", priority="amber", due_at=datetime(2023, 1, 12, tzinfo=UTC))
    make("late", priority="red", due_at=NOW - DAY)
    make("later-late", priority="red", due_at=NOW - timedelta(seconds=1), agency=cast.health)
    make("waiting")
    make("done", priority="red", due_at=NOW, decided_at=NOW, outcome="advice")


def listed(cast, query="", search=None):
    client = cast.client("dev")
    if search is not None:
        return references(client.post(reverse("contact_search"), {"text": search}, follow=True))
    return references(client.get(f"{reverse('contact_list')}{query}"))


def references(answer):
    return [row.reference for row in answer.context["page"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["late", "later-late", "today", "later", "waiting"]),
        ("?state=overdue", ["late", "later-late"]),
        ("?state=due-today", ["today"]),
        ("?state=decided", ["done"]),
        ("?priority=red", ["late", "later-late"]),
        ("?state=all&priority=red&outcome=advice", ["done"]),
        ("?received_from=2023-01-11", ["later"]),
        ("?received_to=2023-01-10&priority=red", ["late", "later-late"]),
        ("?priority=purple", []),
        ("?state=no-priority", ["waiting"]),
    ],
)
def test_filters(cast, contacts, query, expected):
    assert listed(cast, query) == expected


def test_by_agency_and_by_its_group_on_the_contacts_own_day(cast, contacts):
    health = Agency.objects.get(code="oxford-health")
    education = factories.group("education")
    factories.move(health, to="education", since=date(2023, 2, 1))

    assert listed(cast, f"?agency={health.pk}") == ["later-late"]
    assert "later-late" not in listed(cast, f"?group={education.pk}")
    factories.move(health, to="education", since=date(2023, 1, 1))
    assert "later-late" in listed(cast, f"?group={education.pk}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("LATE", ["late", "later-late"]), ("today", ["today"]), ("child waiting", ["waiting"]), ("nobody", [])],
)
def test_search_looks_among_all_contacts_by_reference_or_child(cast, contacts, text, expected):
    assert sorted(listed(cast, search=text)) == sorted(expected if text != "LATE" else ["late", "later", "later-late"])


def test_search_text_is_in_no_address(cast, contacts):
    answer = cast.client("dev").post(reverse("contact_search"), {"text": "Waiting"}, follow=True)

    assert "Waiting" not in "".join(address for address, _ in answer.redirect_chain)


def test_late_ones_are_marked_in_words(cast, contacts):
    page = cast.client("dev").get(reverse("contact_list")).content.decode()

    assert page.count(">Overdue</strong>") == 2
    assert page.count(">Due today</strong>") == 1
    assert "End of 11 January 2023" in page


def test_an_empty_list_says_what_to_do(cast):
    page = cast.client("dev").get(reverse("contact_list")).content.decode()

    assert "No contact matches. Change or clear the filters and the search." in page


def test_twenty_are_on_a_page(cast):
    for _ in range(21):
        factories.contact(cast.school, children=[factories.child()])

    assert len(listed(cast)) == 20
    assert len(listed(cast, "?page=2")) == 1
    assert Contact.objects.count() == 21


def test_the_home_page_says_what_waits(cast, contacts):
    client = cast.client("dev")

    panels = client.get(reverse("home")).context["panels"]
    lines = {line.text: line.href for panel in panels for line in panel.lines}

    assert "2 contacts are overdue" in lines
    assert "1 contact is due today" in lines
    assert client.get(lines["1 contact has no priority"]).context["page"].paginator.count == 1


def test_exactly_at_its_due_time_a_contact_is_not_overdue_yet(cast):
    factories.contact(cast.school, received_at=NOW - DAY, reference="on-the-dot", priority="red", due_at=NOW)

    assert listed(cast, "?state=overdue") == []
    assert listed(cast, "?state=due-today") == ["on-the-dot"]


# What the MASH asks of an agency


@pytest.fixture
def asked(cast):
    """Asks for an S&N of the child, and says whether it is still asked after what was done."""

    def ask(child):
        decision = {"decided_at": NOW, "outcome": "early-help", "early_help_agency": cast.school}
        contact = factories.contact(cast.health, children=[child], received_at=NOW - 2 * DAY, **decision)
        return lambda: contact in selectors.asked_of(cast.scope("ben"), NOW.date())

    return ask


@pytest.mark.parametrize(
    ("done", "ends"),
    [
        ({}, True),
        ({"status": "closed", "closed_on": NOW.date(), "closure_reason": "other"}, True),
        ({"status": "withdrawn", "withdrawn_at": NOW}, False),
        ({"status": "draft", "completed_on": None, "shared_on": None}, False),
        ({"completed_on": date(2023, 1, 8), "shared_on": None}, False),
    ],
)
def test_only_an_assessment_completed_since_and_not_withdrawn_ends_what_the_mash_asks(cast, asked, done, ends):
    child = factories.child()
    still_asked = asked(child)
    assert still_asked()

    factories.assessment(cast.school, children=[child], **{"completed_on": NOW.date(), "shared_on": NOW.date(), **done})

    assert still_asked() is not ends


@pytest.mark.parametrize(("of_contact", "of_assessment"), [(0, 2), (2, 0), (0, 1), (1, 0)])
def test_what_the_mash_asks_ends_with_an_assessment_of_any_record_of_the_child(cast, asked, of_contact, of_assessment):
    last = factories.child()
    middle = factories.child(merged_into=last)
    chain = (factories.child(merged_into=middle), middle, last)
    still_asked = asked(chain[of_contact])
    factories.assessment(cast.school, children=[factories.child()], completed_on=NOW.date(), shared_on=NOW.date())
    assert still_asked()

    factories.assessment(cast.school, children=[chain[of_assessment]], completed_on=NOW.date(), shared_on=NOW.date())

    assert not still_asked()


def test_what_was_asked_more_than_a_year_ago_is_no_task_any_more(cast, asked):
    asked(factories.child())

    assert not selectors.asked_of(cast.scope("ben"), NOW.date() + 364 * DAY)
    assert selectors.asked_of(cast.scope("ben"), NOW.date() + 362 * DAY)


def test_a_lead_reads_first_what_the_mash_asked_last_and_how_much_is_older(cast, monkeypatch):
    monkeypatch.setattr("assessments.contact_panels.MOST", 2)
    for days in (3, 1, 2):
        decision = {"decided_at": NOW - days * DAY, "outcome": "early-help", "early_help_agency": cast.school}
        factories.contact(cast.health, reference=f"C-{days}", received_at=NOW - 4 * DAY, **decision)

    [panel] = [one for one in assessment_panels(cast.scope("ben"), NOW.date()) if "the MASH asks" in one.title]

    assert [line.text for line in panel.lines] == [
        "Contact C-1",
        "Contact C-2",
        "1 older: shown here as these are done",
    ]


def test_the_page_that_starts_it_says_which_contact_it_follows_and_no_more(cast):
    decision = {"decided_at": NOW, "outcome": "early-help", "early_help_agency": cast.school}
    contact = factories.contact(cast.health, children=[factories.child("Canary", "Child")], received_at=NOW, **decision)
    ben = cast.client("ben")
    panels = assessment_panels(cast.scope("ben"), NOW.date())
    [address] = [line.href for panel in panels for line in panel.lines if contact.reference in line.text]

    shown = ben.get(address).content.decode()
    start = f"{reverse('assessment_start')}?contact="
    others = [
        cast.client("farid").get(f"{start}{contact.pk}"),
        ben.get(f"{start}1b671a64-40d5-491e-99b0-da01ff1f3341"),
        ben.get(f"{start}x"),
    ]

    assert f"follows contact {contact.reference}" in shown
    assert "Canary" not in shown
    assert not any("follows contact" in other.content.decode() for other in others)
