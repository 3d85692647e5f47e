"""Users of embedded services in data directories of their own, as processes that can be killed."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from ehtrack import local
from ehtrack.lib import processes
from tests.servers import Servers, real_servers

USER = """
import signal
import sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job begins with it ignored
import psycopg
from ehtrack import local
with local.services():
    psycopg.connect(host=str(local.sockets()), user="ehtrack_app", dbname="ehtrack").close()
    print("up", flush=True)
    sys.stdin.read()
"""


class Directory:
    """A data directory, and the processes that belong to it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.users: list[subprocess.Popen[str]] = []
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("EHTRACK_", "DJANGO_"))},
            "EHTRACK_LOCAL_DIR": str(path),
        }

    @property
    def sockets(self) -> Path:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("EHTRACK_LOCAL_DIR", str(self.path))
            return local.sockets()

    def start_user(self) -> subprocess.Popen[str]:
        user = subprocess.Popen(
            [sys.executable, "-c", USER],
            cwd=local.BASE_DIR,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.users.append(user)
        return user

    def user(self) -> subprocess.Popen[str]:
        """A process that has entered the services and stays in them."""
        return wait_for(self.start_user())

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=local.BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def pids(self, word: str = "") -> list[int]:
        """The keeper, PostgreSQL's first process and Valkey, by what their command lines name."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if word in command and (
                f"{self.path} " in command or f"{self.path}/" in command or str(self.sockets) in command
            ):
                found.append(int(entry.name))
        return found

    def everyone(self) -> list[int]:
        """All that belongs to this directory, with those that only its environment gives away."""
        mark = f"EHTRACK_LOCAL_DIR={self.path}\0".encode()
        found = set(self.pids())
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if mark in (entry / "environ").read_bytes():
                    found.add(int(entry.name))
        return sorted(found)

    def ask(self, statement: str, user: str = "ehtrack_owner") -> list[tuple]:
        with psycopg.connect(host=str(self.sockets), user=user, dbname="ehtrack") as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def servers_are_gone(self) -> bool:
        """Neither keeper nor server is left, not even one of PostgreSQL's many processes."""
        locks = [processes.try_lock(self.path / f"{name}.lock") for name in ("keeper", "postgres", "valkey")]
        for lock in locks:
            if lock is not None:
                os.close(lock)
        return None not in locks and not self.pids()

    def is_quiet(self) -> bool:
        """No process of this directory is left, its users included."""
        return self.servers_are_gone() and not self.everyone()


def wait_for(user: subprocess.Popen[str]) -> subprocess.Popen[str]:
    assert user.stdout is not None
    assert user.stdout.readline() == "up\n"
    return user


def leave(user: subprocess.Popen[str]) -> None:
    user.communicate(timeout=60)


def eventually(condition: Callable[[], object], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return bool(condition())


def new_root(mode: int = 0o755) -> str:
    root = tempfile.mkdtemp(prefix="eht-")
    os.chmod(root, mode)
    return root


@pytest.fixture
def make_directory() -> Iterator[Callable[..., Directory]]:
    made: list[Directory] = []
    roots: list[str] = []

    def make(below: str = "data", mode: int = 0o755) -> Directory:
        roots.append(root := new_root(mode))
        made.append(Directory(Path(root, below)))
        return made[-1]

    yield make
    for directory in made:
        for user in directory.users:
            user.kill()
            user.wait()
            for stream in (user.stdin, user.stdout):
                if stream:
                    stream.close()
        for pid in directory.everyone():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        assert eventually(lambda directory=directory: not directory.everyone())
        shutil.rmtree(Path("/var/tmp", directory.sockets.name), ignore_errors=True)
        shutil.rmtree(directory.sockets, ignore_errors=True)
    for root in roots:
        shutil.rmtree(root)


@pytest.fixture(scope="session")
def begun() -> Iterator[Path]:
    """A data directory in which the servers have run, and ended: what is copied need not be made anew."""
    root = new_root()
    directory = Directory(Path(root, "data"))
    leave(directory.user())
    assert eventually(directory.is_quiet)
    yield directory.path
    shutil.rmtree(root)


@pytest.fixture
def directory(make_directory: Callable[..., Directory], begun: Path) -> Directory:
    made = make_directory()
    subprocess.run(["/bin/cp", "-a", begun, made.path], check=True)
    return made


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    """A real site's PostgreSQL and Valkey: ports, passwords, no roles yet."""
    with real_servers() as started:
        yield started
