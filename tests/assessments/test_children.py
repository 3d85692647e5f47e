from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from agencies.errors import Stale
from agencies.models import AuditEvent
from assessments.matching import ChildDetails
from assessments.models import Assessment, Child, Event
from assessments.models.child import names_to_search
from assessments.selectors import children as selectors
from assessments.services import children
from tests import factories

TODAY = date(2024, 3, 4)
NOW = datetime(2024, 3, 4, 10, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def seen(cast, name):
    return set(selectors.visible(cast.scope(name)))


def test_who_adds_a_child_sees_it_and_so_does_the_lead(cast):
    child = children.add(scope=cast.scope("asha"), forename="Amelia", surname="Whitfield", on=TODAY)

    assert seen(cast, "asha") == {child}
    assert seen(cast, "ben") == {child}
    assert child.created_by_agency == cast.school
    for name in ("carys", "dev", "lena", "esme", "farid", "grace"):
        assert seen(cast, name) == set(), name


def test_children_of_shared_assessments_are_seen_by_the_team_the_lead_and_lcss(cast):
    child = factories.child()
    factories.assessment(cast.school, team=cast.pastoral, children=[child])

    assert {name for name in ("asha", "ben", "carys", "dev", "lena", "esme", "farid", "grace") if seen(cast, name)} == {
        "asha",
        "ben",
        "lena",
    }


@pytest.mark.parametrize("discarded", [False, True])
def test_a_link_made_in_an_own_draft_opens_no_child(cast, discarded):
    child = factories.child("Amelia", "Whitfield")
    duplicate = factories.child("Amelia", "Whitfeild", merged_into=factories.child("Amelie", "Whitfield"))
    draft = factories.assessment(cast.school, author=cast.asha, status="draft", children=[child, duplicate])
    if discarded:
        Assessment.objects.filter(pk=draft.pk).update(status="withdrawn", withdrawn_at=NOW)

    assert seen(cast, "asha") == set()
    assert list(selectors.search(cast.scope("asha"), "whit")) == []
    assert selectors.on_assessment(cast.scope("asha"), draft) == set()


def test_a_link_opens_the_child_once_the_assessment_was_completed(cast):
    child = factories.child()
    draft = factories.assessment(cast.school, author=cast.asha, status="draft", children=[child])

    Assessment.objects.filter(pk=draft.pk).update(status="completed", completed_on=TODAY)

    assert seen(cast, "asha") == {child}


def test_a_child_that_the_person_added_is_seen_while_the_assessment_is_a_draft(cast):
    child = children.add(scope=cast.scope("asha"), forename="Amelia", surname="Whitfield", on=TODAY)
    draft = factories.assessment(cast.school, author=cast.asha, status="draft", children=[child])

    assert selectors.on_assessment(cast.scope("asha"), draft) == {child.pk}


@pytest.mark.parametrize("marked", range(3))
def test_a_child_is_protected_when_any_record_of_its_chain_is(marked):
    last = factories.child()
    middle = factories.child(merged_into=last)
    chain = (factories.child(merged_into=middle), middle, last)
    assert not any(selectors.is_protected(record) for record in chain)

    Child.objects.filter(pk=chain[marked].pk).update(protected=True)

    assert all(selectors.is_protected(record) for record in chain)


def test_children_in_contacts_are_seen_by_the_mash_alone(cast):
    child = factories.child()
    factories.contact(cast.school, children=[child])

    assert seen(cast, "dev") == {child}
    assert seen(cast, "asha") == seen(cast, "ben") == seen(cast, "lena") == set()


def test_the_mash_does_not_see_other_children_of_the_same_assessment(cast):
    child, sibling = factories.child(), factories.child("Sam")
    factories.assessment(cast.school, children=[child, sibling])
    factories.contact(cast.school, children=[child])

    assert seen(cast, "dev") == {child}


def test_a_merged_record_is_seen_as_the_one_that_stands_for_it(cast):
    keep = factories.child()
    duplicate = factories.child(merged_into=keep)
    factories.contact(cast.school, children=[duplicate])

    assert seen(cast, "dev") == {keep}


@pytest.mark.parametrize("surname", ["O'Brien", "O\u2019Brien", "OBrien"])
@pytest.mark.parametrize("text", ["O'Brien", "obrien", "O\u2019BRIEN", "o brien", "sinead o'b"])
def test_search_minds_no_apostrophe(cast, surname, text):
    child = factories.child("Sinead", surname)
    factories.contact(cast.school, children=[child])

    assert list(selectors.search(cast.scope("dev"), text)) == [child]


def test_search_has_an_index_to_look_in():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    found = Child.objects.alias(names=names_to_search()).filter(names__contains="BRIEN")

    assert "child_names_to_search" in found.explain()


def test_search_takes_parts_of_names_in_any_order_and_the_nhs_number(cast):
    child = factories.child("Amelia", "Whitfield", nhs_number="9434765919")
    factories.contact(cast.school, children=[child, factories.child("Zachary", "Okafor")])
    dev = cast.scope("dev")

    for text in ("whit", "field amel", "Whitfield, Amelia", "943 476 5919"):
        assert list(selectors.search(dev, text)) == [child], text
    assert list(selectors.search(dev, "whit zach")) == []


def test_adding_writes_record_event_and_audit_together(cast, monkeypatch):
    children.add(scope=cast.scope("asha"), forename="Amelia", surname="Whitfield", on=TODAY)

    [event] = Event.objects.all()
    [row] = AuditEvent.objects.all()
    assert (event.kind, event.actor, event.occurred_on) == ("child.added", cast.asha, TODAY)
    assert (row.action, row.subject_ids) == ("child.added", [event.child_id])


def test_nothing_is_added_when_the_audit_fails(cast, monkeypatch):
    def broken(**details):
        raise RuntimeError

    monkeypatch.setattr("agencies.services.audit.record", broken)
    with pytest.raises(RuntimeError):
        children.add(scope=cast.scope("asha"), forename="Amelia", surname="Whitfield", on=TODAY)

    assert not Child.objects.exists()
    assert not Event.objects.exists()


def test_a_correction_keeps_what_the_record_looked_like_before(cast):
    child = factories.child("Amelia", "Whitfeild")

    children.correct(
        scope=cast.scope("asha"),
        child=child,
        version=1,
        changes={"surname": "Whitfield"},
        reason="Typed wrong",
        on=TODAY,
    )

    child.refresh_from_db()
    assert (child.surname, child.version) == ("Whitfield", 2)
    assert [row.surname for row in child.history.all()] == ["Whitfeild"]
    assert Event.objects.get(child=child).reason == "Typed wrong"


def test_a_correction_of_an_older_version_is_stale_and_changes_nothing(cast):
    child = factories.child("Amelia", "Whitfeild", version=2)

    with pytest.raises(Stale):
        children.correct(
            scope=cast.scope("asha"), child=child, version=1, changes={"surname": "Whitfield"}, reason="Typo", on=TODAY
        )

    child.refresh_from_db()
    assert child.surname == "Whitfeild"


def test_looking_for_a_child_is_on_record_with_who_was_shown(cast):
    child = factories.child("Amelia", "Whitfield")

    children.look_for(
        scope=cast.scope("asha"), typed=ChildDetails("Amelia", "Whitfield", date_of_birth=child.date_of_birth), now=NOW
    )

    row = AuditEvent.objects.get()
    assert (row.action, row.actor, row.subject_ids) == ("child.looked_for", cast.asha, [child.pk])
    assert "Whitfield" not in str(vars(row))


def test_looking_is_limited_in_an_hour(cast, monkeypatch):
    monkeypatch.setattr(children, "LOOK_UPS_PER_HOUR", 3)
    now = datetime.now(UTC)
    look = {"scope": cast.scope("asha"), "typed": ChildDetails("Amelia", "Whitfield")}
    for _ in range(3):
        children.look_for(**look, now=now)

    with pytest.raises(children.TooManyLookUps):
        children.look_for(**look, now=now)
    assert children.look_for(**look, now=now + timedelta(minutes=61)) == []


def test_those_who_may_not_record_find_nobody(cast):
    factories.child("Amelia", "Whitfield")

    for name in ("lena", "esme", "grace"):
        assert selectors.near_matches(cast.scope(name), ChildDetails("Amelia", "Whitfield")) == [], name


def test_chosen_children_are_found_once_and_new_ones_added(cast):
    keep = factories.child()
    duplicate = factories.child(merged_into=keep)
    choices = [
        children.ChildChoice(child_id=duplicate.pk),
        children.ChildChoice(child_id=keep.pk),
        children.ChildChoice(details=ChildDetails("Iris", "Stone", date_of_birth=date(2020, 1, 1))),
    ]

    found = children.find_or_add(scope=cast.scope("asha"), choices=choices, on=TODAY)

    assert found[0] == keep
    assert [child.name for child in found[1:]] == ["Iris Stone"]
