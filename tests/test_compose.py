"""docker-compose.yml stays right where no Docker engine is at hand: it is read, and its own commands are run."""

import http.client
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from ehtrack import local
from tests.local.conftest import eventually
from tests.servers import Servers, free_port, real_servers

COMPOSE = yaml.safe_load((local.BASE_DIR / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"].startswith("ehtrack:")}
PASSWORD = "only4letters2and1digits"
GIVEN = {
    "EHTRACK_ADMIN_PASSWORD": PASSWORD,
    "EHTRACK_OWNER_PASSWORD": "owner1",
    "EHTRACK_APP_PASSWORD": "app1",
    "EHTRACK_REPORTING_PASSWORD": "reporting1",
    "EHTRACK_BROKER_PASSWORD": PASSWORD,
    "EHTRACK_SECRET_KEY": "s3cret-" * 10,
    "EHTRACK_HOSTS": "ehtrack.example.org",
    "EHTRACK_EMAIL_HOST": "mail.example.org",
    "EHTRACK_EMAIL_FROM": "ehtrack@example.org",
    "EHTRACK_ALARM_EMAILS": "duty@example.org",
    "EHTRACK_MASH_PHONE": "01632 960000",
}
NOT_FOR_A_REAL_SITE = {"EHTRACK_DEBUG"}
IN_THE_IMAGE = {"EHTRACK_STATIC_ROOT"}


def _variables(text: str) -> dict[str, str]:
    """Every ${NAME...} in a text: the name, and what follows it."""
    return dict(re.findall(r"(?<!\$)\$\{(\w+)([^}]*)\}", text))


def _filled(text: str) -> str:
    """As Compose fills it: ${NAME:?} must be given, ${NAME:-value} has a default, $$ is $."""

    def value(found: re.Match[str]) -> str:
        name, rule = found.groups()
        return GIVEN[name] if rule == ":?" else GIVEN.get(name, rule.removeprefix(":-"))

    return re.sub(r"(?<!\$)\$\{(\w+)([^}]*)\}", value, text).replace("$$", "$")


def _read_by_settings() -> set[str]:
    text = (local.BASE_DIR / "ehtrack" / "settings.py").read_text()
    return set(re.findall(r'(?:environ\.get\(|environ\[|_flag\(|_list\(|_required\()"(\w+)"', text))


# What it says ---------------------------------------------------------------------------------------------------------


def test_it_is_web_worker_beat_postgresql_and_valkey_with_one_run_of_the_migrations() -> None:
    assert set(SERVICES) == {"db", "broker", "migrate", "web", "worker", "beat"}
    assert SERVICES["db"]["image"] == "postgres:18"
    assert SERVICES["broker"]["image"] == "valkey/valkey:9"


def test_every_variable_is_known_to_the_settings_and_every_setting_can_be_given() -> None:
    wanted = _read_by_settings() - NOT_FOR_A_REAL_SITE - IN_THE_IMAGE

    for name in ("web", "worker", "beat"):
        assert set(SERVICES[name]["environment"]) == wanted
    assert set(SERVICES["migrate"]["environment"]) == wanted | {"DATABASE_ADMIN_URL"}


def test_no_secret_has_a_default_and_none_stands_in_the_file() -> None:
    variables = _variables((local.BASE_DIR / "docker-compose.yml").read_text())
    secrets = {name for name in variables if re.search("PASSWORD|SECRET", name)} - {"EHTRACK_EMAIL_PASSWORD"}

    assert secrets == {name for name in GIVEN if re.search("PASSWORD|SECRET", name)}
    assert {variables[name] for name in secrets} == {":?"}
    assert {name for name, rule in variables.items() if rule == ":?"} == set(GIVEN)


def test_only_the_migrations_have_the_passwords_of_owner_and_administrator() -> None:
    holders = {
        name
        for name, service in OURS.items()
        if re.search("EHTRACK_(OWNER|ADMIN)_PASSWORD", str(service["environment"]))
    }

    assert holders == {"migrate"}


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
    ports = [_filled(port) for port in SERVICES[name].get("ports", [])]

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


class Site:
    """The services' own commands and environment, against servers on ports of this machine."""

    def __init__(self, servers: Servers, place: Path) -> None:
        self.servers, self.place, self.port = servers, place, free_port()

    def _here(self, text: str) -> str:
        replaced = {
            "@db:5432": f"@127.0.0.1:{self.servers.database_port}",
            "@broker:6379": f"@127.0.0.1:{self.servers.broker_port}",
            "0.0.0.0:8000": f"127.0.0.1:{self.port}",
            "127.0.0.1:8000": f"127.0.0.1:{self.port}",
            "/dev/shm": str(self.place),
            "/tmp": str(self.place),
        }
        return re.sub("|".join(map(re.escape, replaced)), lambda found: replaced[found[0]], text)

    def environment(self, name: str) -> dict[str, str]:
        return {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOSTNAME": os.uname().nodename,
            "EHTRACK_STATIC_ROOT": str(self.place / "static"),
            **{key: self._here(_filled(value)) for key, value in SERVICES[name]["environment"].items()},
        }

    def run(self, name: str, command: list[str]) -> subprocess.CompletedProcess[str]:
        if command[0] == "CMD-SHELL":
            command = ["sh", "-c", *command[1:]]
        elif command[0] == "CMD":
            command = command[1:]
        return subprocess.run(
            [self._here(_filled(word)) for word in command],
            cwd=local.BASE_DIR,
            env=self.environment(name),
            capture_output=True,
            text=True,
            check=False,
        )

    @contextmanager
    def service(self, name: str) -> Iterator[None]:
        with open(self.place / f"{name}.log", "wb") as log:
            process = subprocess.Popen(
                [self._here(_filled(word)) for word in SERVICES[name]["command"]],
                cwd=local.BASE_DIR,
                env=self.environment(name),
                stdout=log,
                stderr=log,
            )
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)

    def is_healthy(self, name: str) -> bool:
        return self.run(name, SERVICES[name]["healthcheck"]["test"]).returncode == 0

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path, headers={"Host": "ehtrack.example.org", **headers})
        return connection.getresponse()


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


def test_web_cannot_change_the_schema(site: Site) -> None:
    done = site.run("web", ["python", "manage.py", "migrate", "agencies", "zero"])

    assert done.returncode != 0
    assert "no password supplied" in done.stderr


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
