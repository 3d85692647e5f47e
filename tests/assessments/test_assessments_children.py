"""The children of a draft: set anew as a whole, or not at all."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from agencies.models import AuditEvent
from assessments.models import Assessment, AssessmentChild, Child
from assessments.presenters import words
from assessments.services import assessments, merges
from tests import factories
from tests.assessments.test_assessments_life import started

NOW = datetime(2022, 11, 1, 12, tzinfo=UTC)
NEW = {"new-forename": "Amelia", "new-surname": "Whitfield", "new-date_of_birth": "2016-04-03"}


def drafted(cast, *children):
    return factories.assessment(cast.school, status="draft", author=cast.asha, children=children)


def sent_too_late(cast, made):
    """The page of the children with one more typed, sent after someone else saved the draft."""
    client, url = cast.client("asha"), reverse("assessment_children", args=[made.pk])
    page = client.get(url)
    assessments.save(made, version=made.version, why_now="Meanwhile")
    return client.post(url, {"version": "1", "child": page.context["picker"].chosen[0].token, **NEW})


def test_when_someone_was_faster_no_child_is_left_behind(cast, clone):
    made = drafted(cast, factories.child())

    answer = sent_too_late(cast, made)

    assert answer.status_code == 409
    assert Child.objects.count() == 1


@pytest.mark.django_db
def test_links_that_stay_are_not_written_again(cast):
    staying, leaving, coming = factories.child(), factories.child("Sam"), factories.child("Iris")
    made = drafted(cast, staying, leaving)
    link = AssessmentChild.objects.get(child=staying)

    assessments.set_children(
        scope=cast.scope("asha"), assessment=made, children=[staying, coming, coming], version=made.version
    )

    assert set(made.links.values_list("child_id", flat=True)) == {staying.pk, coming.pk}
    assert AssessmentChild.objects.get(child=staying).pk == link.pk


@pytest.mark.django_db
def test_undoing_a_merge_gives_each_draft_its_child_back(cast):
    keep, duplicate = factories.child("Robin"), factories.child("Robyn")
    made = drafted(cast, duplicate)
    merges.merge(scope=cast.scope("lena"), keep=keep, duplicate=duplicate, reason="Same child", now=NOW)
    scope = cast.scope("asha")

    saved = assessments.set_children(scope=scope, assessment=made, children=[keep], version=made.version)
    duplicate.refresh_from_db()
    merges.unmerge(scope=cast.scope("lena"), duplicate=duplicate, reason="Twins", now=NOW)

    assert list(saved.children.all()) == [duplicate]


# Whose content leaves is on record, on each page


def reads(of):
    return list(AuditEvent.objects.filter(subject_ids__contains=[of.pk]).values_list("action", "actor__name"))


@pytest.mark.django_db
def test_the_children_of_a_draft_are_not_shown_without_a_record_of_it(cast):
    made = drafted(cast, factories.child())

    cast.client("asha").get(reverse("assessment_children", args=[made.pk]))

    assert reads(made) == [("assessment.read", "Asha Patel")]


@pytest.mark.django_db
def test_the_page_to_share_is_not_shown_without_a_record_of_it(cast):
    made = factories.assessment(cast.school, shared_on=None)

    cast.client("ben").get(reverse("assessment_share", args=[made.pk]))

    assert reads(made) == [("assessment.read", "Ben Okafor")]


@pytest.mark.django_db
def test_the_page_to_undo_a_merge_is_not_shown_without_a_record_of_it(cast):
    keep = factories.child()
    duplicate = factories.child("Robyn", merged_into=keep)
    factories.assessment(cast.school, children=[duplicate])

    cast.client("lena").get(reverse("child_unmerge", args=[duplicate.pk]))

    assert reads(duplicate) == [("child.read", "Lena Novak")]


@pytest.mark.django_db
def test_what_someone_else_saved_is_not_shown_without_a_record_of_it(cast):
    made = factories.assessment(cast.school)
    assessments.save(made, version=made.version, child_voice="Saved first")
    late = {"version": "1", "child_voice": "Typed", "reason": "Misheard"}

    answer = cast.client("ben").post(reverse("assessment_correct", args=[made.pk, "voices"]), late)

    assert answer.status_code == 409
    assert reads(made) == [("assessment.read", "Ben Okafor")]


@pytest.mark.django_db
def test_what_someone_else_saved_of_a_contact_or_a_child_is_on_record_too(cast):
    child = factories.child()
    contact = factories.contact(cast.health, children=[child], version=2)
    Child.objects.update(version=2)
    client = cast.client("dev")

    moved = client.post(
        reverse("contact_prioritise", args=[contact.pk]), {"version": "1", "priority": "red", "reason": "x"}
    )
    corrected = client.post(
        reverse("child_correct", args=[child.pk]),
        {"version": "1", "forename": "Robyn", "surname": "Example", "date_of_birth": "2015-05-01", "reason": "x"},
    )

    assert (moved.status_code, corrected.status_code) == (409, 409)
    assert reads(contact) == [("contact.read", "Dev Sharma")]
    assert reads(child) == [("child.read", "Dev Sharma")]


@pytest.mark.django_db
def test_once_completed_its_children_go_by_their_own_names(cast):
    made = started(cast)
    child = made.children.get()
    Assessment.objects.filter(pk=made.pk).update(typed_names={str(child.pk): "Robyn"})
    made.refresh_from_db()
    before = words.children_of(made)

    done = assessments.complete(
        scope=cast.scope("asha"), assessment=made, version=made.version, completed_on=date(2022, 10, 10), shared_on=None
    )

    assert (before, words.children_of(done)) == ("Robyn", child.name)
