"""What the pages say of two records of one child, before and after they are merged."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.models import AuditEvent
from assessments.models import Child, Event
from tests import factories

pytestmark = pytest.mark.django_db
BORN = date(2016, 3, 31)


@pytest.fixture
def siblings(cast):
    """Fatima, to be kept, and Noor: both on one S&N of the school."""
    both = [factories.child(name, "Malik", date_of_birth=BORN) for name in ("Fatima", "Noor")]
    assessment = factories.assessment(cast.school, team=cast.pastoral, children=both)
    return *both, assessment


@pytest.fixture
def merged(cast, siblings):
    fatima, noor, assessment = siblings
    cast.client("lena").post(url("child_merge", fatima, noor), {"reason": "Her second forename", "sure": "on"})
    return fatima, noor, assessment


def url(name, *records):
    return reverse(name, args=[record.pk for record in records])


def page(cast, player, *address):
    return cast.client(player).get(url(*address)).content.decode()


def test_a_child_with_two_records_on_one_sn_is_named_once(cast, merged):
    shown = page(cast, "asha", "assessment_detail", merged[2])

    assert shown.count("born 31 March 2016") == 1
    assert "(also recorded here as Noor Malik)" in shown


def test_brothers_and_sisters_are_each_named(cast, siblings):
    shown = page(cast, "asha", "assessment_detail", siblings[2])

    assert shown.count("born 31 March 2016") == 2
    assert "also recorded" not in shown


def test_a_merge_and_its_undoing_are_told_once_with_who_and_why(cast, merged):
    fatima, noor, _ = merged
    chronology = page(cast, "asha", "child_detail", fatima)
    cast.client("lena").post(url("child_unmerge", noor), {"reason": "They are twins after all"})

    assert chronology.count("Records of the same child merged") == 1
    for child in (fatima, noor):
        told = page(cast, "lena", "child_history", child)
        assert told.count("Records of the same child merged") == told.count("Merge undone") == 1
        assert "Her second forename" in told
        assert "They are twins after all" in told
        assert cast.lena.name in told


def test_the_old_address_of_a_merged_child_leads_whoever_may_see_it_to_the_record_that_stands(cast, merged):
    fatima, noor, _ = merged

    answer = cast.client("asha").get(url("child_detail", noor))

    assert answer.headers["Location"] == url("child_detail", fatima)
    elsewhere = cast.client("farid").get(url("child_detail", noor))
    assert elsewhere.status_code == 404
    nowhere = reverse("child_detail", args=["7b2f1c7e-0000-4000-8000-000000000000"])
    assert elsewhere.content == cast.client("farid").get(nowhere).content


def test_going_back_to_a_merge_that_is_done_or_undone_leads_to_the_child_and_is_no_refusal(cast, merged):
    fatima, noor, _ = merged
    lena, again = cast.client("lena"), {"reason": "Her second forename", "sure": "on"}
    pages = [url("child_merge", fatima, noor), url("child_merge", noor, fatima), url("child_merge_search", noor)]

    for page in pages:
        for answer in (lena.get(page), lena.post(page, again)):
            assert answer.headers["Location"] == url("child_detail", fatima)
    assert "This record is merged already" in lena.get(url("child_detail", fatima)).content.decode()
    lena.post(url("child_unmerge", noor), {"reason": "They are twins after all"})
    assert lena.get(url("child_unmerge", noor)).headers["Location"] == url("child_detail", noor)
    assert lena.post(url("child_unmerge", noor), again).headers["Location"] == url("child_detail", noor)
    assert Event.objects.filter(kind="child.unmerged", child=noor).count() == 1
    assert not AuditEvent.objects.filter(action="refused").exists()


@pytest.mark.parametrize("reason", ["", "x", "123456789"])
def test_merging_and_undoing_take_a_sentence(cast, siblings, reason):
    fatima, noor, _ = siblings
    lena, typed = cast.client("lena"), {"reason": reason, "sure": "on"}

    assert b"Say why, in a sentence" in lena.post(url("child_merge", fatima, noor), typed).content
    Child.objects.filter(pk=noor.pk).update(merged_into=fatima)
    assert b"Say why, in a sentence" in lena.post(url("child_unmerge", noor), typed).content

    noor.refresh_from_db()
    assert noor.merged_into_id == fatima.pk


def test_where_there_is_a_doubt_lcss_says_that_it_is_sure(cast, siblings):
    fatima, noor, _ = siblings
    same = factories.child("Fatima", "Malik", date_of_birth=BORN)
    factories.assessment(cast.school, children=[same])

    answer = cast.client("lena").post(url("child_merge", fatima, noor), {"reason": "Her second forename"})

    assert b"Tick that you are sure" in answer.content
    noor.refresh_from_db()
    assert noor.merged_into_id is None
    assert "I am sure" not in page(cast, "lena", "child_merge", fatima, same)
