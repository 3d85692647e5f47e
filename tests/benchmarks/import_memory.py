"""The peak memory of an import, in a process of its own: ``python -m tests.benchmarks.import_memory FILE``."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.results import Line

FEW, MANY = 10_000, 1_000_000
GOAL = 1.2


def lines(directory: Path) -> list[Line]:
    few, many = (_megabytes(directory, contacts) for contacts in (FEW, MANY))
    return [Line(f"peak memory: import of {MANY:,} contacts against {FEW:,}", many, few, "MB", at_most=GOAL)]


def _megabytes(directory: Path, contacts: int) -> float:
    from tests.benchmarks import contact_files
    from tests.benchmarks.databases import copies

    path = contact_files.write(directory / f"{contacts}.csv", contacts)
    with copies(1) as (copy,):
        contact_files.make_agencies(copy)
        told = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.import_memory", str(path)],
            env={**os.environ, "EHTRACK_LOCAL_DATABASE": copy.name},
            check=True,
            capture_output=True,
            text=True,
        )
    return int(told.stdout.split()[-1]) / 1024


def main(path: str) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("import_records", "contacts", path)
    # Not getrusage: its peak begins with that of the process that started this one.
    print(re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[0])


if __name__ == "__main__":
    main(sys.argv[1])
