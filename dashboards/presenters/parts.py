"""What the pages of figures are put together from: headlines, charts and tables, each linked to what explains it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from dashboards.measures.rows import Row
from dashboards.presenters.charts import Chart
from ehtrack.lib import components
from ehtrack.lib.tables import Table


@dataclass(frozen=True)
class Opener:
    """Links each figure to the page that explains it.

    ``address`` is the question for the explanation; ``page_address``, the same as it stands in the page's own address.
    """

    view: str
    page_address: dict[str, str]
    more: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> dict[str, str]:
        return {**self.page_address, **self.more}

    def __call__(self, measure: str, text: str, **more: str) -> str:
        return components.link(text, f"{_path(self.view, measure)}?{urlencode({**self.address, **more})}")

    def of_group(self, row: Row, measure: str, text: str) -> str:
        return self(measure, text, group=row.code)

    def of_agency(self, row: Row, measure: str, text: str) -> str:
        return self(measure, text, agency=row.code)


@cache
def _path(view: str, measure: str) -> str:
    """Asked for by every cell of a table: there are two views and as many paths as measures."""
    return reverse(view, args=[measure])


@dataclass(frozen=True)
class Headline:
    """One large number, what it is, and what to make of it."""

    number: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class Paged:
    """A table too long for one page: its rows, and what makes the table of some of them."""

    title: str
    noun: str
    rows: Sequence[Any]
    table: Callable[[list[Any]], Table]


@dataclass(frozen=True)
class Parts:
    """The body of a page. ``in_words``: what it comes to in a sentence."""

    headlines: list[Headline] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    paged: Paged | None = None
    in_words: str = ""
    what_if: str = ""
