"""Runs drills on the services of EHTRACK_LOCAL_DIR: ``python -m ehtrack.drills NAME...``. Started by ``throwaway``."""

import logging.config
import os
import signal
import sys
import time
import traceback
from types import FrameType

os.environ["DJANGO_SETTINGS_MODULE"] = "ehtrack.settings"
TOLD = 20  # lines


def main(names: list[str]) -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    from ehtrack import local

    with local.services():
        import django
        from django.core.management import call_command

        django.setup()
        _log_apart()
        say("Making the tables")
        call_command("migrate", verbosity=0)
        broken = [name for name in names if not _held(name)]
    if len(names) > 1:
        say(f"{len(names) - len(broken)} of {len(names)} held. {'Broken: ' if broken else ''}{', '.join(broken)}")
    return 1 if broken else 0


def _held(name: str) -> bool:
    """On a database of its own."""
    from ehtrack.drills import workers
    from ehtrack.drills.catalogue import DRILLS
    from ehtrack.drills.databases import own_database
    from ehtrack.drills.report import Broken, Report

    drill = next(drill for drill in DRILLS if drill.name == name)
    say(f"\n{drill.name}: {drill.what} ({drill.promises})")
    began = time.monotonic()
    try:
        with own_database():
            drill.run(Report(say))
    except Exception as broken:
        if not isinstance(broken, Broken):
            traceback.print_exc(file=sys.stdout)
        said = workers.log().read_text(errors="replace").splitlines() if workers.log().exists() else []
        say("\n".join(["    the last that workers and schedulers said:", *said[-TOLD:]]))
        say(f"broken after {time.monotonic() - began:.0f} s: {broken}")
        return False
    say(f"held, in {time.monotonic() - began:.0f} s")
    return True


def _log_apart() -> None:
    """What the program logs meanwhile goes to the file of its workers: the faults are meant."""
    from django.conf import settings

    from ehtrack.drills import workers

    to_file = {"class": "logging.FileHandler", "filename": workers.log(), "formatter": "line"}
    settings.LOGGING = {**settings.LOGGING, "handlers": {"console": to_file}}  # Celery sets Django up once more
    logging.config.dictConfig(settings.LOGGING)


def say(line: str) -> None:
    print(line, flush=True)


def _stop(number: int, frame: FrameType | None) -> None:
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    sys.exit(130)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
