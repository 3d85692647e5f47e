"""docker-compose.yml, read as Compose reads it; and its services as processes of this machine."""

import http.client
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import yaml

from ehtrack import local
from tests.servers import Servers, free_port

COMPOSE = yaml.safe_load((local.BASE_DIR / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"].startswith("ehtrack:")}
PASSWORD = "only4letters2and1digits"
GIVEN = {
    "EHTRACK_ADMIN_PASSWORD": PASSWORD,
    "EHTRACK_OWNER_PASSWORD": "owner1",
    "EHTRACK_APP_PASSWORD": "app1",
    "EHTRACK_SYSTEM_PASSWORD": "system1",
    "EHTRACK_REPORTING_PASSWORD": "reporting1",
    "EHTRACK_BROKER_PASSWORD": PASSWORD,
    "EHTRACK_SECRET_KEY": "s3cret-" * 10,
    "EHTRACK_HOSTS": "ehtrack.example.org",
    "EHTRACK_EMAIL_HOST": "mail.example.org",
    "EHTRACK_EMAIL_FROM": "ehtrack@example.org",
    "EHTRACK_ALARM_EMAILS": "duty@example.org",
    "EHTRACK_MASH_PHONE": "01632 960000",
}


def filled(text: str) -> str:
    """As Compose fills it: ${NAME:?} must be given, ${NAME:-value} has a default, $$ is $."""

    def value(found: re.Match[str]) -> str:
        name, rule = found.groups()
        return GIVEN[name] if rule == ":?" else GIVEN.get(name, rule.removeprefix(":-"))

    return re.sub(r"(?<!\$)\$\{(\w+)([^}]*)\}", value, text).replace("$$", "$")


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
            **{key: self._here(filled(value)) for key, value in SERVICES[name]["environment"].items()},
        }

    def run(self, name: str, command: list[str], **changes: str) -> subprocess.CompletedProcess[str]:
        if command[0] == "CMD-SHELL":
            command = ["sh", "-c", *command[1:]]
        elif command[0] == "CMD":
            command = command[1:]
        return subprocess.run(
            [self._here(filled(word)) for word in command],
            cwd=local.BASE_DIR,
            env=self.environment(name) | changes,
            capture_output=True,
            text=True,
            check=False,
        )

    @contextmanager
    def service(self, name: str) -> Iterator[None]:
        with open(self.place / f"{name}.log", "wb") as log:
            process = subprocess.Popen(
                [self._here(filled(word)) for word in SERVICES[name]["command"]],
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

    def signed_in(self) -> set[str]:
        """As whom its processes have signed in to the database."""
        with psycopg.connect(self.servers.database_url("postgres")) as connection:
            found = connection.execute("select usename from pg_stat_activity where usename like 'ehtrack%'")
            return {row[0] for row in found.fetchall()}

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path, headers={"Host": "ehtrack.example.org", **headers})
        return connection.getresponse()
