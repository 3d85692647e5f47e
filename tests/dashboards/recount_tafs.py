"""Teams Around the Family counted in plain Python. A meeting: assessment (its key), held_on, chair, people."""

from datetime import timedelta

from tests.dashboards.recount_days import add_months

REASONS = ["needs-met", "single-agency", "step-up", "agreement-withdrawn", "moved-away", "aged-out", "other"]


def taf_figures(owned, meetings, agencies, localities, start, as_of):
    """``owned``: the S&Ns of whoever is asked about, of any year."""
    by_key = {a["key"]: a for a in owned}
    happened = [m for m in meetings if m["held_on"] and m["held_on"] <= as_of and m["assessment"] in by_key]
    held = [m for m in happened if m["held_on"] >= start]
    days = {}
    for meeting in happened:
        days.setdefault(meeting["assessment"], []).append(meeting["held_on"])
    known = [a for a in owned if a["completed_on"] <= as_of]
    open_now = [
        a for a in known if not (a["closed_on"] and a["closed_on"] <= as_of) and (a["needs_taf"] or a["key"] in days)
    ]
    due = [a for a in known if a["needs_taf"] and start <= a["completed_on"] and (as_of - a["completed_on"]).days >= 42]
    in_time = [a for a in due if a["key"] in days and min(days[a["key"]]) <= a["completed_on"] + timedelta(days=42)]
    people = [person for m in held for person in m["people"]]
    closed = [a for a in owned if a["closed_on"] and start <= a["closed_on"] <= as_of]
    return {
        "open": len(open_now),
        "overdue_review": len(
            [a for a in open_now if (as_of - max(days.get(a["key"], [a["completed_on"]]))).days > 56]
        ),
        "due_first": len(due),
        "first_in_time": len(in_time),
        "first_in_time_rate": len(in_time) / len(due) if due else None,
        "meetings": len(held),
        "meetings_by_month": [
            {"month": f"{month:%Y-%m}", "meetings": len([m for m in held if m["held_on"].replace(day=1) == month])}
            for month in _months(start, as_of)
        ],
        "meetings_by_locality": [
            {
                "locality": name,
                "meetings": len([m for m in held if by_key[m["assessment"]]["locality"] == name]),
            }
            for name in [*localities, None]
        ],
        "attendance_rate": len([1 for _, came in people if came == "attended"]) / len(people) if people else None,
        "agencies": [_agency(code, held, people, open_now) for code in [*agencies, None]],
        "closures": {reason: len([a for a in closed if a["closure_reason"] == reason]) for reason in REASONS},
    }


def _agency(code, held, people, open_now):
    mine = [came for agency, came in people if agency == code]
    return {
        "code": code,
        "meetings_chaired": len([m for m in held if m["chair"] == code]),
        "invited": len(mine),
        "attended": mine.count("attended"),
        "sent_report": mine.count("report"),
        "open_tafs_led": len([a for a in open_now if a["lead"] == code]),
    }


def _months(start, as_of):
    month = start.replace(day=1)
    while month <= as_of:
        yield month
        month = add_months(month, 1)
