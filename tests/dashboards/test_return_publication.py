"""Returns for publication: small numbers suppressed alike in every format, nothing that was written, remembered."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from urllib.parse import parse_qsl

import pytest
import time_machine

from agencies.models import Agency, AuditEvent, User
from dashboards.counts import Counts, total
from dashboards.measures.returned import AgencyFigures, ReturnFigures
from dashboards.models import Basis, Publication, Release
from dashboards.services import export_limits
from tests import factories
from tests.cast import Cast
from tests.dashboards.documents import Rows, lines, pdf_text, sheets, word_tables, word_text
from tests.dashboards.publishing import FIGURES, RETURNS, asked, file

pytestmark = pytest.mark.usefixtures("clone")
NOW = datetime(2023, 2, 14, 10, tzinfo=UTC)
FORMATS = ("csv", "xlsx", "docx", "pdf")
SPAN = "2022-10 to 2022-12"
ALL, SHARED = Basis.COMPLETED, Basis.SHARED
NONE, THREE = Counts(), Counts(assessments=3, shared=3)
NINE = Counts(assessments=9, shared=9, contacts=18, decided=12, no_further_action=6)
WRITTEN = {
    "narrative": "What we did was remarkable",
    "barriers": "Barriers of a kind",
    "unrecorded": 7531,
    "unrecorded_why": "Kept on paper",
    "senior_lead": "Ada Lead",
    "reported_to": "Governors of ours",
}


def froze(
    agency: Agency, by: User, *counted: tuple[Agency, dict[str, Counts]], label: str = "2022-23 Q3", basis: Basis = ALL
) -> None:
    """A return signed with these counts by month, whatever the records say."""
    found = tuple(
        AgencyFigures(one.code, one.name, total(of.values()), Counts(assessments=1001), 40, 6, of)
        for one, of in counted
    )
    figures = ReturnFigures(label, basis, "1", found)
    made = factories.quarterly_return(agency, label)
    factories.return_version(made, by=by, figures=figures, target_this_year=3, **WRITTEN)


def months(*counts: Counts, first: int = 10) -> dict[str, Counts]:
    return {f"2022-{first + place:02}": one for place, one in enumerate(counts)}


@pytest.fixture
def signed(cast: Cast) -> Iterator[Cast]:
    """Of October to December the school has 3 S&Ns, the refuge that it reports for none, council and health nine."""
    froze(cast.school, cast.ben, (cast.school, months(NONE, THREE, NONE)), (cast.refuge, months(NONE, NONE, NONE)))
    for agency in (cast.council, cast.health):
        froze(agency, cast.esme, (agency, months(NINE, NONE, NONE)))
    with time_machine.travel(NOW, tick=False):
        yield cast


def published(cast: Cast, format: str, period: str = "year=2022-23&quarter=3") -> bytes:
    response = file(cast.client("esme"), RETURNS, {**dict(parse_qsl(period)), "format": format})
    assert "-publication." in response["Content-Disposition"]
    return response.getvalue()


def counted(content: bytes) -> dict[tuple[str, str, str], str]:
    return {(row["agency"], row["period"], row["measure"]): row["value"] for row in lines(content)[1]}


def by_agency(table: Rows) -> dict[str, list[str]]:
    return {row[0]: ["" if cell is None else str(cell) for cell in row[2:]] for row in table[1:]}


def test_few_show_c_with_what_would_tell_them_and_zero_shows_alike_in_every_format(signed: Cast) -> None:
    """By hand: 3 of 21 is kept back, and 21 less 9 and 9 would tell it, so that one of those goes too, with its
    month and its ratio. Contacts are 18 and 18: nothing is kept back of them."""
    found = {format: published(signed, format) for format in FORMATS}

    table = word_tables(found["docx"])["2022-23 Q3, as signed"]
    shown, text = by_agency(table), pdf_text(found["pdf"])
    assert all(" ".join(cell for cell in row if cell) in text for row in table[1:])
    assert shown["Hilltop School"][:6] == ["c", "0", "c", "0", "0", "0"]
    assert shown["Harbour Refuge"] == ["0", "0", "0", "0", "0", "0", "", "No activity"]
    assert shown[signed.council.name][3:6] == ["18", "12", "6"]
    assert shown["All"][3:6] == ["36", "24", "12"]
    assert [shown[name][0] for name in (signed.council.name, signed.health.name, "All")].count("c") == 1
    kept_back = [name for name, cells in shown.items() if cells[0] == "c"]
    assert all(shown[name][7] == "c" for name in kept_back)

    book, rows = by_agency(sheets(found["xlsx"])["2022-23 Q3, as signed"]), counted(found["csv"])
    assert book.keys() == shown.keys()
    names = ["assessments", "pilot_assessments", "shared", "contacts", "decided", "no_further_action"]
    for name, cells in shown.items():
        assert book[name][:6] == cells[:6]
        assert [rows[name, SPAN, measure] for measure in names] == cells[:6]
        assert rows[name, SPAN, "ratio"] == book[name][7] == cells[7]
    assert rows["Hilltop School", "2022-11", "assessments"] == "c"
    assert rows["Hilltop School", "2022-10", "assessments"] == "0"
    assert rows["Hilltop School", SPAN, "assessments_without_pilot"] == "c"


@pytest.mark.parametrize("format", FORMATS)
def test_it_says_that_it_is_for_publication_and_holds_nothing_that_was_written(signed: Cast, format: str) -> None:
    content = published(signed, format)
    said = {
        "csv": lambda: content.decode(),
        "xlsx": lambda: str(sheets(content)),
        "docx": lambda: str(word_tables(content)) + word_text(content),
        "pdf": lambda: pdf_text(content),
    }[format]()

    assert "For publication: small numbers are suppressed (c)." in said
    assert "nternal" not in said
    for text in (*(str(value) for value in WRITTEN.values()), "7,531", "1001", "1,001", signed.ben.name, "Restated"):
        assert text not in said
    assert "40" in said, "a target is no small number"
    asked = AuditEvent.objects.get(action="publication.asked").detail
    whose = "The agencies that make a return"
    assert asked == {"kind": "returns", "label": "2022-23 Q3", "whose": whose, "format": format}
    told = AuditEvent.objects.get(action="returns.published")
    assert len(told.subject_ids) == 3
    assert told.detail["sha256"] == hashlib.sha256(content).hexdigest()


def test_internal_is_what_is_exported_unless_chosen_and_nothing_is_remembered(signed: Cast) -> None:
    response = signed.client("esme").get("/returns/export/?year=2022-23&quarter=3&format=csv")

    about, _ = lines(response.getvalue())
    assert "not for publication" in about["Use"]
    assert AuditEvent.objects.get(action="returns.exported").detail["use"] == "internal"
    assert not Release.objects.exists()


def test_figures_published_after_the_returns_do_not_undo_them(signed: Cast) -> None:
    """The records count what was signed. The school is all of its organisation that recorded anything."""
    for day in (1, 2, 3):
        factories.assessment(signed.school, completed_on=date(2022, 11, day))
    for agency in (signed.council, signed.health):
        for day in range(1, 10):
            factories.assessment(agency, completed_on=date(2022, 10, day))
    before = counted(published(signed, "csv"))
    kept_back = {name for name, period, measure in before if before[name, period, measure] == "c" and period == SPAN}

    response = file(signed.client("esme"), FIGURES, {"quarter": "2022-23 Q3", "format": "xlsx"})
    book = sheets(response.getvalue())

    after = {row[0]: row[1] for name in ("Organisations", "Agencies") for row in book[name][1:]}
    assert {"Hilltop School", "Education"} <= {name for name, cell in after.items() if cell == "c"}
    both = {signed.council.name: "County Council", signed.health.name: "Health"}
    for name in kept_back - {"All"}:
        assert after[name] == after[both.get(name, "Education")] == "c"
    assert Release.objects.count() == 2
    assert Release.objects.earliest("recorded_at").asked["label"] == "Quarterly returns, 2022-23 Q3"


def test_a_year_adds_up_and_keeps_back_what_its_quarters_would_tell(signed: Cast) -> None:
    """Nine of Q2 and c of Q3: the year of the school, less its Q2, would tell Q3."""
    froze(signed.school, signed.ben, (signed.school, months(NINE, NONE, NONE, first=7)), label="2022-23 Q2")
    content = published(signed, "xlsx", "year=2022-23&quarter=")

    book = {name: by_agency(rows) for name, rows in sheets(content).items() if "igned" in name}
    assert book["2022-23 Q2, as signed"]["Hilltop School"][:4] == ["9", "0", "9", "18"]
    assert book["2022-23 Q3, as signed"]["Hilltop School"][0] == "c"
    assert book["Signed quarters added up"]["Hilltop School"][:4] == ["c", "0", "c", "18"]
    assert book["Signed quarters added up"]["All"][3] == "54"
    assert counted(published(signed, "csv", "year=2022-23&quarter="))["All", "signed quarters", "contacts"] == "54"


def test_who_sends_the_form_twice_publishes_once_whatever_the_format(signed: Cast) -> None:
    first, second = counted(published(signed, "csv")), counted(published(signed, "csv"))
    published(signed, "docx")

    assert first == second
    assert Release.objects.count() == 1


def test_the_address_of_before_leads_to_the_form_with_its_choices(signed: Cast) -> None:
    query = "year=2022-23&quarter=3&agency=hilltop-school&format=pdf"

    response = signed.client("esme").get(f"/returns/export/?use=publication&{query}", follow=True)

    form = response.context["form"]
    assert response.redirect_chain[0][0].startswith("/returns/publish/?")
    assert [form[name].value() for name in ("year", "quarter", "agency", "format")] == [
        "2022-23",
        "3",
        "hilltop-school",
        "pdf",
    ]
    assert not Release.objects.exists()


def test_a_form_that_is_refused_keeps_what_was_chosen(signed: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = {"year": "2022-23", "quarter": "3", "agency": "hilltop-school", "format": "pdf"}
    wrong = asked(signed.client("esme"), RETURNS, {**chosen, "agency": "nowhere"})
    assert not Release.objects.exists()
    monkeypatch.setattr(export_limits, "MOST_AN_HOUR", 1)
    published(signed, "csv")
    refused = asked(signed.client("esme"), RETURNS, chosen)

    assert wrong.context["form"].errors.keys() == {"agency"}
    assert "govuk-error-message" in wrong.content.decode()
    assert refused.status_code == 429
    assert {name: refused.context["form"][name].value() for name in chosen} == chosen
    assert Release.objects.count() == 1


def test_nothing_is_published_of_a_year_that_nobody_chose(signed: Cast) -> None:
    esme = signed.client("esme")
    shown = esme.get("/returns/publish/").content.decode()
    answer = esme.post("/returns/publish/", {"year": "", "format": "csv"})

    assert '<option value="" selected>Choose a year</option>' in shown
    assert "Choose a financial year" in answer.content.decode()
    assert not Release.objects.exists()


def test_an_agency_of_two_returns_counts_once_by_its_own(signed: Cast) -> None:
    other = factories.agency("Zebra Academy")
    froze(other, signed.esme, (other, months(NONE, NONE, NONE)), (signed.council, months(NINE, NINE, NINE)))

    rows = counted(published(signed, "csv"))

    assert rows[signed.council.name, SPAN, "contacts"] == "18"
    assert rows["All", SPAN, "contacts"] == "36"


def test_the_return_of_one_agency_is_published_alone(signed: Cast) -> None:
    rows = counted(published(signed, "csv", f"year=2022-23&quarter=3&agency={signed.council.code}"))

    assert {whose for whose, _, _ in rows} == {signed.council.name, "All"}
    assert rows[signed.council.name, SPAN, "contacts"] == "18"


def test_the_pages_of_a_return_lead_the_board_alone_to_its_publication(signed: Cast) -> None:
    key = signed.school.returns.get().pk
    for address in (f"/returns/{key}/", f"/returns/{key}/versions/1/"):
        of_board, of_lead = (signed.client(player).get(address).content.decode() for player in ("esme", "ben"))
        assert "/returns/publish/?year=2022-23&amp;quarter=3&amp;agency=hilltop-school" in of_board
        assert "/returns/publish/" not in of_lead


def test_returns_that_count_different_ones_have_no_ratio_together(signed: Cast) -> None:
    other = factories.agency("Zebra Academy")
    froze(other, signed.esme, (other, months(NINE, NONE, NONE)), basis=SHARED)

    rows = counted(published(signed, "csv"))

    assert rows["Zebra Academy", SPAN, "contacts_per_assessment"] in {"2.0", "c"}  # of several ways to keep it back
    assert ("All", SPAN, "ratio") not in rows
    assert rows["All", SPAN, "contacts"] == "54"


def test_of_a_year_without_signed_returns_nothing_is_published(cast: Cast) -> None:
    answer = asked(cast.client("esme"), RETURNS, {"year": "2019-20", "quarter": "", "format": "pdf"})

    assert "No return of this period is signed" in answer.content.decode()
    assert not Publication.objects.exists()
