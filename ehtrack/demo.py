"""The whole program on this machine in one process tree: services, data, then web, worker and beat.

Nothing outlives this process: the children get a death signal, gunicorn's workers leave when their parent changes, the
worker uses threads, and the embedded servers stop with their last user. Everything is ready before the port opens.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from ehtrack import local, probe
from ehtrack.lib import processes

HOST = "127.0.0.1"
PORT_SECONDS = 5  # the last run may still be closing
READY_SECONDS = 60
STOP_SECONDS = 15
RESTARTS = 3


class DemoError(Exception):
    """The demonstration cannot start or go on; the text says what to do."""


class Stopped(Exception):
    """Somebody asked for the end: Ctrl-C, SIGTERM, a closed terminal."""


Say = Callable[[str], None]


class Part:
    """One of web, worker and beat."""

    def __init__(self, name: str, arguments: list[str], *, death_signal: signal.Signals, descriptor: int | None = None):
        self.name = name
        self.arguments = arguments
        self.death_signal = death_signal
        self.descriptors = () if descriptor is None else (descriptor,)
        self.starts = 0
        self.start()

    def start(self) -> None:
        self.starts += 1
        self.process = subprocess.Popen(
            [sys.executable, *self.arguments],
            cwd=local.BASE_DIR,
            stdin=subprocess.DEVNULL,
            pass_fds=self.descriptors,
            preexec_fn=processes.die_with_parent(self.death_signal),
            process_group=0,  # Ctrl-C reaches this process only, which then ends the parts in order
        )

    def runs(self) -> bool:
        return self.process.poll() is None

    def stop(self, deadline: float) -> None:
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def run(*, prepare: Callable[[Say], None], welcome: Callable[[], str], say: Say, with_parent: bool = False) -> None:
    """Run until somebody stops it. Raises DemoError, ServicesError or Stopped.

    ``prepare`` makes schema and data once the services are up; ``welcome`` says who can sign in.
    """
    if with_parent:
        processes.die_with_parent(signal.SIGTERM, os.getppid())()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    directory = local.prepare_directory()
    with _only_one(directory) as address_file, _port() as listener:
        address = f"http://{HOST}:{listener.getsockname()[1]}/"
        address_file.write_text(address)
        with local.services(say):
            prepare(say)
            say("Starting web, worker and beat")
            with _parts(directory, listener) as parts:
                _wait_until_ready(parts, listener.getsockname()[1])
                say(f"\nehtrack is running at {address}\n\n{welcome()}\n\nPress Ctrl-C to stop.")
                _watch(parts, say)


def _stop(number: int, frame: FrameType | None) -> None:
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    raise Stopped


@contextmanager
def _only_one(directory: Path) -> Iterator[Path]:
    """One demonstration for each data directory; yields the file that says where it is."""
    address_file = directory / "demo.address"
    lock = processes.try_lock(directory / "demo.lock")
    if lock is None:
        where = address_file.read_text() if address_file.exists() else "an address it has yet to open"
        raise DemoError(
            f"ehtrack is already running from {directory}, at {where}. Stop that one first, or start another beside it "
            "with EHTRACK_LOCAL_DIR and EHTRACK_PORT set to other values."
        )
    try:
        yield address_file
    finally:
        address_file.unlink(missing_ok=True)
        os.close(lock)


@contextmanager
def _port() -> Iterator[socket.socket]:
    """The port, taken before anything long but not yet open: web is handed it and starts to listen."""
    wanted = os.environ.get("EHTRACK_PORT", "8000")
    if not (wanted.isdigit() and int(wanted) < 65536):
        raise DemoError(f"EHTRACK_PORT must be a number below 65536, not {wanted}.")
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        deadline = time.monotonic() + PORT_SECONDS
        while True:
            try:
                listener.bind((HOST, int(wanted)))
                break
            except OSError as error:
                if time.monotonic() > deadline or isinstance(error, PermissionError):
                    raise DemoError(
                        f"Port {wanted} cannot be used ({error.strerror}). Stop the program that has it, or choose "
                        "another: EHTRACK_PORT=8001 make demo"
                    ) from error
                time.sleep(0.2)
        yield listener


@contextmanager
def _parts(directory: Path, listener: socket.socket) -> Iterator[list[Part]]:
    parts: list[Part] = []
    try:
        descriptor = listener.fileno()
        # A task that is cut off runs again, so worker and beat need no time to say goodbye; web ends its workers.
        parts.append(Part("web", _web(descriptor), death_signal=signal.SIGTERM, descriptor=descriptor))
        parts.append(Part("worker", _worker(), death_signal=signal.SIGKILL))
        parts.append(Part("beat", _beat(directory), death_signal=signal.SIGKILL))
        yield parts
    finally:
        for part in parts:
            part.process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for part in parts:
            part.stop(deadline)


def _web(descriptor: int) -> list[str]:
    return [
        *("-m", "gunicorn", "ehtrack.wsgi:application", "--bind", f"fd://{descriptor}"),
        *("--workers", "2", "--threads", "4", "--graceful-timeout", "5", "--timeout", "120"),
        *("--log-level", "warning", "--no-control-socket"),
    ]


def _worker() -> list[str]:
    return [
        *("-W", "ignore:You're running the worker with superuser", "-m", "celery", "--quiet"),
        *("--app", "ehtrack.celery", "worker", "--loglevel", "WARNING"),
        *("--pool", "threads", "--concurrency", "2", "--without-gossip", "--without-mingle"),
    ]


def _beat(directory: Path) -> list[str]:
    return [
        *("-m", "celery", "--quiet", "--app", "ehtrack.celery", "beat", "--loglevel", "WARNING"),
        *("--schedule", str(directory / "beat-schedule"), "--pidfile", ""),
    ]


def _wait_until_ready(parts: list[Part], port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not probe.is_well(f"http://{HOST}:{port}/healthz", HOST):
        ended = [part.name for part in parts if not part.runs()]
        if ended or time.monotonic() > deadline:
            raise DemoError(f"{', '.join(ended) or 'web'} did not start: see the lines above.")
        time.sleep(0.2)


def _watch(parts: list[Part], say: Say) -> None:
    """Start again what ends, as a supervisor would on a real site; give up on what keeps ending."""
    while True:
        time.sleep(0.5)
        for part in parts:
            if part.runs():
                continue
            if part.starts > RESTARTS:
                raise DemoError(f"{part.name} ended {part.starts} times: see the lines above.")
            say(f"{part.name} ended ({part.process.returncode}); starting it again")
            time.sleep(1)
            part.start()
