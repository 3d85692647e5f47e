"""New statutory plans, so many of them with an S&N before as in the Board's papers."""

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from ehtrack.demonstration.assessments import Assessment
from ehtrack.lib.calendar import Month

COLUMNS = ["source", "reference", "child_id", "type", "category", "started_on", "ended_on"]
SOURCE = "social-care"

# New plans each month: (new, of which with an S&N in the 24 months before). From April 2022 to January 2023 neglect
# adds up to 395 and 126.
USUAL = {"neglect": (38, 12), "emotional": (16, 6), "physical": (3, 1), "sexual": (2, 1), "none": (40, 15)}
PAPERS = {
    Month(2022, 4) + n: {**USUAL, "neglect": neglect}
    for n, neglect in enumerate(
        [(38, 12), (41, 13), (42, 13), (37, 12), (33, 11), (39, 13), (43, 13), (42, 13), (36, 12), (44, 14)]
    )
}
FIRST = Month(2021, 4)  # S&Ns begin a year earlier
EVIDENCED_WITHIN = 600  # days, well inside the 24 months
CHILD_PROTECTION = 0.55


def on_no_assessment(children: list[tuple], made: list[Assessment], duplicates: list[tuple[str, str]]) -> list[str]:
    """Ids of the children that no S&N names, leaving out those with a second record."""
    helped = {child.id for one in made for child in one.children}
    doubtful = {key for pair in duplicates for key in pair}
    return [row[0] for row in children if row[0] not in helped and row[0] not in doubtful]


def rows(chance: random.Random, made: list[Assessment], others: list[str], last: Month, today: date) -> Iterator[tuple]:
    """``others``: children who are on no S&N. No child has two plans here."""
    pool = _Pool(chance, made, others)
    number = 0
    for month in FIRST.until(last):
        for category, (new, evidenced) in PAPERS.get(month, USUAL).items():
            for n in range(new):
                number += 1
                day = month.first + timedelta(days=chance.randrange(28))
                child = pool.helped_before(day) if n < evidenced else pool.not_helped()
                yield (SOURCE, f"P{number:06}", child, _type(chance, category), category, day, _end(chance, day, today))


def _type(chance: random.Random, category: str) -> str:
    is_protection = category != "none" and chance.random() < CHILD_PROTECTION
    return "child-protection" if is_protection else "child-in-need"


def _end(chance: random.Random, day: date, today: date) -> date | None:
    end = day + timedelta(days=chance.randrange(90, 500))
    return end if end < today else None


class _Pool:
    """Children to choose from, each once."""

    def __init__(self, chance: random.Random, made: list[Assessment], others: list[str]) -> None:
        self.by_month: dict[Month, list[str]] = defaultdict(list)
        for one in made:
            if one.is_counted:
                self.by_month[Month.of(one.day)] += [one.children[0].id]
        for children in self.by_month.values():
            chance.shuffle(children)
        self.others = list(others)
        chance.shuffle(self.others)
        self.chance = chance
        self.used: set[str] = set()

    def helped_before(self, day: date) -> str:
        """A child on an S&N of a month that was over before the day, at most 600 days earlier."""
        while True:
            earlier = Month.of(day - timedelta(days=self.chance.randrange(31, EVIDENCED_WITHIN)))
            children = self.by_month.get(min(earlier, Month.of(day) - 1), [])
            child = children.pop() if children else ""
            if child and child not in self.used:
                self.used.add(child)
                return child

    def not_helped(self) -> str:
        return self.others.pop()
