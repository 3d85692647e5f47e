"""16 and 17. No byte of a record leaves before its read is on record: without the audit row the answer is 500.

The audit is taken away by a temporary table of its name that takes no row: it stands before the real one.
"""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from agencies.models import AuditEvent, ImportJob
from tests import factories
from tests.access_table import PUBLIC, TABLE
from tests.access_walk import NAMES, url_of

NO_AUDIT = """
CREATE TEMPORARY TABLE agencies_auditevent (LIKE public.agencies_auditevent INCLUDING DEFAULTS, CHECK (id < 0))
"""
CHILD = b"Robin"

# Beginnings of addresses that lead to no record of a family. That they name no child is tested all the same.
NO_RECORD = {
    "the own account": "account_ mfa_ session_ your_account unsent_form switch_agency no_membership",
    "agencies, people and settings": "agency_ group_ invitation_ membership_ network_ pilot_ standard_ target_ team_ "
    "training_ job_list person_phone person_reset",
    "figures": "partnership_figures figures_of_agency export_agency export_partnership quality_list definition_list "
    "return_ own_returns publish_figures publish_returns publication_",
    "the own jobs, without their rows": "export_list export_ask export_detail import_list import_template "
    "import_detail",
    "asks, and shows what is found by posting only": "assessment_start assessment_search child_search contact_log "
    "contact_search consultation_record access_log_record child_who_works emergency_open "
    "watch_compute watch_thresholds child_one_after_all",
    "shows what waits, if anything does: tested below": "home",
}
BEGINNINGS = tuple(" ".join(NO_RECORD.values()).split())

GUARDED = [name for name in NAMES if name not in PUBLIC and TABLE[name].ok]


@pytest.mark.parametrize("name", GUARDED)
def test_without_its_audit_row_nothing_of_a_record_leaves(everybody, name):
    url = url_of(name, everybody)
    with connection.cursor() as cursor:
        cursor.execute(NO_AUDIT)

    for player in TABLE[name].ok.split():
        client = everybody.client(player)
        client.raise_request_exception = False
        response = client.get(url)
        body = b"".join(response) if response.streaming else response.content

        assert CHILD not in body, player
        if not name.startswith(BEGINNINGS):
            assert response.status_code == 500, player


def test_without_its_audit_row_the_home_page_names_no_family(cast, clone):
    draft = factories.assessment(cast.school, children=[factories.child()], author=cast.asha, status="draft")
    client = cast.client("asha")
    client.raise_request_exception = False
    assert CHILD in client.get(reverse("home")).content
    assert AuditEvent.objects.filter(action="assessment.listed", subject_ids=[draft.pk]).exists()

    with connection.cursor() as cursor:
        cursor.execute(NO_AUDIT)
    response = client.get(reverse("home"))

    assert response.status_code == 500
    assert CHILD not in response.content


def test_without_its_audit_row_no_problem_of_an_import_is_quoted(cast, clone):
    job = ImportJob.objects.create(
        user=cast.ben,
        agency=cast.school,
        kind="children",
        file_name="x",
        size=1,
        state="failed",
        finished_at=timezone.now(),
    )
    client = cast.client("ben")
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute(NO_AUDIT)

    response = client.get(reverse("import_detail", args=[job.pk]))

    assert (response.status_code, CHILD in response.content) == (500, False)


# Of each list what stands on it, as the audit names it.
LISTS = {
    "assessment_list": ("asha", "assessment.listed", "assessment"),
    "child_list": ("asha", "child.listed", "child"),
    "contact_list": ("dev", "contact.listed", "contact"),
    "meeting_list": ("asha", "meeting.listed", "assessment"),
    "draft_list": ("ben", "assessment.drafts_listed", "draft"),
    "sent_contact_list": ("ben", "contact.sent_listed", "contact"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_on_record_with_the_ids_that_it_shows(cast, name):
    child = factories.child()
    made = {
        "child": child,
        "assessment": factories.assessment(cast.school, team=cast.pastoral, author=cast.asha, children=[child]),
        "draft": factories.assessment(cast.school, author=cast.asha, status="draft"),
        "contact": factories.contact(cast.school, children=[child]),
    }
    factories.meeting(made["assessment"], chair=cast.asha)
    player, action, subject = LISTS[name]

    cast.client(player).get(reverse(name))

    assert made[subject].pk in AuditEvent.objects.get(action=action).subject_ids


@pytest.mark.parametrize(
    "name", ["assessment_close", "assessment_reopen", "assessment_withdraw", "assessment_reassign"]
)
def test_a_page_that_asks_about_a_record_is_a_read_of_it(cast, name):
    url = url_of(name, cast)

    assert cast.client("ben").get(url).status_code == 200

    assert AuditEvent.objects.filter(action="assessment.read", actor=cast.ben).count() == 1
