"""Addresses, headers and parameters: nothing in them opens what is another agency's, or tells that it is there."""

import uuid
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, Child, Meeting
from tests import factories
from tests.access_walk import answered, masked
from tests.attempts.secrets import SECRETS, leaked, reads
from tests.table_digests import changed, digests

pytestmark = pytest.mark.django_db


HEADERS = {
    "method override": {"X-HTTP-Method-Override": "PUT"},
    "asking for JSON": {"Accept": "application/json"},
    "as a part of a page": {"HX-Request": "true", "HX-Target": "main", "X-Requested-With": "XMLHttpRequest"},
    "a copy at hand": {"If-None-Match": "*", "If-Modified-Since": "Mon, 01 Jan 2018 00:00:00 GMT"},
    "a part of the bytes": {"Range": "bytes=0-100"},
    "another path by a proxy": {"X-Original-URL": "/healthz", "X-Rewrite-URL": "/healthz"},
    "acting for another agency": {"X-Agency": "oxford-health", "X-Acting-Agency": "oxford-health"},
}


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
def test_a_header_opens_nothing_and_tells_nothing(cast, theirs, name, method):
    client = cast.client("farid")
    there, nowhere = (reverse("assessment_detail", args=[pk]) for pk in (theirs.pk, uuid.uuid4()))

    one, other = (client.generic(method, url, headers=HEADERS[name]) for url in (there, nowhere))

    assert one.status_code == 404
    assert answered(one) == answered(other)
    assert not {"ETag", "Last-Modified", "Allow"} & set(one.headers)


PARAMETERS = ("format=json", "_method=GET", "id={0}", "assessment={0}", "agency={1}", "acting_agency={1}", "as={2}")


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_a_parameter_opens_nothing(cast, theirs, parameter):
    client, query = cast.client("farid"), parameter.format(theirs.pk, cast.health.pk, cast.carys.pk)

    for url in (reverse("assessment_detail", args=[theirs.pk]), reverse("assessment_list"), reverse("home")):
        assert leaked(client.get(f"{url}?{query}")) == []
    assert client.get(f"{reverse('assessment_detail', args=[theirs.pk])}?{query}").status_code == 404


@pytest.mark.parametrize("before", ["9" * 5000, "9" * 30, "\u0663", "\u00b2", "-1", "1e3", "%00"])
def test_where_a_list_goes_on_is_an_id_or_its_beginning(cast, own, before):
    ben, grace = cast.client("ben"), cast.client("grace")
    pages = [(ben, reverse("assessment_who_looked", args=[own.pk])), (grace, reverse("access_log"))]

    for client, url in pages:
        answer = client.get(f"{url}?before={before}")
        assert (answer.status_code, answer.context["newest"]) == (200, False)


ORACLES = (
    "sort=child__surname",
    "order_by=-why_now",
    "children__surname__startswith=V",
    "text=Vanderzee",
    "q=Vanderzee",
    "search=9434765919",
    "page_size=1000",
    "per_page=0",
    "page=-1",
    "page=99999",
    "whose=agency&agency={1}",
    "pilot={0}",
    "author={2}",
)


@pytest.mark.parametrize("name", ["assessment_list", "child_list", "meeting_list"])
def test_no_parameter_of_a_list_is_an_oracle(cast, theirs, own, name):
    """The rows are those without the parameter, or fewer; and the same whether the record exists or not."""
    client, url = cast.client("asha"), reverse(name)
    asked = [query.format(theirs.pk, cast.health.pk, theirs.author_id) for query in ORACLES]
    before = [rows(client.get(f"{url}?{query}")) for query in asked]
    child = theirs.children.get()
    Assessment.objects.filter(pk=theirs.pk).update(status="withdrawn", withdrawn_at=timezone.now(), why_now="")
    Child.objects.filter(pk=child.pk).update(surname="Other", nhs_number="")

    after = [rows(client.get(f"{url}?{query}")) for query in asked]

    assert after == before
    assert not any(secret in row for row in before for secret in SECRETS)


def rows(response):
    return response.status_code, masked(response).partition(b"<main")[2].partition(b"</main>")[0]


@pytest.mark.parametrize("spelling", ["upper", "braces", "no slash", "dots", "double slash", "other record's place"])
def test_another_spelling_of_an_address_opens_nothing(cast, theirs, own, spelling):
    url = {
        "upper": f"/assessments/{str(theirs.pk).upper()}/",
        "braces": f"/assessments/%7B{theirs.pk}%7D/",
        "no slash": f"/assessments/{theirs.pk}",
        "dots": f"/assessments/{own.pk}/../{theirs.pk}/",
        "double slash": f"//assessments/{theirs.pk}/",
        "other record's place": f"/children/{theirs.pk}/",
    }[spelling]

    response = cast.client("asha").get(url, follow=True)

    assert response.status_code == 404
    assert leaked(response) == []


def test_a_meeting_of_theirs_is_not_reached_by_way_of_an_own_record(cast, theirs, own):
    meeting = factories.meeting(theirs)
    asha, before = cast.client("asha"), digests()

    for name in ("meeting_detail", "meeting_change", "meeting_hold", "meeting_correct"):
        assert asha.get(reverse(name, args=[meeting.pk])).status_code == 404
        posted = asha.post(reverse(name, args=[meeting.pk]), {"assessment": str(own.pk), "version": 1})
        assert posted.status_code == 404
    assert changed(before) == set()


def test_an_own_child_is_not_merged_with_theirs(cast, child, theirs, own):
    mine = own.children.get()
    lena = cast.client("lena")
    assert reads(lena, mine) == [200]

    for pair in ((mine.pk, child.pk), (child.pk, mine.pk)):
        answer = lena.post(reverse("child_merge", args=pair), {"reason": "They are one"})
        assert answer.status_code == 404
    assert not Child.objects.filter(merged_into__isnull=False).exists()


def test_meetings_of_theirs_are_counted_nowhere(cast, theirs):
    before = masked(cast.client("asha").get(reverse("meeting_list"), {"show": "overdue"}))
    factories.meeting(theirs, planned_on=date(2020, 1, 1))
    Assessment.objects.filter(pk=theirs.pk).update(needs_taf=True)

    after = masked(cast.client("asha").get(reverse("meeting_list"), {"show": "overdue"}))

    assert Meeting.objects.exists()
    assert after.partition(b"<main")[2] == before.partition(b"<main")[2]
