"""Publishes tables of figures with small numbers suppressed, and remembers what was told and what was kept back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from agencies.scope import Scope
from dashboards.measures import DEFINITION
from dashboards.measures.asking import Question
from dashboards.measures.ledger import Asked, Ledger, as_lists, from_lists
from dashboards.models import Release
from dashboards.suppression import Earlier, Figure, Seen, suppress, unseen, value
from ehtrack.lib.postgres.locks import one_after_another
from ehtrack.lib.tables import Table


@dataclass(frozen=True)
class Published:
    """The tables as they may be published, and the release that they tell: of an earlier day when the same was told
    before."""

    tables: list[Table]
    release: Release
    told_before: bool

    @property
    def counts(self) -> int:
        return len(self.release.cells)

    @property
    def kept_back(self) -> int:
        return sum(not was_shown for *_, was_shown in self.release.cells)


@transaction.atomic
def publish(
    *,
    scope: Scope,
    question: Question,
    since: date,
    ledger: Ledger,
    tables: Sequence[Table],
    label: str,
    format: str,
    seen: Seen = unseen,
) -> Published:
    """The tables as they may be published: no small number in them can be worked out, also with all published before.

    ``tables``: their cells are ``Told`` of figures of this ledger, which begins at ``since``. One release at a time, so
    that each knows the last. ``seen`` is told how far it is.
    """
    one_after_another("releases of figures")
    releases = _overlapping(since, question.as_of)
    earlier, guarded = _before(releases, ledger)
    outcome = suppress(tables, guarded=[*ledger.guarded(), *guarded], earlier=earlier, seen=seen)
    release = Release(
        released_by_id=scope.user_id,
        first=since,
        last=question.as_of,
        definition=DEFINITION,
        asked={"label": label, "format": format, "basis": question.basis.value, "whose": _whose(question)},
        cells=[
            [*asked, value(figure), figure in outcome.shown]
            for asked, figure in ledger.asked.items()
            if figure in outcome.shown or figure in outcome.suppressed
        ],
        lines=as_lists(ledger),
    )
    same = next((one for one in releases if _tells_the_same(one, release)), None)
    if same is None:
        release.save(force_insert=True)
    return Published(outcome.tables, same or release, told_before=same is not None)


def _tells_the_same(one: Release, other: Release) -> bool:
    """Of the same counts the same cells: whoever sends a form twice publishes once."""
    return all(sorted(getattr(one, name)) == sorted(getattr(other, name)) for name in ("cells", "lines"))


def _whose(question: Question) -> str:
    chosen = question.agency or question.group
    return chosen.code if chosen else ""


def _before(releases: Sequence[Release], ledger: Ledger) -> tuple[Earlier, list[Figure]]:
    """What was told and kept back, and what it was counted from. ``releases``: in the order they were published."""
    shown: set[Figure] = set()
    suppressed: set[Figure] = set()
    books: list[Ledger] = []
    for release in releases:
        book = from_lists(release.lines)
        books.append(book)
        for *asked, _, was_shown in release.cells:
            (shown if was_shown else suppressed).add(book.figure(Asked(*asked)))
    links = {
        link
        for number, book in enumerate(books)
        for later in [*books[number + 1 :], ledger]
        for link in book.links(later)
    }
    earlier = Earlier(frozenset(shown), frozenset(suppressed), tuple(sorted(links, key=_in_order)))
    return earlier, [figure for book in books for figure in book.guarded()]


def _in_order(link: tuple[Figure, Figure]) -> list:
    return [sorted(side) for side in link]


def _overlapping(first: date, last: date) -> list[Release]:
    """Those of these months, and of months that releases tie to them: a year ties the quarters before it to those
    after. In the order in which they were published."""
    spans = list(Release.objects.values_list("pk", "first", "last"))
    found: set = set()
    while more := [span for span in spans if span[0] not in found and span[1] <= last and span[2] >= first]:
        found |= {span[0] for span in more}
        first, last = min(first, *(span[1] for span in more)), max(last, *(span[2] for span in more))
    return list(Release.objects.filter(pk__in=found).order_by("recorded_at", "pk"))
