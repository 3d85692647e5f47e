"""Staff trained, the Early Help Network and No Names Consultations.

Staff, meetings and questions that name nobody are no children: nothing here is suppressed.
"""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.db import connections

from dashboards.measures.asking import Question
from dashboards.rollup.sql import GROUP_SPANS
from dashboards.selectors.parameters import OWNED, parameters
from ehtrack.lib.calendar import Month

TRAINING = f"""
    SELECT span.group_id, fact.agency_id, count(DISTINCT fact.person), count(*),
           GROUPING(span.group_id) AS whole_group, GROUPING(fact.agency_id) AS whole_agency
    FROM agencies_training fact LEFT JOIN ({GROUP_SPANS}) span ON span.agency_id = fact.agency_id
        AND fact.completed_on >= span.starts_on AND fact.completed_on < span.ends_before
    WHERE fact.completed_on BETWEEN %(first)s AND %(as_of)s AND {OWNED.format(day="fact.completed_on")}
    GROUP BY GROUPING SETS ((), (span.group_id), (fact.agency_id))
"""

# Each person once for each agency, in the month of their first course there.
FIRST_TRAINED = f"""
    SELECT agency_id, date_trunc('month', first_on::timestamp)::date, count(*)
    FROM (SELECT fact.agency_id, fact.person, min(fact.completed_on) AS first_on FROM agencies_training fact
          WHERE fact.completed_on <= %(as_of)s AND {OWNED.format(day="fact.completed_on")}
          GROUP BY fact.agency_id, fact.person) person
    GROUP BY 1, 2
"""

# The latest course of each person trained in the period.
LATEST = f"""
    SELECT DISTINCT ON (fact.person) fact.id, fact.completed_on AS day FROM agencies_training fact
    WHERE fact.completed_on BETWEEN %(first)s AND %(as_of)s AND {OWNED.format(day="fact.completed_on")}
    ORDER BY fact.person, fact.completed_on DESC, fact.id
"""

# A meeting whose number of families nobody wrote down makes the month's number unknown, not smaller. All that are
# recorded up to the as-of date, so that the period's months can be told from ordinary variation.
NETWORKS = """
    SELECT date_trunc('month', held_on::timestamp)::date AS month, locality_id, held_on >= %(first)s AS in_period,
           count(*) FILTER (WHERE held),
           CASE WHEN bool_or(held AND families_discussed IS NULL) THEN NULL
                ELSE coalesce(sum(families_discussed) FILTER (WHERE held), 0) END,
           string_agg(reason, '; ' ORDER BY held_on) FILTER (WHERE NOT held AND reason <> '')
    FROM agencies_networkmeeting WHERE held_on <= %(as_of)s
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""

# Those that somebody of the agencies asked for.
CONSULTATIONS = f"""
    SELECT fact.id, fact.held_on AS day, fact.agency_id, fact.locality_id, fact.theme FROM agencies_consultation fact
    WHERE fact.held_on BETWEEN %(first)s AND %(as_of)s AND {OWNED.format(day="fact.held_on")}
"""

# Is there any, whenever up to the as-of date?
RECORDED = f"""
    SELECT EXISTS (SELECT 1 FROM agencies_training fact
                   WHERE fact.completed_on <= %(as_of)s AND {OWNED.format(day="fact.completed_on")}),
           EXISTS (SELECT 1 FROM agencies_consultation fact
                   WHERE fact.held_on <= %(as_of)s AND {OWNED.format(day="fact.held_on")})
"""


@dataclass(frozen=True)
class Recorded:
    """Whether a course or a consultation is recorded at all: without, a 0 would be read as what was done."""

    training: bool
    consultations: bool

    @property
    def any(self) -> bool:
        return self.training or self.consultations


@dataclass(frozen=True)
class Trained:
    """Distinct people who completed a course in the period; attendances beside them. Distinct people do not add up."""

    people: int
    attendances: int
    by_group: dict[UUID, int]
    by_agency: dict[UUID, int]


@dataclass(frozen=True)
class NetworkMonth:
    """Meetings held in a locality and month; families None when not known; why a meeting was not held."""

    meetings: int = 0
    families: int | None = 0
    reason: str = ""

    def __add__(self, other: "NetworkMonth") -> "NetworkMonth":
        known = self.families is not None and other.families is not None
        return NetworkMonth(
            self.meetings + other.meetings,
            (self.families or 0) + (other.families or 0) if known else None,
            "; ".join(part for part in (self.reason, other.reason) if part),
        )


Networks = dict[tuple[Month, UUID], NetworkMonth]


@dataclass(frozen=True)
class NetworkMeetings:
    """By month and locality; what is missing had no meeting. Networks belong to localities, never to one agency.

    ``history``: whole months, of all that is recorded up to the as-of date.
    """

    period: Networks = field(default_factory=dict)
    history: Networks = field(default_factory=dict)

    def since(self, locality: UUID | None = None) -> Month | None:
        """The first month with anything recorded, also that a meeting was not held; of all, or of one locality."""
        return min((month for month, place in self.history if locality in (None, place)), default=None)

    @cached_property
    def of_all(self) -> dict[Month, NetworkMonth]:
        """The history of all localities together."""
        found: dict[Month, NetworkMonth] = {}
        for (month, _), one in self.history.items():
            found[month] = found.get(month, NetworkMonth()) + one
        return found


@dataclass(frozen=True)
class Consulted:
    """No Names Consultations: by the agency that asked, and by locality (None: not recorded) and theme."""

    by_agency: Counter[UUID] = field(default_factory=Counter)
    by_place_and_theme: Counter[tuple[UUID | None, str]] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.by_agency.total()

    def in_place(self, locality: UUID | None) -> int:
        return sum(number for (place, _), number in self.by_place_and_theme.items() if place == locality)

    def about(self, theme: str) -> int:
        return sum(number for (_, about), number in self.by_place_and_theme.items() if about == theme)


def recorded(question: Question) -> Recorded:
    return Recorded(*_rows(RECORDED, question)[0])


def trained(question: Question) -> Trained:
    people = attendances = 0
    by_group: dict[UUID, int] = {}
    by_agency: dict[UUID, int] = {}
    for group, agency, persons, courses, whole_group, whole_agency in _rows(TRAINING, question):
        if whole_group and whole_agency:
            people, attendances = persons, courses
        elif whole_agency and group:
            by_group[group] = persons
        elif whole_group:
            by_agency[agency] = persons
    return Trained(people, attendances, by_group, by_agency)


def first_trained(question: Question) -> dict[UUID, Counter[Month]]:
    """By agency and month, the people whose first course there was then, up to the as-of date."""
    found: dict[UUID, Counter[Month]] = {}
    for agency, month, people in _rows(FIRST_TRAINED, question):
        found.setdefault(agency, Counter())[Month.of(month)] += people
    return found


def networks(question: Question) -> NetworkMeetings:
    found = NetworkMeetings()
    for first_day, locality, in_period, meetings, families, reason in _rows(NETWORKS, question):
        place = Month.of(first_day), locality
        one = NetworkMonth(meetings, None if families is None else int(families), reason or "")
        found.history[place] = found.history.get(place, NetworkMonth()) + one
        if in_period:
            found.period[place] = one
    return found


def consulted(question: Question) -> Consulted:
    found = Consulted()
    sql = f"SELECT agency_id, locality_id, theme, count(*) FROM ({CONSULTATIONS}) asked GROUP BY 1, 2, 3"
    for agency, locality, theme, number in _rows(sql, question):
        found.by_agency[agency] += number
        found.by_place_and_theme[locality, theme] += number
    return found


def _rows(sql: str, question: Question) -> list[tuple]:
    with connections["reporting"].cursor() as cursor:
        cursor.execute(sql, parameters(question))
        return cursor.fetchall()
