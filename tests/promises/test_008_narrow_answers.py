"""8. What the database's own functions tell of records behind the wall is no more than they are for."""

from datetime import date

import pytest
from django.utils import timezone

from agencies.models import AuditEvent, Role, WatchItem
from agencies.selectors import audit as looks
from agencies.services import audit
from assessments import matching
from assessments.matching import ChildDetails
from assessments.models import Assessment, Child
from assessments.selectors import children, emergency, identities, open_work, who_looked
from assessments.services import merges, watch
from tests import factories
from tests.cast import Cast
from tests.promises.test_008_second_wall import NOW, acting

pytestmark = pytest.mark.django_db
BORN = date(2015, 5, 1)


@pytest.fixture
def foreign(cast: Cast) -> Child:
    """Robin Example, known to Oxford Health alone."""
    child = factories.child(created_by_agency=cast.health)
    factories.assessment(cast.health, children=[child], lead_professional=cast.carys, shared_on=None)
    audit.record(scope=cast.scope("carys"), action="child.read", subject_type="child", subject_ids=[child.pk])
    return child


def test_a_near_match_tells_that_a_child_is_known_and_its_record_stays_behind_the_wall(cast, foreign):
    with acting(cast, "ben"):
        [known] = matching.candidates(ChildDetails("Robin", "Example", date_of_birth=BORN))

        assert known.child_id == foreign.pk
        assert not {"Robin", "Example", BORN} & set(vars(known).values())
        assert not Child.objects.filter(pk=known.child_id).exists()
        assert set(Child.objects.filter(pk__in=identities.named("robin"))) == set()


@pytest.mark.parametrize("protected_as", ["itself", "another record of the child"])
def test_a_protected_child_is_no_candidate_and_found_by_name_only_where_it_is_known(cast, foreign, protected_as):
    marked = foreign if protected_as == "itself" else factories.child("Bobby", "Example", merged_into=foreign)
    Child.objects.filter(pk=marked.pk).update(protected=True)

    for name in ("ben", "farid", "esme", "carys"):
        with acting(cast, name):
            assert matching.candidates(ChildDetails("Robin", "Example", date_of_birth=BORN)) == []
    with acting(cast, "carys"):
        assert foreign in Child.objects.filter(pk__in=identities.named("exam rob"))


def test_which_records_are_alike_is_told_to_lcss_alone_as_ids(cast, foreign):
    same = factories.child(forename="ROBIN")
    twice = {foreign.pk, same.pk}

    for name in ("ben", "dev", "esme", "carys", "farid", "grace"):
        with acting(cast, name):
            assert identities.alike() == [], name
    with acting(cast, "lena"):
        assert set(identities.alike()) == twice
        assert not Child.objects.filter(pk__in=twice).exists()


def test_open_work_names_the_agency_and_shows_nothing_of_its_record(cast, foreign):
    with acting(cast, "ben"):
        [work] = open_work.of_children(cast.scope("ben"), [foreign.pk])

        assert (work.led_by, work.readable) == ("Oxford Health", False)
        assert not Assessment.objects.filter(pk=work.assessment_id).exists()


def test_what_an_emergency_would_open_is_told_as_ids(cast, foreign):
    record = Assessment.objects.get()

    with acting(cast, "farid"):
        assert emergency.children_of_reference(record.reference.lower()) == [foreign.pk]
        assert emergency.openable([foreign.pk]) == [emergency.Openable(record.pk, cast.health.pk, foreign.pk)]
    Assessment.objects.update(consent="no")
    with acting(cast, "farid"):
        assert emergency.openable([foreign.pk]) == []
    with acting(cast, "dev"):
        assert len(emergency.openable([foreign.pk])) == 1


def test_who_looked_is_told_to_a_lead_of_the_record_s_agency_and_to_the_auditor(cast, foreign):
    for person, agency in ((cast.farid, cast.refuge), (cast.carys, cast.health)):
        factories.membership(person, agency, Role.LEAD)

    def seen(name: str) -> int:
        with acting(cast, name):
            return len(looks.looks_at(cast.scope(name), [foreign.pk], most=50))

    assert [seen(name) for name in ("ben", "farid", "carys")] == [0, 0, 1]
    with acting(cast, "farid"):
        assert not AuditEvent.objects.exists()
    with acting(cast, "grace"):
        assert looks.events(cast.scope("grace"), records=[foreign.pk]).count() == 1


def test_an_id_behind_a_reference_is_told_to_the_auditor_alone(cast, foreign):
    record = Assessment.objects.get()

    for name in ("ben", "dev", "lena", "esme", "carys"):
        with acting(cast, name):
            assert who_looked.ids_named(record.reference) == [], name
    with acting(cast, "grace"):
        assert who_looked.ids_named(record.reference) == [record.pk]


def test_unusual_access_is_found_by_the_system_when_the_auditor_asks(cast):
    child = factories.child("Robin", "Patel")
    audit.record(scope=cast.scope("asha"), action="child.read", subject_type="child", subject_ids=[child.pk])

    with acting(cast, "grace"):
        watch.ask(scope=cast.scope("grace"))
        assert not WatchItem.objects.exists()
    watch.compute_if_asked(now=timezone.now())
    with acting(cast, "grace"):
        rules = set(WatchItem.objects.values_list("rule", flat=True))

    assert "own-surname" in rules


def test_two_records_of_one_child_are_seen_by_whoever_reaches_one_of_them(cast, foreign):
    ours = factories.child("Robin", "Exampel", created_by_agency=cast.school)
    merges.merge(scope=cast.scope("lena"), keep=foreign, duplicate=ours, reason="One child", now=NOW)

    for name in ("asha", "carys"):
        with acting(cast, name):
            assert {one.pk for one in Child.objects.all()} == {foreign.pk, ours.pk}, name
    with acting(cast, "farid"):
        assert not Child.objects.exists()

    merges.unmerge(scope=cast.scope("lena"), duplicate=Child.objects.get(pk=ours.pk), reason="Two after all", now=NOW)

    with acting(cast, "asha"):
        assert [one.pk for one in Child.objects.all()] == [ours.pk]


def test_who_stands_for_whom_follows_every_merge_along_a_chain(cast):
    first, second, third = (factories.child() for _ in range(3))
    Child.objects.filter(pk=first.pk).update(merged_into=second)
    Child.objects.filter(pk=second.pk).update(merged_into=third)

    assert set(children.record_ids(third)) == {first.pk, second.pk, third.pk}

    Child.objects.filter(pk=second.pk).update(merged_into=None)
    assert children.record_ids(third) == [third.pk]
    assert set(children.record_ids(second)) == {first.pk, second.pk}

    Child.objects.filter(pk=first.pk).delete()
    assert children.record_ids(second) == [second.pk]
