"""Signal or noise: is the last month more than the ups and downs that every month has?"""

from collections.abc import Callable

from dashboards.measures import variation_words
from dashboards.measures.declaration import Measure, Part, Piece, Related
from dashboards.measures.defined.sources import DEFINED
from dashboards.measures.figures import Figures
from dashboards.measures.series import Series
from dashboards.measures.variation import Signals
from ehtrack.lib import numbers

TIMES = "\N{MULTIPLICATION SIGN}"
MEANING = (
    "No two months are alike, even when nothing has changed. What is usual is the mean month of the financial year "
    "before. How much months differ by themselves is seen from one month to the next in that year, and gives limits "
    "above and below what is usual. A month is a signal when it lies outside the limits, or when it is the 7th or "
    "later in a row above what is usual, or below it. Once there are three whole years before, the time of the year is "
    "allowed for: August is then compared with other Augusts."
)
WHY = (
    "A signal says that something has changed, for better or worse, and is worth asking about. Without a signal, a "
    "month that went up or down needs no explanation and no praise, and asking for one wastes time."
)


def _last(read: Callable[[Figures], Series]) -> Callable[[Figures], int]:
    def last(figures: Figures) -> int:
        series = read(figures)
        return series.counts[series.months[-1]] if series.months else 0

    return last


def _sums(read: Callable[[Figures], Series]) -> Callable[[Figures], list[Piece]]:
    """The limits, and what the last complete month has to be compared with."""

    def sums(figures: Figures) -> list[Piece]:
        found = read(figures).signals
        if found.centre is None or found.moving_range is None or not found.months:
            return []
        centre, step = numbers.fixed(found.centre, 1), numbers.fixed(found.moving_range, 1)
        radius = f"2.66 {TIMES} {step}, how much one month of {found.baseline} differed from the next on average"
        limits = f"{numbers.fixed(found.low or 0, 1)} to {numbers.fixed(found.high or 0, 1)}"
        last = found.months[-1]
        month = (
            f"For {last.month.name} that allows {variation_words.ordinary(last)}; it had {numbers.count(last.count)}"
        )
        usual = variation_words.compared_with(found)
        return [Piece(f"{usual} Limits: {centre} and to each side {radius}: {limits}. {month}.")]

    return sums


def _note(found: Signals) -> str:
    return ". ".join(part for part in (variation_words.earlier(found), variation_words.advice(found)) if part)


def _measure(
    key: str, title: str, counted: str, read: Callable[[Figures], Series], *, topic: str = "", on_basis: bool = False
) -> Measure:
    return Measure(
        key=f"{key}-signal",
        title=f"{title}: signal or ordinary variation",
        meaning=MEANING,
        why=WHY,
        source=DEFINED,
        numerator=Part(f"{counted} in the last complete month", _last(read)),
        text=lambda figures: variation_words.headline(read(figures).signals),
        note=lambda figures: _note(read(figures).signals),
        sums=_sums(read),
        related=(Related(key, "How many are there?"),),
        topic=topic,
        on_basis=on_basis,
    )


MEASURES = [
    _measure("assessments", "S&Ns by month", "S&Ns", lambda f: f.assessments_by_month, on_basis=True),
    _measure("contacts", "MASH contacts by month", "MASH contacts", lambda f: f.contacts_by_month, topic="contacts"),
    _measure("taf-meetings", "TAF meetings by month", "Meetings held", lambda f: f.meetings_by_month, topic="tafs"),
]
