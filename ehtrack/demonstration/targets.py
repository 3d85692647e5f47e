"""What was agreed: the partnership's targets with their history, and this year's of groups and a few agencies; of
staff trained and red contacts in time too."""

from collections.abc import Iterator
from datetime import date

from ehtrack.demonstration import agencies
from ehtrack.lib.calendar import FinancialYear

SNS = "assessments"
COLUMNS = "year agency_id group_id basis agreed_on target source kind".split()
EARLIER_PLAN = date(2021, 3, 12)
LATER_PLAN = date(2022, 4, 1)
PARTNERSHIP = (
    ("2018-19", date(2018, 4, 1), 2100, "Early help strategy 2018"),
    ("2021-22", EARLIER_PLAN, 2000, "Children's Trust Board plan, March 2021: just under 2,000"),
    ("2024-25", EARLIER_PLAN, 15000, "Children's Trust Board plan, March 2021: ambition, since replaced"),
    ("2026-27", EARLIER_PLAN, 28000, "Children's Trust Board plan, March 2021: ambition, since replaced"),
    ("2022-23", LATER_PLAN, 5000, "Early help strategy 2022, reported to the Health and Wellbeing Board"),
    ("2024-25", LATER_PLAN, 10000, "Early help strategy 2022, reported to the Health and Wellbeing Board"),
)
STEADY, STEADY_FROM = 10000, 2025
STEADY_SOURCE = "Children's Trust Board: the target of 2024-25 is kept"
# Of this year; the rest of the partnership's target is not allocated.
GROUPS = {"county-council": 3400, "health": 2300, "education": 3300, "police": 300}
AGENCIES = {agencies.SCHOOL: 300, "bright-meadow-trust": 1600, agencies.HEALTH: 1800}
OTHERS = {"trained": 250, "red-in-time": 95}  # this year's of the partnership
SHARE_SOURCE = "Agreed with the agencies for the year"


def rows(today: date, agency_ids: dict[str, str], group_ids: dict[str, str]) -> Iterator[tuple]:
    """The Board keeps 10,000 each year from 2025-26; each is agreed in the March before."""
    for year, agreed_on, target, source in PARTNERSHIP:
        yield year, None, None, "completed", agreed_on, target, source, SNS
    this_year = FinancialYear.of(today)
    for starts in range(STEADY_FROM, max(this_year.starts, STEADY_FROM + 1) + 1):
        agreed_on = date(min(starts, today.year), 3, 13)
        yield FinancialYear(starts).label, None, None, "completed", agreed_on, STEADY, STEADY_SOURCE, SNS
    for code, target in GROUPS.items():
        yield this_year.label, None, group_ids[code], "completed", this_year.start, target, SHARE_SOURCE, SNS
    for code, target in AGENCIES.items():
        yield this_year.label, agency_ids[code], None, "completed", this_year.start, target, SHARE_SOURCE, SNS
    for kind, target in OTHERS.items():
        yield this_year.label, None, None, "completed", this_year.start, target, SHARE_SOURCE, kind
