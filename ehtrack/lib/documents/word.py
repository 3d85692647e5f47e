"""A document as DOCX: real headings, captions and header rows, so that Word's navigation and screen readers find them.

python-docx writes text as text: nothing in it becomes markup, a field or a link.
"""

import re
from collections.abc import Sequence
from copy import deepcopy
from typing import IO, Any

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt

from ehtrack.lib.documents import LANGUAGE, Document, Section, paragraphs, widths
from ehtrack.lib.tables import Cell, Table

FONT = "Arial"
PAGE = (Cm(21), Cm(29.7))
MARGIN = Cm(2)
STYLES = {"Title": 22, "Heading 1": 16, "Heading 2": 13, "Heading 3": 11, "Caption": 10}
# What XML cannot hold, and halves of pairs.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def write_docx(file: IO[bytes], document: Document) -> None:
    word = docx.Document()
    _tell(word, document)
    _style(word)
    _page(word, document)
    word.add_heading(_clean(document.cover.title), 0)
    tables = 0
    for section in document.whole:
        tables = _section(word, section, tables)
    word.save(file)


def _clean(text: str) -> str:
    return _NOT_XML.sub(" ", text)


def _tell(word: WordDocument, document: Document) -> None:
    """The properties of the file; those of the template that it begins as are replaced."""
    properties = word.core_properties
    properties.title = _clean(document.cover.title)[:255]
    properties.author = properties.last_modified_by = _clean(document.author)[:255]
    properties.language = LANGUAGE
    properties.comments = ""
    properties.created = properties.modified = document.made_at.replace(tzinfo=None)


def _style(word: WordDocument) -> None:
    for name in ("Normal", *STYLES):
        style = word.styles[name]
        style.font.name = FONT
        style.font.size = Pt(STYLES.get(name, 11))
        style.font.color.rgb = None
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    word.styles["Caption"].paragraph_format.keep_with_next = True
    word.styles["Caption"].paragraph_format.space_after = Pt(3)
    for language in word.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)


def _page(word: WordDocument, document: Document) -> None:
    page = word.sections[0]
    page.page_width, page.page_height = reversed(PAGE) if document.wide else PAGE
    page.orientation = WD_ORIENT.LANDSCAPE if document.wide else WD_ORIENT.PORTRAIT
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN
    foot = page.footer.paragraphs[0]
    foot.add_run(_clean(f"{document.footer} Page " if document.footer else "Page "))
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")


def _field(paragraph: Any, code: str) -> None:
    """A number that Word works out."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run(text if kind == "text" else "")
        if kind in ("begin", "separate", "end"):
            run._r.append(_element("w:fldChar", **{"w:fldCharType": kind}))
        elif not kind:
            element = _element("w:instrText", **{"xml:space": "preserve"})
            element.text = f" {text} "
            run._r.append(element)


def _element(name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(key), value)
    return element


def _section(word: WordDocument, section: Section, tables: int) -> int:
    """``tables``: how many stand before; returns how many stand after."""
    word.add_heading(_clean(section.heading), section.level)
    for text in paragraphs(section.paragraphs):
        word.add_paragraph(_clean(text))
    for number, table in enumerate(section.tables, start=tables + 1):
        word.add_paragraph(_clean(f"Table {number}: {table.title}"), style="Caption")
        _table(word, table)
        for note in paragraphs(table.notes):
            word.add_paragraph(_clean(note))
    return tables + len(section.tables)


def _table(word: WordDocument, table: Table) -> None:
    body = list(table.body)
    made = word.add_table(rows=2, cols=len(table.columns), style="Table Grid")
    made.autofit = False
    made._tbl.tblPr.append(_element("w:tblCaption", **{"w:val": _clean(table.title)}))
    room = (word.sections[0].page_width or PAGE[0]) - 2 * MARGIN
    weights = widths(table.columns, body)
    for column, weight in zip(made.columns, weights, strict=True):
        column.width = Length(room * weight // sum(weights))
    head, model = made.rows
    _head(head, table.head)
    _fill(model, table.head)
    for cells in body:
        made._tbl.append(_like(model._tr, cells))
    made._tbl.remove(model._tr)
    word.add_paragraph()


def _head(row: Any, cells: Sequence[Cell]) -> None:
    """Repeated on each page that the table goes on to, and told as the head of its columns."""
    _fill(row, cells)
    row._tr.get_or_add_trPr().append(_element("w:tblHeader", **{"w:val": "true"}))
    for cell in row.cells:
        cell.paragraphs[0].runs[0].bold = True


def _fill(row: Any, cells: Sequence[Cell]) -> None:
    row._tr.get_or_add_trPr().append(_element("w:cantSplit", **{"w:val": "true"}))
    for made, cell in zip(row.cells, cells, strict=True):
        paragraph = made.paragraphs[0]
        paragraph.add_run(_clean(cell.text)).font.size = Pt(9)
        if cell.numeric:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _like(model: Any, cells: Sequence[Cell]) -> Any:
    """A row that looks like another: to make each from nothing takes three times as long."""
    row = deepcopy(model)
    for run, cell in zip(row.iter(qn("w:r")), cells, strict=True):
        run.text = _clean(cell.text)
    return row
