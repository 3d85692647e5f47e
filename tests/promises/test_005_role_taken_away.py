"""5. A role taken away ends at the next request, also in exports that wait, run or are being downloaded."""

import pytest
from django.db import transaction
from django.utils import timezone

from agencies.models import ExportPart, Membership, Role, Session, User
from agencies.selectors import scopes
from agencies.services import memberships, unused_accounts
from ehtrack.exports import jobs
from ehtrack.lib.exporting import copying
from tests import cast as players
from tests import factories
from tests.exports import conftest as exports

waiting = exports.waiting
OF_A_LEAD = ("/people/", "/people/training/", "/invitations/", "/assessments/drafts/")


@pytest.fixture
def cast(clone):
    """Committed: an export reads by a connection of its own."""
    with transaction.atomic():
        return players.make()


def end(cast, name, *, by="esme"):
    with transaction.atomic():
        for membership in Membership.objects.current().filter(user=cast.user(name)):
            memberships.end(scope=cast.scope(by), membership=membership, reason="left", now=timezone.now())


def statuses(client, paths=OF_A_LEAD):
    return [client.get(path).status_code for path in paths]


def test_the_last_role_closes_every_page_at_the_next_request(cast):
    client = cast.client("ben")
    assert set(statuses(client)) == {200}

    end(cast, "ben")

    assert {client.get(path).headers.get("Location") for path in OF_A_LEAD} == {"/no-membership/"}


def test_one_of_two_roles_closes_what_it_opened(cast):
    factories.membership(cast.ben, cast.school, Role.PRACTITIONER)
    client = cast.client("ben")

    with transaction.atomic():
        lead = Membership.objects.get(user=cast.ben, role=Role.LEAD)
        memberships.end(scope=cast.scope("esme"), membership=lead, reason="moved", now=timezone.now())

    assert set(statuses(client)) == {403}
    assert client.get("/assessments/").status_code == 200


def test_a_form_that_was_open_is_not_taken(cast):
    client = cast.client("ben")
    page = client.get(f"/agencies/{cast.school.pk}/teams/add/")
    assert page.status_code == 200

    end(cast, "ben")
    client.post(f"/agencies/{cast.school.pk}/teams/add/", {"name": "Too late"})

    assert not cast.school.teams.filter(name="Too late").exists()


def test_an_account_that_is_closed_is_signed_out(cast):
    client = cast.client("ben")
    client.get("/people/")

    User.objects.filter(pk=cast.ben.pk).update(is_active=False)

    assert client.get("/people/").headers["Location"].startswith("/accounts/login/")


def test_a_session_that_was_ended_is_signed_out(cast):
    client = cast.client("ben")
    client.get("/people/")

    Session.objects.filter(user=cast.ben).delete()

    assert client.get("/people/").headers["Location"].startswith("/accounts/login/")


def test_an_account_that_nobody_used_is_closed(cast):
    client = cast.client("farid")
    long_ago = timezone.now() - 3 * unused_accounts.UNUSED
    User.objects.filter(pk=cast.farid.pk).update(
        last_login=long_ago, recorded_at=long_ago, unused_warned_at=timezone.now() - unused_accounts.NOTICE
    )
    Membership.objects.filter(user=cast.farid).update(recorded_at=long_ago)

    unused_accounts.end(now=timezone.now())

    assert client.get("/assessments/").status_code == 302
    assert scopes.all_for(cast.farid) == []


def test_an_export_that_waits_is_not_made(waiting, cast):
    end(cast, "lena")

    job = exports.perform(waiting)

    assert (job.state, job.fault, ExportPart.objects.count()) == ("failed", jobs.NO_LONGER, 0)


def test_an_export_that_runs_stops(waiting, cast, monkeypatch):
    keep = jobs._keep

    def then_end(job, pieces):
        keep(job, pieces)
        exports.elsewhere(lambda: end(cast, "lena"))

    monkeypatch.setattr(jobs, "_keep", then_end)

    job = exports.perform(waiting)

    assert (job.state, ExportPart.objects.count()) == ("failed", 0)


def test_a_download_stops_in_the_middle(waiting, cast, monkeypatch):
    monkeypatch.setattr(copying, "PIECE", 1000)
    job = exports.perform(waiting)

    with transaction.atomic():
        body = jobs.parts(job)
        assert next(body)
        exports.elsewhere(lambda: end(cast, "lena"))
        with pytest.raises(jobs.NoLonger):
            next(body)
