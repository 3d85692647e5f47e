"""Two records that look like one child, of which LCSS says that they are of two."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from agencies.errors import NotAllowedYet
from agencies.models import AuditEvent
from assessments import matching
from assessments.matching import ChildDetails
from assessments.models import Child, TwoChildren
from assessments.services import merges, two_children
from tests import factories
from tests.promises.test_008_second_wall import acting

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 3, 4, 10, tzinfo=UTC)
BORN = date(2015, 5, 1)
WHY = "Twins of one forename, seen together at school"


@pytest.fixture
def alike(cast):
    """Records of one name and birth date, each on an S&N of its own, in the order of their keys."""

    def make(number=2):
        made = [factories.child("Ida", "Twin", date_of_birth=BORN) for _ in range(number)]
        for child in made:
            factories.assessment(cast.school, children=[child])
        return sorted(made, key=lambda child: child.pk)

    return make


@pytest.fixture
def say(cast):
    def do(one, other, who="lena"):
        return two_children.say(scope=cast.scope(who), one=one, other=other, reason=WHY, now=NOW)

    return do


def address(name, one, other):
    return reverse(name, args=[one.pk, other.pk])


def pairs(cast):
    """On the list of likely duplicates."""
    rows = cast.client("lena").get(reverse("quality_check", args=["duplicates"])).context["page"]
    return [{row.pk, row.other_id} for row in rows]


@time_machine.travel(NOW)
def test_lcss_says_so_and_the_pair_leaves_the_list_until_it_is_taken_back(cast, alike):
    one, other = alike()
    lena = cast.client("lena")
    assert pairs(cast) == [{one.pk, other.pk}]

    said = lena.post(address("child_merge", other, one), {"reason": WHY, "answer": "two"}, follow=True)

    assert pairs(cast) == []
    for page in (said, lena.get(address("child_merge", one, other))):
        shown = page.content.decode()
        assert f"as {cast.lena.name} said on 4 March 2024: {WHY}." in shown
        assert "Take this back" in shown
        assert 'name="reason"' not in shown
    assert AuditEvent.objects.get(action="child.told_apart").subject_ids == [one.pk, other.pk]
    again = lena.post(address("child_one_after_all", one, other), follow=True)
    assert 'name="reason"' in again.content.decode()
    assert pairs(cast) == [{one.pk, other.pk}]
    kept = TwoChildren.objects.get()
    assert (kept.said_by, kept.reason, kept.taken_back_by) == (cast.lena, WHY, cast.lena)
    assert AuditEvent.objects.get(action="child.told_apart_no_more").subject_ids == [one.pk, other.pk]


def test_saying_so_takes_a_sentence_and_no_tick(cast):
    one, other = (factories.child(name, "Twin", date_of_birth=BORN) for name in ("Ida", "Ada"))
    factories.assessment(cast.school, children=[one, other])
    page, lena = address("child_merge", one, other), cast.client("lena")

    answer = lena.post(page, {"reason": "no", "answer": "two"})

    assert list(answer.context["form"].errors) == ["reason"]
    assert 'id="id_reason_error"' in answer.content.decode()
    assert not TwoChildren.objects.exists()
    assert list(lena.post(page, {"reason": WHY, "answer": "one"}).context["form"].errors) == ["sure"]
    lena.post(page, {"reason": WHY, "answer": "two"})
    assert TwoChildren.objects.exists()


def test_what_is_typed_elsewhere_is_warned_of_as_before(cast, alike, say):
    one, other = alike()
    details = ChildDetails("Ida", "Twin", date_of_birth=BORN)
    before = {match.child_id for match in matching.candidates(details)}

    say(one, other)

    assert {match.child_id for match in matching.candidates(details)} == before == {one.pk, other.pk}
    table = cast.client("lena").get(reverse("child_merge_search", args=[one.pk])).content.decode()
    assert "Said to be another child" in table


def test_it_is_said_once_and_the_others_of_the_name_stay_on_the_list(cast, alike, say):
    one, other, third = alike(3)

    assert say(one, other) == say(other, one)

    assert TwoChildren.objects.count() == 1
    assert sorted(pairs(cast), key=str) == sorted([{one.pk, third.pk}, {other.pk, third.pk}], key=str)


def test_who_are_two_are_not_merged_before_that_is_taken_back(cast, alike, say):
    one, other = alike()
    say(one, other)

    with pytest.raises(NotAllowedYet, match="take that back first"):
        merges.merge(scope=cast.scope("lena"), keep=one, duplicate=other, reason=WHY, now=NOW)

    two_children.take_back(scope=cast.scope("lena"), one=other, other=one, now=NOW)
    merges.merge(scope=cast.scope("lena"), keep=one, duplicate=other, reason=WHY, now=NOW)
    with pytest.raises(NotAllowedYet, match="merged"):
        say(one, other)


def test_it_stays_with_a_record_that_is_merged_into_a_third(cast, alike, say):
    one, other, third = alike(3)
    say(one, other)
    merges.merge(scope=cast.scope("lena"), keep=third, duplicate=one, reason=WHY, now=NOW)

    page = cast.client("lena").get(address("child_merge", third, other)).content.decode()

    assert "LCSS said of a record that is merged into one of them" in page
    assert "I am sure" in page
    assert pairs(cast) == [{other.pk, third.pk}]
    merges.unmerge(scope=cast.scope("lena"), duplicate=Child.objects.get(pk=one.pk), reason=WHY, now=NOW)
    assert "Take this back" in cast.client("lena").get(address("child_merge", one, other)).content.decode()


@pytest.mark.parametrize("who", ["asha", "ben", "carys", "dev", "esme", "farid", "grace"])
def test_only_lcss_says_so_and_reads_it_also_behind_the_wall(cast, alike, say, who):
    one, other = alike()
    with pytest.raises(PermissionDenied):
        say(one, other, who=who)
    say(one, other)

    with acting(cast, who):
        assert not TwoChildren.objects.exists()
    with acting(cast, "lena"):
        assert TwoChildren.objects.exists()


def test_nothing_is_said_when_the_audit_fails(alike, say, monkeypatch):
    def broken(**details):
        raise RuntimeError

    one, other = alike()
    monkeypatch.setattr("agencies.services.audit.record", broken)
    with pytest.raises(RuntimeError):
        say(one, other)

    assert not TwoChildren.objects.exists()
