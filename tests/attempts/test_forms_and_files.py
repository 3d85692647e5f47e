"""What is posted: other versions, tokens, keys, emails, and files that name what is another agency's."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.models import Role
from assessments.models import Assessment, Child
from tests import factories
from tests.attempts.secrets import leaked, reads
from tests.table_digests import changed, digests
from tests.worker import do_imports

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("version", ["0", "1", "99"])
def test_an_old_version_of_theirs_is_answered_as_nothing_not_with_their_text(cast, theirs, version):
    url = reverse("assessment_correct", args=[theirs.pk, "why-now"])

    response = cast.client("ben").post(url, {"version": version, "why_now": "x", "reason": "x"})

    assert response.status_code == 404
    assert leaked(response) == []


def test_a_form_without_its_token_is_not_taken(cast, own):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.asha)
    client.get(reverse("home"))
    before = digests()

    response = client.post(reverse("assessment_close", args=[own.pk]), {"version": 1, "closed_on": "2022-12-01"})

    assert response.status_code == 403
    assert "What you typed is still there" in response.content.decode()
    assert changed(before) == set()


def test_the_token_of_another_browser_is_not_taken(cast, own):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.asha)
    page = cast.client("farid").get(reverse("child_who_works"))

    response = client.post(
        reverse("assessment_close", args=[own.pk]), {"csrfmiddlewaretoken": page.context["csrf_token"], "version": 1}
    )

    assert response.status_code == 403


def plan(cast, own, **fields):
    data = {
        "request_key": uuid.uuid4(),
        "planned_on": timezone.localdate() + timedelta(days=7),
        "chair": cast.asha.pk,
        "people-TOTAL_FORMS": 1,
        "people-INITIAL_FORMS": 0,
    }
    return cast.client("asha").post(reverse("meeting_plan", args=[own.pk]), {**data, **fields})


def test_a_key_of_somebody_elses_form_does_not_lead_to_their_record(cast, own):
    """Farid sends a form with the key that Asha's was sent with."""
    key = uuid.uuid4()
    assert plan(cast, own, request_key=key).status_code == 302

    response = cast.client("farid").post(reverse("assessment_start"), {"request_key": key})

    assert response.status_code == 200
    assert str(own.meetings.get().pk).encode() not in response.content


@pytest.mark.parametrize("agency", ["refuge", "school", "health"])
def test_an_email_in_the_list_of_a_meeting_opens_it_for_who_works_there_only(cast, own, agency):
    """Asked as somebody of another agency than their own, Carys does not find it."""
    person = {"people-0-name": "Carys", "people-0-email": "CARYS@example.org"}

    assert plan(cast, own, **person, **{"people-0-agency": getattr(cast, agency).pk}).status_code == 302

    assert reads(cast.client("carys"), own) == [200 if agency == "health" else 404]


def test_a_file_that_names_their_records_changes_nothing_of_theirs_and_tells_nothing(cast, child, theirs):
    """References of two systems never meet: the answer is the same as for references that nobody has."""

    def bring(reference, child_reference):
        rows = (
            f"reference,agency,completed_on,child_reference\n{reference},hilltop-school,2022-10-10,{child_reference}\n"
        )
        file = SimpleUploadedFile("x.csv", rows.encode())
        data = {"request_key": uuid.uuid4(), "kind": "assessments", "file": file}
        return imported(cast.client("ben"), data)

    before = (Assessment.objects.filter(pk=theirs.pk).values().get(), Child.objects.filter(pk=child.pk).values().get())

    theirs_named, unknown = bring(theirs.reference, child.reference), bring("NONE-1", "NONE-2")

    assert (
        Assessment.objects.filter(pk=theirs.pk).values().get(),
        Child.objects.filter(pk=child.pk).values().get(),
    ) == before
    assert without_ids_and_times(theirs_named) == without_ids_and_times(unknown)
    assert reads(cast.client("ben"), theirs, child) == [404, 404]


def imported(client, data):
    """The page of the import, when a worker has done it."""
    address = client.post(reverse("import_list"), data).url
    do_imports()
    return client.get(address)


def without_ids_and_times(response):
    of_each_answer = (
        rb"[0-9a-f-]{36}|value=\"[^\"]*\"|nonce=\"[^\"]*\"|data-session-ends=\"[^\"]*\"|\d+ \w+ \d{4}, \d\d:\d\d"
    )
    return re.sub(of_each_answer, b"", response.content)


def test_a_file_with_rows_of_another_agency_is_refused_whole(cast, theirs):
    rows = f"reference,agency,completed_on,child_reference\n{theirs.reference},oxford-health,2022-10-10,K1\n"
    data = {"request_key": uuid.uuid4(), "kind": "assessments", "file": SimpleUploadedFile("x.csv", rows.encode())}
    before = Assessment.objects.count()

    response = imported(cast.client("ben"), data)

    assert b"rows of your own agency only" in response.content
    assert Assessment.objects.count() == before


def test_an_agency_that_calls_itself_ehtrack_overwrites_nothing_by_a_file(cast, theirs):
    """References are apart by the system that they came from, and a file's system is the code of its agency."""
    agency = factories.agency("Impostor", code="ehtrack")
    lead = factories.person("Lead", agency=agency, roles=[Role.LEAD])
    rows = f"reference,agency,completed_on,child_reference\n{theirs.reference},ehtrack,2022-10-10,K1\n"
    data = {"request_key": uuid.uuid4(), "kind": "assessments", "file": SimpleUploadedFile("x.csv", rows.encode())}
    client = Client()
    client.force_login(lead)

    imported(client, data)

    theirs.refresh_from_db()
    assert (theirs.source, theirs.agency) == ("ehtrack", cast.health)
    assert reads(client, theirs) == [404]
