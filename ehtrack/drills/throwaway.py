"""A set of services for one run of drills: made in a temporary directory, and nothing of it left behind.

The drills run in a process of their own, as the settings of this one may be those of a real site.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from ehtrack import local
from ehtrack.drills.report import Say
from ehtrack.lib import processes

NOT_THEIRS = ("DATABASE_", "REDIS_", "EHTRACK_", "DJANGO_", "CELERY_")


class Stopped(Exception):
    """Somebody asked for the end."""


def run(names: Sequence[str], *, say: Say) -> int:
    """Run the drills in order; their exit status: 0 when all held. Ctrl-C stops them and tidies up."""
    root = Path(tempfile.mkdtemp(prefix="ehd-", dir=Path("/", "tmp")))
    root.chmod(0o711)  # root runs PostgreSQL as another user, who has to pass through
    directory = root / "data"
    os.environ["EHTRACK_LOCAL_DIR"] = str(directory)
    sockets = local.sockets()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    say(f"Starting services of its own in {root}")
    drills = _start(names, directory)
    try:
        return drills.wait()
    except Stopped:
        return 130
    finally:
        drills.terminate()
        drills.wait()
        _wait_for_the_keeper(directory)
        for path in (root, sockets, Path("/", "var", "tmp", sockets.name)):
            shutil.rmtree(path, ignore_errors=True)


def _start(names: Sequence[str], directory: Path) -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(NOT_THEIRS)}
    return subprocess.Popen(
        [sys.executable, "-m", "ehtrack.drills", *names],
        cwd=local.BASE_DIR,
        env={**environment, "EHTRACK_LOCAL_DIR": str(directory)},
        stdin=subprocess.DEVNULL,
        preexec_fn=processes.die_with_parent(signal.SIGTERM),
        process_group=0,  # Ctrl-C reaches this process only, which then ends the drills
    )


def _wait_for_the_keeper(directory: Path) -> None:
    """Of the embedded servers: it ends with their last user."""
    if directory.exists():
        for name in ("keeper", "postgres", "valkey"):
            with processes.locked(directory / f"{name}.lock"):
                pass


def _stop(number: int, frame: FrameType | None) -> None:
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    raise Stopped
