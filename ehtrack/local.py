"""The embedded services of local mode, as their users see them: where they are, and a context in which they run.

Importing this starts nothing. ``ehtrack.keeper`` is the process that owns the servers; every user of them holds a
shared lock on ``users.lock`` in the data directory, and the keeper stops when it can take that lock exclusively.
The kernel frees locks however a process ends, so nothing is left behind after kill -9.
"""

import hashlib
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ehtrack.lib import processes

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_PREFIX = "demonstration-"  # settings refuse a key that begins so on a real server
USERS = {
    "owner": "ehtrack_owner",
    "app": "ehtrack_app",
    "system": "ehtrack_app_system",
    "reporting": "ehtrack_reporting",
}
SUPERUSER = "postgres"
ANSWER_SECONDS = 60


class ServicesError(Exception):
    """PostgreSQL or Valkey did not start; the text says why and where to read more."""


def directory() -> Path:
    """The data directory: ``EHTRACK_LOCAL_DIR``, or ``.local`` in the project."""
    return Path(os.environ.get("EHTRACK_LOCAL_DIR") or BASE_DIR / ".local").resolve()


def database_name() -> str:
    return os.environ.get("EHTRACK_LOCAL_DATABASE") or "ehtrack"


def sockets() -> Path:
    """A short directory, as a socket's path ends at 107 bytes, of its own for each data directory.

    Not ``tempfile.gettempdir()``: TMPDIR differs between shells, and the address must not.
    """
    digest = hashlib.sha256(bytes(directory())).hexdigest()[:12]
    return Path("/", "tmp", f"ehtrack-{os.getuid()}-{digest}")


def database(role: str) -> dict[str, Any]:
    """The entry of settings.DATABASES for a role. No password: who can enter the socket directory is trusted."""
    return {
        "ENGINE": "ehtrack.lib.postgres",
        "NAME": database_name(),
        "USER": USERS[role],
        "PASSWORD": "",
        "HOST": str(sockets()),
        "PORT": "",
        "OPTIONS": {},
    }


def admin() -> dict[str, str]:
    """What psycopg connects with as the embedded server's superuser."""
    return {"host": str(sockets()), "user": SUPERUSER, "dbname": "postgres"}


def broker_socket() -> Path:
    return sockets() / "valkey.sock"


def broker_url() -> str:
    return f"redis+socket://{broker_socket()}"


def prepare_directory() -> Path:
    """Make the data directory. As root the servers run as another user, who has to pass through it."""
    path = directory()
    path.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    return path


def secret_key() -> str:
    """The demonstration's SECRET_KEY, made at the first use of a data directory."""
    path = directory() / "secret-key"
    with suppress(FileNotFoundError):
        return path.read_text()
    prepare_directory()
    with processes.locked(path.with_suffix(".lock")):
        if not path.exists():
            draft = path.with_suffix(".new")
            draft.touch(mode=0o600)
            draft.write_text(SECRET_PREFIX + secrets.token_urlsafe(50))
            draft.rename(path)
    return path.read_text()


@contextmanager
def services(say: Callable[[str], None] = lambda line: None) -> Iterator[None]:
    """PostgreSQL and Valkey run while the block does: those of another user of this data directory, or new ones.

    ``say`` gets a line for each step that takes long. Raises ServicesError.
    """
    path = prepare_directory()
    with processes.locked(path / "users.lock", shared=True):  # waits while a keeper stops
        with processes.locked(path / "start.lock"):
            _ensure(path, say)
        yield


def _ensure(path: Path, say: Callable[[str], None]) -> None:
    deadline = time.monotonic() + ANSWER_SECONDS
    while True:
        keeper_lock = processes.try_lock(path / "keeper.lock")
        if keeper_lock is not None:
            _start_keeper(path, keeper_lock, say)
        if database_answers() and broker_answers():
            return
        if time.monotonic() > deadline:
            raise ServicesError(f"PostgreSQL or Valkey does not answer. See {path / 'postgres.log'}.")
        time.sleep(0.1)


def _start_keeper(path: Path, keeper_lock: int, say: Callable[[str], None]) -> None:
    """Start the keeper, which inherits its lock, so that no moment is without a holder; return when servers answer."""
    readable, writable = os.pipe()
    with open(path / "keeper.log", "ab") as log, os.fdopen(readable) as report:
        subprocess.Popen(
            [sys.executable, "-m", "ehtrack.keeper", str(path), str(keeper_lock), str(writable)],
            cwd=BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=(keeper_lock, writable),
            start_new_session=True,  # Ctrl-C in the terminal is for the users, not for the servers under them
        )
        os.close(writable)
        os.close(keeper_lock)
        line = ""
        for line in report:
            if line.strip() == "ready":
                return
            say(line.strip())
    raise ServicesError(f"{line.strip() or 'The embedded services did not start.'} See {path / 'keeper.log'}.")


def database_answers(user: str = USERS["app"]) -> bool:
    import psycopg  # here, as importing this module has to stay cheap

    try:
        with psycopg.connect(host=str(sockets()), user=user, dbname="postgres", connect_timeout=5) as connection:
            connection.execute("select 1")
    except psycopg.OperationalError:
        return False
    return True


def broker_answers() -> bool:
    with socket.socket(socket.AF_UNIX) as client, suppress(OSError):
        client.settimeout(5)
        client.connect(str(broker_socket()))
        client.sendall(b"PING\r\n")
        return client.recv(16).startswith(b"+PONG")
    return False
