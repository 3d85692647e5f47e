"""CSV files made of the lines of a sample."""

import csv
import io
from collections.abc import Iterable, Sequence

from tests.imports.fuzz.cases import Case, read, refused
from tests.imports.fuzz.samples import Line, Sample


def text_of(
    lines: Iterable[Line], *, header: Sequence[str] = (), delimiter: str = ",", end: str = "\r\n", **options: object
) -> str:
    lines = list(lines)
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, lineterminator=end, **options)
    writer.writerow(header or list(lines[0]))
    writer.writerows(line.values() for line in lines)
    return file.getvalue()


def good(sample: Sample) -> str:
    return text_of(sample.lines)


def with_text(sample: Sample, text: str) -> Case | None:
    """The text is stored as it is given."""
    if not sample.text:
        return None
    lines = sample.changed(**{sample.text: text})
    return read(text_of(lines).encode(), lines)


def with_wrong_day(sample: Sample, day: str, word: str) -> Case:
    return refused(text_of(sample.with_day(day)).encode(), 2, sample.day, word)
