"""What the page says of each kind is what the kind declares, and the empty files can be filled in and sent."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from agencies.imports import Order
from assessments.models import Child
from ehtrack.imports.kinds import KINDS
from ehtrack.lib.importing.run import run
from tests.imports.conftest import NOW
from tests.imports.test_browser_door import send

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_says_what_it_holds_with_an_example_that_is_accepted(kind):
    for column in KINDS[kind](Order("main", NOW)).columns:
        assert column.means, column.name
        assert column.format.words, column.name
        assert column.parse(column.shown), column.name


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_empty_file_is_filled_in_and_imported(cast, ending):
    client = cast.client("ben")
    assert "sex" in (page := client.get(reverse("import_list")).content.decode())
    assert f"/imports/templates/children.{ending}" in page
    template = client.get(f"/imports/templates/children.{ending}").content

    if ending == "csv":
        filled = template + b"0042,Robin,Example" + b"," * 7
    else:
        book, out = openpyxl.load_workbook(BytesIO(template)), BytesIO()
        book.active.append(["0042", "Robin", "Example", "03/10/2015"])
        book.save(out)
        filled = out.getvalue()
    send(client, "children", filled)

    assert Child.objects.get().reference == "0042"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "neither a CSV nor an XLSX"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "neither a CSV nor an XLSX"),
        (
            b"Dear colleague,\nhere are our targets\n",
            "Not known in such a file: Dear colleague. If these are no column names, this is not a CSV",
        ),
        (
            b"financial_year,target\n2022-23,300\n",
            "Add the column year: required, and not in the first row of this file. "
            "Not known in such a file: financial_year.",
        ),
    ],
)
def test_a_file_of_another_sort_is_told_what_it_lacks(content, said):
    result = run(KINDS["targets"](Order("main", NOW)), BytesIO(content))

    assert said in result.problems[0].cure
