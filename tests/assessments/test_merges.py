from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied

from agencies.errors import NotAllowedYet
from agencies.models import AuditEvent
from assessments.facts import AssessmentChildFact
from assessments.models import Child, ChildIdentity, Event
from assessments.selectors import children
from assessments.services import merges
from tests import factories

NOW = datetime(2024, 3, 4, 10, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def merge(cast):
    def do(duplicate, keep, who="lena"):
        duplicate.refresh_from_db()
        return merges.merge(scope=cast.scope(who), keep=keep, duplicate=duplicate, reason="Same child", now=NOW)

    return do


@pytest.fixture
def unmerge(cast):
    def do(duplicate):
        duplicate.refresh_from_db()
        return merges.unmerge(scope=cast.scope("lena"), duplicate=duplicate, reason="Twins after all", now=NOW)

    return do


def standing():
    return dict(ChildIdentity.objects.values_list("id", "stands_for_id"))


def children_counted():
    return set(AssessmentChildFact.objects.values_list("child_id", flat=True))


def test_what_belongs_to_the_duplicate_counts_for_the_record_kept(cast, merge):
    keep, duplicate = factories.child(), factories.child("Robyn")
    factories.assessment(cast.school, children=[keep])
    factories.assessment(cast.school, children=[duplicate])

    merge(duplicate, keep)

    assert children_counted() == {keep.pk}
    assert set(children.visible(cast.scope("lena"))) == {keep}
    assert set(children.record_ids(keep)) == {keep.pk, duplicate.pk}


def test_a_chain_ends_at_its_last_record_and_comes_undone_link_by_link(merge, unmerge):
    first, second, third = (factories.child() for _ in range(3))

    merge(first, second)
    merge(second, third)
    assert standing() == {first.pk: third.pk, second.pk: third.pk}

    unmerge(second)
    assert standing() == {first.pk: second.pk}
    unmerge(first)
    assert standing() == {}


def test_undoing_gives_both_records_back_as_they_were(cast, merge, unmerge):
    keep, duplicate = factories.child(), factories.child("Robyn", postcode="OX1 1ND")
    assessment = factories.assessment(cast.school, children=[duplicate])
    before = Child.objects.filter(pk__in=[keep.pk, duplicate.pk]).order_by("pk").values()
    kept = [{**row, "version": None} for row in before]
    links = list(assessment.links.values())

    merge(duplicate, keep)
    unmerge(duplicate)

    after = Child.objects.filter(pk__in=[keep.pk, duplicate.pk]).order_by("pk").values()
    assert [{**row, "version": None} for row in after] == kept
    assert list(assessment.links.values()) == links
    assert children_counted() == {duplicate.pk}


def test_no_chain_closes_to_a_circle(merge):
    first, second, third = (factories.child() for _ in range(3))
    merge(first, second)
    merge(second, third)

    for keep in (first, second):
        with pytest.raises(NotAllowedYet, match="itself merged"):
            merge(third, keep)
    with pytest.raises(NotAllowedYet, match="two different"):
        merge(third, third)


def test_a_record_is_merged_once(merge):
    first, second, third = (factories.child() for _ in range(3))
    merge(first, second)

    with pytest.raises(NotAllowedYet, match="already"):
        merge(first, third)


def test_what_is_not_merged_cannot_be_undone(unmerge):
    with pytest.raises(NotAllowedYet, match="not merged"):
        unmerge(factories.child())


@pytest.mark.parametrize("who", ["asha", "ben", "carys", "dev", "esme", "farid", "grace"])
def test_only_lcss_merges(merge, who):
    keep, duplicate = factories.child(), factories.child()

    with pytest.raises(PermissionDenied):
        merge(duplicate, keep, who=who)

    duplicate.refresh_from_db()
    assert duplicate.merged_into is None


def test_both_records_tell_of_the_merge_and_the_audit_too(cast, merge, unmerge):
    keep, duplicate = factories.child(), factories.child()

    merge(duplicate, keep)
    unmerge(duplicate)

    told = Event.objects.order_by("id").values_list("kind", "child_id", "reason")
    assert list(told) == [
        ("child.merged", duplicate.pk, "Same child"),
        ("child.merged", keep.pk, "Same child"),
        ("child.unmerged", duplicate.pk, "Twins after all"),
        ("child.unmerged", keep.pk, "Twins after all"),
    ]
    assert AuditEvent.objects.filter(action="child.merged", actor=cast.lena).count() == 2


def test_nothing_is_merged_when_the_audit_fails(merge, monkeypatch):
    keep, duplicate = factories.child(), factories.child()

    def broken(**details):
        raise RuntimeError

    monkeypatch.setattr("agencies.services.audit.record", broken)
    with pytest.raises(RuntimeError):
        merge(duplicate, keep)

    duplicate.refresh_from_db()
    assert duplicate.merged_into is None
