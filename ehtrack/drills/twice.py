"""Every task twice, late and out of order (promise 28); two schedulers at once (promise 29)."""

import random
import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from queue import Empty, SimpleQueue

from django.core import mail
from django.db import connection, connections, transaction
from django.http import QueryDict
from django.test.utils import override_settings
from django.utils import timezone
from django.utils.http import urlencode

from agencies import asked_jobs
from agencies.models import AuditEvent, ExportFormat, ExportJob, ImportJob, Membership, Role, User
from agencies.scope import Scope
from agencies.selectors import seals
from dashboards.forms.exports import PublicationForm
from dashboards.models import JobRun, Publication, PublicationKind, RatioSnapshot, Target, TargetSnapshot
from dashboards.publications import jobs as publications
from ehtrack.celery import app
from ehtrack.drills import people, truth, workers
from ehtrack.drills.broker import own_broker
from ehtrack.drills.fingerprint import fingerprint
from ehtrack.drills.report import Report
from ehtrack.drills.waiting import wait_until
from ehtrack.exports import jobs as exports
from ehtrack.lib.calendar import FinancialYear, Month, Quarter, local_day

AT_ONCE = 4
SECONDS_OF_TWO_BEATS = 15
# Written by every run, as its record: when it ran, what it looked at, what it sealed.
OF_EACH_RUN = {"dashboards_jobrun", "agencies_auditevent", "agencies_auditseal", "agencies_sealbound"}
OVERLAPPING = """
    SELECT one.job FROM dashboards_jobrun one JOIN dashboards_jobrun other ON other.job = one.job AND other.id > one.id
    WHERE other.started_at < coalesce(one.finished_at, 'infinity') LIMIT 1
"""


@dataclass(frozen=True)
class Waiting:
    """Something for every task to do."""

    someone: people.People
    unused: User
    ended: User
    import_job: ImportJob
    export_job: ExportJob
    publication: Publication

    def arguments(self, task: str) -> list[str]:
        return {
            "ehtrack.run_import": [str(self.import_job.pk)],
            "ehtrack.run_export": [str(self.export_job.pk)],
            "dashboards.run_publication": [str(self.publication.pk)],
        }.get(task, [])


def run(report: Report) -> None:
    with _outside_the_demonstration():
        waiting = _prepare(report)
        seed = random.SystemRandom().randrange(10_000)
        chance = random.Random(seed)
        report.does(f"Runs every task twice, {AT_ONCE} at a time, in an order by chance ({seed})")
        _all_at_once(_shuffled(chance), waiting)
        report.does("Runs every task twice in another order")
        _all_at_once(_shuffled(chance), waiting)
        _effect_of_once(report, waiting)
        report.does("Runs every task twice again, late: all of it was done before")
        before = fingerprint(but=OF_EACH_RUN)
        _all_at_once(_shuffled(chance), waiting)
        report.must(fingerprint(but=OF_EACH_RUN) == before, "no row of any table has changed")


def two_schedulers(report: Report, *, live: bool = True) -> None:
    with _outside_the_demonstration():
        waiting = _prepare(report)
        scheduled = sorted({entry["task"] for entry in app.conf.beat_schedule.values()})
        report.does(
            f"Two schedulers ask for each of {len(scheduled)} jobs at the same moment, and again a little later"
        )
        for task in [*scheduled, *scheduled]:
            _all_at_once([task, task], waiting, together=2)
        _never_beside_itself(report)
        _effect_of_once(report, waiting)
    if live:
        _two_beats(report, waiting)


def _two_beats(report: Report, waiting: Waiting) -> None:
    report.does(f"Starts two schedulers in a hurry and a worker for {SECONDS_OF_TWO_BEATS} seconds")
    people.write_assessments(waiting.someone.school)
    with own_broker(), workers.worker(*workers.SEVERAL_TASKS), workers.beat(1), workers.beat(2):
        report.must(wait_until(lambda: JobRun.objects.filter(job="sweep").count() > 4), "both are under way")
        wait_until(lambda: False, SECONDS_OF_TWO_BEATS)
    report.must(workers.gone(), "all have ended")
    _all_at_once(["dashboards.sweep"], waiting)
    report.saw(f"{JobRun.objects.count()} runs of jobs are on record")
    _never_beside_itself(report)
    _effect_of_once(report, waiting)


def _every_task() -> list[str]:
    return sorted(name for name in app.tasks if not name.startswith("celery."))


def _shuffled(chance: random.Random) -> list[str]:
    return chance.sample(names := _every_task() * 2, len(names))


@contextmanager
def _outside_the_demonstration() -> Iterator[None]:
    """Whose people's accounts never end."""
    post = "ehtrack.drills.slow_post.SlowPost"
    with override_settings(DEMONSTRATION=False, EMAIL_BACKEND=post):
        mail.outbox = []
        yield


def _prepare(report: Report) -> Waiting:
    report.does(
        "Gives every job something to do: records, a target, unused accounts, an import, an export, a publication"
    )
    app.loader.import_default_modules()
    someone, now = people.make(), timezone.now()
    people.write_assessments(someone.school, number=exports.SMALL + 6)
    with transaction.atomic():
        Target.objects.create(year=FinancialYear.of(_last_month().first).label, target=40, agreed_on=truth.FIRST)
        unused, ended = (people.person(someone.school, Role.PRACTITIONER) for _ in range(2))
        _last_used(unused, days=80)
        _last_used(ended, days=120, warned=20)
        export_job = exports.ask(
            scope=someone.scope(someone.lead),
            kind="assessments",
            format=ExportFormat.CSV,
            query=QueryDict(),
            search="",
            now=now,
        )
    import_job, _ = people.asks_for_an_import(someone)
    publication = _asks_to_publish(someone.scope(people.person(someone.school, Role.BOARD)))
    waited = now - asked_jobs.PATIENCE - timedelta(seconds=5)
    ImportJob.objects.filter(pk=import_job.pk).update(recorded_at=waited)
    ExportJob.objects.filter(pk=export_job.pk).update(recorded_at=waited)
    Publication.objects.filter(pk=publication.pk).update(recorded_at=waited)
    return Waiting(someone, unused, ended, import_job, export_job, publication)


def _asks_to_publish(scope: Scope) -> Publication:
    chosen = {"quarter": Quarter.of(_last_month().first).label, "format": "csv", "request_key": str(uuid.uuid4())}
    sent, now = QueryDict(urlencode(chosen)), timezone.now()
    form = PublicationForm(sent, today=local_day(now), groups=[], is_sent=True)
    form.full_clean()
    kind, whose = PublicationKind.FIGURES, "The partnership"
    return publications.ask(scope=scope, kind=kind, label=form.label, whose=whose, form=form, data=sent, now=now)


def _last_used(person: User, *, days: int, warned: int | None = None) -> None:
    now = timezone.now()
    long_ago = now - timedelta(days=400)
    warned_at = None if warned is None else now - timedelta(days=warned)
    used = {"last_login": now - timedelta(days=days), "recorded_at": long_ago, "unused_warned_at": warned_at}
    User.objects.filter(pk=person.pk).update(**used)
    Membership.objects.filter(user=person).update(recorded_at=long_ago)


def _last_month() -> Month:
    return Month.of(timezone.localdate()) - 1


def _all_at_once(names: Sequence[str], waiting: Waiting, *, together: int = AT_ONCE) -> None:
    """Each task once for each time it is named, by so many threads with connections of their own."""
    todo: SimpleQueue[str] = SimpleQueue()
    for name in names:
        todo.put(name)
    failures: list[BaseException] = []
    ready = threading.Barrier(together)

    def work() -> None:
        ready.wait()
        try:
            while True:
                name = todo.get_nowait()
                app.tasks[name](*waiting.arguments(name))
        except Empty:
            return
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(together)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def _never_beside_itself(report: Report) -> None:
    with connection.cursor() as cursor:
        cursor.execute(OVERLAPPING)
        report.must(cursor.fetchone() is None, "no job ran beside itself")


def _effect_of_once(report: Report, waiting: Waiting) -> None:
    school, month = waiting.someone.school, _last_month().first
    asked = ("import.contacts", "export.made", "figures.published")
    done = {action: AuditEvent.objects.filter(action=action).count() for action in asked}
    report.must(set(done.values()) == {1}, "the import, the export and the publication were done once")
    waiting.import_job.refresh_from_db()
    created = (waiting.import_job.result or {}).get("created")
    report.must(created == people.ROWS, f"the import says that it made {people.ROWS} contacts")
    published = RatioSnapshot.objects.filter(agency=school, month=month).count()
    progress = TargetSnapshot.objects.filter(agency=None, month=month).count()
    report.must((published, progress) == (1, 1), "last month's ratio and target progress were published once")
    sent = [address for message in mail.outbox for address in message.to]
    report.must(sent == [waiting.unused.email], "one reminder went out, to one person")
    ended = AuditEvent.objects.filter(action="account.ended").count()
    current = Membership.objects.current().filter(user=waiting.ended).exists()
    report.must((ended, current) == (1, False), "one account ended, once")
    found = seals.verify()
    report.must(not found.broken, f"the audit is as it was sealed: {found.rows} rows")
    truth.check_settled(report)
