"""Days, months and groups for the recount, by its own arithmetic."""

from calendar import monthrange
from datetime import date


def year_start(label: str) -> date:
    return date(int(label[:4]), 4, 1)


def add_months(day: date, n: int) -> date:
    index = day.year * 12 + day.month - 1 + n
    return date(index // 12, index % 12 + 1, 1)


def months_back(day: date, n: int) -> date:
    """The same day n months earlier, or the last of that month."""
    first = add_months(day, -n)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


def month_end(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def complete(start: date, as_of: date) -> list[date]:
    months = [add_months(start, n) for n in range(12)]
    return [month for month in months if month_end(month) <= as_of]


def group_of(groups: dict, agency: str, day: date) -> str:
    spans = sorted(groups[agency], key=lambda span: span[0] or date.min)
    held = [group for start, group in spans if (start or date.min) <= day.replace(day=1)]
    return held[-1] if held else spans[0][1]
