"""A publication as finished words: what it is, how far it is, what it told, where its file is."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from dashboards.models import Publication, PublicationKind, PublicationState
from dashboards.presenters import words
from ehtrack.lib.components import SummaryRow, link, tag_html
from ehtrack.lib.numbers import count, plural
from ehtrack.lib.tables import Column, Table

FORMATS = {"csv": "CSV", "xlsx": "Excel workbook", "docx": "Word document", "pdf": "PDF"}
PAGES = {PublicationKind.FIGURES: "publish_figures", PublicationKind.RETURNS: "publish_returns"}
COLOURS = {PublicationState.DONE: "green", PublicationState.FAILED: "red"}
WAITS = "Waiting to start: publications are made one after another"
OF_ITS_OWN_FORM = ("request_key", "told")


@dataclass(frozen=True)
class PublicationPage:
    """``file_url`` of a done one, ``again_url`` of one that was stopped: the form as it was sent."""

    is_over: bool
    headline: str
    status: str
    progress: str
    outcome: list[str]
    summary: list[SummaryRow]
    file_url: str
    again_url: str


def page(publication: Publication) -> PublicationPage:
    is_done = publication.state == PublicationState.DONE
    return PublicationPage(
        is_over=publication.is_over,
        headline=headline(publication),
        status=_status(publication),
        progress=f"{publication.progress or WAITS}.",
        outcome=_told(publication) if is_done else [publication.fault],
        summary=_summary(publication),
        file_url=reverse("publication_file", args=[publication.pk]) if is_done else "",
        again_url="" if is_done else _again(publication),
    )


def headline(publication: Publication) -> str:
    return f"{publication.get_kind_display()}, {publication.label}"


def listed(publications: Iterable[Publication]) -> Table:
    columns = [
        Column("what", "What"),
        Column("whose", "Of whom"),
        Column("file", "File"),
        Column("by", "Asked by"),
        Column("at", "Asked for"),
        Column("status", "Status"),
    ]
    return Table("Publications", columns, [_row(publication) for publication in publications])


def _row(publication: Publication) -> list[str | int]:
    return [
        link(headline(publication), reverse("publication_detail", args=[publication.pk])),
        publication.whose,
        FORMATS[publication.format],
        publication.user.name,
        words.moment(publication.recorded_at),
        _status(publication),
    ]


def _status(publication: Publication) -> str:
    state = PublicationState(publication.state)
    return tag_html(state.label, COLOURS.get(state, "blue"))


def _told(publication: Publication) -> list[str]:
    counted = plural(publication.counts, "count")
    told = f"Nothing is kept back: none of its {counted} is small, or would tell a small one."
    if publication.kept_back:
        verb = "is" if publication.kept_back == 1 else "are"
        kept_back = f"{count(publication.kept_back)} of {counted} {verb} kept back"
        told = f"{kept_back} and shown as c, with the ratios that would tell them."
    if publication.release is None or not publication.told_before:
        return [told]
    before = words.moment(publication.release.recorded_at)
    return [told, f"The same numbers were published before, on {before}, so nothing new was told."]


def _summary(publication: Publication) -> list[SummaryRow]:
    rows = [
        SummaryRow("Of whom", publication.whose),
        SummaryRow("Period", publication.label),
        SummaryRow("File", FORMATS[publication.format]),
        SummaryRow("Asked by", publication.user.name),
        SummaryRow("Asked for", words.moment(publication.recorded_at)),
    ]
    if publication.state == PublicationState.DONE and publication.finished_at:
        rows.append(SummaryRow("Published", words.moment(publication.finished_at)))
        rows.append(SummaryRow("SHA-256 of the file", publication.sha256))
    return rows


def _again(publication: Publication) -> str:
    chosen = QueryDict(publication.query, mutable=True)
    for name in OF_ITS_OWN_FORM:
        chosen.pop(name, None)
    return f"{reverse(PAGES[PublicationKind(publication.kind)])}?{chosen.urlencode()}"
