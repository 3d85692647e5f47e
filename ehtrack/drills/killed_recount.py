"""A worker killed at each step of a recount (promise 27)."""

from contextlib import ExitStack
from dataclasses import dataclass

from dashboards.models import DirtyMonth, JobRun
from dashboards.models.job import JobState
from dashboards.rollup.draining import DRAINER_LOCK
from dashboards.tasks import sweep
from ehtrack.drills import people, truth, workers
from ehtrack.drills.broker import own_broker
from ehtrack.drills.report import Report
from ehtrack.drills.waiting import wait_until
from ehtrack.lib.sending import send

ITS_TURN = "%pg_advisory_xact_lock%"


@dataclass(frozen=True)
class Step:
    """``table``: whose lock holds the recount there, at a statement like this; none: the drainers' own lock does."""

    words: str
    statement: str
    table: str = ""
    after_its_turn: bool = False


STEPS = {
    "begins": Step("as it begins", "%dashboards_jobrun%", "dashboards_jobrun"),
    "waits": Step("while it waits for its turn", ITS_TURN),
    "takes": Step(
        "as it takes the months from the queue", "%DELETE FROM dashboards_dirtymonth%", "dashboards_dirtymonth"
    ),
    "clears": Step("as it clears the old counts", "%DELETE FROM dashboards_monthcount%", "dashboards_monthcount"),
    "counts": Step("as it counts the records", "%INSERT INTO dashboards_monthcount%", "assessments_assessment"),
    "ends": Step(
        "when all is counted and it writes that down", "%UPDATE%dashboards_jobrun%", "dashboards_jobrun", True
    ),
}


def run(report: Report) -> None:
    for name in STEPS:
        at(report, name)


def at(report: Report, name: str) -> None:
    step = STEPS[name]
    report.does(f"Records change and a worker recounts; it is killed {step.words}")
    people.write_assessments(people.make().school)
    with own_broker(), workers.worker() as process, ExitStack() as holding:
        first = holding.enter_context(ExitStack())
        if step.after_its_turn or not step.table:
            first.enter_context(workers.held(lock=DRAINER_LOCK))
        else:
            first.enter_context(workers.held(step.table))
        report.must(send(sweep), "the broker took the task")
        if step.after_its_turn or not step.table:
            report.must(wait_until(lambda: workers.at_work(ITS_TURN)), "the worker waits for its turn")
            report.must(DirtyMonth.objects.exists(), "it takes no month before")
        if step.after_its_turn:
            holding.enter_context(workers.held(step.table))
            first.close()
        report.must(wait_until(lambda: workers.at_work(step.statement)), "the worker is held at that step")
        workers.kill(process)
    report.must(workers.gone(), "the worker is dead, and PostgreSQL knows")
    truth.check(report)
    report.does("The next sweep runs")
    sweep()
    truth.check_settled(report)
    left = JobRun.objects.filter(state=JobState.RUNNING)
    report.must(not left.exists(), "no run is left that claims to be under way")
