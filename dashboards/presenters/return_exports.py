"""What an export of quarterly returns holds: of one version, of a quarter, or of a year. Internal, with all figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from agencies.models import Agency
from dashboards.models import Basis, QuarterlyReturn
from dashboards.models.quarterly_return import LABELS, ReturnState
from dashboards.presenters import return_tables as tables
from dashboards.presenters import returns as return_words
from dashboards.presenters import words
from dashboards.presenters.exports import NOTES
from dashboards.presenters.return_tables import WHOSE, Entry
from dashboards.presenters.return_tidy import tidy
from dashboards.presenters.workbook import ratios
from ehtrack.lib.calendar import FinancialYear, local_day
from ehtrack.lib.documents import Document, Section
from ehtrack.lib.tables import Table
from ehtrack.lib.workbooks import Cover

IN_BRIEF = ("senior_lead", "senior_lead_role", "reported_how_often")
IN_NUMBERS = ("target_this_year", "target_next_year", "unrecorded")
DEFINITION = "Definition of the figures"
UNCHANGED = "No figure has changed since."
FROZEN = "Figures are as they stood when the return was signed."
RESTATED = "What the records count now stands beside them as restated, never in their place."


@dataclass(frozen=True)
class Asked:
    """Who asks, when, and for the returns of which agency alone; None: of all."""

    who: str
    now: datetime
    agency: Agency | None = None

    @property
    def whose(self) -> str:
        return self.agency.name if self.agency else "The agencies that make a return"

    @property
    def filter(self) -> str:
        return f"returns of {self.agency.code} alone" if self.agency else "every agency"

    @property
    def ending(self) -> str:
        """Of the name of a file."""
        return f"-{self.agency.code}" if self.agency else ""


@dataclass(frozen=True)
class ReturnExport:
    """``sections`` for documents, ``sheets`` for a workbook, ``tidy`` for a CSV: the same figures."""

    title: str
    name: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    sheets: Sequence[Table]
    tidy: Table
    asked: Asked
    notes: Sequence[str] = (FROZEN, RESTATED, *NOTES)
    footer: str = "Internal, not for publication."

    def about(self, shown: Iterable[Table]) -> list[tuple[str, str]]:
        """The facts, with how many rows the tables have."""
        return [*self.facts, ("Rows", str(sum(len(list(table.rows)) for table in shown)))]

    @property
    def document(self) -> Document:
        about = self.about(table for section in self.sections for table in section.tables)
        return Document(
            cover=Cover(self.title, about),
            sections=self.sections,
            author=self.asked.who,
            made_at=self.asked.now,
            notes=self.notes,
            footer=self.footer,
        )


def of_version(entry: Entry, asked: Asked) -> ReturnExport:
    version, figures = entry.version, entry.figures
    quarter = _titled("Figures of the quarter", return_words.figures_table(figures))
    year = _titled("Figures since 1 April", return_words.figures_table(figures, of_year=True))
    told = [_own(tables.targets([entry])), _own(tables.declared([entry]))]
    months, restated = tables.months([entry]), _own(tables.restated([entry]))
    facts = [
        ("What", f"Quarterly return, version {version.number}, as signed"),
        ("Whose", entry.row.agency.name),
        ("Agencies in it", "; ".join(agency.name for agency in figures.agencies)),
        ("Quarter", entry.row.label),
        ("State", ReturnState(entry.row.state).label),
        *((row.key, str(row.value)) for row in return_words.signature(version) if row.key != DEFINITION),
        ("Filters", f"The return of one agency and quarter, version {version.number}"),
        *_common([entry], asked),
    ]
    return ReturnExport(
        title=f"Quarterly return {entry.row.label}: {entry.row.agency.name}",
        name=f"{entry.row.agency.code}-{entry.row.label}-version-{version.number}",
        facts=facts,
        sections=[
            Section("Figures", tables=[quarter, year, *told, months]),
            Section("Answers", tables=[_own(_brief([entry]))]),
            *_at_length(entry, LABELS, level=2),
            _changed(restated),
        ],
        sheets=[quarter, year, _ratios([entry]), *told, months, _own(tables.answers([entry])), restated],
        tidy=tidy([entry]),
        asked=asked,
    )


def of_quarter(label: str, rows: Sequence[QuarterlyReturn], entries: Sequence[Entry], asked: Asked) -> ReturnExport:
    states = overview(rows, entries, asked)
    counted = [
        tables.figures(entries, f"{label}, as signed"),
        tables.figures(entries, "From 1 April, as signed", of_year=True),
        tables.targets(entries),
        tables.declared(entries),
    ]
    restated = tables.restated(entries)
    answers = [section for entry in entries for section in _of_agency(entry)]
    return ReturnExport(
        title=f"Quarterly returns, {label}",
        name=f"returns-{label}{asked.ending}",
        facts=facts_of(f"Quarterly returns of {label}", label, rows, entries, asked),
        sections=[
            Section("Returns", tables=states),
            Section("Figures", tables=counted),
            Section("Answers", tables=[_brief(entries)]),
            *answers,
            _changed(restated),
        ],
        sheets=[*states, *counted, _ratios(entries), tables.months(entries), tables.answers(entries), restated],
        tidy=tidy(entries),
        asked=asked,
    )


def of_year(
    year: FinancialYear, rows: Sequence[QuarterlyReturn], entries: Sequence[Entry], asked: Asked
) -> ReturnExport:
    """The texts of a year are in its workbook, and in the documents of its quarters."""
    states = overview(rows, entries, asked)
    counted = [
        tables.figures_of_year(entries, "Signed quarters added up"),
        tables.by_quarter(entries),
        tables.targets(latest(entries)),
        tables.declared(entries),
    ]
    restated = tables.restated(entries)
    return ReturnExport(
        title=f"Quarterly returns of {year}",
        name=f"returns-{year}{asked.ending}",
        facts=facts_of(f"Quarterly returns of {year}", str(year), rows, entries, asked),
        sections=[Section("Returns", tables=states), Section("Figures", tables=counted), _changed(restated)],
        sheets=[*states, *counted, tables.months(entries), tables.answers(entries), restated],
        tidy=tidy(entries),
        asked=asked,
    )


def _titled(title: str, table: Table) -> Table:
    """Short enough for the name of a sheet; its own title, the days, beneath."""
    return replace(table, title=title, notes=[f"{table.title}."])


def _own(table: Table) -> Table:
    """Of one return: whose it is and of when stands on the cover."""
    return replace(table, columns=table.columns[len(WHOSE) :], rows=[row[len(WHOSE) :] for row in table.rows])


def latest(entries: Sequence[Entry]) -> list[Entry]:
    """The last signed quarter of each agency."""
    return list({entry.row.agency_id: entry for entry in entries}.values())


def overview(rows: Sequence[QuarterlyReturn], entries: Sequence[Entry], asked: Asked) -> list[Table]:
    signed = {entry.row.pk: entry.version for entry in entries}
    today = local_day(asked.now)
    return [tables.numbers_of_states(rows, today=today), tables.states(rows, signed, today=today)]


def facts_of(
    what: str,
    label: str,
    rows: Sequence[QuarterlyReturn],
    entries: Sequence[Entry],
    asked: Asked,
    use: str = words.INTERNAL,
) -> list[tuple[str, str]]:
    return [
        ("What", what),
        ("Whose", asked.whose),
        (
            "Filters",
            f"{label}, {'one agency' if asked.agency else 'all agencies'}; of each return the version signed last",
        ),
        ("Returns", f"{len(rows)} asked for, {len(entries)} signed"),
        ("Seals checked", "Unchanged since they were signed" if entries else "No return is signed"),
        *_common(entries, asked, use),
    ]


def _common(entries: Sequence[Entry], asked: Asked, use: str = words.INTERNAL) -> list[tuple[str, str]]:
    ends = sorted({entry.figures.as_of for entry in entries})
    bases = sorted({entry.figures.basis for entry in entries})
    definitions = sorted({entry.version.definition for entry in entries})
    return [
        ("As of", ", ".join(words.day(day) for day in ends) or "No return is signed"),
        ("Basis", ", ".join(words.BASES[Basis(basis)] for basis in bases) or "No return is signed"),
        (DEFINITION, f"version {', '.join(definitions)}" if definitions else "No return is signed"),
        *([("Restated figures counted at", words.moment(asked.now))] if use == words.INTERNAL else []),
        ("Exported by", asked.who),
        ("Exported at", words.moment(asked.now)),
        ("Use", use),
    ]


def _ratios(entries: Sequence[Entry]) -> Table:
    return ratios(row for entry in entries for _, row in entry.of_agencies)


def _brief(entries: Sequence[Entry]) -> Table:
    """What is answered in a few words."""
    found = tables.answers(entries)
    labels = {LABELS[name] for name in IN_BRIEF}
    return Table("Governance in brief", found.columns, [row for row in found.rows if row[2] in labels])


def _of_agency(entry: Entry) -> list[Section]:
    """What it had to say."""
    said = [name for name in LABELS if getattr(entry.version, name)]
    return [Section(f"{entry.row.agency.name}: answers", level=2), *_at_length(entry, said, level=3)]


def _at_length(entry: Entry, names: Iterable[str], *, level: int) -> list[Section]:
    told = [name for name in names if name not in (*IN_BRIEF, *IN_NUMBERS)]
    return [Section(LABELS[name], [return_words.said(entry.version, name)], level=level) for name in told]


def _changed(restated: Table) -> Section:
    heading = "What changed since the return was signed"
    return Section(heading, tables=[restated]) if list(restated.rows) else Section(heading, [UNCHANGED])
