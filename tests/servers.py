"""PostgreSQL and Valkey on ports, with passwords: what a real site has, started apart from ``ehtrack.local``."""

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from ehtrack.service_home import Home, service_home

AWKWARD_PASSWORD = "a password of the server's own/@:%"


@dataclass(frozen=True)
class Servers:
    database_port: int
    broker_port: int
    password: str

    def database_url(self, role: str, name: str = "ehtrack") -> str:
        return f"postgresql://{role}:{quote(self.password, safe='')}@127.0.0.1:{self.database_port}/{name}"

    @property
    def broker_url(self) -> str:
        return f"redis://:{quote(self.password, safe='')}@127.0.0.1:{self.broker_port}/0"

    def environment(self) -> dict[str, str]:
        """What docker-compose.yml sets, with roles whose names are not those of local mode."""
        return {
            "DATABASE_URL": self.database_url("county-app"),
            "DATABASE_SYSTEM_URL": self.database_url("county-system"),
            "DATABASE_OWNER_URL": self.database_url("county-owner"),
            "DATABASE_REPORTING_URL": self.database_url("county-reporting"),
            "DATABASE_ADMIN_URL": self.database_url("postgres", "postgres"),
            "REDIS_URL": self.broker_url,
            "EHTRACK_SECRET_KEY": "k3y-" * 20,
            "EHTRACK_HOSTS": "ehtrack.example.org,127.0.0.1",
        }


@contextmanager
def real_servers(password: str = AWKWARD_PASSWORD) -> Iterator[Servers]:
    root = Path(tempfile.mkdtemp(prefix="eht-"))
    root.chmod(0o755)  # root runs PostgreSQL as another user, who has to pass through
    sockets = root.with_name(f"{root.name}-s")
    servers = Servers(free_port(), free_port(), password)
    home = service_home(root, sockets)
    started: list[subprocess.Popen[bytes]] = []
    try:
        started.append(_start_postgres(home, servers.database_port, sockets))
        started.append(_start_valkey(home, servers))
        _wait_for(lambda: _set_password(sockets, servers))
        _wait_for(lambda: _answers(servers.broker_port))
        yield servers
    finally:
        for process in started:
            process.send_signal(signal.SIGINT)
            process.wait(30)
        for path in (root, sockets, Path("/var/tmp", sockets.name)):
            shutil.rmtree(path, ignore_errors=True)


def _start_postgres(home: Home, port: int, sockets: Path) -> subprocess.Popen[bytes]:
    data = home.data / "postgres"
    home.run(
        [
            *(str(home.postgres / "initdb"), "-D", str(data), "-U", "postgres", "--encoding=UTF8", "--locale=C"),
            *("--auth-local=trust", "--auth-host=scram-sha-256", "--no-sync"),
        ]
    )
    options = ["listen_addresses=127.0.0.1", f"port={port}", "fsync=off"]
    arguments = [part for option in options for part in ("-c", option)]
    return _start(home, [str(home.postgres / "postgres"), "-D", str(data), "-k", str(sockets), *arguments])


def _start_valkey(home: Home, servers: Servers) -> subprocess.Popen[bytes]:
    settings = {
        "bind": "127.0.0.1",
        "port": str(servers.broker_port),
        "requirepass": servers.password,
        "dir": str(home.data),
        "save": "",
    }
    return _start(
        home, [str(home.valkey), *(part for name, value in settings.items() for part in (f"--{name}", value))]
    )


def _start(home: Home, command: list[str]) -> subprocess.Popen[bytes]:
    with tempfile.TemporaryFile() as output:
        return home.start(command, output=output, lock=output.fileno(), death_signal=signal.SIGINT)


def _set_password(sockets: Path, servers: Servers) -> None:
    with psycopg.connect(
        host=str(sockets), port=servers.database_port, user="postgres", dbname="postgres"
    ) as connection:
        connection.execute(sql.SQL("alter role postgres password {}").format(sql.Literal(servers.password)))


def _answers(port: int) -> None:
    socket.create_connection(("127.0.0.1", port), timeout=5).close()


def _wait_for(action: Callable[[], None]) -> None:
    for _ in range(200):
        try:
            return action()
        except (OSError, psycopg.OperationalError):
            time.sleep(0.05)
    raise AssertionError("A server did not start.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
