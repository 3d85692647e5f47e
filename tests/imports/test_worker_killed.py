"""Another worker takes up the import that a killed one left. Killed at each step: ehtrack.drills.killed_import."""

import pytest

from agencies.models import ImportJob
from ehtrack.drills import killed_import, people, workers
from ehtrack.drills.broker import own_broker
from ehtrack.drills.report import Report
from ehtrack.drills.waiting import wait_until
from ehtrack.imports.tasks import run_import
from ehtrack.lib.sending import send


@pytest.mark.usefixtures("clone")
def test_another_worker_takes_up_what_a_killed_one_left():
    with own_broker():
        job, _ = people.asks_for_an_import(people.make(), rows=killed_import.ROWS)
        with workers.worker() as process:
            assert wait_until(lambda: ImportJob.objects.get().rows_done)
            workers.kill(process)
        seen = ImportJob.objects.get()
        assert (seen.state, seen.rows_done > 0, seen.share > 0) == ("running", True, True)
        assert workers.gone()

        with workers.worker():
            assert send(run_import, [str(job.pk)])
            assert wait_until(lambda: ImportJob.objects.get().is_over)

    killed_import.ended_once(Report(print), job, [0] * 5)
