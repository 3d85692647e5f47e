"""The figures of a question as a file, internal or for publication."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboards.files.made import MadeFile
from dashboards.measures.figures import Figures
from dashboards.presenters import exports as presenter
from dashboards.presenters import publication, words, workbook
from ehtrack.lib.tables import Table, csv_chunks
from ehtrack.lib.workbooks import Cover, write_xlsx


@dataclass(frozen=True)
class Said:
    """What a file says of itself: its period, who asked for it, and what it is for."""

    label: str
    who: str
    use: str = words.INTERNAL

    @property
    def left_out(self) -> list[tuple[str, str]]:
        """What is in no publication."""
        return [("Not in it", "; ".join(what for what, _ in publication.LEFT_OUT))] if self.is_public else []

    @property
    def is_public(self) -> bool:
        return self.use == words.PUBLICATION


def internal(figures: Figures, format: str, said: Said) -> MadeFile:
    return written(figures, TABLES[format](figures), format, said)


def written(figures: Figures, tables: Sequence[Table], format: str, said: Said) -> MadeFile:
    content_type, write = FORMATS[format]
    about = [*presenter.about(figures, said.label, tables, who=said.who, use=said.use), *said.left_out]
    return MadeFile(_name(figures, said, format), content_type, write(tables, about, said))


def _csv(tables: Sequence[Table], about: list[tuple[str, str]], said: Said) -> bytes:
    return "".join(csv_chunks(tables[0], about)).encode()


def _xlsx(tables: Sequence[Table], about: list[tuple[str, str]], said: Said) -> bytes:
    notes = [*presenter.NOTES, *(publication.NOTES if said.is_public else [])]
    file = io.BytesIO()
    write_xlsx(file, cover=Cover(about[0][1], about), notes=notes, tables=tables)
    return file.getvalue()


def _name(figures: Figures, said: Said, ending: str) -> str:
    chosen = figures.question.agency or figures.question.group
    whose = chosen.code if chosen else "partnership"
    use = "-publication" if said.is_public else ""
    return f"ehtrack-{whose}-{said.label.replace(' ', '-')}{use}.{ending}"


FORMATS: dict[str, tuple[str, Callable[[Sequence[Table], list[tuple[str, str]], Said], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", _csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
}
TABLES: dict[str, Callable[[Figures], list[Table]]] = {
    "csv": lambda figures: [presenter.tidy(figures)],
    "xlsx": workbook.sheets,
}
