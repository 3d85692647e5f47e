"""``make demo`` as processes: everything ready before the port opens, and nothing left behind however it ends."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from functools import partial

import pytest

from ehtrack import local
from tests.local.conftest import Directory, eventually
from tests.servers import free_port

DEMO = """
import sys
from ehtrack import demo
def say(line): print(line, flush=True)
def prepare(say):
    say("preparing")
    sys.stdin.readline()
try:
    demo.run(prepare=prepare, welcome=lambda: "Accounts", say=say, with_parent="--with-parent" in sys.argv)
except demo.Stopped:
    say("Stopped.")
except demo.DemoError as error:
    sys.exit(str(error))
"""
# What make is to the demonstration: a parent that can be killed.
PARENT = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1], '--with-parent'], check=False)"


class Demo:
    def __init__(self, directory: Directory, port: int, *, below_parent: bool = False) -> None:
        self.port = port
        program = [PARENT, DEMO] if below_parent else [DEMO]
        self.process = subprocess.Popen(
            [sys.executable, "-c", *program],
            cwd=local.BASE_DIR,
            env=directory.environment | {"EHTRACK_PORT": str(port), "DJANGO_SETTINGS_MODULE": "ehtrack.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        directory.users.append(self.process)

    def until(self, words: str) -> str:
        assert self.process.stdout is not None
        seen = ""
        for line in self.process.stdout:
            seen += line
            if words in line:
                return seen
        raise AssertionError(f"It ended without saying {words}: {seen}")

    def go_on(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def running(self) -> "Demo":
        self.go_on()
        self.until("Press Ctrl-C")
        return self

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()


@pytest.fixture
def start(directory: Directory) -> Callable[..., Demo]:
    return lambda **options: Demo(directory, options.pop("port", None) or free_port(), **options)


def test_the_port_opens_only_when_everything_is_ready_and_a_second_start_says_where(start: Callable[..., Demo]) -> None:
    demo = start()
    demo.until("preparing")

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", demo.port), timeout=5)

    demo.go_on()
    seen = demo.until("Press Ctrl-C")
    assert f"http://127.0.0.1:{demo.port}/" in seen
    assert "Accounts" in seen
    assert demo.answers()

    second = start()
    seen = second.until("already running")
    assert f"http://127.0.0.1:{demo.port}/" in seen
    assert second.process.wait(60) == 1
    assert demo.answers()


def test_nothing_is_left_however_it_ends_and_the_next_start_works(
    start: Callable[..., Demo], directory: Directory
) -> None:
    demo = start().running()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL):
        assert len(directory.everyone()) > 6
        demo.process.send_signal(number)
        assert eventually(directory.is_quiet), number

        demo = start(port=demo.port).running()
        assert demo.answers(), number


def test_kill_9_of_make_ends_everything(start: Callable[..., Demo], directory: Directory) -> None:
    demo = start(below_parent=True).running()

    demo.process.kill()

    assert eventually(directory.is_quiet)


def test_a_stop_while_it_prepares_leaves_nothing(start: Callable[..., Demo], directory: Directory) -> None:
    demo = start()
    demo.until("preparing")

    demo.process.send_signal(signal.SIGTERM)

    assert eventually(directory.is_quiet)
    assert demo.process.wait(60) == 0


def test_a_port_in_use_is_said_before_anything_starts(start: Callable[..., Demo], directory: Directory) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        demo = start(port=other.getsockname()[1])
        seen = demo.until("EHTRACK_PORT=8001")

    assert "Starting" not in seen
    assert demo.process.wait(60) == 1
    assert not directory.sockets.exists()


def test_a_part_that_is_killed_is_started_again(start: Callable[..., Demo], directory: Directory) -> None:
    demo = start().running()

    for words in ("gunicorn", "worker --loglevel", "beat --loglevel"):
        before = set(_pids_of(directory, words))
        assert before, words

        for pid in before:
            os.kill(pid, signal.SIGKILL)

        demo.until("starting it again")
        assert eventually(partial(_started, directory, words, before)), words
        assert eventually(demo.answers), words


def _started(directory: Directory, words: str, before: set[int]) -> bool:
    now = set(_pids_of(directory, words))
    return bool(now) and not now & before


def _pids_of(directory: Directory, words: str) -> list[int]:
    return [pid for pid in directory.everyone() if words in _command(pid)]


def _command(pid: int) -> str:
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return file.read().replace(b"\0", b" ").decode()
    except OSError:
        return ""
