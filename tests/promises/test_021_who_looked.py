"""21. Who has looked at this child: at any of its records, for the lead of an agency of it, and for the auditor by ids.

How long it takes among a million rows is measured by ``python -m tests.benchmarks who_looked``.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import AuditEvent, Role
from agencies.services import audit
from assessments.selectors import who_looked
from tests import factories


@pytest.fixture
def family(cast):
    """A child with a merged record, on an S&N of the school."""
    child = factories.child(surname="Canary")
    merged = factories.child(merged_into=child)
    assessment = factories.assessment(cast.school, team=cast.pastoral, author=cast.asha, children=[merged])
    return child, merged, assessment


def looked(cast, player, subject, action="child.read"):
    audit.record(scope=cast.scope(player), action=action, subject_ids=[subject.pk])


def page_of(cast, child, player="ben", **query):
    return cast.client(player).get(reverse("child_who_looked", args=[child.pk]), query)


def test_a_lead_sees_who_looked_at_any_record_of_the_child(cast, family):
    child, merged, assessment = family
    looked(cast, "asha", child)
    looked(cast, "lena", merged, "child.listed")
    looked(cast, "carys", assessment, "assessment.read")
    looked(cast, "dev", factories.child(), "contact.read")

    shown = page_of(cast, child).content.decode()

    assert all(name in shown for name in ("Asha Patel", "Lena Novak", "Carys Evans"))
    assert "Saw a child in a list" in shown
    assert "Dev Sharma" not in shown


def test_an_agency_that_must_not_be_named_is_not(cast, family):
    looked(cast, "farid", family[0])

    shown = page_of(cast, family[0]).content.decode()

    assert "Someone of an agency that LCSS can tell you about" in shown
    assert "Farid" not in shown
    assert "Harbour" not in shown


def test_the_lead_of_another_agency_that_sees_the_child_sees_its_own_records_looks_only(cast, family):
    """The S&N of the school is not theirs to ask about."""
    child, _, assessment = family
    lead = factories.person("Lead", agency=cast.health, roles=[Role.LEAD])
    own = factories.assessment(cast.health, author=lead, children=[child])
    looked(cast, "asha", assessment, "assessment.read")
    looked(cast, "carys", own, "assessment.read")
    client = cast.client("ben")
    client.force_login(lead)

    shown = client.get(reverse("child_who_looked", args=[child.pk])).content.decode()

    assert "Carys Evans" in shown
    assert "Asha Patel" not in shown
    assert client.get(reverse("assessment_who_looked", args=[assessment.pk])).status_code == 404


def test_a_lead_who_also_works_for_the_mash_sees_who_looked_at_a_contact(cast):
    contact = factories.contact(cast.school, children=[factories.child()])
    lead = factories.person("Head", agency=cast.mash, roles=[Role.MASH, Role.LEAD])
    looked(cast, "dev", contact, "contact.read")
    client = cast.client("dev")
    client.force_login(lead)

    assert "Dev Sharma" in client.get(reverse("contact_who_looked", args=[contact.pk])).content.decode()


def test_that_a_lead_looked_is_on_record(cast, family):
    page_of(cast, family[0])

    event = AuditEvent.objects.get(action="who_looked.read")
    assert (event.actor, event.subject_ids) == (cast.ben, [family[0].pk])


def test_the_auditor_finds_the_looks_by_a_reference_and_reads_no_content(cast, family):
    child, merged, assessment = family
    looked(cast, "carys", assessment, "assessment.read")
    grace = cast.client("grace")

    answer = grace.post(reverse("access_log_record"), {"reference": assessment.reference.lower()})
    shown = grace.get(answer.headers["Location"]).content.decode()

    assert assessment.reference not in answer.headers["Location"]
    assert "Carys Evans" in shown
    assert str(assessment.pk) in shown
    assert "Canary" not in shown
    assert set(who_looked.ids_named(str(merged.pk))) == {child.pk, merged.pk}


def test_an_unknown_reference_is_said(cast):
    response = cast.client("grace").post(reverse("access_log_record"), {"reference": "nothing"})

    assert b"No record has this reference" in response.content


def test_pages_go_on_where_the_last_one_ended_with_the_same_queries(cast, family):
    child = family[0]
    ben = cast.client("ben")
    with CaptureQueriesContext(connection) as few:
        ben.get(reverse("child_who_looked", args=[child.pk]))
    for _ in range(70):
        looked(cast, "asha", child)

    with CaptureQueriesContext(connection) as many:
        first = ben.get(reverse("child_who_looked", args=[child.pk]))
    second = ben.get(reverse("child_who_looked", args=[child.pk]), {"before": first.context["older"]})

    assert len(many) == len(few)
    assert first.content.decode().count("Asha Patel") == 50
    assert second.content.decode().count("Asha Patel") == 20
