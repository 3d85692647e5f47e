"""What the pages of figures are put together from: headlines, charts and tables, each linked to what explains it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from dashboards.measures.rows import Row
from dashboards.presenters.charts import Chart
from ehtrack.lib import components
from ehtrack.lib.tables import Table

ALL = "all"


@dataclass(frozen=True)
class Opener:
    """Links each figure to the page that explains it.

    ``address`` is the question for the explanation; ``page_address``, the same as it stands in the page's own address.
    ``origin`` is the page on which the link stands, to lead back: the topic it is ``from``, and, for a figure of one
    row, the organisation ``within`` which the page lists it (``all`` for the whole partnership).
    """

    view: str
    page_address: dict[str, str]
    more: dict[str, str] = field(default_factory=dict)
    origin: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> dict[str, str]:
        return {**self.page_address, **self.more}

    @property
    def own(self) -> bool:
        """Are these the figures of the reader's own agency?"""
        return self.view == "explain_own_figure"

    def __call__(self, measure: str, text: str, **more: str) -> str:
        return components.link(text, self.href(measure, **more))

    def href(self, measure: str, **more: str) -> str:
        query = "&".join(part for part in (self._query, urlencode(more), self._origin) if part)
        return f"{_path(self.view, measure)}?{query}" if query else _path(self.view, measure)

    @cached_property
    def _query(self) -> str:
        return urlencode(self.address)

    @cached_property
    def _origin(self) -> str:
        return urlencode(self.origin)

    @cached_property
    def of_rows(self) -> "Opener":
        """For figures of rows: they lead back to the page that lists the row, not to the row's own page."""
        return replace(self, origin={**self.origin, "within": self.origin.get("within", ALL)})

    def of_group(self, row: Row, measure: str, text: str) -> str:
        return self.of_rows(measure, text, **({"group": row.code} if row.code else {}))

    def of_agency(self, row: Row, measure: str, text: str) -> str:
        return self.of_rows(measure, text, **({"agency": row.code} if row.code else {}))


@cache
def _path(view: str, measure: str) -> str:
    """Asked for by every cell of a table: there are two views and as many paths as measures."""
    return reverse(view, args=[measure])


@dataclass(frozen=True)
class Headline:
    """One large number, what it is, and what to make of it; ``href``: to what explains it."""

    number: str
    label: str
    note: str = ""
    href: str = ""


@dataclass(frozen=True)
class Order:
    """How the rows of a list may be sorted: ``key`` stands in the address."""

    key: str
    text: str
    by: Callable[[Any], Any]


@dataclass(frozen=True)
class Paged:
    """A table too long for one page: its rows, and what makes the table of some of them.

    ``total`` is the row that stands under the last of them; ``orders`` how the rows may be sorted, the first unless
    another is asked for.
    """

    title: str
    noun: str
    rows: Sequence[Any]
    table: Callable[[list[Any]], Table]
    one: str = "agency"
    total: Any = None
    orders: Sequence[Order] = ()

    @property
    def counted_noun(self) -> str:
        return self.one if len(self.rows) == 1 else self.noun

    def order(self, key: str | None) -> Order | None:
        """The order of an address; what is not known is the first."""
        return next((order for order in self.orders if order.key == key), next(iter(self.orders), None))

    def ordered(self, key: str | None) -> Sequence[Any]:
        order = self.order(key)
        return sorted(self.rows, key=order.by) if order else self.rows


@dataclass(frozen=True)
class Section:
    """A chart with its table, a table, or a sentence where there is none. ``stacked``: a table whose rows become
    blocks on a narrow screen."""

    chart: Chart | None = None
    table: Table | None = None
    title: str = ""
    text: str = ""
    stacked: bool = False


@dataclass(frozen=True)
class Parts:
    """The body of a page. ``in_words``: what it comes to in a sentence."""

    headlines: list[Headline] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    paged: Paged | None = None
    in_words: str = ""
    what_if: str = ""
