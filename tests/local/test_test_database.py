"""The harness itself: whom tests connect as, and what one leaves for the next."""

import urllib.request

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections

from ehtrack import local


def _asked(alias: str, question: str) -> object:
    with connections[alias].cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_a_plain_test_runs_as_the_system() -> None:
    assert _asked("default", "select session_user") == "ehtrack_app_system"
    assert _asked("default", "select current_user") == "ehtrack_app_system"


@pytest.mark.django_db
def test_the_application_cannot_change_the_schema() -> None:
    with connection.cursor() as cursor, pytest.raises(Exception, match="permission denied for schema public"):
        cursor.execute("create table intruder (id int)")


@pytest.mark.parametrize(
    ("alias", "role"),
    [
        ("default", "ehtrack_app_system"),
        ("app", "ehtrack_app"),
        ("owner", "ehtrack_owner"),
        ("reporting", "ehtrack_reporting"),
    ],
)
def test_each_alias_of_a_clone_connects_as_its_role(clone: str, alias: str, role: str) -> None:
    assert _asked(alias, "select session_user") == role
    assert _asked(alias, "select current_database()") == clone


@pytest.mark.parametrize("attempt", [1, 2])
def test_what_a_clone_committed_is_gone_in_the_next_test(clone: str, attempt: int) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("create table only_here (id int)")

    assert _asked("default", "select count(*) from only_here") == 0


def test_reporting_reads_only(clone: str) -> None:
    with connections["reporting"].cursor() as cursor, pytest.raises(Exception, match="read-only transaction"):
        cursor.execute("update django_migrations set name = name")


@pytest.mark.django_db
def test_a_dropped_clone_is_gone_and_the_worker_is_back_in_its_own() -> None:
    with psycopg.connect(**local.admin()) as server:
        names = [row[0] for row in server.execute("select datname from pg_database").fetchall()]

    assert _asked("default", "select current_database()") == settings.DATABASES["default"]["NAME"]
    assert settings.DATABASES["default"]["NAME"] in names


def test_the_site_answers_from_its_clone(site: str) -> None:
    with urllib.request.urlopen(f"{site}/healthz", timeout=10) as answer:
        assert answer.read() == b"ok"
