"""Exported files read back, in each format."""

import csv
import io
from typing import Any

import docx
import openpyxl
import pypdf

Rows = list[list[Any]]


def lines(content: bytes) -> tuple[dict[str, str], list[dict[str, str]]]:
    found = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    split = found.index([])
    head, *rows = found[split + 1 :]
    return dict(found[:split]), [dict(zip(head, row, strict=True)) for row in rows]


def sheets(content: bytes) -> dict[str, Rows]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert all(name.value == title.value for name, title in list(book["Contents"].rows)[1:]), "a title is cut"
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def word_tables(content: bytes) -> dict[str, Rows]:
    """By their captions."""
    word = docx.Document(io.BytesIO(content))
    captions = [one.text.split(": ", 1)[1] for one in word.paragraphs if one.style.name == "Caption"]
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in word.tables]
    return dict(zip(captions, tables, strict=True))


def word_text(content: bytes) -> str:
    """What is beside the tables, at the foot of the pages too."""
    word = docx.Document(io.BytesIO(content))
    feet = [one.text for section in word.sections for one in section.footer.paragraphs]
    return "\n".join([*(one.text for one in word.paragraphs), *feet])


def pdf_text(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
