"""The browser's door: who may bring what, what they see, and what others do not."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from agencies.models import Agency, AuditEvent, ImportJob, ImportPart, Role
from assessments.models import Assessment, Child, Contact
from ehtrack.imports import jobs
from tests import factories
from tests.worker import do_imports

CHILDREN = "reference,forename,surname\nK1,Robin,Example\n"
BAD = "reference,forename,surname\nK1,Robin,Example\nK2,,=Example\n"


def send(client, kind, text, **more):
    """The page that the import leads to, when a worker has done it."""
    answer = ask(client, kind, text, **more)
    do_imports()
    return client.get(answer.redirect_chain[-1][0]) if answer.redirect_chain else answer


def ask(client, kind, text, **more):
    content = text if isinstance(text, bytes) else text.encode()
    file = SimpleUploadedFile("file.csv", content, content_type="text/csv")
    return client.post(
        reverse("import_list"), {"kind": kind, "file": file, "request_key": uuid.uuid4(), **more}, follow=True
    )


@pytest.mark.django_db
class TestDoor:
    def test_a_file_waits_for_a_worker_who_imports_it_with_the_agency_as_source(self, cast):
        client = cast.client("ben")

        waiting = ask(client, "children", CHILDREN)
        assert "Waiting to start." in waiting.content.decode()
        assert not Child.objects.exists()
        do_imports()

        response = client.get(waiting.redirect_chain[-1][0])
        assert "Everything in the file was accepted." in response.content.decode()
        assert Child.objects.get().source == cast.school.code
        assert not ImportPart.objects.exists()

    def test_a_check_imports_nothing(self, cast):
        ben = cast.client("ben")

        shown = send(ben, "children", CHILDREN, check_only="on").content.decode()

        assert "Nothing was imported: this was a check." in shown
        assert "Would be created" in shown
        assert "1 would be created" in ben.get(reverse("import_list")).content.decode()
        assert not Child.objects.exists()

    def test_a_file_without_rows_is_said_to_have_none(self, cast):
        shown = send(cast.client("ben"), "children", "reference,forename,surname\n").content.decode()

        assert "the file has no rows below its headings" in shown
        assert "Imported" not in shown

    def test_problems_are_shown_and_the_file_can_be_had_back_to_mend(self, cast):
        client = cast.client("ben")

        response = send(client, "children", BAD)
        rejected = client.get(reverse("import_rejected", args=[ImportJob.objects.get().pk]))

        assert "Nothing was imported: the file has 1 problem." in response.content.decode()
        assert "Fill in forename." in response.content.decode()
        body = rejected.getvalue().decode("utf-8-sig").splitlines()
        assert body == [
            '"problem","reference","forename","surname"',
            '"","K1","Robin","Example"',
            '"Line 3: forename: Fill in forename.","K2","","\'=Example"',
        ]
        assert AuditEvent.objects.filter(action="import.rejected_rows_read", actor=cast.ben).exists()
        assert not Child.objects.exists()

    @pytest.mark.parametrize(
        ("player", "kinds"),
        [
            ("ben", ["children", "assessments"]),
            ("dev", ["contacts", "plans"]),
            ("esme", ["agencies", "targets", "training", "networks"]),
        ],
    )
    def test_each_role_is_offered_its_kinds(self, cast, player, kinds):
        response = cast.client(player).get(reverse("import_list"))

        assert [value for value, _ in response.context["form"].fields["kind"].choices] == kinds

    def test_a_kind_of_another_role_is_refused(self, cast):
        response = send(cast.client("ben"), "agencies", "code,name,group\na,A,health\n")

        assert "Select a valid choice" in response.content.decode()
        assert not Agency.objects.filter(code="a").exists()
        assert not ImportJob.objects.exists()

    def test_a_lead_brings_rows_of_the_own_agency_only(self, cast):
        text = "reference,agency,completed_on,child_reference\nA1,{},2022-10-03,K1\n"

        refused = send(cast.client("ben"), "assessments", text.format(cast.health.code))
        send(cast.client("ben"), "assessments", text.format(cast.school.code))

        assert "You can import rows of your own agency only" in refused.content.decode()
        assert Assessment.objects.get().agency == cast.school

    def test_the_mash_brings_contacts_of_every_agency(self, cast):
        send(
            cast.client("dev"),
            "contacts",
            f"reference,received_at,source_agency,child_reference\nC1,2022-10-03 10:00,{cast.school.code},K1\n",
        )

        assert (Contact.objects.get().source, Contact.objects.get().source_agency) == (cast.mash.code, cast.school)

    def test_the_same_form_sent_twice_is_one_import(self, cast):
        client, key = cast.client("ben"), uuid.uuid4()

        send(client, "children", CHILDREN, request_key=key)
        response = ask(client, "children", CHILDREN, request_key=key)

        assert ImportJob.objects.count() == 1
        assert response.redirect_chain[-1][0] == reverse("import_detail", args=[ImportJob.objects.get().pk])

    @pytest.mark.parametrize(
        ("data", "said"),
        [({}, "Select a file"), ({"file": SimpleUploadedFile("empty.csv", b"")}, "This file is empty")],
    )
    def test_a_form_without_a_file_says_so(self, cast, data, said):
        response = cast.client("dev").post(
            reverse("import_list"), {"kind": "contacts", "request_key": uuid.uuid4(), **data}
        )

        assert said in response.content.decode()

    def test_a_file_that_is_too_large_is_refused(self, cast, settings):
        settings.IMPORT_MAX_BYTES = 10

        assert "larger than" in send(cast.client("ben"), "children", CHILDREN).content.decode()

    def test_only_who_asked_sees_an_import(self, cast):
        other_lead = factories.person("Other lead", agency=cast.school, roles=["lead"])
        send(cast.client("ben"), "children", CHILDREN)
        url = reverse("import_detail", args=[ImportJob.objects.get().pk])

        client = cast.client("dev")
        client.force_login(other_lead)

        assert client.get(url).status_code == 404
        assert cast.client("dev").get(url).status_code == 404
        assert "file.csv" not in client.get(reverse("import_list")).content.decode()
        assert "file.csv" in cast.client("ben").get(reverse("import_list")).content.decode()

    def test_the_cells_of_a_file_are_forgotten_and_the_counts_stay(self, cast):
        send(cast.client("ben"), "children", BAD)

        jobs.forget(now=timezone.now() + timedelta(days=8))

        job = ImportJob.objects.get()
        assert (job.result["rejected"], "problems" in job.result) == (1, False)
        assert not ImportPart.objects.exists()
        assert cast.client("ben").get(reverse("import_detail", args=[job.pk])).status_code == 200

    def test_the_queries_of_the_list_do_not_grow(self, cast, django_assert_max_num_queries):
        client = cast.client("ben")
        for _ in range(20):
            ImportJob.objects.create(user=cast.ben, agency=cast.school, kind="children", file_name="x", size=1)

        with django_assert_max_num_queries(12):
            client.get(reverse("import_list"))


@pytest.mark.django_db
def test_a_role_taken_away_closes_the_files_that_it_brought(cast):
    mash = cast.mash
    factories.membership(cast.dev, mash, Role.LEAD)
    job = ImportJob.objects.create(user=cast.dev, agency=mash, kind="contacts", file_name="c.csv", size=1)
    client = cast.client("dev", agency=mash)
    assert client.get(f"/imports/{job.pk}/").status_code == 200

    cast.dev.memberships.filter(role=Role.MASH).update(ended_at=job.recorded_at, ended_by=cast.esme)

    assert client.get(f"/imports/{job.pk}/").status_code == 404
