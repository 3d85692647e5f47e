"""The pages of one return: its tasks while it is filled in, what was signed, and what to do next."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from dashboards.forms.returns import SECTIONS
from dashboards.lifecycle import EDITABLE, ReturnMoves, allows
from dashboards.measures.returned import ReturnFigures
from dashboards.models import QuarterlyReturn, ReturnDraft, ReturnMove, ReturnVersion
from dashboards.models.quarterly_return import LABELS, ReturnContent
from dashboards.presenters import return_changes as changes
from dashboards.presenters import returns as words
from dashboards.services.returns import NEEDED, missing
from ehtrack.lib.calendar import local_day
from ehtrack.lib.components import SummaryRow, TimelineItem, link, tag_html
from ehtrack.lib.tables import Table

FILES = {"pdf": "PDF", "docx": "Word document", "xlsx": "Excel workbook", "csv": "CSV"}


@dataclass(frozen=True)
class Task:
    title: str
    hint: str
    href: str
    status: SafeString


def answers_now(draft: ReturnContent, names: Iterable[str] = tuple(LABELS)) -> list[tuple[str, str]]:
    return [(LABELS[name], words.said(draft, name)) for name in names]


def after(row: QuarterlyReturn, section: str) -> str:
    """The next page; after the last one, the return itself."""
    order = list(SECTIONS)
    following = order[order.index(section) + 1 :]
    return _section(row, following[0]) if following else _detail(row)


def _section(row: QuarterlyReturn, section: str) -> str:
    return reverse("return_section", args=[row.pk, section])


def _detail(row: QuarterlyReturn) -> str:
    return reverse("return_detail", args=[row.pk])


def beside(section: str, figures: ReturnFigures) -> list[SummaryRow]:
    """What ehtrack knows already of what the page asks for."""
    return words.progress_rows(figures) if section in {"numbers", "training"} else []


def other_target(draft: ReturnContent | None, figures: ReturnFigures, section: str = "numbers") -> str:
    """For the return that is being filled in, where its target is another than the one that ehtrack knows."""
    other = words.other_target(draft, figures) if draft and section == "numbers" else ""
    return f"This return says {words.said(draft, 'target_this_year')} for this year. {other}" if draft and other else ""


@dataclass(frozen=True)
class FigureTables:
    """What a page shows of the ``figures`` of a return."""

    figures: ReturnFigures

    @property
    def summary(self) -> Table:
        return words.summary_table(self.figures)

    @property
    def by_agency(self) -> list[Table]:
        """Of the quarter and of the year, where the return speaks for several."""
        if len(self.figures.agencies) == 1:
            return []
        return [words.figures_table(self.figures, of_year=of_year) for of_year in (False, True)]

    @property
    def progress(self) -> list[SummaryRow]:
        return words.progress_rows(self.figures)


@dataclass(frozen=True)
class Signed:
    """One version, with what it says and what changed: since the version before, and in the records since.

    ``is_whole``: is it as it was signed? Otherwise nothing of it is shown.
    """

    version: ReturnVersion
    before: ReturnVersion | None
    is_whole: bool

    @cached_property
    def figures(self) -> ReturnFigures:
        return ReturnFigures.from_json(self.version.figures)

    @property
    def tables(self) -> FigureTables:
        return FigureTables(self.figures)

    @property
    def declared(self) -> list[SummaryRow]:
        return words.declared_rows(self.figures, self.version)

    @property
    def answers(self) -> list[SummaryRow]:
        return words.content_rows(self.version, self.figures)

    @property
    def signature(self) -> list[SummaryRow]:
        return words.signature(self.version)

    @property
    def files(self) -> list[SafeString]:
        """The same as a document or a spreadsheet."""
        version = self.version
        return [
            link(name, reverse("return_export", args=[version.quarterly_return_id, version.number, format]))
            for format, name in FILES.items()
        ]

    @property
    def publication_url(self) -> str:
        """Where the return is published: whatever version this is, as it was signed last."""
        row = self.version.quarterly_return
        chosen = {"year": row.year, "quarter": str(row.quarter), "agency": row.agency.code}
        return f"{reverse('publish_returns')}?{urlencode(chosen)}"

    @property
    def changed_answers(self) -> Table | None:
        table = changes.changed_answers(self.before, self.version) if self.before else None
        return table if table and table.rows else None

    @property
    def changed_figures(self) -> Table | None:
        if self.before is None:
            return None
        found = changes.differences(ReturnFigures.from_json(self.before.figures), self.figures)
        versions = f"Version {self.before.number}", f"Version {self.version.number}"
        return changes.restated_table(found, then=versions[0], now=versions[1]) if found else None

    def restated(self, now: ReturnFigures) -> Table | None:
        found = changes.differences(self.figures, now)
        return changes.restated_table(found) if found else None


def signed_of(versions: list[ReturnVersion], *, altered: Collection[ReturnVersion]) -> Signed:
    """The first of them, which are in the order of the latest first, and what it changed of the one before.

    ``altered``: those that are not as they were signed.
    """
    latest, *earlier = versions
    before = earlier[0] if earlier and earlier[0] not in altered else None
    return Signed(latest, before, latest not in altered)


@dataclass(frozen=True)
class Shown:
    """The page of a return. ``figures``: as counted now. ``altered``: versions that are not as they were signed.
    ``draft``: for who fills it in."""

    row: QuarterlyReturn
    figures: ReturnFigures
    versions: list[ReturnVersion]
    altered: list[ReturnVersion]
    moves: list[ReturnMove]
    draft: ReturnDraft | None
    today: date

    @property
    def tables(self) -> FigureTables:
        return FigureTables(self.figures)

    @property
    def tags(self) -> list[SafeString | str]:
        return [words.state_tag(self.row)]

    @property
    def when(self) -> str:
        first = local_day(self.versions[-1].submitted_at) if self.versions else None
        return words.lateness(self.row, first, today=self.today)

    @property
    def other_target(self) -> str:
        return other_target(self.draft, self.figures)

    @property
    def asked_again(self) -> str:
        """Why it is to be corrected."""
        last = self.moves[0] if self.moves else None
        if last is None or not last.reason or self.row.state not in EDITABLE:
            return ""
        return f"{words.MOVES[ReturnMoves(last.move)]} on {words.day(last.at)}: {last.reason}"

    @property
    def tasks(self) -> list[Task]:
        return [_task(self.row, self.draft, section) for section in SECTIONS] if self.draft else []

    @cached_property
    def signed(self) -> Signed | None:
        if not self.versions:
            return None
        return signed_of(self.versions, altered=self.altered)

    @property
    def restated(self) -> Table | None:
        return self.signed.restated(self.figures) if self.signed and self.signed.is_whole else None

    @property
    def earlier(self) -> list[SafeString]:
        """Links to the versions beside the one shown."""
        return [
            link(f"Version {version.number}", reverse("return_version", args=[self.row.pk, version.number]))
            for version in self.versions[1:]
        ]

    @property
    def can_be_judged(self) -> bool:
        return allows(self.row, ReturnMoves.ACCEPT)

    @property
    def can_be_corrected(self) -> bool:
        return allows(self.row, ReturnMoves.REOPEN)

    @property
    def history(self) -> list[TimelineItem]:
        return words.history(self.moves)


def _task(row: QuarterlyReturn, draft: ReturnDraft, section: str) -> Task:
    form, names = SECTIONS[section], SECTIONS[section].answers()
    lacks = set(missing(draft)) & set(names)
    begun = any(getattr(draft, name) not in (None, "") for name in names)
    if lacks:
        status = tag_html("In progress" if begun else "Not started", "blue")
    else:
        status = tag_html("Completed" if begun else "Optional", "" if begun else "grey")
    return Task(form.title, form.hint, _section(row, section), status)


@dataclass(frozen=True)
class Check:
    """Everything as it will be frozen."""

    row: QuarterlyReturn
    draft: ReturnDraft
    figures: ReturnFigures

    @property
    def tables(self) -> FigureTables:
        return FigureTables(self.figures)

    @property
    def declared(self) -> list[SummaryRow]:
        return words.declared_rows(self.figures, self.draft)

    @property
    def sections(self) -> list[tuple[str, list[SummaryRow]]]:
        return [(form.title, self._answers(section)) for section, form in SECTIONS.items()]

    def _answers(self, section: str) -> list[SummaryRow]:
        href = reverse("return_section", args=[self.row.pk, section])
        return [
            SummaryRow(LABELS[name], words.answer(self.draft, self.figures, name), href=f"{href}#id_{name}")
            for name in SECTIONS[section].answers()
        ]

    @property
    def lacking(self) -> list[SafeString]:
        """What is missing, each leading to where it is filled in."""
        return [
            link(f"{NEEDED[name][0].upper()}{NEEDED[name][1:]}", f"{_section(self.row, section)}#id_{name}")
            for section in SECTIONS
            for name in SECTIONS[section].answers()
            if name in missing(self.draft)
        ]
