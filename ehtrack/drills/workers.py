"""Real workers and schedulers as processes that can be killed, and what holds them at a step."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.db import connection
from psycopg import sql

from ehtrack import local
from ehtrack.drills.waiting import wait_until
from ehtrack.lib import processes

CELERY = ["-W", "ignore:You're running the worker with superuser", "-m", "celery", "--quiet", "--app"]
ONE_TASK = ["--pool", "solo"]
SEVERAL_TASKS = ["--pool", "threads", "--concurrency", "3"]


def log() -> Path:
    """What workers and schedulers said."""
    return local.directory() / "drill.log"


@contextmanager
def worker(*options: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker on the broker and database in use; killed at the end."""
    told = ["worker", "--loglevel", "ERROR", "--without-gossip", "--without-mingle"]
    with _process([*CELERY, "ehtrack.celery", *told, *(options or ONE_TASK)]) as process:
        yield process


@contextmanager
def beat(number: int = 1) -> Iterator[subprocess.Popen[bytes]]:
    """A scheduler in a hurry, with a memory of its own."""
    memory = local.directory() / f"drill-beat-{connection.settings_dict['NAME']}-{number}"
    told = ["beat", "--loglevel", "ERROR", "--max-interval", "1", "--pidfile", "", "--schedule", str(memory)]
    try:
        with _process([*CELERY, "ehtrack.drills.hurried", *told]) as process:
            yield process
    finally:
        for path in memory.parent.glob(f"{memory.name}*"):
            path.unlink()


@contextmanager
def _process(arguments: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    with log().open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=local.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=processes.die_with_parent(signal.SIGKILL),
            process_group=0,  # Ctrl-C is for the drill, which then ends its processes
        )
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """As kill -9 does, or a machine that goes away."""
    process.kill()
    process.wait()


@contextmanager
def held(table: str = "", *, lock: int | None = None) -> Iterator[None]:
    """Nobody else reads or writes the table, or takes the advisory lock."""
    with server(connection.settings_dict["NAME"]) as admin, admin.transaction():
        if table:
            admin.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(sql.Identifier(table)))
        if lock is not None:
            admin.execute("SELECT pg_advisory_xact_lock(%s)", [lock])
        yield


def at_work(statement: str) -> bool:
    """Whether another connection of the application runs a statement like this now."""
    return bool(_others("AND state <> 'idle' AND query LIKE %s", [statement]))


def gone() -> bool:
    """Whether the application has no other connection to this database: PostgreSQL saw that the worker is dead."""
    return wait_until(lambda: not _others("", []))


def _others(condition: str, values: list[str]) -> int:
    database, user = connection.settings_dict["NAME"], connection.settings_dict["USER"]
    counted = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND usename = %s AND pid <> %s"
    with server() as admin:
        row = admin.execute(f"{counted} {condition}", [database, user, own_backend(), *values]).fetchone()
    return int(row[0]) if row else 0


def own_backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def server(database: str = "postgres") -> psycopg.Connection:
    """The embedded server as its superuser."""
    admin = local.admin()
    return psycopg.connect(host=admin["host"], user=admin["user"], dbname=database, autocommit=True)
