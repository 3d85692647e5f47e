"""Families that are shared, merged, met about, and no longer shared."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, Child, Event, MeetingAttendance
from assessments.models.event import EventKind
from assessments.services import merges
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
    "agreement left blank": {"consent": "", "consent_on": None},
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


def test_a_near_match_linked_in_a_draft_goes_by_the_name_that_was_typed(cast):
    """Who types a name like theirs would learn the one that it is recorded by, and then throw the draft away."""
    theirs = factories.child("Amelia", "Whitfield-Canary", date_of_birth=BORN, nhs_number="")
    factories.assessment(cast.health, children=[theirs], status="withdrawn", withdrawn_at=timezone.now())
    asha, start = cast.client("asha"), reverse("assessment_start")
    key = str(asha.get(start).context["form"]["request_key"].value())
    typed = {"new-forename": "Amelia", "new-surname": "Whitfield", "new-date_of_birth": f"{BORN}", "request_key": key}
    asked = asha.post(start, typed).context["picker"].typed_token
    asha.post(start, {"request_key": key, "typed": asked, "match": str(theirs.pk)})
    draft = Assessment.objects.drafts().get(children=theirs)

    shown = [
        asha.get(url)
        for url in (
            reverse("assessment_tasks", args=[draft.pk]),
            reverse("assessment_children", args=[draft.pk]),
            reverse("assessment_check", args=[draft.pk]),
            reverse("assessment_list"),
            reverse("home"),
        )
    ]
    linked = asha.get(reverse("assessment_children", args=[draft.pk])).context["picker"].chosen[0].token
    again = {"version": draft.version, "child": linked, "new-forename": "", "new-surname": ""}
    asha.post(reverse("assessment_children", args=[draft.pk]), again)
    shown.append(asha.get(reverse("assessment_tasks", args=[draft.pk])))
    Assessment.objects.filter(pk=draft.pk).update(status="withdrawn", withdrawn_at=timezone.now())
    shown.append(asha.get(reverse("assessment_detail", args=[draft.pk])))

    assert {response.status_code for response in shown} == {200}
    assert not any(b"Canary" in response.content for response in shown)
    assert b"Amelia Whitfield" in shown[0].content
    assert b"Amelia Whitfield" in shown[-1].content


def test_a_merge_that_is_undone_closes_what_it_had_opened(cast, child, theirs, own):
    mine, scope = own.children.get(), cast.scope("lena")
    merges.merge(scope=scope, keep=mine, duplicate=child, reason="One name", now=timezone.now())
    asha = cast.client("asha")
    assert leaked(asha.get(reverse("child_detail", args=[mine.pk])))

    child.refresh_from_db()
    merges.unmerge(scope=scope, duplicate=child, reason="Two children", now=timezone.now())

    assert reads(asha, mine, child) == [200, 404]
    for name in ("child_detail", "child_history"):
        assert leaked(asha.get(reverse(name, args=[mine.pk]))) == []


def test_who_saw_both_when_they_were_merged_does_not_undo_it_when_neither_is_shared(cast, child, theirs, own):
    merges.merge(
        scope=cast.scope("lena"), keep=own.children.get(), duplicate=child, reason="One name", now=timezone.now()
    )
    Assessment.objects.filter(pk__in=[theirs.pk, own.pk]).update(shared_on=None)

    response = cast.client("lena").post(reverse("child_unmerge", args=[child.pk]), {"reason": "Two children"})

    assert response.status_code == 404
    assert Child.objects.get(pk=child.pk).merged_into_id == own.children.get().pk
