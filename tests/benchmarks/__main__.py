"""python -m tests.benchmarks [NAME ...]"""

import os
import sys
import time
from importlib import import_module

import django

NAMES = (
    "walls",
    "rollup_read",
    "save_beside_rollup",
    "eight_writers",
    "import_contacts",
    "export_records",
    "who_looked",
    "page",
)


def main(names: list[str]) -> None:
    unknown = set(names) - set(NAMES)
    if unknown:
        sys.exit(f"There is no benchmark {', '.join(sorted(unknown))}. There are: {', '.join(NAMES)}.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    measure(names or list(NAMES))


def measure(names: list[str]) -> None:
    from ehtrack import local
    from tests import database
    from tests.benchmarks.results import Line, table

    database.pytest_configure()
    lines: list[Line] = []
    with local.services():
        database.ensure_template()
        for name in names:
            started = time.monotonic()
            print(f"{name} ...", flush=True)
            found = import_module(f"tests.benchmarks.{name}").lines()
            print(table(found), f"({time.monotonic() - started:.0f} s)\n", sep="\n", flush=True)
            lines += found
    if len(names) > 1:
        print(table(lines))


if __name__ == "__main__":
    main(sys.argv[1:])
