"""Finding or adding children inside another form, as the form for a MASH contact does it."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import AuditEvent
from assessments.forms.child_picker import ChildPicker
from assessments.models import Child, Contact
from assessments.services import children as services
from tests import factories

pytestmark = pytest.mark.django_db
BORN = date(2015, 3, 12)
TYPED = {"new-forename": "Amelia", "new-surname": "Whitfield", "new-date_of_birth": "2015-03-12"}


@pytest.fixture
def form(cast):
    """Posts the form of a contact; what the page says about children goes along by itself."""
    client = cast.client("dev")

    def post(page=None, **fields):
        hidden = tokens(page) if page else {}
        return client.post(reverse("contact_log"), {**contact(cast), **hidden, **fields})

    return post


def contact(cast):
    return {
        "received_on": "2023-01-11",
        "received_time": "09:30",
        "source_agency": str(cast.school.pk),
        "concern": "Hungry at school",
        "request_key": "6d5c2ad8-5d4c-4f2f-9c1f-6a6a6a6a6a6a",
    }


def tokens(page):
    text = page.content.decode()
    typed = re.findall(r'name="typed" value="([^"]+)"', text)
    return {"child": re.findall(r'name="child" value="([^"]+)"', text), "typed": typed[0] if typed else ""}


def offered(page):
    return re.findall(r'name="match" value="([^"]+)"', page.content.decode())


def linked():
    return [child.name for child in Contact.objects.get().children.order_by("surname")]


def test_a_child_that_nobody_knows_is_added_with_the_contact(form):
    page = form(**TYPED, picker="find")
    assert not Child.objects.exists()

    form(page)

    assert linked() == ["Amelia Whitfield"]


def test_what_is_typed_when_the_form_is_sent_is_looked_for_then(form):
    form(**TYPED)

    assert linked() == ["Amelia Whitfield"]


def test_a_child_like_it_is_asked_about_and_linked(form):
    known = factories.child("Amelia", "Witfield", date_of_birth=BORN)

    page = form(**TYPED)
    assert not Contact.objects.exists()
    assert offered(page) == [str(known.pk), "new"]
    form(form(page, match=str(known.pk), picker="answer"))

    assert linked() == ["Amelia Witfield"]
    assert Child.objects.count() == 1


def test_the_question_says_nothing_that_was_not_typed(form):
    factories.child(
        "Amelia", "Witfieldcanary", date_of_birth=date(2015, 12, 3), address="1 Canary Row", school="Canary School"
    )

    page = form(**TYPED).content.decode()

    assert "a similar name and a birth date close to this one" in page
    assert not re.search(r"canary|2015-12-03|December", page, re.IGNORECASE)


def test_a_new_child_is_added_beside_the_one_that_is_known(form):
    factories.child("Amelia", "Whitfield", date_of_birth=BORN)

    form(form(**TYPED), match="new")

    assert linked() == ["Amelia Whitfield"]
    assert Child.objects.count() == 2


def test_several_children_and_one_removed(form):
    page = form(**TYPED, picker="find")
    page = form(page, **{**TYPED, "new-forename": "Zachary"}, picker="find")
    page = form(page, **{**TYPED, "new-forename": "Iris", "new-surname": "Stone"}, picker="find")
    page = form(page, picker="remove-0")

    form(page)

    assert linked() == ["Iris Stone", "Zachary Whitfield"]


def test_no_other_childs_id_is_accepted(form):
    stranger = factories.child("Zachary", "Okafor")
    factories.child("Amelia", "Whitfield", date_of_birth=BORN)

    page = form(form(**TYPED), match=str(stranger.pk))
    assert "Select a valid choice" in page.content.decode()
    page = form(child=[str(stranger.pk)])
    assert "Add the children again" in page.content.decode()

    assert not Contact.objects.exists()


def test_a_choice_made_for_someone_else_is_not_accepted(cast, form):
    token = tokens(form(**TYPED, picker="find"))["child"]
    carys = cast.client("asha")

    answer = carys.post(reverse("assessment_start"), {"child": token, "request_key": "x"})

    assert "Add the children again" in answer.content.decode()


def test_a_form_around_it_does_not_complain_while_children_are_chosen(form):
    page = form(**TYPED, picker="find", concern="", source_agency="")

    assert "Enter the concern" not in page.content.decode()


def test_without_a_child_the_form_says_so(form):
    assert "Add at least one child" in form().content.decode()


def test_a_protected_child_is_never_offered(form):
    factories.child("Amelia", "Whitfield", date_of_birth=BORN, protected=True)

    form(**TYPED)

    assert Child.objects.count() == 2


def test_each_look_is_on_record_and_too_many_are_refused(form, monkeypatch):
    monkeypatch.setattr(services, "LOOK_UPS_PER_HOUR", 1)
    form(**TYPED, picker="find")
    assert AuditEvent.objects.filter(action="child.looked_for").count() == 1

    page = form(**TYPED, picker="find")

    assert "Wait before you look for more" in page.content.decode()
    assert AuditEvent.objects.filter(action="child.looked_for").count() == 1


def test_a_refused_contact_leaves_no_child_behind(cast, form):
    factories.contact(cast.school, source="ehtrack", reference="M-1")

    page = form(**TYPED, reference="M-1")

    assert "There is a contact M-1 already" in page.content.decode()
    assert not Child.objects.exists()


def test_a_signed_choice_is_no_signed_question(form):
    token = tokens(form(**TYPED, picker="find"))["child"][0]

    page = form(typed=token, match="new")

    assert page.status_code == 200
    assert "Add the children again" in page.content.decode()
    assert not Contact.objects.exists()


def test_a_choice_made_while_acting_for_another_agency_is_not_accepted(cast, form):
    scope = cast.scope("dev")
    elsewhere = replace(scope, agency_id=cast.health.pk)
    chosen = ChildPicker(None, scope=elsewhere, now=timezone.now(), chosen=[factories.child()]).chosen

    page = form(child=[chosen[0].token])

    assert "Add the children again" in page.content.decode()
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("child", {"child": "x"}),
        ("child", {"name": "x"}),
        ("child", {"name": "x", "child": "x"}),
        ("child", {"name": "x", "details": {"hat": "red"}}),
        ("typed", {"details": {}}),
        ("typed", {"offers": []}),
    ],
)
def test_a_signed_text_of_another_shape_is_like_one_badly_signed(cast, form, kind, value):
    picker = ChildPicker(None, scope=cast.scope("dev"), now=timezone.now())

    page = form(**{kind: [picker._sign(kind, value)], "match": "new"})

    assert page.status_code == 200
    assert "Add the children again" in page.content.decode()
