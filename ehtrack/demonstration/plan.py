"""How many S&Ns and MASH contacts each group has in each month.

2020-21 to 2022-23 are written out: 2022-23 gives the figures of the Board's papers of March 2023. Later years are
totals spread over the year's seasons, which follow the county's children in need referrals by month: August and
December are low. The last year's growth is carried on for as long as the demonstration is used.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ehtrack.lib.calendar import FinancialYear, Month

FIRST = Month(2020, 4)
GROUPS = ("county-council", "health", "education", "police", "other")
HEALTH_PILOT, SCHOOL_PILOT = "health-visitor-early-help", "school-attendance-early-help"
PILOTS = {"health": (HEALTH_PILOT, Month(2022, 10)), "education": (SCHOOL_PILOT, Month(2025, 9))}
GROWTH_LATER = 1.04  # a year, after the last year that has totals below

YearsOfGroups = dict[int, dict[str, tuple[int, ...]]]
# S&Ns without those of a pilot, April to March.
ASSESSMENTS: YearsOfGroups = {
    2020: {
        "county-council": (37, 47, 60, 87, 66, 94, 117, 111, 83, 81, 88, 109),
        "health": (10, 13, 17, 23, 18, 27, 34, 31, 23, 22, 22, 30),
        "education": (15, 19, 39, 49, 13, 65, 93, 103, 62, 44, 47, 91),
        "police": (2, 3, 3, 5, 3, 5, 6, 6, 4, 4, 4, 5),
        "other": (1, 1, 2, 3, 2, 3, 4, 3, 3, 2, 3, 3),
    },
    2021: {
        "county-council": (110, 116, 121, 122, 87, 112, 127, 124, 97, 114, 102, 114),
        "health": (29, 32, 33, 32, 24, 30, 37, 35, 26, 32, 28, 32),
        "education": (81, 107, 120, 100, 20, 80, 116, 128, 75, 98, 74, 86),
        "police": (5, 6, 6, 6, 4, 6, 7, 7, 5, 6, 5, 6),
        "other": (4, 4, 4, 4, 3, 4, 4, 4, 3, 4, 3, 4),
    },
    2022: {
        "county-council": (126, 141, 151, 144, 105, 139, 158, 138, 105, 152, 136, 152),
        "health": (37, 41, 44, 44, 30, 40, 48, 41, 31, 44, 40, 44),
        "education": (99, 114, 135, 108, 21, 90, 123, 123, 71, 116, 88, 106),
        "police": (7, 7, 8, 7, 5, 7, 9, 7, 5, 8, 7, 8),
        "other": (4, 4, 5, 4, 3, 4, 5, 4, 3, 4, 4, 5),
    },
}
PILOT_ASSESSMENTS: YearsOfGroups = {2022: {"health": (0, 0, 0, 0, 0, 0, 62, 74, 50, 70, 66, 73)}}
# Of all the month's S&Ns, those shared with the council.
SHARED = {
    2020: (49, 63, 92, 127, 78, 147, 193, 193, 133, 116, 125, 181),
    2021: (183, 212, 227, 211, 110, 186, 233, 242, 167, 206, 172, 196),
    2022: (222, 249, 278, 249, 133, 227, 329, 312, 213, 315, 273, 310),
}
SHARED_LATER = 0.82
CONTACTS: YearsOfGroups = {
    2020: {
        "county-council": (59, 66, 76, 85, 64, 82, 98, 92, 68, 78, 73, 89),
        "health": (116, 135, 153, 170, 128, 161, 195, 187, 139, 150, 141, 175),
        "education": (75, 97, 195, 258, 68, 351, 480, 546, 332, 223, 255, 470),
        "police": (434, 473, 506, 572, 517, 594, 600, 578, 494, 507, 489, 586),
        "other": (170, 182, 218, 238, 173, 233, 281, 262, 189, 229, 213, 262),
    },
    2021: {
        "county-council": (74, 80, 82, 84, 62, 75, 88, 83, 68, 81, 69, 80),
        "health": (153, 169, 170, 170, 124, 155, 195, 179, 139, 171, 148, 168),
        "education": (321, 389, 444, 363, 74, 316, 444, 491, 294, 396, 311, 367),
        "police": (522, 552, 528, 553, 469, 520, 551, 501, 461, 495, 453, 517),
        "other": (198, 229, 238, 233, 172, 219, 259, 247, 184, 227, 199, 220),
    },
    2022: {
        "county-council": (71, 79, 79, 79, 58, 76, 88, 85, 64, 76, 70, 78),
        "health": (153, 175, 177, 175, 131, 164, 187, 179, 138, 161, 150, 168),
        "education": (314, 405, 460, 387, 81, 324, 483, 529, 322, 395, 330, 390),
        "police": (518, 537, 529, 536, 482, 543, 573, 528, 477, 527, 478, 520),
        "other": (195, 230, 239, 234, 175, 217, 250, 245, 186, 229, 205, 225),
    },
}
# Of all decided contacts those without further action.
NO_FURTHER_ACTION = {"county-council": 0.57, "health": 0.6, "education": 0.6, "police": 0.645, "other": 0.632}

# Whole years, spread by season below.
ASSESSMENT_TOTALS = {
    "county-council": {2023: 1900, 2024: 2150, 2025: 2350, 2026: 2500},
    "health": {2023: 560, 2024: 640, 2025: 720, 2026: 800},
    "education": {2023: 1500, 2024: 1950, 2025: 2180, 2026: 2260},
    "police": {2023: 110, 2024: 140, 2025: 170, 2026: 200},
    "other": {2023: 70, 2024: 100, 2025: 130, 2026: 150},
}
PILOT_TOTALS = {
    "health": {2023: 760, 2024: 820, 2025: 860, 2026: 900},
    "education": {2025: 240, 2026: 480},
}
CONTACT_TOTALS = {
    "county-council": {2023: 910, 2024: 925, 2025: 940, 2026: 950},
    "health": {2023: 1980, 2024: 1990, 2025: 2010, 2026: 2020},
    "education": {2023: 4450, 2024: 4480, 2025: 4430, 2026: 4400},
    "police": {2023: 6280, 2024: 6300, 2025: 6240, 2026: 6200},
    "other": {2023: 2650, 2024: 2670, 2025: 2680, 2026: 2700},
}
SEASON = (0.077, 0.087, 0.089, 0.090, 0.068, 0.083, 0.099, 0.089, 0.073, 0.085, 0.076, 0.084)
SCHOOL_SEASON = (0.075, 0.095, 0.108, 0.088, 0.018, 0.075, 0.108, 0.118, 0.072, 0.092, 0.075, 0.088)
SEASONS = {"education": SCHOOL_SEASON}
VARIATION = 0.04  # of a month around its season


@dataclass(frozen=True)
class GroupMonth:
    """``assessments`` are those without a pilot."""

    assessments: int
    pilot_assessments: int
    contacts: int


@dataclass(frozen=True)
class MonthPlan:
    month: Month
    groups: dict[str, GroupMonth]
    shared: int


def months(last: Month) -> Iterator[MonthPlan]:
    """The plan of each month from April 2020 to ``last``."""
    for month in FIRST.until(last):
        year, position = FinancialYear.of(month.first).starts, (month.number - 4) % 12
        groups = {
            group: GroupMonth(
                _year(ASSESSMENTS, ASSESSMENT_TOTALS, year, group)[position],
                _year(PILOT_ASSESSMENTS, PILOT_TOTALS, year, group)[position],
                _year(CONTACTS, CONTACT_TOTALS, year, group)[position],
            )
            for group in GROUPS
        }
        total = sum(group.assessments + group.pilot_assessments for group in groups.values())
        yield MonthPlan(month, groups, SHARED[year][position] if year in SHARED else round(SHARED_LATER * total))


def _year(written: YearsOfGroups, totals: dict[str, dict[int, int]], year: int, group: str) -> Sequence[int]:
    if group in written.get(year, {}):
        return written[year][group]
    season = list(SEASONS.get(group, SEASON))
    if totals is PILOT_TOTALS and group in PILOTS:
        begins = PILOTS[group][1]
        season = [share if Month(year, 4) + n >= begins else 0 for n, share in enumerate(season)]
    return spread(_total(totals.get(group, {}), year), season, f"{year} {group} {sum(totals.get(group, {}).values())}")


def _total(totals: dict[int, int], year: int) -> int:
    if not totals or year < min(totals):
        return 0
    last = max(totals)
    return totals[year] if year in totals else round(totals[last] * GROWTH_LATER ** (year - last))


def spread(total: int, weights: Sequence[float], seed: str) -> list[int]:
    """The total in whole parts by weight, each weight a little off in a way that the seed fixes."""
    chance = random.Random(seed)
    varied = [weight * chance.uniform(1 - VARIATION, 1 + VARIATION) for weight in weights]
    exact = [total * weight / (sum(varied) or 1) for weight in varied]
    parts = [int(part) for part in exact]
    largest = sorted(range(len(parts)), key=lambda index: parts[index] - exact[index])
    for index in largest[: total - sum(parts) if sum(varied) else 0]:
        parts[index] += 1
    return parts
