"""Signal or noise counted in floats and plain lists, of every series of months."""

import statistics

from tests.dashboards.recount_days import add_months, complete

NEAR = 1e-9


def judged(counts, m, whole_years):
    """``counts``: three years, then the m months of the year; None where it is not known how many. For each of the m:
    higher, lower or None."""
    index = [1.0] * 12
    years = [counts[n : n + 12] for n in (0, 12, 24)]
    if whole_years >= 3 and all(None not in year and sum(year) for year in years):
        shares = [statistics.mean(year[n] / sum(year) for year in years) * 12 for n in range(12)]
        index = shares if all(shares) else index
    values = [None if count is None else count / index[n % 12] for n, count in enumerate(counts)][24:]
    centre = statistics.mean(values[:12])
    moving = statistics.mean(abs(values[n] - values[n - 1]) for n in range(1, 12))
    return [_signal(values[: 13 + n], centre, 2.66 * moving) for n in range(m)]


def _signal(values, centre, radius):
    def side(value):
        if value is None or abs(value - centre) < NEAR:
            return None
        return "higher" if value > centre else "lower"

    last, in_a_row = values[-1], 0
    while in_a_row < len(values) and side(last) and side(values[-1 - in_a_row]) == side(last):
        in_a_row += 1
    outside = last is not None and not max(0, centre - radius) - NEAR <= last <= centre + radius + NEAR
    return side(last) if outside or in_a_row >= 7 else None


def signals(records, start, as_of, since):
    """``records``: day and number of each. ``since``: the first day that anything was recorded."""
    months = complete(start, as_of)
    span = [add_months(start, n) for n in range(-36, len(months))]
    counts = [_sum([number for day, number in records if day.replace(day=1) == month]) for month in span]
    unknown = [_month(month, None, None) for month in months if counts[span.index(month)] is None]
    began = since.replace(day=1) if since else as_of
    whole_years = len([n for n in (12, 24, 36) if began <= add_months(start, -n)])
    if not whole_years or None in counts[24:36]:
        return {"months": unknown, "baseline": None}
    return {
        "baseline": f"{start.year - 1}-{start.year % 100:02}",
        "months": [
            _month(month, count, signal)
            for month, count, signal in zip(months, counts[36:], judged(counts, len(months), whole_years), strict=True)
        ],
    }


def _month(month, count, signal):
    return {"month": f"{month:%Y-%m}", "count": count, "signal": signal}


def _sum(numbers):
    return None if None in numbers else sum(numbers)


def signal_figures(recount, counted, owned, sent, start, as_of):
    """``counted``: the S&Ns of the basis, ``owned``: all S&Ns, ``sent``: the contacts, of whoever is asked about."""

    def of(records, field, began):
        return signals([(record[field], 1) for record in records], start, as_of, min(began, default=None))

    completed = [a["completed_on"] for a in recount.assessments]
    received = [c["received_on"] for c in recount.contacts]
    nothing = [c for c in sent if c["decided_at"] and c["outcome"] == "no-further-action"]
    by_key, every = {a["key"]: a for a in owned}, {a["key"] for a in recount.assessments}
    held = [m for m in recount.meetings if m["held_on"] and m["assessment"] in by_key]
    met = [m["held_on"] for m in recount.meetings if m["held_on"] and m["assessment"] in every]
    places = {name: [m for m in held if by_key[m["assessment"]]["locality"] == name] for name in recount.localities}
    networks = {name: [n for n in recount.networks if n["locality"] == name] for name in recount.localities}
    return {
        "assessments": of(counted, "completed_on", completed),
        "pilot_assessments": of([a for a in counted if a["pilot"]], "completed_on", completed),
        "without_pilot": of([a for a in counted if not a["pilot"]], "completed_on", completed),
        "shared": of([a for a in owned if a["shared_on"]], "completed_on", completed),
        "contacts": of(sent, "received_on", received),
        "no_further_action": of(nothing, "received_on", received),
        "other_decision": of([c for c in sent if c["decided_at"] and c not in nothing], "received_on", received),
        "taf_meetings": of(held, "held_on", met),
        **_networks(recount.networks, start, as_of),
        "by_locality": {
            "taf_meetings": {name: of(found, "held_on", met) for name, found in places.items()},
            **{
                kind: {name: _networks(found, start, as_of)[kind] for name, found in networks.items()}
                for kind in ("network_meetings", "network_families")
            },
        },
    }


def _networks(recorded, start, as_of):
    began = min((n["held_on"] for n in recorded if n["held_on"] <= as_of), default=None)
    held = [n for n in recorded if n["held"]]
    return {
        "network_meetings": signals([(n["held_on"], 1) for n in held], start, as_of, began),
        "network_families": signals([(n["held_on"], n["families"]) for n in held], start, as_of, began),
    }
