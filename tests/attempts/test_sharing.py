"""Families that are shared, merged, met about, and no longer shared."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, Child, Event, MeetingAttendance
from assessments.models.event import EventKind
from tests import factories
from tests.attempts.secrets import BORN, leaked, reads

pytestmark = pytest.mark.django_db


def test_a_merge_of_two_children_opens_no_record_of_the_other_agency(cast, child, theirs, own):
    mine = own.children.get()
    Child.objects.filter(pk=child.pk).update(merged_into=mine)
    Event.objects.create(
        kind=EventKind.ASSESSMENT_CORRECTED, occurred_on=BORN, assessment=theirs, reason="Riverside words"
    )
    asha = cast.client("asha")

    page = asha.get(reverse("child_detail", args=[mine.pk]))

    assert page.status_code == 200
    assert theirs.reference.encode() not in page.content
    assert b"Riverside words" not in page.content
    assert reads(asha, theirs) == [404]


def test_who_was_taken_off_the_list_of_a_meeting_reads_no_more(cast, theirs):
    meeting = factories.meeting(theirs)
    place = MeetingAttendance.objects.create(meeting=meeting, name="Asha", user=cast.asha, agency=cast.school)
    asha = cast.client("asha")
    assert reads(asha, theirs, meeting) == [200, 200]

    place.delete()

    assert reads(asha, theirs, meeting) == [404, 404]


ENDS = {
    "agreement refused": {"consent": "no"},
    "withdrawn": {"status": "withdrawn", "withdrawn_at": timezone.now()},
}


@pytest.mark.parametrize("why", ENDS)
@pytest.mark.parametrize("player", ["lena", "carys", "dev"])
def test_what_was_shared_is_closed_by_every_way_when_it_ends(cast, own, player, why):
    child = own.children.get()
    meeting = factories.meeting(own)
    MeetingAttendance.objects.create(meeting=meeting, name="Carys", user=cast.carys, agency=cast.health)
    factories.contact(cast.health, children=[child])
    client = cast.client(player)
    assert reads(client, own, meeting) == [200, 200]

    Assessment.objects.filter(pk=own.pk).update(**{"shared_on": None, **ENDS[why]})

    ways = ("assessment_detail", "assessment_history", "assessment_correct", "meeting_plan")
    urls = [reverse(way, args=[own.pk, *(["why-now"] if way.endswith("correct") else [])]) for way in ways]
    assert [client.get(url).status_code for url in urls] == [404] * 4
    assert reads(client, meeting) == [404]
    for name in ("assessment_list", "meeting_list", "home"):
        if name != "home":
            assert own.reference.encode() not in client.get(reverse(name)).content


def test_a_child_put_on_an_own_draft_stays_closed(cast, child, theirs):
    factories.assessment(cast.school, children=[child], author=cast.asha, status="draft")
    asha = cast.client("asha")

    for name in ("child_detail", "child_history", "child_correct"):
        response = asha.get(reverse(name, args=[child.pk]))
        assert response.status_code == 404
        assert leaked(response) == []
