"""A whole export in a process of its own, as a worker does it: ``python -m tests.benchmarks.export_job FORMAT``."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PERSON = "dev@bench.example.org"
QUERY = "state=all"


@dataclass(frozen=True)
class Measured:
    seconds: float
    megabytes: float


def measured(database: str, format: str) -> Measured:
    told = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.export_job", format],
        env={**os.environ, "EHTRACK_LOCAL_DATABASE": database},
        check=True,
        capture_output=True,
        text=True,
    )
    seconds, kilobytes = told.stdout.split()[-2:]
    return Measured(float(seconds), int(kilobytes) / 1024)


def main(format: str) -> None:
    import django

    django.setup()

    from time import perf_counter

    from django.db import transaction
    from django.http import QueryDict
    from django.utils import timezone

    from agencies.models import ExportFormat, ExportJob, User
    from agencies.selectors import scopes
    from ehtrack.exports import jobs

    scope = scopes.all_for(User.objects.get(email=PERSON))[0]
    asked = {"kind": "contacts", "format": ExportFormat(format), "query": QueryDict(QUERY), "search": ""}
    with transaction.atomic():
        job = jobs.ask(scope=scope, now=timezone.now(), **asked)
    started = perf_counter()
    jobs.perform(job.pk, now=timezone.now())
    took = perf_counter() - started
    done = ExportJob.objects.get(pk=job.pk)
    if done.state != "done":
        sys.exit(done.fault)
    print(took, re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[0])


if __name__ == "__main__":
    main(sys.argv[1])
