"""The broker stopped, hanging, full and wiped (promises 25 and 26)."""

import subprocess
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponseBase
from django.utils import timezone

from agencies import asked_jobs
from agencies.models import ImportJob
from assessments.models import Assessment, Contact
from dashboards.models import DirtyMonth, JobRun
from dashboards.tasks import sweep
from ehtrack.drills import people, truth, workers
from ehtrack.drills.broker import Broker, own_broker
from ehtrack.drills.report import Report
from ehtrack.drills.waiting import wait_until
from ehtrack.imports import tasks

LONGEST = 6.0  # seconds that a request may take while the broker is away; it is asked once and given two


@dataclass(frozen=True)
class Fault:
    words: str
    make: Callable[[Broker], None]
    mend: Callable[[Broker], None]


STOPPED = Fault("Stops the broker", Broker.stop, Broker.start)
HANGING = Fault("Makes the broker hang: it is reached and never answers", Broker.hang, Broker.go_on)
FULL = Fault("Fills the broker's memory: it refuses every message", Broker.fill, Broker.empty)


def survives(report: Report, fault: Fault, *, live: bool = True) -> None:
    """Save while the broker is broken, mend it, and see what is counted. ``live``: beside a worker and a scheduler,
    which have to find back by themselves; else a sweep is run in their place."""
    with own_broker() as broker, ExitStack() as stack:
        team = _Team(report, stack)
        if live:
            report.does("Starts a worker and a scheduler, and waits until they work")
            team.start()
            report.must(wait_until(JobRun.objects.exists), "the worker does what the scheduler asks for")
        report.does(fault.words)
        fault.make(broker)
        someone, job = _save(report)
        report.does("Mends the broker")
        fault.mend(broker)
        _recover(report, job, team if live else None)
        _counted_once(report, someone, job)


def wiped(report: Report, *, live: bool = True) -> None:
    with own_broker() as broker, ExitStack() as stack:
        team = _Team(report, stack)
        someone, job = _save(report)
        report.must(broker.waiting() >= 2, f"{broker.waiting()} messages wait in the broker for a worker")
        if live:
            report.does("Starts a scheduler, which begins to send")
            before = broker.waiting()
            team.start_beat()
            report.must(wait_until(lambda: broker.waiting() > before), "the scheduler sends")
        report.does("Wipes the broker: its process killed, its memory lost")
        broker.wipe()
        truth.check(report)
        if live:
            report.does("Starts a worker")
            team.start_worker()
        _recover(report, job, team if live else None)
        _counted_once(report, someone, job)


class _Team:
    """A worker and a scheduler under a supervisor, as on every site: what ends is started again."""

    def __init__(self, report: Report, stack: ExitStack) -> None:
        self.report = report
        self.stack = stack
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        self.start_worker()
        self.start_beat()

    def start_worker(self) -> None:
        self.processes["worker"] = self.stack.enter_context(workers.worker())

    def start_beat(self) -> None:
        self.processes["scheduler"] = self.stack.enter_context(workers.beat())

    def supervise(self) -> None:
        again = {"worker": self.start_worker, "scheduler": self.start_beat}
        for name, process in list(self.processes.items()):
            if process.poll() is not None:
                self.report.saw(f"the {name} had ended ({process.returncode}) and is started again by its supervisor")
                again[name]()


def _save(report: Report) -> tuple[people.People, ImportJob]:
    someone = people.make()
    report.does("Writes an S&N in the browser, from its first form to its last")
    client, key = people.browser(someone.author), uuid.uuid4()
    _timed(report, "the first form", lambda: people.starts(client, key))
    drafts = Assessment.objects.filter(agency=someone.school)
    report.must(drafts.count() == 1, "the first form made one draft")
    draft = people.answers_all(someone, drafts.get())
    answer = _timed(report, "the last form", lambda: people.completes(people.browser(someone.author), draft))
    said = b"is completed" in getattr(answer, "content", b"")
    report.must(answer.status_code == 200 and said, "the page says that the S&N is completed")
    truth.check(report)
    report.does("Asks for an import that a worker has to do")
    job, answer = people.asks_for_an_import(someone)
    report.must(answer.status_code == 302, "the file is kept as a job")
    return someone, job


def _timed(report: Report, what: str, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    began = time.monotonic()
    answer = act()
    took = time.monotonic() - began
    report.must(took < LONGEST, f"{what} was answered in {took:.1f} s, and at most in {LONGEST:.0f}")
    return answer


def _recover(report: Report, job: ImportJob, team: _Team | None) -> None:
    """The sweep takes up a job that waited a minute; here the job is made a minute older instead."""
    ImportJob.objects.filter(pk=job.pk).update(recorded_at=timezone.now() - asked_jobs.PATIENCE - timedelta(seconds=1))
    if team is None:
        report.does("Runs the sweeps of the next minute")
        tasks.sweep_imports()
        sweep()
        return

    def done() -> bool:
        team.supervise()
        return ImportJob.objects.get(pk=job.pk).is_over and not DirtyMonth.objects.exists()

    began = time.monotonic()
    report.must(wait_until(done), "worker and scheduler found back without help")
    report.saw(f"after {time.monotonic() - began:.0f} s")


def _counted_once(report: Report, someone: people.People, job: ImportJob) -> None:
    saved = Assessment.objects.filter(agency=someone.school, status="completed").count()
    report.must(saved == 1, "the S&N is on record once")
    imported = Contact.objects.filter(source_agency=someone.school).count()
    job.refresh_from_db()
    report.must((job.state, imported) == ("done", people.ROWS), f"the import is done: {imported} contacts on record")
    truth.check_settled(report)
