from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from agencies.errors import NotAllowedYet
from agencies.models import AuditEvent
from assessments.facts import AssessmentChildFact
from assessments.models import Child, ChildIdentity, Event
from assessments.selectors import children, history
from assessments.services import children as services
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


# What the record kept does not know


KNOWN = {
    "nhs_number": "9434765919",
    "sex": "F",
    "ethnicity": "WBRI",
    "address": "1 High Street",
    "postcode": "OX1 1AA",
    "school": "Hilltop",
}
UNKNOWN = {"nhs_number": "", "sex": "U", "ethnicity": "NOBT", "address": "", "postcode": "", "school": ""}


def told(child):
    return {field: getattr(Child.objects.get(pk=child.pk), field) for field in KNOWN}


def correct(cast, child, *, version, **changes):
    services.correct(
        scope=cast.scope("lena"), child=child, version=version, changes=changes, reason="Seen", on=NOW.date()
    )


def test_what_the_record_kept_does_not_know_it_takes_over_and_gives_back(cast, merge, unmerge):
    keep, duplicate = factories.child(**UNKNOWN), factories.child(**KNOWN)

    merge(duplicate, keep)

    assert told(keep) == told(duplicate) == KNOWN
    unmerge(duplicate)
    assert (told(keep), told(duplicate)) == (UNKNOWN, KNOWN)
    told_of = history.of_child(cast.scope("lena"), Child.objects.get(pk=keep.pk), [keep.pk])
    assert [one.reason for one in told_of if one.kind in history.TAKEN_OVER] == 2 * [
        "NHS number, address, ethnicity, postcode, school or setting, sex"
    ]
    for action in history.TAKEN_OVER:
        assert AuditEvent.objects.get(action=action).subject_ids == [keep.pk]


def test_what_it_knows_stays_and_so_does_what_was_corrected_since(cast, merge, unmerge):
    keep, duplicate = factories.child(**{**UNKNOWN, "school": "Valley"}), factories.child(**KNOWN)

    merge(duplicate, keep)
    correct(cast, keep, version=2, sex="M")
    unmerge(duplicate)

    assert told(keep) == {**UNKNOWN, "school": "Valley", "sex": "M"}


def test_nothing_to_take_over_takes_nothing_back(cast, merge, unmerge):
    keep, duplicate = factories.child(**UNKNOWN), factories.child(**UNKNOWN)

    merge(duplicate, keep)
    correct(cast, keep, version=1, nhs_number="9434765919")
    unmerge(duplicate)

    assert told(keep)["nhs_number"] == "9434765919"


def test_a_chain_gives_back_all_the_way_up(merge, unmerge):
    first, second, third = factories.child(**KNOWN), factories.child(**UNKNOWN), factories.child(**UNKNOWN)
    merge(first, second)
    merge(second, third)
    assert told(third) == KNOWN

    unmerge(first)

    assert told(second) == told(third) == UNKNOWN


def test_no_address_is_taken_over_from_a_protected_child(merge):
    keep, duplicate = factories.child(**UNKNOWN), factories.child(**KNOWN, protected=True)

    merge(duplicate, keep)

    assert told(keep) == {**KNOWN, "address": "", "postcode": ""}


def test_the_page_says_what_is_taken_over_and_shows_the_s_and_ns_of_each(cast):
    keep, duplicate = factories.child(**UNKNOWN), factories.child(**KNOWN)
    of_each = [factories.assessment(cast.school, children=[child]) for child in (keep, duplicate)]
    unseen = factories.assessment(cast.school, children=[duplicate], shared_on=None)

    page = cast.client("lena").get(reverse("child_merge", args=[keep.pk, duplicate.pk])).content.decode()

    assert "Taken over from the duplicate: Sex Female; Ethnicity White British; NHS number 943 476 5919" in page
    assert "1 High Street" in page
    assert all(one.reference in page for one in of_each)
    assert unseen.reference not in page
