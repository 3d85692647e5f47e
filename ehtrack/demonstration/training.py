"""Staff trained, with the number of the Board's papers: each agency trains about as many as its S&Ns ask for."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from ehtrack.demonstration import plan
from ehtrack.demonstration.partnership import Agency, Partnership
from ehtrack.lib.calendar import FinancialYear, Month

COLUMNS = ["person", "agency_id", "course", "completed_on"]

# The papers of March 2023: 301 multi-agency staff were trained from October 2022 to the end of February 2023. People of
# each of these months, and how many of them took both courses.
PAPERS = dict(zip(Month(2022, 10).until(Month(2023, 2)), ((61, 7), (60, 7), (60, 7), (60, 6), (60, 6)), strict=True))
PEOPLE_A_MONTH = (12, 26)
COURSES = ("Strengths and Needs form", "Early help and the Team Around the Family")
FEWEST = 10  # S&Ns a year: who completes fewer, or none, sends somebody now and then too


class Places:
    """Who sends the next person: the agency that is furthest below its share of all who were trained."""

    def __init__(self, partnership: Partnership, last: Month) -> None:
        self.partnership = partnership
        self.sent: Counter[str] = Counter()
        self.assessments: dict[int, Counter[tuple[str, bool]]] = {}  # of each year: by group, and of its pilot or not
        for planned in plan.months(last):
            year = self.assessments.setdefault(FinancialYear.of(planned.month.first).starts, Counter())
            for group, numbers in planned.groups.items():
                year[group, False] += numbers.assessments
                year[group, True] += numbers.pilot_assessments

    def of_month(self, month: Month, people: int) -> list[Agency]:
        shares = self._shares(month)
        whole = sum(shares.values())
        found = []
        for _ in range(people):
            due = {code: self.sent.total() * share / whole - self.sent[code] for code, share in shares.items()}
            code = max(due, key=lambda one: due[one])
            self.sent[code] += 1
            found.append(self.partnership.agencies[code])
        return found

    def _shares(self, month: Month) -> dict[str, float]:
        """Of each agency that is open: the S&Ns that it completes in the year, by how readily it trains for them."""
        shares: dict[str, float] = {}
        for (group, of_pilot), number in self.assessments[FinancialYear.of(month.first).starts].items():
            there = [agency.spec for agency in self.partnership.in_group(group, month.last)]
            weights = {spec.code: spec.weights[0] for spec in there if spec.pilot_teams or not of_pilot}
            for code, weight in weights.items():
                shares[code] = shares.get(code, 0) + number * weight / (sum(weights.values()) or 1)
        specs = {code: self.partnership.agencies[code].spec for code in shares}
        return {code: spec.trains * max(shares[code], FEWEST) for code, spec in specs.items() if spec.teams}


def rows(chance: random.Random, partnership: Partnership, last: Month) -> Iterator[tuple]:
    """A person is a staff number; most who are trained have no account here."""
    places, number = Places(partnership, last), 10_000
    for month in Month(2020, 9).until(last):
        people, twice = PAPERS.get(month) or (_people(chance, month), 0)
        for n, agency in enumerate(places.of_month(month, people)):
            number += 1
            for course in COURSES[: 2 if n < twice else 1]:
                yield f"S{number}", agency.id, course, _day(chance, month)


def _people(chance: random.Random, month: Month) -> int:
    return 0 if month.number == 8 else chance.randint(*PEOPLE_A_MONTH)


def _day(chance: random.Random, month: Month) -> date:
    return month.first + timedelta(days=chance.randrange(28))
