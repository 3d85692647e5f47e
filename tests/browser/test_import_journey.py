"""Files come in through the browser: a bad row is named by line and column, mended, and sent again."""

import csv

import pytest

from agencies.models import Agency
from assessments.models import Contact
from tests.browser.hands import Mouse
from tests.worker import do_imports

CONTACTS = """reference,received_at,source_agency,priority,decided_at,outcome,child_reference
M-1,2022-10-03T09:30,hilltop-school,red,2022-10-03T11:00,no-further-action,C-1
M-2,31/02/2022,hilltop-school,amber,,,C-2
"""
AGENCIES = """code,name,group,locality
oak-school,Oak School,education,Central
elm-school,Elm School,schooling,North
"""
FILES = {
    "dev": ("MASH contacts", CONTACTS, "31/02/2022", "2022-02-28T10:00", "received_at"),
    "esme": ("Agencies", AGENCIES, "schooling", "education", "group"),
}


def send(person: Mouse, kind: str, path) -> None:
    person.opens("/imports/")
    person.chooses(kind, of="What is in the file?")
    person.attaches("File", path)
    imports(person)


def imports(person: Mouse) -> None:
    """A worker does it; how the page follows is told in test_import_progress."""
    person.presses("Import")
    person.sees("Waiting to start.")
    do_imports()
    person.page.reload()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize("name", ["dev", "esme"])
def test_a_file_with_a_bad_row_is_mended_and_sent_again(enter, cast, name, script, tmp_path):
    # given a file with one cell that is wrong
    kind, text, wrong, right, column = FILES[name]
    path = tmp_path / "file.csv"
    path.write_text(text)
    person = enter(cast.user(name), script=script)

    # when it is imported
    send(person, kind, path)

    # then nothing is kept, the cell is named by line and column, and the file can be downloaded to mend it
    person.sees("Nothing was imported: the file has 1 problem.", "Download the file to mend")
    row = person.page.locator("main table").first.locator("tbody tr").first
    assert [cell.strip().splitlines()[-1] for cell in row.locator("th, td").all_inner_texts()][:3] == [
        "3",
        column,
        wrong,
    ]
    with person.page.expect_download() as waiting:
        person.follows("Download the file to mend")
    rejected = tmp_path / "rejected.csv"
    waiting.value.save_as(rejected)
    with rejected.open(encoding="utf-8-sig", newline="") as file:
        good, bad = csv.DictReader(file)
    assert wrong in bad.values()
    assert (bool(good["problem"]), bool(bad["problem"])) == (False, True)
    assert not Contact.objects.exists()
    assert not Agency.objects.filter(code="oak-school").exists()

    # when it is mended and sent again
    rejected.write_text(rejected.read_text().replace(wrong, right))
    send(person, kind, rejected)

    # then everything in it is there
    person.sees("Everything in the file was accepted.")
    found = (
        Contact.objects.count()
        if name == "dev"
        else Agency.objects.filter(name__in=["Oak School", "Elm School"]).count()
    )
    assert found == 2


def test_a_file_is_only_checked(enter, cast, tmp_path):
    # given a file in order
    path = tmp_path / "contacts.csv"
    path.write_text(CONTACTS.replace("31/02/2022", "2022-02-28T10:00"))
    dev = enter(cast.dev)

    # when it is sent to be checked
    dev.opens("/imports/")
    dev.chooses("MASH contacts", of="What is in the file?")
    dev.attaches("File", path)
    dev.chooses("Only check the file")
    imports(dev)

    # then the page says what would happen, and nothing is there
    dev.sees("The file is in order. Nothing was imported: this was a check.")
    assert not Contact.objects.exists()
