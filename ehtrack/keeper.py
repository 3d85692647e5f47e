"""The process that owns the embedded servers of one data directory: ``python -m ehtrack.keeper DIRECTORY LOCK REPORT``.

``ehtrack.local`` starts it, with the descriptor of its lock and of a pipe for progress. It runs until no user of the
servers is left. The servers get a death signal, so that kill -9 of the keeper takes them too, and each holds a lock of
its own while any process of it lives: only then may the next start clear away what the last one left.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from ehtrack import local, roles
from ehtrack.lib import processes
from ehtrack.service_home import Home, service_home

POLL_SECONDS = 0.2
START_SECONDS = 300  # recovery after a crash may take this long
STOP_SECONDS = 30
LOG_BYTES = 5_000_000


@dataclass
class Server:
    name: str
    command: list[str]
    answers: Callable[[], bool]
    stop_signal: signal.Signals
    leftovers: list[Path]
    home: Home
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        with processes.locked(local.directory() / f"{self.name}.lock") as lock:  # held by every process of the last run
            for path in self.leftovers:
                path.unlink(missing_ok=True)
            log = local.directory() / f"{self.name}.log"
            if log.exists() and log.stat().st_size > LOG_BYTES:
                log.unlink()
            with open(log, "ab") as output:
                self.process = self.home.start(self.command, output=output, lock=lock, death_signal=self.stop_signal)
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if not self.runs() or time.monotonic() > deadline:
                raise local.ServicesError(f"{self.name} did not start. See {local.directory() / self.name}.log.")
            time.sleep(0.05)

    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        if self.process is None or not self.runs():
            return
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def postgres(home: Home) -> Server:
    durable = os.environ.get("EHTRACK_LOCAL_FSYNC", "1") != "0"
    settings = {
        "listen_addresses": "",
        "max_connections": "200",
        "shared_buffers": "256MB",
        "work_mem": "16MB",
        "max_wal_size": "2GB",
        "fsync": "on" if durable else "off",
        "synchronous_commit": "on" if durable else "off",
        "full_page_writes": "on" if durable else "off",
        # A refused statement is logged with its values and rows: names and birth dates. The program logs its ids.
        "log_min_messages": "fatal",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    sockets, data = local.sockets(), home.data / "postgres"
    return Server(
        name="postgres",
        command=[str(home.postgres / "postgres"), "-D", str(data), "-k", str(sockets), *options],
        answers=lambda: local.database_answers(local.SUPERUSER),
        stop_signal=signal.SIGINT,  # "fast": ends open transactions, waits for no client
        leftovers=[sockets / ".s.PGSQL.5432", sockets / ".s.PGSQL.5432.lock", data / "postmaster.pid"],
        home=home,
    )


def valkey(home: Home) -> Server:
    durable = os.environ.get("EHTRACK_LOCAL_FSYNC", "1") != "0"
    settings = {
        "port": "0",
        "unixsocket": str(local.broker_socket()),
        "unixsocketperm": "700",
        "dir": str(home.data / "valkey"),
        "appendonly": "yes",
        "appendfsync": "everysec" if durable else "no",
        "save": "",
        "daemonize": "no",
        "loglevel": "warning",
    }
    options = [part for name, value in settings.items() for part in (f"--{name}", value)]
    return Server(
        name="valkey",
        command=[str(home.valkey), *options],
        answers=local.broker_answers,
        stop_signal=signal.SIGTERM,
        leftovers=[local.broker_socket()],
        home=home,
    )


def create_cluster(home: Home) -> None:
    """Make PostgreSQL's data directory; a half-made one is never taken for a whole one."""
    final, draft = home.data / "postgres", home.data / "postgres.new"
    if final.exists():
        return
    shutil.rmtree(draft, ignore_errors=True)
    home.run(
        [
            *(str(home.postgres / "initdb"), "-D", str(draft), "-U", local.SUPERUSER, "--encoding=UTF8"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
            *("--auth-local=trust", "--auth-host=reject", "--data-checksums"),
        ]
    )
    draft.rename(final)


def prepare_database() -> None:
    named = roles.Roles(**{role: roles.Role(name) for role, name in local.USERS.items()})
    roles.create(admin=local.admin(), roles=named, database="ehtrack")


def start(servers: list[Server], home: Home, report: TextIO) -> None:
    if not (home.data / "postgres").exists():
        print(f"Creating the database in {home.data}", file=report, flush=True)
    create_cluster(home)
    print("Starting PostgreSQL and Valkey", file=report, flush=True)
    for server in servers:
        server.start()
    prepare_database()
    print("ready", file=report, flush=True)


def keep(servers: list[Server]) -> int | None:
    """Watch until no user is left; then return the exclusive lock, which makes newcomers wait for the end."""
    users = local.directory() / "users.lock"
    inode = users.stat().st_ino
    while (alone := processes.try_lock(users)) is None:
        time.sleep(POLL_SECONDS)
        for server in servers:
            if not server.runs():
                server.start()
        if users.stat().st_ino != inode:
            return None  # the data directory was deleted under us
    return alone


def serve(report: TextIO) -> None:
    servers: list[Server] = []
    try:
        try:
            home = service_home(local.directory(), local.sockets())
            servers = [postgres(home), valkey(home)]
            start(servers, home, report)
        except Exception as error:
            print(error, file=report, flush=True)
            raise
        finally:
            report.close()
        keep(servers)
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for server in reversed(servers):
            server.stop()
        with suppress(OSError):
            local.sockets().rmdir()


def main() -> None:
    directory, keeper_lock, report = sys.argv[1], int(sys.argv[2]), os.fdopen(int(sys.argv[3]), "w")
    os.environ["EHTRACK_LOCAL_DIR"] = directory
    os.set_inheritable(keeper_lock, False)
    os.set_inheritable(report.fileno(), False)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        serve(report)
    finally:
        os.close(keeper_lock)  # before the users' lock, which the end of the process frees: newcomers look at it next


if __name__ == "__main__":
    main()
