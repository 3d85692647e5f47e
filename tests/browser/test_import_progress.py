"""A file is imported by a worker: its page follows it, with script by itself and without by a link."""

import pytest

from agencies.models import ImportJob
from tests.browser.hands import Mouse
from tests.browser.watching import PHONE, SMALLEST, WIDE, Complaints, accessibility, overflow, structure
from tests.worker import do_imports

TEXT = "reference,forename,surname\n" + "".join(f"K{n},Forename {n},Surname\n" for n in range(300))


def send(person: Mouse, path) -> None:
    path.write_text(TEXT)
    person.opens("/imports/")
    person.chooses("Children")
    person.attaches("File", path)
    person.presses("Import")


def faults(person: Mouse) -> list[str]:
    wide = [fault for width in (SMALLEST, PHONE, WIDE) for fault in overflow(person.page, width)]
    return structure(person.page) + wide + accessibility(person.page)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_the_page_of_a_running_import_follows_it(enter, cast, tmp_path, script):
    ben = enter(cast.ben, script=script)

    send(ben, tmp_path / "large.csv")
    ben.sees("Waiting to start")
    ImportJob.objects.update(state="running", rows_done=5_000, share=0.2, seconds_left=7)
    if not script:
        ben.follows("Look again")
    ben.sees("5,000 rows read, 20% done, about 7 seconds left.")
    do_imports()
    if not script:
        ben.follows("Look again")

    ben.sees("Everything in the file was accepted.", "300")


def test_the_page_is_in_order_at_every_stage(enter, cast, tmp_path):
    ben = enter(cast.ben)
    complaints = Complaints(ben.page)

    send(ben, tmp_path / "large.csv")
    ben.sees("Waiting to start")
    found = faults(ben)
    do_imports()
    ben.sees("Everything in the file was accepted.")
    found += faults(ben)

    assert found + complaints.take() == []
