"""The rows of a sheet's XML as rows of text, cell by cell as they would stand in a CSV."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from ehtrack.lib.importing.problems import FaultyCell, Refused
from ehtrack.lib.importing.texts import RawRow
from ehtrack.lib.importing.workbooks import SharedTexts, TextCollector, unescaped
from ehtrack.lib.importing.xml_parts import UNREADABLE, tags

MOST_ROWS = 1 << 20  # what a spreadsheet can hold
MOST_COLUMNS = 1 << 14
MOST_FILLED = 1_000
NO_RESULT = "This is a formula without a result. Save the file in your spreadsheet program, or type the value."
CELL_ERROR = "This formula has no result but an error. Mend it, or type the value."
MERGED = "Cells {where} are merged. Unmerge them, fill in each cell and send the file again."
TOO_WIDE = "This sheet has cells far to the right of any that can be right, in row {line}. Empty them."
_TAGS = tags("row", "c", "v", "f", "t", "rPh", "mergeCell")
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_TRUTHS = {"1": "yes", "0": "no", "true": "yes", "false": "no"}

NumberText = Callable[[str, str], str]


@lru_cache(MOST_FILLED)
def column_number(letters: str) -> int:
    """A is 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


class SheetRows:
    """Handlers for the XML of a sheet: whole rows gather in ``rows``, until they are taken away."""

    def __init__(self, shared: SharedTexts, number_text: NumberText) -> None:
        self.shared = shared
        self.number_text = number_text
        self.rows: list[RawRow] = []
        self.line = 0
        self.header_line = 0
        self.collector = TextCollector()
        self.formula = TextCollector()
        self._begin_row()
        self._begin_cell({})

    # Handlers --------------------------------------------------------------------------------------------------------

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _TAGS.get(name)
        if tag == "c":
            self._begin_cell(attributes)
        elif tag == "v":
            self.has_value = True
            self.collector.taking = True
        elif tag == "f":
            self.has_formula = True
            self.formula.taking = True
        elif tag == "row":
            self._number_row(attributes)
        elif tag == "mergeCell":
            self._refuse_merged(attributes.get("ref", ""))
        else:
            self.collector.start(tag)

    def end(self, name: str) -> None:
        tag = _TAGS.get(name)
        if tag == "c":
            self._end_cell()
        elif tag == "v":
            self.collector.taking = False
        elif tag == "f":
            self.formula.taking = False
        elif tag == "row":
            self._end_row()
        else:
            self.collector.end(tag)

    def text(self, text: str) -> None:
        (self.formula if self.formula.taking else self.collector).add(text)

    # Rows ------------------------------------------------------------------------------------------------------------

    def _begin_row(self) -> None:
        self.cells: list[str] = []
        self.place = -1

    def _number_row(self, attributes: Mapping[str, str]) -> None:
        line = int(attributes.get("r", self.line + 1))
        if not self.line < line <= MOST_ROWS:
            raise Refused(UNREADABLE)
        self.line = line

    def _end_row(self) -> None:
        if any(self.cells):
            self.header_line = self.header_line or self.line
            self.rows.append((self.line, self.cells))
        self._begin_row()

    def _refuse_merged(self, where: str) -> None:
        """Only the first of merged cells has a value: what the others mean is a guess. Over the header it is known."""
        first, _, last = where.partition(":")
        match = _PLACE.fullmatch(last.replace("$", ""))
        if last and first != last and (not match or int(match[2]) > self.header_line):
            raise Refused(MERGED.format(where=where))

    # Cells -----------------------------------------------------------------------------------------------------------

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        self.kind = attributes.get("t", "n")
        self.style = attributes.get("s", "0")
        self.reference = attributes.get("r", "")
        self.has_value = self.has_formula = False

    def _end_cell(self) -> None:
        place = column_number(self.reference.rstrip("0123456789")) if self.reference else self.place + 1
        if not self.place < place < MOST_COLUMNS:
            raise Refused(UNREADABLE)
        self.place = place
        cell = self._cell(self.collector.taken())
        if not cell:
            return
        if place >= MOST_FILLED:
            raise Refused(TOO_WIDE.format(line=self.line))
        if place > len(self.cells):
            self.cells.extend([""] * (place - len(self.cells)))
        self.cells.append(cell)

    def _cell(self, value: str) -> str:
        if self.has_formula:
            formula = self.formula.taken()
            if not value and not (self.kind == "str" and self.has_value):
                return FaultyCell(f"={formula}", NO_RESULT)
        if self.kind == "s":
            return self.shared[int(value)] if value else ""
        if self.kind == "n":
            return self.number_text(value, self.style) if value else ""
        if self.kind == "b":
            return _TRUTHS[value] if value else ""
        if self.kind == "e":
            return FaultyCell(value, CELL_ERROR)
        return unescaped(value)
