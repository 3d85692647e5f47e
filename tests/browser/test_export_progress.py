"""A large export is made by a worker: its page follows it, with script by itself and without by a link."""

import csv
import io
import threading

import pytest
from django.db import connections
from django.utils import timezone

from agencies.models import ExportJob
from ehtrack.exports import jobs
from tests import factories
from tests.browser.hands import Mouse
from tests.browser.watching import PHONE, SMALLEST, WIDE, Complaints, accessibility, overflow, structure

ROWS = 30


@pytest.fixture
def ben(enter, cast, monkeypatch):
    """Ben at the list of his school's S&Ns, of which there are more than are made at once."""
    monkeypatch.setattr(jobs, "SMALL", 10)
    for number in range(ROWS):
        factories.assessment(cast.school, children=[factories.child("Robin", f"Of{number}")])

    def sit_down(**more) -> Mouse:
        person = enter(cast.ben, **more)
        person.opens("/assessments/?shared=yes")
        return person

    return sit_down


def ask(person: Mouse) -> None:
    person.follows("Export these records")
    person.sees(f"{ROWS} S&Ns in {ROWS} rows", "Internal", "Shared with the council")
    person.chooses("CSV")
    person.presses("Export")


def work() -> None:
    """What a worker does, in a thread of its own."""

    def perform() -> None:
        jobs.perform(ExportJob.objects.get(finished_at=None).pk, now=timezone.now())
        connections.close_all()

    thread = threading.Thread(target=perform)
    thread.start()
    thread.join()


def faults(person: Mouse) -> list[str]:
    wide = [fault for width in (SMALLEST, PHONE, WIDE) for fault in overflow(person.page, width)]
    return structure(person.page) + wide + accessibility(person.page)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_the_page_of_a_running_export_follows_it_to_the_file(ben, script):
    person = ben(script=script)

    ask(person)
    person.sees("Waiting to start")
    ExportJob.objects.update(state="running", rows_done=20, seconds_left=7)
    if not script:
        person.follows("Look again")
    person.sees("20 of 30 rows written, 67% done, about 7 seconds left.")
    work()
    if not script:
        person.follows("Look again")
    person.sees("The file has 30 rows, as many as were counted in the same moment.")
    with person.page.expect_download() as started:
        person.follows("Download the file")

    lines = list(csv.reader(io.StringIO(started.value.path().read_text("utf-8-sig"))))
    assert started.value.suggested_filename.startswith("ehtrack-assessments-")
    assert len(lines) - lines.index([]) - 2 == ROWS


def test_the_pages_are_in_order_at_every_stage(ben):
    person = ben()
    complaints = Complaints(person.page)

    found = faults(person)
    person.follows("Export these records")
    found += faults(person)
    person.chooses("CSV")
    person.presses("Export")
    person.sees("Waiting to start")
    found += faults(person)
    work()
    person.sees("The file has 30 rows")
    found += faults(person)
    person.follows("Your exports")
    person.sees("Ready")
    found += faults(person)

    assert found + complaints.take() == []
