"""9. Every table with an agency's or a child's data is behind row level security, and nobody steps round it."""

import importlib
import re

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections

from ehtrack import local
from ehtrack.celery import app
from ehtrack.checks import web_sign_in

pytestmark = pytest.mark.django_db

WALLED = {
    "agencies_auditevent",
    "agencies_consultation",
    "agencies_exportjob",
    "agencies_exportpart",
    "agencies_importjob",
    "agencies_importpart",
    "agencies_requestkey",
    "agencies_training",
    "agencies_watchitem",
    "assessments_assessment",
    "assessments_assessmentchild",
    "assessments_assessmentdomain",
    "assessments_assessmentdomainhistory",
    "assessments_assessmenthistory",
    "assessments_child",
    "assessments_childhistory",
    "assessments_contact",
    "assessments_contactchild",
    "assessments_contacthistory",
    "assessments_emergencyaccess",
    "assessments_emergencyreview",
    "assessments_event",
    "assessments_family",
    "assessments_familymember",
    "assessments_meeting",
    "assessments_meetingattendance",
    "assessments_meetinghistory",
    "assessments_plan",
    "assessments_planhistory",
    "assessments_prioritychange",
    "assessments_twochildren",
    "dashboards_publication",
    "dashboards_quarterlyreturn",
    "dashboards_release",
    "dashboards_returndraft",
    "dashboards_returnmove",
    "dashboards_returnreminder",
    "dashboards_returnversion",
}
OPEN = {
    "the directory: everybody signed in may know it": """agencies_agency agencies_group agencies_groupmembership
        agencies_locality agencies_population agencies_team agencies_networkmeeting assessments_mashstandard
        assessments_pilot dashboards_returnarrangement dashboards_target""",
    "asked before anybody is signed in, or to find out who somebody is": """account_emailaddress
        account_emailconfirmation agencies_invitation agencies_membership agencies_session agencies_signinfailure
        agencies_user django_session mfa_authenticator socialaccount_socialaccount socialaccount_socialapp
        socialaccount_socialtoken""",
    "numbers of agencies and months, no record; pages read them by the reporting role": """dashboards_change
        dashboards_dirtymonth dashboards_jobrun dashboards_monthcount dashboards_ratiosnapshot
        dashboards_targetsnapshot""",
    "digests and thresholds": "agencies_auditseal agencies_sealbound agencies_watchthreshold",
    "Django's and libraries' own": """auth_group auth_group_permissions auth_permission django_content_type
        django_migrations ehtrack_cache pghistory_context""",
    "ids of records of one child, and who stands for them": "assessments_mergedchild",
}


def rows(sql: str, *parameters: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def names(sql: str, *parameters: object) -> set[str]:
    return {row[0] for row in rows(sql, *parameters)}


def test_every_table_is_walled_or_open_for_a_reason() -> None:
    opened = {table for tables in OPEN.values() for table in tables.split()}
    tables = names("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")

    assert tables - WALLED - opened == set()
    assert WALLED | opened <= tables
    assert WALLED & opened == set()


def test_walled_tables_have_forced_row_level_security_and_a_policy_for_each_role() -> None:
    forced = names("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    policies = {
        (table, policy): sorted(roles)
        for table, policy, roles in rows("SELECT tablename, policyname, roles::text[] FROM pg_policies")
    }

    assert forced == WALLED
    for table in WALLED:
        assert policies[table, "person"] == ["ehtrack_app"]
        assert policies[table, "system_works"] == ["ehtrack_app_system", "ehtrack_owner"]
        assert policies[table, "reporting_counts"] == ["ehtrack_reporting"]


def test_a_policy_for_persons_asks_who_they_are_once_for_a_statement_and_not_for_each_row() -> None:
    asked = rows("SELECT tablename, qual FROM pg_policies WHERE policyname = 'person' AND qual ~ 'ehtrack_'")

    for table, condition in asked:
        assert re.findall(r"ehtrack_\w+\(", condition) == re.findall(r"(?<=SELECT )ehtrack_\w+\(", condition), table


@pytest.mark.parametrize(
    ("user", "web", "why"),
    [
        (local.SUPERUSER, False, "has power"),
        (local.USERS["owner"], False, "owns the database"),
        (local.USERS["system"], True, "is the system or can become it"),
    ],
)
def test_a_start_as_superuser_or_owner_is_refused_and_in_the_web_as_the_system(settings, user, web, why) -> None:
    """Also where such a role may turn into the application's."""
    settings.WEB = web
    started = connections.create_connection("default")
    started.settings_dict = {**started.settings_dict, "USER": user}

    with pytest.raises(ImproperlyConfigured, match=why):
        started.ensure_connection()


def test_a_web_whose_settings_were_read_for_the_system_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EHTRACK_PROCESS", "")  # so that what it says of itself is forgotten

    with pytest.raises(ImproperlyConfigured, match="read for the system"):
        importlib.import_module("ehtrack.wsgi")


@pytest.mark.parametrize(
    ("role", "databases", "wrong"),
    [
        ("app", ["default"], []),
        ("system", None, ["ehtrack.E001"]),
        ("system", ["default"], ["ehtrack.E001"]),
        ("owner", ["default"], ["ehtrack.E001"]),
    ],
)
def test_the_check_of_a_site_names_a_web_that_can_become_the_system(settings, role, databases, wrong) -> None:
    settings.APP_ROLE = local.USERS[role]

    assert [message.id for message in web_sign_in(databases=databases)] == wrong


def test_the_application_is_a_member_of_nobody_and_the_system_of_the_application_alone() -> None:
    members = "SELECT pg_get_userbyid(roleid) FROM pg_auth_members WHERE pg_get_userbyid(member) = %s"

    assert rows(members, settings.APP_ROLE) == []
    assert rows(members, settings.SYSTEM_ROLE) == [(settings.APP_ROLE,)]


def test_a_worker_that_is_started_as_superuser_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it takes a task: each would be refused, and lost to those who wait for it."""
    started = connections.create_connection("default")
    started.settings_dict = {**started.settings_dict, "USER": local.SUPERUSER}
    monkeypatch.setattr("ehtrack.celery.connection", started)

    with pytest.raises(ImproperlyConfigured, match="has power"):
        app.WorkController(app=app)


def test_the_application_owns_nothing_and_cannot_bypass() -> None:
    for role in (settings.APP_ROLE, settings.SYSTEM_ROLE):
        columns = "rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
        powers = rows(f"SELECT {columns} FROM pg_roles WHERE rolname = %s", role)
        owned = rows("SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) = %s", role)
        assert powers == [(False,) * 5]
        assert owned == []


def test_the_system_has_the_rights_of_the_application_and_no_more() -> None:
    given = """
        SELECT relation.relname, right_.privilege_type FROM pg_class relation
        CROSS JOIN LATERAL aclexplode(relation.relacl) right_
        WHERE relation.relnamespace = 'public'::regnamespace AND right_.grantee = %s::regrole
    """

    assert set(rows(given, settings.SYSTEM_ROLE)) == set(rows(given, settings.APP_ROLE))


def test_views_ask_with_the_readers_rights_and_none_is_materialised() -> None:
    views = rows(
        "SELECT relname, relkind::text, reloptions FROM pg_class "
        "WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace"
    )

    assert views
    for name, kind, options in views:
        assert (kind, options) == ("v", ["security_invoker=true"]) or (kind, options) == ("v", ["security_invoker"]), (
            name
        )


def test_functions_that_ask_beyond_the_persons_rights_are_these_and_fix_their_search_path() -> None:
    definers = rows("SELECT proname, proconfig FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace")

    assert {name for name, _ in definers} == {
        "assessments_merges_changed",
        "assessments_tell_link",
        "ehtrack_accesses_to_review",
        "ehtrack_assessments_named",
        "ehtrack_assessments_of_pilot",
        "ehtrack_child_candidates",
        "ehtrack_children_alike",
        "ehtrack_children_named",
        "ehtrack_children_of_reference",
        "ehtrack_contacts_named",
        "ehtrack_courses",
        "ehtrack_ids_named",
        "ehtrack_joined_assessments",
        "ehtrack_looks_at",
        "ehtrack_open_work",
        "ehtrack_openable",
        "ehtrack_own_records",
        "ehtrack_seals_of_returns",
        "ehtrack_trained",
    }
    assert all(config == ["search_path=public, pg_temp"] for _, config in definers)
