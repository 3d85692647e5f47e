"""Nobody in the demonstration is real, and the accounts that are printed have work to do."""

import re
from datetime import date

import pytest
from django.contrib.auth import authenticate
from django.db.models import Count, F, Q

from agencies.models import Agency, AuditEvent, Membership, Team, User
from agencies.selectors import scopes
from assessments.due_times import due_at
from assessments.models import Assessment, Child, Contact, Event, MashStandard, Meeting
from assessments.selectors import assessments as visible_assessments
from ehtrack.demonstration import build, partnership
from tests.demonstration.database import TODAY

pytestmark = pytest.mark.usefixtures("demonstration")

ROLES = {
    "practitioner": ("Asha Patel", "practitioner"),
    "lead": ("Ben Okafor", "lead"),
    "carys": ("Carys Evans", "practitioner"),
    "lcss": ("Lena Novak", "lcss"),
    "mash": ("Dev Sharma", "mash"),
    "board": ("Esme Clarke", "board"),
    "auditor": ("Grace Bell", "auditor"),
    "outsider": ("Farid Haddad", "practitioner"),
}


def person(mailbox: str) -> User:
    return User.objects.get(email=f"{mailbox}@example.org")


def passes_modulus_11(number: str) -> bool:
    """As the NHS data dictionary words it: weights 10 to 2, 11 less the remainder, 11 written 0, 10 never issued."""
    remainder = sum(int(number[place]) * (10 - place) for place in range(9)) % 11
    return int(number[9]) == {0: 0}.get(remainder, 11 - remainder)


@pytest.mark.parametrize("mailbox", ROLES)
def test_each_account_signs_in_as_who_it_says(mailbox: str) -> None:
    name, role = ROLES[mailbox]

    user = authenticate(None, email=f"{mailbox}@example.org", password="early-help-demo")

    assert user
    assert user.name == name
    assert role in Membership.objects.filter(user=user).values_list("role", flat=True)


def test_nobody_else_can_sign_in() -> None:
    others = User.objects.exclude(email__in=[f"{mailbox}@example.org" for mailbox in ROLES])

    assert len(others) > 100
    assert not any(user.has_usable_password() for user in others)


def test_no_address_can_reach_anybody() -> None:
    assert not User.objects.exclude(email__endswith=f"@{partnership.DOMAIN}").exists()


def test_there_are_agencies_with_teams_in_every_group_and_locality() -> None:
    groups = dict(Agency.objects.values_list("group_memberships__group__code").annotate(Count("id", distinct=True)))

    assert set(groups) == {"county-council", "health", "education", "police", "other"}
    assert 15 <= Agency.objects.count() <= 25
    assert Team.objects.filter(agency__code="oxford-health").count() >= 4
    assert Agency.objects.exclude(locality=None).values("locality").distinct().count() == 3
    assert Agency.objects.filter(do_not_name=True).exists()
    assert Agency.objects.exclude(active_to=None).exists()


def test_nhs_numbers_are_of_the_test_range_valid_and_each_childs_own() -> None:
    numbers = list(Child.objects.exclude(nhs_number="").values_list("nhs_number", flat=True))

    assert len(numbers) > 10_000
    assert len(set(numbers)) == len(numbers)
    assert all(number.startswith("999") and passes_modulus_11(number) for number in numbers)


def test_no_postcode_can_exist() -> None:
    postcodes = Child.objects.values_list("postcode", flat=True).distinct()

    assert all(re.fullmatch(r"OX\d{1,2} \d[CIKMOV]{2}", postcode) for postcode in postcodes)


def test_children_are_0_to_17_when_an_assessment_is_completed() -> None:
    links = Assessment.children.through.objects.filter(assessment__status__in=["completed", "closed"])
    born = links.exclude(child__date_of_birth=None)
    days = F("assessment__completed_on") - F("child__date_of_birth")

    assert born.count() > 30_000
    assert not [1 for age in born.values_list(days, flat=True) if not 0 <= age.days < 18 * 365.25]


def test_some_children_are_unborn_or_without_a_birth_date_or_have_sisters_and_brothers() -> None:
    unborn = Child.objects.filter(expected_date_of_birth__gt=TODAY)

    assert unborn.count() > 5
    assert not unborn.exclude(date_of_birth=None).exists()
    assert Child.objects.filter(date_of_birth=None, expected_date_of_birth=None).count() > 50
    with_others = Assessment.objects.annotate(of_family=Count("family__members__child")).filter(of_family__gt=1)
    assert with_others.count() > 5_000


def test_the_practitioner_has_open_work_drafts_and_meetings_to_come_and_overdue() -> None:
    hers = Assessment.objects.filter(lead_professional=person("practitioner"))
    running = hers.filter(status="completed")
    met_since = Q(meetings__held_on__gt=date.fromordinal(TODAY.toordinal() - 56))

    assert running.count() >= 8
    assert Assessment.objects.filter(author=person("practitioner"), status="draft").count() >= 2
    assert running.filter(meetings__held_on=None, meetings__planned_on__gt=TODAY).count() >= 2
    overdue = running.filter(needs_taf=True, meetings__held_on__isnull=False).exclude(
        pk__in=running.filter(met_since).values("pk")
    )
    assert overdue.distinct().count() >= 2


def test_the_leads_school_has_something_in_every_month_of_term() -> None:
    school = Membership.objects.get(user=person("lead")).agency

    months = Assessment.objects.filter(agency=school, completed_on__gte=date(2025, 9, 1)).dates("completed_on", "month")

    assert len(months) >= 12
    assert Contact.objects.filter(source_agency=school, received_on__gte=date(2026, 4, 1)).count() > 30
    assert Assessment.objects.filter(agency=school).exclude(pilot=None).exists()


def test_the_outsider_sees_nothing_of_the_practitioners() -> None:
    outsider, practitioner = (scopes.current(person(mailbox), None) for mailbox in ("outsider", "practitioner"))
    assert outsider
    assert practitioner

    theirs = set(visible_assessments.visible(outsider).values_list("pk", flat=True))

    hers = set(visible_assessments.visible(practitioner).values_list("pk", flat=True))
    assert theirs
    assert hers
    assert not theirs & hers


def test_contacts_are_due_by_the_standards() -> None:
    standards = list(MashStandard.objects.all())
    some = Contact.objects.filter(received_on__gte=date(2026, 3, 20), received_on__lte=date(2026, 5, 10))

    assert some.count() > 1_000
    for contact in some:
        due = (
            due_at(standards, priority=contact.priority, received_at=contact.received_at) if contact.priority else None
        )
        assert contact.due_at == due


def test_most_contacts_are_decided_in_time_some_late_and_a_few_wait() -> None:
    decided = Contact.objects.exclude(priority="").exclude(decided_at=None)

    assert 0.75 < decided.filter(decided_at__lte=F("due_at")).count() / decided.count() < 0.95
    assert 5 < Contact.objects.filter(decided_at=None).count() < 60
    assert Contact.objects.filter(priority="").count() > 500


def test_statuses_closures_corrections_and_merges_are_all_to_be_seen() -> None:
    assert set(Assessment.objects.values_list("status", flat=True).distinct()) == {
        "draft",
        "completed",
        "closed",
        "withdrawn",
    }
    assert Assessment.objects.filter(status="closed").values("closure_reason").distinct().count() == 7
    assert Assessment.objects.filter(version=2).count() == 25
    assert Event.objects.filter(kind="assessment.corrected").count() == 25
    assert Child.objects.exclude(merged_into=None).count() == 12
    assert Event.objects.filter(kind="child.merged").count() == 12
    assert Meeting.objects.filter(held_on=None, planned_on__gt=TODAY).exists()


def test_the_auditor_has_something_to_read() -> None:
    assert AuditEvent.objects.filter(actor__isnull=False).count() > 500


def test_building_again_changes_nothing() -> None:
    before = [Assessment.objects.count(), Contact.objects.count(), Child.objects.count(), AuditEvent.objects.count()]

    assert build.build(today=TODAY, size=21, say=lambda line: None) is False

    after = [Assessment.objects.count(), Contact.objects.count(), Child.objects.count(), AuditEvent.objects.count()]
    assert after == before
