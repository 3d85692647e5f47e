"""The S&Ns: for which family, by whom, shared when, open or closed; and the drafts that nobody counts."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from assessments.services.references import SOURCE
from ehtrack.demonstration import agencies, plan, words
from ehtrack.demonstration.families import Child, Families, Family
from ehtrack.demonstration.partnership import Agency, Partnership, Person, Team, new_id
from ehtrack.demonstration.plan import MonthPlan
from ehtrack.lib.calendar import FinancialYear, Month, is_working_day

COLUMNS = (
    "id recorded_at agency_id team_id source reference status family_id started_on completed_on shared_on closed_on "
    "closure_reason withdrawn_at withdrawn_reason pilot_id level_of_need locality_id author_id author_name "
    "lead_professional_id lead_professional_name lead_professional_agency_id consent consent_on consent_who "
    "sharing_reason priorities why_now child_voice parent_voice summary actions needs_taf review_on"
).split()
LINK_COLUMNS = ("assessment_id", "child_id")
DOMAIN_COLUMNS = ("assessment_id", "domain", "working_well", "worrying", "family_score", "practitioner_score")

REASONS = ("needs-met", "single-agency", "step-up", "agreement-withdrawn", "moved-away", "aged-out", "other")
REASON_SHARES = (52, 20, 9, 8, 6, 2, 3)
PRIORITIES = ("{}", "{}", "{mental-health}", "{mental-health}", "{send}", "{0-5}", "{mental-health,send}")
AGAIN = 0.12  # of S&Ns are for a family that had one before
DETAILED_DAYS = 400  # what is written per domain, and who came to a meeting, is kept for about the last year
OPEN_DAYS = (70, 330)
DRAFTS, WITHDRAWN = 160, 45


@dataclass(slots=True, eq=False)
class Assessment:
    """``day``: completed on; for a draft the day it was started."""

    id: str
    agency: Agency
    team: Team
    author: Person
    lead: Person
    family: Family
    children: list[Child]
    day: date
    pilot: str | None = None
    status: str = "completed"
    shared_on: date | None = None
    closed_on: date | None = None
    closure_reason: str = ""
    needs_taf: bool = False
    consent: str = "yes"
    reference: str = ""

    @property
    def is_counted(self) -> bool:
        return self.status in ("completed", "closed")


@dataclass
class Assessments:
    """Makes the S&Ns of one month after another."""

    chance: random.Random
    today: date
    partnership: Partnership
    families: Families
    made: list[Assessment] = field(default_factory=list)
    known: list[Family] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def month(self, planned: MonthPlan) -> None:
        """Exactly the planned S&Ns of each group, and so many of them shared."""
        days = working_days(planned.month)
        of_month: list[Assessment] = []
        for group, numbers in planned.groups.items():
            working = self.partnership.in_group(group, planned.month.first)
            weights = [agency.spec.weights[0] for agency in working]
            for agency in self.chance.choices(working, weights, k=numbers.assessments):
                of_month.append(self._one(agency, self.chance.choice(days)))
            if numbers.pilot_assessments:
                weights = [
                    weight if agency.spec.pilot_teams else 0 for agency, weight in zip(working, weights, strict=True)
                ]
                for agency in self.chance.choices(working, weights, k=numbers.pilot_assessments):
                    of_month.append(self._one(agency, self.chance.choice(days), pilot=plan.PILOTS[group][0]))
        for made in self._to_share(of_month, planned.shared):
            made.shared_on = min(made.day + timedelta(days=self.chance.choice((0, 0, 1, 2, 5, 9))), self.today)
        self._keep(of_month)

    def drafts(self) -> None:
        """Begun in the last weeks; the practitioner of the demonstration has three of her own."""
        asha, carys = self.partnership.person("Asha"), self.partnership.person("Carys")
        working = self.partnership.in_group("education", self.today) + self.partnership.in_group("health", self.today)
        everybody = [*working, *self.partnership.in_group("county-council", self.today)]
        weights = [agency.spec.weights[0] for agency in everybody]
        authors: list[Person | None] = [asha, asha, asha, carys, *[None] * DRAFTS]
        for author in authors:
            agency = author.memberships[0][0] if author else self.chance.choices(everybody, weights)[0]
            day = self.today - timedelta(days=self.chance.randrange(1, 45))
            self._keep([self._one(agency, day, status="draft", author=author)])

    def withdrawn(self, months: list[Month]) -> None:
        """Entered in error: they never count, whatever their dates."""
        agencies_ = [agency for agency in self.partnership.agencies.values() if agency.spec.weights[0] > 5]
        for _ in range(WITHDRAWN):
            day = self.chance.choice(working_days(self.chance.choice(months)))
            working = [agency for agency in agencies_ if agency.spec.closed_on is None]
            self._keep([self._one(self.chance.choice(working), day, status="withdrawn")])

    def _one(
        self,
        agency: Agency,
        day: date,
        *,
        pilot: str | None = None,
        status: str = "completed",
        author: Person | None = None,
    ) -> Assessment:
        chance = self.chance
        team = self._team(agency, pilot, author)
        author = author or chance.choices(team.members, [person.share for person in team.members])[0]
        lead = author if chance.random() < 0.85 else chance.choice(team.members)
        family = self._family(agency, team, day, pilot, status)
        children = family.children if chance.random() < 0.7 else family.children[:1]
        made = Assessment(new_id(chance), agency, team, author, lead, family, children, day, pilot, status)
        made.needs_taf = chance.random() < 0.6
        made.consent = chance.choices(("yes", "no", ""), (94, 3, 3))[0]
        if status == "completed":
            self._close(made)
        return made

    def _team(self, agency: Agency, pilot: str | None, author: Person | None) -> Team:
        if author:
            return next(team for team in agency.teams if author in team.members)
        if pilot:
            return self.chance.choice([team for team in agency.teams if team.name in agency.spec.pilot_teams])
        return self.chance.choice(agency.teams)

    def _family(self, agency: Agency, team: Team, day: date, pilot: str | None, status: str) -> Family:
        apart = agency.spec.code == agencies.OUTSIDER
        if status == "completed" and not apart and len(self.known) > 200 and self.chance.random() < AGAIN:
            for _ in range(4):
                family = self.known[self.chance.randrange(len(self.known))]
                fits = family.busy_until < day - timedelta(days=30) and not family.stays_apart
                if fits and all(child.is_child_on(day) for child in family.children):
                    return family
        profile = "early" if pilot == plan.HEALTH_PILOT else self._profile(agency, team)
        family = self.families.make(day, profile=profile, locality=team.locality, agency=agency.id, with_adult=True)
        family.stays_apart = apart
        if status == "completed":
            self.known.append(family)
        return family

    def _profile(self, agency: Agency, team: Team) -> str:
        if team.name.startswith("Child and Adolescent"):
            return "secondary"
        if "nurses" in team.name:
            return "school"
        return "primary" if "Primary" in team.name else agency.spec.profile

    def _close(self, made: Assessment) -> None:
        """Most are closed within a year; a few stay open long after, as they do."""
        chance = self.chance
        closed_on = on_a_weekday(made.day + timedelta(days=chance.randrange(*OPEN_DAYS)))
        made.family.busy_until = date.max
        if closed_on < self.today and chance.random() > 0.03:
            made.status, made.closed_on = "closed", closed_on
            made.closure_reason = chance.choices(REASONS, REASON_SHARES)[0]
            made.family.busy_until = closed_on

    def _to_share(self, of_month: list[Assessment], count: int) -> list[Assessment]:
        """So many, and those whose family agreed first: without agreement sharing is the exception."""
        order = sorted(of_month, key=lambda made: (made.consent == "no") * 0.5 + self.chance.random())
        return order[:count]

    def _keep(self, made: list[Assessment]) -> None:
        """In order of their days, numbered within the financial year."""
        for one in sorted(made, key=lambda one: one.day):
            one.reference = self._reference(one.day)
            self.made.append(one)

    def _reference(self, day: date) -> str:
        year = FinancialYear.of(day).label
        self.numbers[year] = self.numbers.get(year, 0) + 1
        return f"SN-{year}-{self.numbers[year]:05}"


def on_a_weekday(day: date) -> date:
    """The day, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def working_days(month: Month) -> list[date]:
    days = [month.first + timedelta(days=n) for n in range((month.last - month.first).days + 1)]
    return [day for day in days if is_working_day(day)]


@dataclass(frozen=True)
class Keys:
    """The database's keys of what the rows point to by code."""

    localities: dict[str, str]
    pilots: dict[str, str]


def rows(chance: random.Random, made: list[Assessment], keys: Keys) -> Iterator[tuple]:
    for one in made:
        yield _row(chance, one, keys)


def _row(chance: random.Random, made: Assessment, keys: Keys) -> tuple:
    draft, withdrawn = made.status == "draft", made.status == "withdrawn"
    shared_without = made.shared_on and made.consent == "no"
    return (
        made.id,
        f"{made.day} {chance.randrange(8, 17):02}:{chance.randrange(60):02}+00",
        made.agency.id,
        made.team.id,
        SOURCE,
        made.reference,
        made.status,
        made.family.id,
        made.day - timedelta(days=0 if draft else chance.randrange(1, 21)),
        None if draft else made.day,
        made.shared_on,
        made.closed_on,
        made.closure_reason,
        f"{made.day} 18:00+00" if withdrawn else None,
        chance.choice(words.WITHDRAWN_REASONS) if withdrawn else "",
        keys.pilots[made.pilot] if made.pilot else None,
        None if draft and chance.random() < 0.5 else chance.choices((2, 3, 1, 4), (66, 29, 3, 2))[0],
        keys.localities[made.family.locality],
        made.author.id,
        made.author.name,
        made.lead.id,
        "",
        made.agency.id,
        "" if draft else made.consent,
        made.day if made.consent == "yes" and not draft else None,
        made.family.adult if made.consent == "yes" and not draft else "",
        "A child may be at risk of harm; agreed with the safeguarding lead." if shared_without else "",
        chance.choice(PRIORITIES),
        chance.choice(words.WHY_NOW),
        "" if draft else chance.choice(words.CHILD_VOICES),
        "" if draft else chance.choice(words.PARENT_VOICES),
        "" if draft else chance.choice(words.SUMMARIES),
        "" if draft else chance.choice(words.ACTIONS),
        None if draft else made.needs_taf,
        made.day + timedelta(days=84) if made.status == "completed" else None,
    )


def links(made: list[Assessment]) -> Iterator[tuple]:
    for one in made:
        for child in one.children:
            yield one.id, child.id


def domains(chance: random.Random, made: list[Assessment], today: date) -> Iterator[tuple]:
    """Two to four domains of each recent S&N, scored by family and practitioner."""
    since = today - timedelta(days=DETAILED_DAYS)
    names = list(words.DOMAIN_WORDS)
    for one in made:
        if one.day < since:
            continue
        for name in chance.sample(names, chance.randrange(2, 5)):
            said = words.DOMAIN_WORDS[name]
            score = chance.randrange(2, 9)
            family_score = min(10, max(0, score + chance.randrange(-2, 3)))
            yield one.id, name, chance.choice(said.working_well), chance.choice(said.worrying), family_score, score
