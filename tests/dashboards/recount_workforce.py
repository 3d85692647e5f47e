"""Training, the Early Help Network and No Names Consultations counted in plain Python."""

from tests.dashboards.recount_days import add_months, group_of

THEMES = [
    "mental-health",
    "behaviour",
    "parenting",
    "domestic-abuse",
    "neglect",
    "substance-misuse",
    "school-attendance",
    "housing-and-money",
    "send",
    "exploitation",
    "other",
]


def training_figures(owned, groups, start, as_of):
    """``owned``: the courses completed in whoever is asked about, on any day."""
    mine = [t for t in owned if start <= t["completed_on"] <= as_of]
    names = sorted({name for spans in groups.values() for _, name in spans})
    return {
        "people": _people(mine),
        "attendances": len(mine),
        "by_group": {
            name: _people([t for t in mine if group_of(groups, t["agency"], t["completed_on"]) == name])
            for name in names
        },
        "by_agency": {code: _people([t for t in mine if t["agency"] == code]) for code in sorted(groups)},
    }


def _people(trainings):
    return len({t["person"] for t in trainings})


def network_figures(networks, localities, start, as_of):
    rows, month = [], start.replace(day=1)
    while month <= as_of:
        for locality in localities:
            held = [
                n
                for n in networks
                if n["locality"] == locality
                and n["held_on"].replace(day=1) == month
                and start <= n["held_on"] <= as_of
                and n["held"]
            ]
            unknown = any(n["families"] is None for n in held)
            rows.append(
                {
                    "month": f"{month:%Y-%m}",
                    "locality": locality,
                    "meetings": len(held),
                    "families": None if unknown else sum(n["families"] for n in held),
                }
            )
        month = add_months(month, 1)
    return rows


def consultation_figures(owned, agencies, localities, start, as_of):
    """``owned``: the consultations that whoever is asked about asked for, on any day."""
    mine = [c for c in owned if start <= c["held_on"] <= as_of]
    return {
        "total": len(mine),
        "by_agency": {code: len([c for c in mine if c["agency"] == code]) for code in agencies},
        "by_locality": {
            name: len([c for c in mine if (c["locality"] or "Not recorded") == name])
            for name in [*localities, "Not recorded"]
        },
        "by_theme": {theme: len([c for c in mine if c["theme"] == theme]) for theme in THEMES},
    }
