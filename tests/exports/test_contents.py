"""What is in a file: the records of the list page, what the page shows of them, and nothing else."""

import html
import re
from io import BytesIO

import openpyxl
import pytest
from django.db import transaction
from django.utils import timezone

from agencies.imports import Order
from agencies.models import ExportFormat
from assessments.exports.registry import KINDS, kinds_for
from assessments.models import Assessment, Child, Contact
from ehtrack.exports import jobs
from ehtrack.imports.kinds import KINDS as IMPORTS
from ehtrack.lib.importing.run import run
from tests import factories
from tests.cast import PLAYERS
from tests.exports.conftest import furnish, read

QUERIES = {
    "assessments": ["", "shared=yes", "shared=no", "completed_from=2022-09-03", "status=withdrawn", "whose=agency"],
    "contacts": ["", "state=all", "state=all&priority=red", "state=decided"],
    "sent-contacts": [""],
}
LISTS = {"assessments": "/assessments/", "contacts": "/contacts/", "sent-contacts": "/contacts/sent/"}
REFERENCE = re.compile(r"\b(?:SN|MC)-\d+\b")


def shown(client, kind, query):
    """The references on the pages of the list, in their order."""
    found = []
    for page in range(1, 20):
        body = client.get(f"{LISTS[kind]}?{query}&page={page}").content.decode()
        results = html.unescape(body.split('id="results"')[1].split("</main>")[0])
        some = list(dict.fromkeys(REFERENCE.findall(results)))
        if not some or some[0] in found:
            return found
        found += some
    return found


ASKED = [(kind, query) for kind, queries in QUERIES.items() for query in queries]


@pytest.mark.parametrize(("kind", "query"), ASKED)
def test_a_file_holds_the_records_of_the_list_in_their_order_for_every_role(cast, export, kind, query):
    furnish(cast, 23)

    for name in [name for name in PLAYERS if kind in kinds_for(cast.scope(name))]:
        file = export(name, kind, query)

        assert list(dict.fromkeys(file.column("reference"))) == shown(cast.client(name), kind, query), name
        assert int(file.about["Rows"]) == len(file.rows)


def test_practitioners_board_and_auditor_export_nothing(cast):
    found = {name: kinds_for(cast.scope(name)) for name in PLAYERS}

    assert {name: kinds for name, kinds in found.items() if kinds} == {
        "ben": ["assessments", "sent-contacts"],
        "dev": ["contacts"],
        "lena": ["assessments"],
    }


def test_nothing_of_records_out_of_scope_is_in_a_file(cast, ask):
    furnish(cast)

    for name, kind in (("ben", "assessments"), ("lena", "assessments"), ("ben", "sent-contacts")):
        for format in ExportFormat:
            job = ask(name, kind, format=format)
            with transaction.atomic():
                content = b"".join(jobs.parts(job))
            if format is ExportFormat.XLSX:
                book = openpyxl.load_workbook(BytesIO(content))
                content = repr([list(sheet.values) for sheet in book]).encode()
            assert b"harbour-refuge" not in content
            assert b"Canary" not in content
            assert b"Robin" in content or kind == "sent-contacts"


CANARY = "CANARY7"


def test_what_the_page_of_sent_contacts_keeps_back_is_in_no_file(cast, export):
    with transaction.atomic():
        kept_back = ("concern", "decision_reason", "referrer_name", "referrer_role", "no_agreement_reason")
        factories.contact(cast.school, children=[factories.child(CANARY)], **dict.fromkeys(kept_back, CANARY))

    file = export("ben", "sent-contacts")

    assert len(file.rows) == 1
    assert CANARY not in repr(file)


def test_a_child_goes_by_the_name_of_the_list(cast, export):
    with transaction.atomic():
        standing = factories.child("Robin", "Standing")
        merged = factories.child("Bobby", "Merged", merged_into=standing)
        unnamed = factories.child("", "")
        factories.assessment(cast.school, children=[merged, unnamed])

    file = export("ben", "assessments")

    assert sorted(file.column("child_name")) == ["Details awaited", "Robin Standing"]


def test_a_record_without_a_child_has_one_row(cast, export):
    with transaction.atomic():
        factories.assessment(cast.school)

    file = export("ben", "assessments")

    assert (len(file.rows), file.column("child_reference"), file.column("child_name")) == (1, [""], [""])


def test_a_file_says_what_it_is(cast, export):
    furnish(cast)

    about = export("ben", "assessments", "shared=yes&completed_from=2022-09-02", search="Robin").about

    assert about["ehtrack export"] == "Strengths & Needs assessments"
    assert (about["S&Ns"], about["Rows"]) == ("4", "6")
    assert about["Filters"] == ("Shared with the council: Shared; Completed from: 2 September 2022; Search: Robin")
    assert about["Exported by"] == "Ben Okafor, Hilltop School (Agency lead)"
    assert about["Use"].startswith("Internal")
    assert about["As of"]


def test_a_list_with_nothing_in_it_is_a_file_without_rows(cast, export):
    file = export("ben", "assessments", search="nobody")

    assert (file.about["Rows"], file.rows) == ("0", [])


FORMULAS = ["=1+1", "+44", "-x", "@SUM", "\t=1", " =1", "\ufeff=1", "'=1", "\uff1d1", "-5", "plain"]


def test_no_cell_of_a_file_runs_as_a_formula(cast, ask):
    with transaction.atomic():
        for number, text in enumerate(FORMULAS):
            factories.assessment(cast.school, reference=f"SN-{number}", sharing_reason=text)

    csv, xlsx = (b"".join(_parts(ask("ben", "assessments", format=format))) for format in ExportFormat)

    written = dict(zip(read(csv).column("reference"), read(csv).column("sharing_reason"), strict=True))
    assert [written[f"SN-{n}"] for n in range(len(FORMULAS))] == [
        "'=1+1", "'+44", "'-x", "'@SUM", "'\t=1", "' =1", "'\ufeff=1", "''=1", "'\uff1d1", "-5", "plain",
    ]  # fmt: skip
    sheet = openpyxl.load_workbook(BytesIO(xlsx))["Records"]
    headings, *rows = [list(row) for row in sheet.iter_rows()]
    place = [cell.value for cell in headings].index("sharing_reason")
    cells = {row[0].value: row[place] for row in rows}
    assert [cells[f"SN-{n}"].value for n in range(len(FORMULAS))] == FORMULAS
    assert {cell.data_type for cell in cells.values()} == {"s"}
    assert [cells[f"SN-{n}"].quotePrefix for n in range(len(FORMULAS))] == [True] * 9 + [False] * 2


def _parts(job):
    with transaction.atomic():
        return list(jobs.parts(job))


def load(content, source="sims"):
    order = Order(source=source, now=timezone.now())
    with transaction.atomic():
        return run(IMPORTS["assessments"](order), BytesIO(content))


@pytest.mark.parametrize("format", ExportFormat)
def test_an_export_read_back_changes_nothing(cast, ask, format):
    text = (
        "reference,agency,completed_on,shared_on,child_reference,family_reference,pilot,level_of_need,locality,author,"
        "lead_professional,lead_professional_agency,consent,sharing_reason,priorities,closed_on,closure_reason\n"
        "A1,hilltop-school,2022-10-03,,K1,F1,hv,2,central,=Ann,Bob,oxford-health,yes,,send;0-5,2022-12-01,needs-met\n"
        "A1,hilltop-school,2022-10-03,,K2,F1,hv,2,central,=Ann,Bob,oxford-health,yes,,send;0-5,2022-12-01,needs-met\n"
        "A2,hilltop-school,2022-10-04,2022-10-05,K1,,,,,,,,no,'-risk,,,\n"
    )
    assert load(text.encode()).created == 2
    before = list(Assessment.objects.order_by("pk").values())

    result = load(b"".join(_parts(ask("ben", "assessments", format=format))))

    assert result.problems == []
    assert (result.created, result.updated, result.unchanged) == (0, 0, 2)
    assert list(Assessment.objects.order_by("pk").values()) == before
    assert Child.objects.count() == 2


def test_a_child_of_another_system_is_not_made_anew_by_reading_a_file_back(cast, ask):
    with transaction.atomic():
        factories.assessment(cast.school, source="sims", children=[factories.child(reference="K9", source="other")])

    result = load(b"".join(_parts(ask("ben", "assessments"))))

    assert [problem.column for problem in result.problems] == ["child_reference"]
    assert Child.objects.count() == 1


def test_a_contact_known_by_its_day_only_has_no_time(cast, export):
    with transaction.atomic():
        factories.contact(cast.school, received_day="2022-10-03")
        factories.contact(cast.school)

    file = export("dev", "contacts", "state=all")

    assert sorted(file.column("received_at")) == ["2022-10-03", "2022-10-03 10:30:00"]
    assert Contact.objects.count() == 2


def test_every_kind_has_the_columns_of_its_import(cast):
    order = Order(source="main", now=timezone.now())
    for kind in ("assessments", "contacts"):
        read_back = [column.name for column in IMPORTS[kind](order).columns]
        assert [column.name for column in KINDS[kind].columns][: len(read_back)] == read_back
