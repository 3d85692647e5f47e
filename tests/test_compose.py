"""docker-compose.yml stays right where no Docker engine is at hand: it is read, and its own commands are run."""

import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ehtrack import local
from tests.compose import COMPOSE, GIVEN, OURS, PASSWORD, SERVICES, Site, filled
from tests.local.conftest import eventually
from tests.servers import real_servers

NOT_FOR_A_REAL_SITE = {"EHTRACK_DEBUG"}
SAID_BY_THE_PROGRAM = {"EHTRACK_PROCESS"}
IN_THE_IMAGE = {"EHTRACK_STATIC_ROOT"}


def _variables(text: str) -> dict[str, str]:
    """Every ${NAME...} in a text: the name, and what follows it."""
    return dict(re.findall(r"(?<!\$)\$\{(\w+)([^}]*)\}", text))


def _read_by_settings() -> set[str]:
    text = (local.BASE_DIR / "ehtrack" / "settings.py").read_text()
    return set(re.findall(r'(?:environ\.get\(|environ\[|_flag\(|_list\(|_required\()"(\w+)"', text))


# What it says ---------------------------------------------------------------------------------------------------------


def test_it_is_web_worker_beat_postgresql_and_valkey_with_one_run_of_the_migrations() -> None:
    assert set(SERVICES) == {"db", "broker", "migrate", "web", "worker", "beat"}
    assert SERVICES["db"]["image"] == "postgres:18"
    assert SERVICES["broker"]["image"] == "valkey/valkey:9"


def test_every_variable_is_known_to_the_settings_and_every_setting_can_be_given() -> None:
    wanted = _read_by_settings() - NOT_FOR_A_REAL_SITE - SAID_BY_THE_PROGRAM - IN_THE_IMAGE

    assert set(SERVICES["web"]["environment"]) == wanted - {"DATABASE_SYSTEM_URL"}
    for name in ("worker", "beat"):
        assert set(SERVICES[name]["environment"]) == wanted
    assert set(SERVICES["migrate"]["environment"]) == wanted | {"DATABASE_ADMIN_URL"}


def test_no_secret_has_a_default_and_none_stands_in_the_file() -> None:
    variables = _variables((local.BASE_DIR / "docker-compose.yml").read_text())
    secrets = {name for name in variables if re.search("PASSWORD|SECRET", name)} - {"EHTRACK_EMAIL_PASSWORD"}

    assert secrets == {name for name in GIVEN if re.search("PASSWORD|SECRET", name)}
    assert {variables[name] for name in secrets} == {":?"}
    assert {name for name, rule in variables.items() if rule == ":?"} == set(GIVEN)


@pytest.mark.parametrize(
    ("passwords", "allowed"), [("OWNER|ADMIN", {"migrate"}), ("SYSTEM", {"migrate", "worker", "beat"})]
)
def test_who_has_the_password_of_a_role_that_row_level_security_does_not_hold(passwords: str, allowed: set) -> None:
    holders = {
        name
        for name, service in OURS.items()
        if re.search(f"EHTRACK_({passwords})_PASSWORD", str(service["environment"]))
    }

    assert holders == allowed


def test_every_volume_is_declared_and_used_where_the_image_keeps_its_data() -> None:
    used = {name: service["volumes"] for name, service in SERVICES.items() if "volumes" in service}

    assert used == {"db": ["database:/var/lib/postgresql"], "broker": ["broker:/data"]}
    assert set(COMPOSE["volumes"]) == {"database", "broker"}


def test_every_lasting_service_has_a_health_check_and_restarts() -> None:
    for name in set(SERVICES) - {"migrate"}:
        assert {"test", "interval", "timeout", "retries"} <= set(SERVICES[name]["healthcheck"])
        assert SERVICES[name]["restart"] == "unless-stopped"
    assert SERVICES["migrate"]["restart"] == "no"


def test_the_program_waits_for_the_migrations() -> None:
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


@pytest.mark.parametrize("name", ["web", "worker"])
def test_web_and_worker_scale_by_number(name: str) -> None:
    ports = [filled(port) for port in SERVICES[name].get("ports", [])]

    assert "container_name" not in SERVICES[name]
    assert all(re.fullmatch(r"[\d.]+:\d+-\d+:\d+", port) for port in ports)


def test_only_web_is_published() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["web"]


def test_the_image_holds_every_package_of_the_program() -> None:
    copied = re.findall(r"^COPY (\S+) ", (local.BASE_DIR / "Dockerfile").read_text(), re.MULTILINE)
    kept = re.findall(r"^!(\S+)$", (local.BASE_DIR / ".dockerignore").read_text(), re.MULTILINE)
    packages = {path.parent.name for path in local.BASE_DIR.glob("*/__init__.py")} - {"tests"}

    assert packages | {"templates", "manage.py", "requirements.lock"} == set(copied) == set(kept)


# What it does ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with real_servers(PASSWORD) as servers:
        site = Site(servers, tmp_path_factory.mktemp("site"))
        for command in (["python", "manage.py", "collectstatic", "--noinput"], SERVICES["migrate"]["command"]):
            done = site.run("migrate", command)
            assert done.returncode == 0, done.stderr
        yield site


def test_the_migrations_can_run_again(site: Site) -> None:
    done = site.run("migrate", SERVICES["migrate"]["command"])

    assert done.returncode == 0, done.stderr
    assert "No migrations to apply" in done.stdout


# A web process, at what somebody would try who can send any statement by its connection.
INJECTED = """
import ehtrack.wsgi
from django.db import connection, connections, Error
for alias, statement in (
    ("default", "SET ROLE ehtrack_app_system"),
    ("default", "SET SESSION AUTHORIZATION ehtrack_app_system"),
    ("default", "SET ROLE ehtrack_owner"),
    ("owner", "SELECT 1"),
):
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute(statement)
        print(statement, "is done")
    except Error as error:
        print(error)
with connection.cursor() as cursor:
    cursor.execute("RESET ROLE")
    cursor.execute("SELECT session_user, current_user, pg_has_role('ehtrack_app', 'ehtrack_app_system', 'member')")
    print(*cursor.fetchone())
"""


def test_web_becomes_neither_the_system_nor_the_owner(site: Site) -> None:
    done = site.run("web", ["python", "-c", INJECTED])

    *refused, who = done.stdout.splitlines()
    assert who == "ehtrack_app ehtrack_app False", done.stderr
    assert [line.partition(": ")[0] for line in refused[:3]] == [
        'permission denied to set role "ehtrack_app_system"',
        'permission denied to set session authorization "ehtrack_app_system"',
        'permission denied to set role "ehtrack_owner"',
    ]
    assert "no password supplied" in refused[3]


def test_a_web_that_signs_in_as_the_system_ends_and_a_command_without_it_too(site: Site) -> None:
    given = site.environment("worker")["DATABASE_SYSTEM_URL"]

    web = site.run("web", ["python", "-c", "import ehtrack.wsgi"], DATABASE_URL=given)
    command = site.run("web", ["python", "manage.py", "migrate", "agencies", "zero"])

    assert (web.returncode, "is the system or can become it" in web.stderr) == (1, True)
    assert (command.returncode, "Set DATABASE_SYSTEM_URL" in command.stderr) == (1, True)


def test_web_answers_its_health_check_and_serves_pages_and_files(site: Site) -> None:
    assert not site.is_healthy("web")
    with site.service("web"):
        assert eventually(lambda: site.is_healthy("web"), seconds=60)

        plain = site.get("/accounts/login/")
        secure = site.get("/accounts/login/", **{"X-Forwarded-Proto": "https"})
        page = secure.read().decode()
        files = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', page)

        assert (plain.status, plain.headers["Location"]) == (301, "https://ehtrack.example.org/accounts/login/")
        assert secure.status == 200
        assert files
        assert {site.get(file, **{"X-Forwarded-Proto": "https"}).status for file in files} == {200}
        assert site.get("/healthz", Host="elsewhere.example.org").status == 400
        assert site.signed_in() == {"ehtrack_app"}


def test_the_access_log_holds_no_search_words(site: Site) -> None:
    with site.service("web"):
        assert eventually(lambda: site.is_healthy("web"), seconds=60)
        site.get("/accounts/login/?q=Canary").read()

    log = (site.place / "web.log").read_text()

    assert "/accounts/login/" in log
    assert "Canary" not in log


def test_worker_answers_its_ping_and_beat_keeps_its_schedule(site: Site) -> None:
    with site.service("worker"), site.service("beat"):
        assert eventually(lambda: site.is_healthy("worker"), seconds=60)
        assert eventually(lambda: site.is_healthy("beat"), seconds=60)
    assert not site.is_healthy("worker")


def test_every_command_is_one_that_the_image_has() -> None:
    ours = [shlex.split(word) for service in OURS.values() for word in [service["command"][0]]]

    assert {word for [word] in ours} == {"sh", "gunicorn", "celery"}
    assert shutil.which("gunicorn", path=str(Path(sys.executable).parent))
