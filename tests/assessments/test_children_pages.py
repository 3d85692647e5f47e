"""The pages of children, as each of the cast meets them."""

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import AuditEvent
from assessments.models import Child
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def amelia(cast):
    child = factories.child("Amelia", "Whitfield", postcode="OX1 1ND", address="1 Canary Row")
    factories.assessment(cast.school, team=cast.pastoral, children=[child])
    factories.contact(cast.school, children=[child], reference="MC-CANARY")
    return child


def url(name, *records):
    return reverse(name, args=[record.pk for record in records])


def text(answer):
    return answer.content.decode()


def test_contacts_are_on_the_page_of_the_mash_alone(cast, amelia):
    pages = {name: text(cast.client(name).get(url("child_detail", amelia))) for name in ("asha", "ben", "lena", "dev")}

    assert {name for name, page in pages.items() if "MC-CANARY" in page} == {"dev"}
    assert all("MASH contact received" not in pages[name] for name in ("asha", "ben", "lena"))


def test_reading_is_audited_with_the_id_of_the_child(cast, amelia):
    cast.client("asha").get(url("child_detail", amelia))

    row = AuditEvent.objects.get(action="child.read")
    assert (row.actor, row.subject_ids) == (cast.asha, [amelia.pk])


@pytest.mark.parametrize("page", ["child_detail", "child_correct", "child_history"])
def test_the_address_of_a_protected_child_is_on_no_page(cast, amelia, page):
    client = cast.client("asha")
    assert "Canary Row" in text(client.get(url("child_detail", amelia)))
    Child.objects.filter(pk=amelia.pk).update(address="2 Canary Row", protected=True)

    answer = text(client.get(url(page, amelia)))

    assert "Canary Row" not in answer
    assert "OX1 1ND" not in answer


def test_protection_holds_for_the_record_that_stands_for_a_protected_one(cast, amelia):
    factories.child("Amelia", "Whitfield", merged_into=amelia, protected=True)

    assert "Canary Row" not in text(cast.client("asha").get(url("child_detail", amelia)))


@pytest.mark.parametrize("page", ["child_detail", "child_correct", "child_history"])
def test_no_page_of_a_child_opens_by_a_link_in_an_own_draft(cast, page):
    child = factories.child()
    factories.assessment(cast.school, author=cast.asha, status="draft", children=[child])

    assert cast.client("asha").get(url(page, child)).status_code == 404


def test_search_text_is_never_in_an_address(cast, amelia):
    client = cast.client("asha")

    answer = client.post(reverse("child_search"), {"text": "whitf"}, follow=True)

    assert "Whitfield" in text(answer)
    assert "whitf" not in "".join(address for address, _ in answer.redirect_chain)
    answer = client.post(reverse("child_search"), {"text": "nobody"}, follow=True)
    assert "No child that you may see matches" in text(answer)


@pytest.mark.parametrize("name", ["asha", "lena", "dev"])
def test_the_list_takes_as_many_queries_for_twenty_children_as_for_one(cast, name):
    def listed(number):
        for _ in range(number):
            child = factories.child()
            factories.assessment(cast.school, team=cast.pastoral, children=[child])
            factories.contact(cast.school, children=[child])
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(reverse("child_list"))
        return len(queries), text(answer).count("Robin Example</a>")

    client = cast.client(name)
    client.get(reverse("child_list"))

    (few, one), (many, twenty) = listed(1), listed(19)
    assert (one, twenty) == (1, 20)
    assert few == many


def correction(child, **changes):
    return {
        "forename": child.forename,
        "surname": child.surname,
        "date_of_birth": child.date_of_birth.isoformat(),
        "postcode": child.postcode,
        "address": child.address,
        "reason": "Typed wrong",
        "version": child.version,
        **changes,
    }


def test_a_correction_is_saved_and_told_with_what_was_there_before(cast, amelia):
    client = cast.client("asha")

    answer = client.post(
        url("child_correct", amelia), correction(amelia, surname="Whitfeld", nhs_number="943 476 5919")
    )

    assert answer.headers["Location"] == url("child_detail", amelia)
    amelia.refresh_from_db()
    assert (amelia.surname, amelia.nhs_number, amelia.address) == ("Whitfeld", "9434765919", "1 Canary Row")
    history = text(client.get(url("child_history", amelia)))
    assert "Whitfield → Whitfeld" in history
    assert "Typed wrong" in history


def test_correcting_a_protected_child_keeps_the_address(cast, amelia):
    Child.objects.filter(pk=amelia.pk).update(protected=True)

    cast.client("asha").post(
        url("child_correct", amelia), correction(amelia, surname="Whitfeld", address="", postcode="")
    )

    amelia.refresh_from_db()
    assert (amelia.surname, amelia.address, amelia.postcode) == ("Whitfeld", "1 Canary Row", "OX1 1ND")


def test_two_people_in_one_form_get_both_texts_and_a_choice(cast, amelia):
    typed = correction(amelia, surname="Whitmore")
    cast.client("ben").post(url("child_correct", amelia), correction(amelia, surname="Whitley"))

    answer = cast.client("asha").post(url("child_correct", amelia), typed)

    assert answer.status_code == 409
    assert "Whitmore" in text(answer)
    assert "Whitley" in text(answer)
    amelia.refresh_from_db()
    assert amelia.surname == "Whitley"
    cast.client("asha").post(url("child_correct", amelia), {**typed, "version": amelia.version})
    amelia.refresh_from_db()
    assert amelia.surname == "Whitmore"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"nhs_number": "9434765918"}, "not a real NHS number"),
        ({"nhs_number": "123"}, "10 digits"),
        ({"postcode": "OX1"}, "full postcode"),
        ({"date_of_birth": ""}, "say that it is not known"),
        ({"reason": ""}, "Enter the reason for the correction"),
        ({"surname": ""}, "Enter the surname"),
    ],
)
def test_what_is_wrong_is_said_in_words_and_nothing_is_saved(cast, amelia, changes, words):
    answer = cast.client("asha").post(url("child_correct", amelia), correction(amelia, **changes))

    assert words in text(answer)
    amelia.refresh_from_db()
    assert amelia.version == 1


def test_a_merge_of_what_may_be_two_children_says_why_they_may_be(cast):
    lena, born = cast.client("lena"), date(2015, 5, 1)
    one = factories.child("Amelia", "Whitfield", date_of_birth=born, nhs_number="9434765919")
    same = factories.child("Amelia", "Witfield", date_of_birth=born, nhs_number="")
    brother = factories.child("Adam", "Whitfield", date_of_birth=date(2017, 5, 1), nhs_number="9434765870")
    factories.assessment(cast.council, children=[one, brother], consent="yes")
    factories.assessment(cast.council, children=[same], consent="yes")
    signs = ("One S&amp;N is about both", "dates of birth differ", "NHS numbers differ")

    shown = {other: lena.get(url("child_merge", one, other)).content.decode() for other in (same, brother)}

    assert [sign in shown[same] for sign in signs] == [False, False, False]
    assert [sign in shown[brother] for sign in signs] == [True, True, True]


def test_lcss_merges_two_records_and_undoes_it(cast, amelia):
    other = factories.child("Amelia", "Witfield")
    second = factories.assessment(cast.school, children=[other], reference="SN-OTHER")
    lena = cast.client("lena")
    assert "Witfield" in text(lena.get(url("child_merge_search", amelia)))

    lena.post(url("child_merge", amelia, other), {"reason": "They are the same child"})
    assert "SN-OTHER" in text(lena.get(url("child_detail", amelia)))
    assert lena.get(url("child_detail", other)).headers["Location"] == url("child_detail", amelia)

    lena.post(url("child_unmerge", other), {"reason": "They are cousins"})
    assert "SN-OTHER" not in text(lena.get(url("child_detail", amelia)))
    assert "SN-OTHER" in text(lena.get(url("child_detail", other)))
    assert list(second.children.all()) == [other]


def test_a_child_awaited_has_a_page(cast):
    child = factories.child("", "", date_of_birth=None, source="main", reference="1001")
    factories.assessment(cast.school, children=[child], completed_on=date(2022, 10, 10))

    assert "Details awaited" in text(cast.client("ben").get(url("child_detail", child)))
