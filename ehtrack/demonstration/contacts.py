"""MASH contacts: received when, about whom, decided in time or late, and with what outcome."""

import random
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from assessments.due_times import due_at
from assessments.models import MashStandard
from assessments.services.references import SOURCE
from ehtrack.demonstration import agencies, plan, words
from ehtrack.demonstration.assessments import Assessment
from ehtrack.demonstration.families import Child, Families, Family
from ehtrack.demonstration.partnership import Agency, Partnership, Person, new_id
from ehtrack.demonstration.plan import MonthPlan
from ehtrack.lib.calendar import FinancialYear, Month, add_working_days, from_local, is_working_day

COLUMNS = (
    "id recorded_at source reference received_at source_agency_id source_code referrer_name referrer_role sent_by_id "
    "logged_by_id concern family_agreed no_agreement_reason priority due_at decided_at outcome decided_by_id "
    "decision_reason early_help_agency_id feedback feedback_at"
).split()
LINK_COLUMNS = ("contact_id", "child_id")

PRIORITIES, PRIORITY_SHARES = ("red", "amber", "green", ""), (8, 34, 54, 4)
RED_HOURS, WORKING_DAYS = 4, {"amber": 1, "green": 3}  # the standards, of which ON_TIME are kept
ON_TIME = {"red": 0.93, "amber": 0.88, "green": 0.81, "": 1}
OTHER_OUTCOMES = ("assessment", "early-help", "advice", "strategy-discussion", "open-case", "other")
OUTCOME_SHARES = (30, 26, 20, 10, 9, 5)
NEVER_DECIDED = 0.0007  # of the last year's contacts
RECENT_DAYS = 365
SOON_AN_ASSESSMENT, AFTER_AN_ASSESSMENT, NEW_FAMILY = 0.06, 0.11, 0.15
KNOWN_FAMILIES = 7000  # the latest, of which others hear again
WAITING_DAYS = 4


@dataclass(slots=True, eq=False)
class Contact:
    id: str
    agency: Agency
    received_at: datetime
    children: list[Child]
    priority: str
    due_at: datetime | None = None
    decided_at: datetime | None = None
    outcome: str = ""
    reference: str = ""


@dataclass
class Contacts:
    """Makes the contacts of one month after another, and keeps their rows."""

    chance: random.Random
    today: date
    partnership: Partnership
    families: Families
    assessments: list[Assessment]
    standards: list[MashStandard]
    rows: list[tuple] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    known: list[Family] = field(default_factory=list)
    duplicates: list[tuple[str, str]] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    decided: dict[tuple[int, str], int] = field(default_factory=dict)
    without_action: dict[tuple[int, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.assessments = sorted((one for one in self.assessments if one.is_counted), key=lambda one: one.day)
        self.completed = [one.day for one in self.assessments]
        self.places = {child[0]: index for index, child in enumerate(self.families.children)}
        mash = self.partnership.agencies[agencies.MASH]
        self.workers = [person for person in mash.people() for _ in range(person.share)]

    def month(self, planned: MonthPlan) -> None:
        """Exactly the planned contacts of each group; no further action in the group's share of those decided."""
        of_month: list[Contact] = []
        for group, numbers in planned.groups.items():
            working = self.partnership.in_group(group, planned.month.first)
            weights = [agency.spec.weights[1] for agency in working]
            chosen = self.chance.choices(working, weights, k=numbers.contacts)
            days = self._days(planned.month, around_the_clock=group == "police")
            of_group = [self._one(agency, self.chance.choice(days)) for agency in chosen]
            self._decide(of_group, FinancialYear.of(planned.month.first).starts, group)
            of_month.extend(of_group)
        self._keep(of_month)

    def waiting(self, count: int) -> None:
        """A few of the last days that MASH has still to decide, when this month has begun."""
        first = max(self.today.replace(day=1), self.today - timedelta(days=WAITING_DAYS))
        days = [first + timedelta(days=n) for n in range((self.today - first).days)]
        working = [agency for agency in self.partnership.agencies.values() if agency.spec.weights[1] > 8]
        made = [self._one(self.chance.choice(working), self.chance.choice(days)) for _ in range(count if days else 0)]
        for one in made:
            one.decided_at = None
            if not one.due_at or one.due_at.date() < self.today:
                one.priority, one.due_at = "", None  # still to be given one
        self._keep(made)

    def _days(self, month: Month, *, around_the_clock: bool) -> list[date]:
        """The days of the month, working days more often."""
        days = [month.first + timedelta(days=n) for n in range((month.last - month.first).days + 1)]
        often = 2 if around_the_clock else 12
        return [day for day in days for _ in range(often if is_working_day(day) else 1)]

    def _one(self, agency: Agency, day: date) -> Contact:
        chance = self.chance
        late = agency.spec.sources == ("6",) and chance.random() < 0.4
        hour = chance.choice((3, 19, 20, 21, 22, 23)) if late else chance.randrange(8, 18)
        received_at = from_local(datetime.combine(day, time(hour, chance.randrange(60))))
        priority = chance.choices(PRIORITIES, PRIORITY_SHARES)[0]
        made = Contact(new_id(chance), agency, received_at, [], priority)
        made.children = self._about(agency, day)
        if priority:
            made.due_at = due_at(self.standards, priority=priority, received_at=received_at)
        if not self._is_left_undecided(day):
            made.decided_at = self._decision_time(made, day)
        return made

    def _is_left_undecided(self, day: date) -> bool:
        return (self.today - day).days < RECENT_DAYS and self.chance.random() < NEVER_DECIDED

    def _decision_time(self, made: Contact, day: date) -> datetime | None:
        """In time for the priority's share; None when the decision would not have been made before today."""
        chance = self.chance
        in_time = chance.random() < ON_TIME[made.priority]
        if made.priority == "red":
            minutes = chance.randrange(25, 60 * RED_HOURS) if in_time else chance.randrange(60 * RED_HOURS + 5, 900)
            decided = made.received_at + timedelta(minutes=minutes)
        else:
            within = WORKING_DAYS.get(made.priority, 3)
            after = chance.randrange(1, within + 1) if in_time else within + chance.randrange(1, 4)
            clock = time(chance.randrange(9, 17), chance.randrange(60))
            decided = from_local(datetime.combine(add_working_days(day, after), clock))
        return decided if decided < from_local(datetime.combine(self.today, time.min)) else None

    def _about(self, agency: Agency, day: date) -> list[Child]:
        """Children who have an S&N soon, or had one, or are heard of again, or are new."""
        children = self._with_an_assessment(agency, day)
        if not children and self.known and self.chance.random() > NEW_FAMILY:
            family = self.known[-1 - self.chance.randrange(min(len(self.known), KNOWN_FAMILIES))]
            children = [child for child in family.children if child.is_child_on(day)]
        if not children:
            locality = agency.spec.locality
            family = self.families.make(
                day, profile=agency.spec.profile, locality=locality, agency=agency.id, with_adult=False
            )
            self.known.append(family)
            children = [child for child in family.children if child.is_child_on(day)] or family.children
        return children if self.chance.random() < 0.4 else children[:1]

    def _with_an_assessment(self, agency: Agency, day: date) -> list[Child]:
        odd = self.chance.random()
        if odd < SOON_AN_ASSESSMENT:
            first, last = bisect_left(self.completed, day), bisect_right(self.completed, day + timedelta(days=88))
        elif odd < AFTER_AN_ASSESSMENT:
            first, last = bisect_left(self.completed, day - timedelta(days=360)), bisect_left(self.completed, day)
        else:
            return []
        if first >= last:
            return []
        found = self.assessments[self.chance.randrange(first, last)]
        if found.family.stays_apart:
            return []
        children = [child for child in found.children if child.is_child_on(day)]
        is_new = children and self.chance.random() < 0.01 and children[0].born
        return [self._second_record(children[0], day)] if is_new else children

    def _second_record(self, child: Child, day: date) -> Child:
        """Now and then the child was not found and a second record was made."""
        place = self.places.get(child.id)
        if place is None:
            return child
        second = self.families.add_duplicate(place, day)
        self.duplicates.append((second.id, child.id))
        return second

    def _decide(self, made: list[Contact], year: int, group: str) -> None:
        """Outcomes of the decided ones, so that the year's no further action follows the group's share exactly."""
        decided = [one for one in made if one.decided_at]
        key = (year, group)
        self.decided[key] = self.decided.get(key, 0) + len(decided)
        already = self.without_action.get(key, 0)
        due = int(self.decided[key] * plan.NO_FURTHER_ACTION[group] + 0.5) - already
        due = min(len(decided), max(0, due))
        self.without_action[key] = already + due
        closed = {one.id for one in self.chance.sample(decided, due)}
        for one in decided:
            other = self.chance.choices(OTHER_OUTCOMES, OUTCOME_SHARES)[0]
            one.outcome = "no-further-action" if one.id in closed else other

    def _reference(self, day: date) -> str:
        year = FinancialYear.of(day).label
        self.numbers[year] = self.numbers.get(year, 0) + 1
        return f"MC-{year}-{self.numbers[year]:05}"

    def _keep(self, made: list[Contact]) -> None:
        made.sort(key=lambda one: one.received_at)
        for one in made:
            one.reference = self._reference(one.received_at.date())
            self.rows.append(self._row(one))
            self.links.extend((one.id, child.id) for child in one.children)

    def _row(self, made: Contact) -> tuple:
        chance = self.chance
        spec, people = made.agency.spec, made.agency.people()
        sender: Person | None = chance.choice(people) if people else None
        told = made.decided_at and sender and chance.random() < 0.8
        agreed = chance.random() < 0.7
        return (
            made.id,
            made.received_at,
            SOURCE,
            made.reference,
            made.received_at,
            made.agency.id,
            chance.choice(spec.sources),
            sender.name if sender else "",
            "Professional" if sender else "Member of the public",
            sender.id if sender else None,
            chance.choice(self.workers).id,
            chance.choice(words.CONCERNS),
            agreed,
            "" if agreed else "Asking could have put the child at risk.",
            made.priority,
            made.due_at,
            made.decided_at,
            made.outcome,
            chance.choice(self.workers).id if made.decided_at else None,
            chance.choice(words.DECISION_REASONS) if made.decided_at else "",
            self._early_help_agency(made),
            "Outcome and advice given." if told else "",
            made.decided_at if told else None,
        )

    def _early_help_agency(self, made: Contact) -> str | None:
        if made.outcome != "early-help":
            return None
        return made.agency.id if made.agency.spec.weights[0] else self.partnership.agencies["early-help"].id


def recent(rows: list[tuple], today: date) -> Iterator[tuple]:
    """Each priority given in the last year, as its first."""
    since = today - timedelta(days=RECENT_DAYS)
    for row in rows:
        if row[14] and row[4].date() >= since:
            yield row[0], row[4], row[10], row[14], row[15]
