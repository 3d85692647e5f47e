"""manage.py drill: on services of its own, of which nothing is left."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from ehtrack import local
from ehtrack.drills.catalogue import DRILLS

# As on a real site: none of it is for the drill, whose services are its own.
REAL_SITE = {
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    "DATABASE_SYSTEM_URL": "postgresql://nobody@127.0.0.1:1/none",
    "DATABASE_OWNER_URL": "postgresql://nobody@127.0.0.1:1/none",
    "DATABASE_REPORTING_URL": "postgresql://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EHTRACK_SECRET_KEY": "k3y-" * 20,
    "EHTRACK_HOSTS": "ehtrack.example.org",
}


def drill(*arguments: str) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("EHTRACK_", "DJANGO_"))}
    return subprocess.Popen(
        [sys.executable, "manage.py", "drill", *arguments],
        cwd=local.BASE_DIR,
        env={**kept, **REAL_SITE},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def left(told: str) -> list[str]:
    """What is still there of a run: its directory, and processes that know it."""
    directory = re.search(r"of its own in (\S+)", told)[1]
    found = [directory] if Path(directory).exists() else []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if directory.encode() in (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes():
                found.append((entry / "cmdline").read_text().replace("\0", " "))
    return found


def test_a_drill_says_what_it_did_and_that_it_held():
    process = drill("tasks-twice")

    told, _ = process.communicate(timeout=300)

    assert process.returncode == 0, told
    assert "yes: every figure is the truth" in told
    assert "held, in " in told
    assert left(told) == []


def test_stopped_in_the_middle_it_leaves_nothing():
    process = drill("recount-killed")
    told = ""
    while "recounts" not in told:
        line = process.stdout.readline()
        assert line, told
        told += line
    time.sleep(1)

    os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C in a terminal does
    process.communicate(timeout=60)

    assert process.returncode == 130
    assert left(told) == []


@pytest.mark.parametrize(("arguments", "status", "words"), [(["--list"], 0, DRILLS[0].what), (["hail"], 1, "no drill")])
def test_it_knows_its_drills(arguments, status, words):
    process = drill(*arguments)

    told, _ = process.communicate(timeout=60)

    assert (process.returncode, words in told) == (status, True)
