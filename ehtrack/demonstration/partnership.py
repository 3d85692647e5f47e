"""Who works where: agencies with their teams, the people in them, and those whose names and passwords are printed."""

import random
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from agencies.models import Role
from ehtrack.demonstration import agencies
from ehtrack.demonstration.agencies import AgencySpec
from ehtrack.demonstration.people import staff_name

LOCALITIES = ("central", "north", "south")
DOMAIN = "example.org"  # reserved: no message can reach anybody


@dataclass(slots=True, eq=False)
class Team:
    id: str
    name: str
    locality: str
    members: list["Person"] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Person:
    """``share``: how often the person is chosen among the team's. A person with an ``account`` may sign in."""

    id: str
    name: str
    email: str
    memberships: list[tuple["Agency", Team | None, Role]]
    share: int = 1
    account: bool = False


@dataclass(slots=True, eq=False)
class Agency:
    id: str
    spec: AgencySpec
    teams: list[Team]

    def people(self) -> list[Person]:
        return [person for team in self.teams for person in team.members]


@dataclass(frozen=True)
class Partnership:
    agencies: dict[str, Agency]
    people: list[Person]

    def person(self, name: str) -> Person:
        """One of the cast, by first name as in an address or whole."""
        return next(person for person in self.people if person.account and person.name.startswith(name))

    def in_group(self, group: str, day: date) -> list[Agency]:
        return [
            agency
            for agency in self.agencies.values()
            if agency.spec.group_on(day) == group and (agency.spec.closed_on is None or agency.spec.closed_on >= day)
        ]


# Email, name, agency, team, role, share of the team's work. Carys may also act for a second agency.
CAST = (
    ("practitioner", "Asha Patel", agencies.SCHOOL, "Pastoral team", Role.PRACTITIONER, 2),
    ("lead", "Ben Okafor", agencies.SCHOOL, "", Role.LEAD, 0),
    ("carys", "Carys Evans", agencies.HEALTH, "Health visitors Central", Role.PRACTITIONER, 1),
    ("carys", "Carys Evans", "oxford-university-hospitals", "Maternity", Role.PRACTITIONER, 0),
    ("lcss", "Lena Novak", agencies.LCSS, "LCSS Central", Role.LCSS, 1),
    ("mash", "Dev Sharma", agencies.MASH, "MASH", Role.MASH, 3),
    ("board", "Esme Clarke", agencies.TRUST_BOARD, "", Role.BOARD, 0),
    ("auditor", "Grace Bell", agencies.TRUST_BOARD, "", Role.AUDITOR, 0),
    ("outsider", "Farid Haddad", agencies.OUTSIDER, "Youth workers", Role.PRACTITIONER, 2),
)
ROLES = {agencies.LCSS: Role.LCSS, agencies.MASH: Role.MASH}
TEAM_SIZE = 4


def make(chance: random.Random, *, size: int) -> Partnership:
    """The partnership with ``size`` agencies: those of the list, and schools until there are enough."""
    specs = [*agencies.SPECS, *agencies.schools(size - len(agencies.SPECS))]
    made = {spec.code: _agency(chance, spec) for spec in specs}
    people = [*_cast(chance, made), *_staff(chance, made.values())]
    for person in people:
        first_team = person.memberships[0][1]
        if first_team and person.share:
            first_team.members.append(person)
    return Partnership(made, people)


def new_id(chance: random.Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def _agency(chance: random.Random, spec: AgencySpec) -> Agency:
    teams = []
    for name in spec.teams:
        named = next((code for code in LOCALITIES if name.lower().endswith(code)), "")
        teams.append(Team(new_id(chance), name, named or spec.locality))
    return Agency(new_id(chance), spec, teams)


def _cast(chance: random.Random, made: dict[str, Agency]) -> list[Person]:
    people: dict[str, Person] = {}
    for mailbox, name, code, team_name, role, share in CAST:
        team = next((team for team in made[code].teams if team.name == team_name), None)
        if mailbox not in people:
            people[mailbox] = Person(new_id(chance), name, f"{mailbox}@{DOMAIN}", [], share, account=True)
        people[mailbox].memberships.append((made[code], team, role))
    return list(people.values())


def _staff(chance: random.Random, made: Iterable[Agency]) -> list[Person]:
    """A few people in each team, one in a school of the extended county, and a lead for each agency."""
    people: list[Person] = []
    for agency in made:
        if agency.spec.code == agencies.TRUST_BOARD:
            continue
        is_small = agency.spec not in agencies.SPECS
        role = ROLES.get(agency.spec.code, Role.PRACTITIONER)
        for team in agency.teams:
            for _ in range(1 if is_small else TEAM_SIZE):
                people.append(_person(chance, len(people), [(agency, team, role)]))
        if agency.teams and agency.spec.code != agencies.SCHOOL:
            people.append(_person(chance, len(people), [(agency, None, Role.LEAD)]))
    return people


def _person(chance: random.Random, number: int, memberships: list[tuple[Agency, Team | None, Role]]) -> Person:
    name = staff_name(chance)
    mailbox = name.lower().replace(" ", ".")
    return Person(new_id(chance), name, f"{mailbox}.{number + 1}@{DOMAIN}", memberships)
