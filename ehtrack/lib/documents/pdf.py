"""A document as tagged PDF (PDF/UA-1), set by typst from a fixed template.

Data never becomes markup: it is handed over as JSON, and the template shows texts as texts. Only typst's own fonts are
used, so that a document looks the same on every machine; a character that they lack is written by its name.
"""

import json
import re
import unicodedata
from pathlib import Path
from typing import IO, Any

import typst

from ehtrack.lib.documents import Document, Section, paragraphs, widths
from ehtrack.lib.tables import Table

TEMPLATE = Path(__file__).with_name("document.typ")
# Ranges that the fonts have without a gap: Latin, Greek, Cyrillic, punctuation, currencies, arrows, signs.
SHOWN = (
    "\n -~\xa0-\u0377\u038e-\u03a1\u03a3-\u04ff\u1d00-\u1f15\u2000-\u2027\u202f-\u2037\u2070\u2071\u2074-\u208e"
    "\u20a0-\u20c0\u2153-\u2184\u2190-\u222e\u2234-\u223d\u2241-\u226b\u2460-\u262f\u270c-\u2727\u2729-\u274b"
    "\u2761-\u277f\u2798-\u27af"
)
_LACKING = re.compile(f"[^{SHOWN}]")
_SIGNS = {"Cc": " ", "Cf": "", "Mn": "", "Me": "", "Zl": "\n", "Zp": "\n", "Zs": " "}
LONG_LINE = 150  # letters on a line of a table; an unbroken text longer than its share may break anywhere


def write_pdf(file: IO[bytes], document: Document) -> None:
    content = {
        "title": shown(document.cover.title),
        "author": shown(document.author),
        "footer": shown(document.footer),
        "wide": document.wide,
        "sections": [_section(section) for section in document.whole],
    }
    made = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"document": json.dumps(content)},
        timestamp=int(document.made_at.timestamp()),
    )
    file.write(made)


def shown(text: str) -> str:
    """The text with its characters that the fonts lack in words: “[slightly smiling face]”."""
    return _LACKING.sub(_named, unicodedata.normalize("NFC", text))


def _named(found: re.Match[str]) -> str:
    character = found[0]
    sign = _SIGNS.get(unicodedata.category(character))
    return sign if sign is not None else f"[{unicodedata.name(character, f'U+{ord(character):04X}').lower()}]"


def _section(section: Section) -> dict[str, Any]:
    return {
        "heading": shown(section.heading),
        "level": section.level,
        "paragraphs": [shown(text) for text in paragraphs(section.paragraphs)],
        "tables": [_table(table) for table in section.tables],
    }


def _table(table: Table) -> dict[str, Any]:
    body = list(table.body)
    longest = LONG_LINE // len(table.columns)
    unbroken = re.compile(f"\\S{{{longest}}}(?=\\S)")

    def cell(text: str) -> str:
        return unbroken.sub("\\g<0>\u200b", shown(text))

    return {
        "title": shown(table.title),
        "widths": widths(table.columns, body),
        "head": [cell(one.text) for one in table.head],
        "numeric": [one.numeric for one in table.head],
        "rows": [[cell(one.text) for one in row] for row in body],
        "notes": [shown(text) for text in paragraphs(table.notes)],
    }
