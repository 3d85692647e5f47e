"""What a month chart says in words: whether anything changed beyond ordinary variation, and what to do with it."""

from collections.abc import Iterable

from dashboards.measures.variation import Episode, JudgedMonth, Signals
from ehtrack.lib import numbers
from ehtrack.lib.wording import within_a_sentence

NO_CHANGE = "No change beyond ordinary variation"


def said(signals: Signals) -> str:
    """ "Higher than usual since October 2022. Earlier: lower than usual in May 2022"."""
    return ". ".join(part for part in (headline(signals), earlier(signals), unknown(signals)) if part)


def headline(signals: Signals) -> str:
    """ "Higher than usual since October 2022"; where later months are not known, "from October 2022 to May 2023"."""
    if signals.baseline is None:
        return f"Not known: it needs the whole of {signals.year.previous} to compare with"
    if not signals.months:
        return "No month is known" if signals.unknown else "No month is complete yet"
    if now := signals.now:
        told = _since(now) if signals.up_to_date else _from_to(now)
        return told[:1].upper() + told[1:]
    return f"{NO_CHANGE} in {signals.months[-1].month.name}" if signals.episodes else NO_CHANGE


def earlier(signals: Signals) -> str:
    before = [one for one in signals.episodes if one != signals.now]
    return f"Earlier: {'; '.join(map(_from_to, before))}" if before else ""


def unknown(signals: Signals) -> str:
    """Months that are left out: an empty place in a chart would be read as none."""
    names = ", ".join(month.name for month in signals.unknown)
    return f"Number not known in {names}" if names else ""


def of_parts(parts: Iterable[tuple[str, Signals]]) -> list[str]:
    """A sentence for each part of a chart or column of a table; one for all where none can be judged."""
    found = list(parts)
    if len({headline(signals) for _, signals in found}) == 1 and not any(signals.months for _, signals in found):
        return [f"{', '.join(name for name, _ in found)}: {within_a_sentence(headline(found[0][1]))}."]
    return [_of_part(name, signals) for name, signals in found]


def _of_part(name: str, signals: Signals) -> str:
    """ "Pilot: higher than usual since October 2022 (41 in January 2023; within the limits: 12 to 30)"."""
    limits = ""
    if signals.months:
        last = signals.months[-1]
        limits = f" ({numbers.count(last.count)} in {last.month.name}; within the limits: {ordinary(last)})"
    told = [within_a_sentence(part) for part in (headline(signals), earlier(signals), unknown(signals)) if part]
    return f"{name}: {told[0]}{limits}{''.join(f'; {one}' for one in told[1:])}."


def advice(signals: Signals) -> str:
    """What one does with it."""
    if not signals.months:
        return ""
    if signals.now:
        return "Something has changed: find out what it is, to keep it or to put it right."
    return "Ups and downs of single months within the limits need no explanation."


def compared_with(signals: Signals) -> str:
    """What is usual, and how it was found."""
    if signals.baseline is None:
        return ""
    if signals.index is None:
        return f"Usual: the mean month of {signals.baseline}."
    return (
        f"Usual: the mean month of {signals.baseline}, allowing for the time of year as the three years before "
        f"{signals.year} had it (each month was divided by its usual share of the year)."
    )


def ordinary(one: JudgedMonth) -> str:
    """ "25 to 41": the counts within the limits; the limits themselves where no whole number lies between them."""
    low, high = one.whole_range
    if low > high:
        return f"{numbers.fixed(one.low, 1)} to {numbers.fixed(one.high, 1)}"
    return f"{numbers.count(low)} to {numbers.count(high)}"


def verdict(one: JudgedMonth) -> str:
    """ "Higher than usual: outside the limits", "No signal"."""
    if one.signal is None:
        return "No signal"
    why = "outside the limits" if one.outside else f"month {one.run} in a row on this side"
    return f"{one.signal.capitalize()} than usual: {why}"


def _since(now: Episode) -> str:
    when = f"in {now.last.name}" if now.first == now.last else f"since {now.first.name}"
    return f"{now.side} than usual {when}"


def _from_to(one: Episode) -> str:
    when = f"in {one.last.name}" if one.first == one.last else f"from {one.first.name} to {one.last.name}"
    return f"{one.side} than usual {when}"
