"""A document says the same in Word and in PDF: headings, tables with heads, and texts as they are."""

import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import docx
import pypdf
import pytest
import typst
from docx.oxml.ns import qn

from ehtrack.lib.documents import Document, Section
from ehtrack.lib.documents.pdf import SHOWN, TEMPLATE, shown, write_pdf
from ehtrack.lib.documents.word import write_docx
from ehtrack.lib.tables import Column, Table
from ehtrack.lib.workbooks import Cover

HOSTILE = '#sys.inputs $x$ *b* _u_ <l> @ref `c` \\ // /* [x] ] "q" =1+1 & <w:p/>'
COLUMNS = [Column("agency", "Agency"), Column("n", "S&Ns", "count"), Column("share", "Share", "percent")]


def document(*rows: Any, paragraph: str = HOSTILE, title: str = "Return of 2022-23 Q3") -> Document:
    table = Table("Figures & more", COLUMNS, rows or [["Hilltop School", 1250, 0.5]], notes=["A note"])
    return Document(
        cover=Cover(title, [("Whose", "Hilltop School"), ("Cost", "£5")]),
        sections=[Section("Figures", [paragraph], [table]), Section("More", ["Last"], level=2)],
        author="Esme Clarke",
        made_at=datetime(2023, 2, 14, 10, tzinfo=UTC),
        notes=["S&N: Strengths & Needs"],
        footer="Internal, not for publication.",
    )


def as_pdf(made: Document) -> pypdf.PdfReader:
    file = io.BytesIO()
    write_pdf(file, made)
    return pypdf.PdfReader(file)


def as_word(made: Document) -> Any:
    file = io.BytesIO()
    write_docx(file, made)
    return docx.Document(file)


def words(text: str) -> str:
    return " ".join(text.split())


def pdf_text(made: Document) -> str:
    return words(" ".join(page.extract_text() for page in as_pdf(made).pages))


def test_the_pdf_is_tagged_has_a_title_a_language_bookmarks_and_page_numbers() -> None:
    pdf = as_pdf(document(*[[f"School {n}", n, None] for n in range(80)]))
    root = pdf.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert (pdf.metadata.title, pdf.metadata.author) == ("Return of 2022-23 Q3", "Esme Clarke")
    assert b"<pdfuaid:part>1<" in root["/Metadata"].get_data()
    tags = list(structure(root["/StructTreeRoot"]))
    assert {"/H1", "/H2", "/Table", "/THead", "/TH", "/TD", "/Caption", "/P"} <= set(tags)
    assert tags.count("/TH") == 2 + 3, "heads of pages that a table goes on to are no heads of their own"
    assert [one.title for one in bookmarks(pdf.outline)] == ["About this document", "Figures", "More", "Notes"]
    texts = [words(page.extract_text()) for page in pdf.pages]
    assert all(f"Page {n} of {len(texts)}" in text for n, text in enumerate(texts, start=1))
    assert "Agency S&Ns Share" in texts[1], "the head is repeated"


def structure(node: Any) -> Iterator[str]:
    node = node.get_object()
    if not isinstance(node, dict):
        return
    if "/S" in node:
        yield node["/S"]
    below = node.get("/K", [])
    for one in below if isinstance(below, list) else [below]:
        yield from structure(one)


def bookmarks(outline: Any) -> Iterator[Any]:
    for one in outline:
        if isinstance(one, list):
            yield from bookmarks(one)
        else:
            yield one


def test_word_has_headings_captions_repeated_heads_and_says_that_it_is_british() -> None:
    word = as_word(document())
    styles = [(one.style.name, one.text) for one in word.paragraphs if one.style.name != "Normal"]

    assert styles == [
        ("Title", "Return of 2022-23 Q3"),
        ("Heading 1", "About this document"),
        ("Caption", "Table 1: What this document is"),
        ("Heading 1", "Figures"),
        ("Caption", "Table 2: Figures & more"),
        ("Heading 2", "More"),
        ("Heading 1", "Notes"),
    ]
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in word.tables)
    assert {one.get(qn("w:val")) for one in word.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    properties = word.core_properties
    assert (properties.title, properties.author, properties.language) == (
        "Return of 2022-23 Q3",
        "Esme Clarke",
        "en-GB",
    )
    fields = [one.text.strip() for one in word.sections[0].footer._element.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_both_show_the_same_numbers_and_the_same_texts() -> None:
    made = document(["Hilltop School", 1250, 0.625], ["", None, None])
    texts = [[cell.text for cell in row.cells] for row in as_word(made).tables[1].rows]

    assert texts == [["Agency", "S&Ns", "Share"], ["Hilltop School", "1,250", "63%"], ["", "", ""]]
    assert "Agency S&Ns Share Hilltop School 1,250 63%" in pdf_text(made)
    assert HOSTILE in [one.text for one in as_word(made).paragraphs]
    assert HOSTILE in pdf_text(made)


@pytest.mark.parametrize(
    "text", ["a\x00b\x0b\x07", "\ud800", "W" * 600, "🙂 中 \ue000 \u202e", "line\nbreak\r\nand\u2028more", "", "\u0301"]
)
def test_no_text_stops_a_document(text: str) -> None:
    made = document([text, text, text], paragraph=text, title=f"T {text}")

    assert "Hilltop School" in pdf_text(made)
    assert as_word(made).tables


def test_a_character_that_the_fonts_lack_is_told_by_its_name() -> None:
    assert shown("Well done 🙂\ufe0f, Zoe\u0308: £5 ✓") == "Well done [slightly smiling face], Zoë: £5 ✓"
    assert "Well done [slightly smiling face]" in pdf_text(document(paragraph="Well done 🙂"))


def test_the_fonts_have_every_character_that_is_said_to_be_shown() -> None:
    every = re.findall(f"[{SHOWN}]", "".join(map(chr, range(0x3000))))
    assert len(every) > 2000
    table = {
        "title": "t",
        "widths": [1],
        "head": ["h"],
        "numeric": [False],
        "rows": [[one] for one in every],
        "notes": [],
    }
    section = {"heading": "h", "level": 1, "paragraphs": every, "tables": [table]}
    told = {"title": "t", "author": "a", "footer": "", "wide": False, "sections": [section]}

    assert typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"document": json.dumps(told)},
    )
