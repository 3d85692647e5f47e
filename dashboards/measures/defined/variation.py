"""Signal or noise: is the last month more than the ups and downs that every month has?"""

from collections.abc import Callable

from dashboards.measures import variation_words
from dashboards.measures.declaration import Measure, Part, Piece, Related
from dashboards.measures.defined.sources import DEFINED
from dashboards.measures.figures import Figures
from dashboards.measures.series import Monthly
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


ALIKE = (
    "Judged in the same way as “S&Ns by month: signal or ordinary variation”: against the mean month of the financial "
    "year before, and limits around it that show how much months differ by themselves."
)
STILL_DECIDED = f"{ALIKE} Contacts that are not decided yet may still raise their month."
STILL_SHARED = f"{ALIKE} An S&N that is shared later raises the month in which it was completed."
Read = Callable[[Figures], Monthly]


def _sums(read: Read) -> Callable[[Figures], list[Piece]]:
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
    told = (variation_words.earlier(found), variation_words.unknown(found), variation_words.advice(found))
    return ". ".join(part for part in told if part)


def _measure(
    key: str,
    title: str,
    counted: str,
    read: Read,
    *,
    beside: str = "",
    meaning: str = ALIKE,
    topic: str = "",
    on_basis: bool = False,
    of_all: bool = False,
) -> Measure:
    """``beside``: the measure that counts them, where it has another key."""
    return Measure(
        key=f"{key}-signal",
        title=f"{title}: signal or ordinary variation",
        meaning=meaning,
        why=WHY,
        source=DEFINED,
        numerator=Part(f"{counted} in the last complete month", lambda figures: read(figures).last),
        text=lambda figures: variation_words.headline(read(figures).signals),
        note=lambda figures: _note(read(figures).signals),
        sums=_sums(read),
        related=(Related(beside or key, "How many are there?"),),
        topic=topic,
        on_basis=on_basis,
        of_all=of_all,
    )


def _assessments(key: str, title: str, counted: str, read: Read, *, meaning: str = ALIKE) -> Measure:
    return _measure(key, title, counted, read, meaning=meaning, on_basis=True)


def _contacts(key: str, title: str, counted: str, read: Read, *, beside: str = "", meaning: str = ALIKE) -> Measure:
    return _measure(key, title, counted, read, beside=beside, meaning=meaning, topic="contacts")


def _network(key: str, title: str, counted: str, read: Read) -> Measure:
    return _measure(key, title, counted, read, topic="workforce", of_all=True)


MEASURES = [
    _assessments("assessments", "S&Ns by month", "S&Ns", lambda f: f.assessments_by_month, meaning=MEANING),
    _assessments("pilot-assessments", "S&Ns of a pilot by month", "S&Ns with a pilot", lambda f: f.pilots_by_month),
    _assessments(
        "without-pilot",
        "S&Ns without those of pilots by month",
        "S&Ns without a pilot",
        lambda f: f.without_pilot_by_month,
    ),
    _measure("shared", "Shared S&Ns by month", "S&Ns shared", lambda f: f.shared_by_month, meaning=STILL_SHARED),
    _contacts("contacts", "MASH contacts by month", "MASH contacts", lambda f: f.contacts_by_month, meaning=MEANING),
    _contacts(
        "no-further-action",
        "Contacts with no further action by month",
        "Contacts with no further action",
        lambda f: f.no_further_action_by_month,
        meaning=STILL_DECIDED,
    ),
    _contacts(
        "other-decision",
        "Contacts with another decision by month",
        "Contacts with another decision",
        lambda f: f.other_decisions_by_month,
        beside="decided",
        meaning=STILL_DECIDED,
    ),
    _measure(
        "taf-meetings",
        "TAF meetings by month",
        "Meetings held",
        lambda f: f.meetings_by_month,
        meaning=MEANING,
        topic="tafs",
    ),
    _network(
        "network-meetings",
        "Early Help Network meetings by month",
        "Meetings held",
        lambda f: f.network_meetings_by_month,
    ),
    _network(
        "network-families",
        "Families discussed in the Early Help Network by month",
        "Families discussed",
        lambda f: f.network_families_by_month,
    ),
]
