"""Headers of every answer, and the settings of a real site."""

import os
import re
import secrets
import subprocess
import sys

import pytest
from django.db import transaction
from django.test import Client

from ehtrack import local
from tests.access_table import COUNTED, PUBLIC, TABLE
from tests.access_walk import NAMES, url_of

REAL_SITE = {
    "DATABASE_URL": "postgresql://ehtrack_app:one@localhost/ehtrack",
    "DATABASE_SYSTEM_URL": "postgresql://ehtrack_system:one@localhost/ehtrack",
    "DATABASE_OWNER_URL": "postgresql://ehtrack_owner:one@localhost/ehtrack",
    "DATABASE_REPORTING_URL": "postgresql://ehtrack_reporting:one@localhost/ehtrack",
    "REDIS_URL": "redis://localhost",
    "EHTRACK_SECRET_KEY": secrets.token_urlsafe(50),
    "EHTRACK_HOSTS": "ehtrack.example.org",
}


@pytest.mark.django_db
def test_no_answer_is_kept_on_the_way_or_on_a_shared_computer(cast) -> None:
    clients = {player: cast.client(player) for row in TABLE.values() for player in row.ok.split()[:1]}
    kept = []
    for name in sorted(set(NAMES) - COUNTED):
        client = clients[TABLE[name].ok.split()[0]] if TABLE[name].ok and name not in PUBLIC else Client()
        with transaction.atomic():
            answer = client.get(url_of(name, cast))
            transaction.set_rollback(True)
        if "no-store" not in answer.headers["Cache-Control"]:
            kept.append(name)

    assert kept == []
    assert "no-store" in Client().get("/no/such/page/").headers["Cache-Control"]


@pytest.mark.django_db
def test_a_page_allows_only_its_own_scripts_and_nothing_of_the_device(cast) -> None:
    answer = cast.client("asha").get("/")

    policy = answer.headers["Content-Security-Policy"]
    assert {part.strip() for part in policy.split(";")} >= {"default-src 'none'", "script-src 'self'"}
    assert "unsafe" not in policy
    assert re.findall(rb"<script(?![^>]* src=)|<style| style=| on\w+=", answer.content) == []
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]


@pytest.mark.django_db
def test_a_file_is_saved_and_has_no_rights_should_a_browser_show_it(cast) -> None:
    answer = cast.client("ben").get(url_of("import_rejected", cast))

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_real_site_passes_every_check_of_django_for_deployment() -> None:
    found = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=local.BASE_DIR,
        env={"PATH": os.environ["PATH"], **REAL_SITE},
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.returncode == 0, found.stderr
