"""An agency lead brings a file: it comes back with what is wrong, is mended and sent again."""

import threading

import pytest
from django.db import connections
from django.utils import timezone

from agencies.models import ImportJob
from assessments.models import Child
from ehtrack.imports import jobs
from tests.browser.hands import Mouse
from tests.browser.watching import PHONE, SMALLEST, WIDE, Complaints, accessibility, overflow, structure


def send(person: Mouse, path) -> None:
    person.opens("/imports/")
    person.chooses("Children")
    person.attaches("File", path)
    person.presses("Import")


def faults(person: Mouse) -> list[str]:
    wide = [fault for width in (SMALLEST, PHONE, WIDE) for fault in overflow(person.page, width)]
    return structure(person.page) + wide + accessibility(person.page)


def test_lead_mends_the_rows_that_were_rejected(enter, cast, way, tmp_path):
    # given a lead with a file of two children, one of them without a forename
    ben = enter(cast.ben, **way)
    file = tmp_path / "children.csv"
    file.write_text("Reference,Forename,Surname,Shoe size\nK1,Robin,Example,3\nK2,,Example,4\n")

    # when he sends it
    send(ben, file)

    # then nothing is imported, and he sees which cell of which line to mend
    ben.sees("Nothing was imported: the file has 1 problem.", "Fill in forename.", "Shoe size")
    assert not Child.objects.exists()

    # when he takes the rejected rows, mends them and sends them again
    with ben.page.expect_download() as download:
        ben.follows("Download the rejected rows")
    mended = tmp_path / "mended.csv"
    mended.write_text(download.value.path().read_text(encoding="utf-8-sig").replace('"K2",""', '"K2","Sam"'))
    send(ben, mended)

    # then they are there
    ben.sees("Everything in the file was accepted.")
    assert Child.objects.get().name == "Sam Example"


def test_every_page_of_an_import_is_in_order(enter, cast, tmp_path):
    ben = enter(cast.ben)
    complaints = Complaints(ben.page)
    file = tmp_path / "large.csv"
    file.write_text("reference,forename,surname\n" + "".join(f"K{n},Forename {n},Surname\n" for n in range(12_000)))

    ben.opens("/imports/")
    found = faults(ben)
    send(ben, file)
    ben.sees("Waiting to start")
    found += faults(ben)
    work()
    ben.sees("Everything in the file was accepted.")
    found += faults(ben)

    assert found + complaints.take() == []


@pytest.mark.parametrize("script", [True, False])
def test_the_page_of_a_running_import_follows_it(enter, cast, tmp_path, script):
    ben = enter(cast.ben, script=script)
    file = tmp_path / "large.csv"
    file.write_text("reference,forename,surname\n" + "".join(f"K{n},Forename {n},Surname\n" for n in range(12_000)))

    send(ben, file)
    ben.sees("Waiting to start")
    ImportJob.objects.update(state="running", rows_done=5_000, share=0.2, seconds_left=7)
    ben.sees("5,000 rows read, 20% done, about 7 seconds left.")
    work()

    ben.sees("Everything in the file was accepted.", "12,000")


def work() -> None:
    """What a worker does, in a thread of its own."""

    def perform() -> None:
        jobs.perform(ImportJob.objects.get(finished_at=None).pk, now=timezone.now())
        connections.close_all()

    thread = threading.Thread(target=perform)
    thread.start()
    thread.join()
