"""Children and the families they belong to."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from ehtrack.demonstration.partnership import LOCALITIES, new_id
from ehtrack.demonstration.people import ADULT_MEN, ADULT_WOMEN, HERITAGES, SHARES, Heritage, address, nhs_number

CHILD_COLUMNS = (
    "id recorded_at forename surname also_known_as date_of_birth expected_date_of_birth sex ethnicity nhs_number "
    "address postcode school first_language interpreter_needed protected created_by_agency_id"
).split()
FAMILY_COLUMNS = "id recorded_at".split()
MEMBER_COLUMNS = (
    "id recorded_at family_id child_id adult_name relationship has_parental_responsibility lives_with_family".split()
)

# Ages in days at the day of the record that a family is made for; 6,560 days are still 17 years.
AGES = {
    "any": (20, 6560),
    "early": (10, 1800),
    "primary": (1500, 4200),
    "secondary": (3700, 6500),
    "school": (1500, 6500),
}
LAST_AGE, UNDER_18, PREGNANCY = 6560, 6570, 150
BROTHERS_AND_SISTERS = (0, 0, 0, 0, 1, 1, 1, 2, 2, 3)


@dataclass(slots=True, eq=False)
class Child:
    id: str
    born: date | None
    is_unborn: bool = False

    def is_child_on(self, day: date) -> bool:
        """Born by then and under 18; without a birth date as far as anybody knows."""
        if self.born is None:
            return not self.is_unborn
        return 0 <= (day - self.born).days <= UNDER_18


@dataclass(slots=True, eq=False)
class Family:
    """``busy_until``: the day the last S&N of the family was closed; date.max while it is open."""

    id: str
    children: list[Child]
    locality: str
    adult: str
    busy_until: date = date.min
    stays_apart: bool = False


@dataclass
class Families:
    """Makes families and keeps their rows."""

    chance: random.Random
    today: date
    schools: dict[str, list[str]]
    children: list[tuple] = field(default_factory=list)
    families: list[tuple] = field(default_factory=list)
    members: list[tuple] = field(default_factory=list)

    def make(self, day: date, *, profile: str, locality: str, agency: str | None, with_adult: bool) -> Family:
        """A family known since ``day``, with a child of the ages of the profile and perhaps sisters and brothers."""
        chance = self.chance
        locality = locality or chance.choice(LOCALITIES)
        heritage = chance.choices(HERITAGES, SHARES)[0]
        surname = chance.choice(heritage.surnames)
        home = address(chance, locality)
        language = chance.choice(heritage.languages)
        ages = self._ages(profile)
        children = []
        for age in ages:
            shared = (surname, home, language, chance.choice(heritage.ethnicities))
            children.append(self._child(day, age, heritage, shared, locality, agency))
        family = Family(new_id(chance), children, locality, f"{chance.choice(ADULT_WOMEN)} {surname}")
        if with_adult:
            self._keep_family(family, day, surname)
        return family

    def _ages(self, profile: str) -> list[int]:
        chance = self.chance
        ages = [chance.randrange(*AGES[profile])]
        for _ in range(chance.choice(BROTHERS_AND_SISTERS)):
            age = ages[-1] + chance.choice((-1, 1)) * chance.randrange(380, 1500)
            if 0 < age < LAST_AGE and all(abs(age - other) > 300 for other in ages):
                ages.append(age)
        return ages

    def _child(
        self, day: date, age: int, heritage: Heritage, shared: tuple, locality: str, agency: str | None
    ) -> Child:
        chance = self.chance
        surname, home, language, ethnicity = shared
        child = Child(new_id(chance), day - timedelta(days=age))
        is_girl = chance.random() < 0.49
        forename = chance.choice(heritage.girls if is_girl else heritage.boys)
        expected, sex = None, "F" if is_girl else "M"
        odd = chance.random()
        if age < 400 and (self.today - day).days < 100 and odd < 0.15:
            child.born, child.is_unborn = None, True
            expected, forename, sex = self.today + timedelta(days=chance.randrange(10, PREGNANCY)), "Baby", "U"
        elif odd > 0.99:
            child.born = None
        serial = len(self.children) + 1
        self.children.append(
            (
                child.id,
                f"{day} 09:00+00",
                forename,
                surname,
                f"{forename[:3]} {surname}" if odd > 0.975 else "",
                child.born,
                expected,
                sex,
                ethnicity,
                nhs_number(serial) if odd > 0.04 and not child.is_unborn else "",
                *home,
                self._school(age, locality),
                language,
                language != "English" and odd < 0.4,
                0.0505 < odd < 0.0535,
                agency,
            )
        )
        return child

    def _school(self, age: int, locality: str) -> str:
        stage = "early" if age < 1500 else "primary" if age < 4100 else "secondary"
        names = self.schools.get(f"{locality} {stage}") or self.schools.get(stage) or [""]
        return self.chance.choice(names) if age > 1000 else ""

    def _keep_family(self, family: Family, day: date, surname: str) -> None:
        chance, since = self.chance, f"{day} 09:00+00"
        self.families.append((family.id, since))
        for child in family.children:
            self.members.append((new_id(chance), since, family.id, child.id, "", "Child", None, True))
        self.members.append((new_id(chance), since, family.id, None, family.adult, "Mother", True, True))
        if chance.random() < 0.4:
            at_home = chance.random() < 0.6
            man = f"{chance.choice(ADULT_MEN)} {surname}"
            self.members.append((new_id(chance), since, family.id, None, man, "Father", True, at_home))

    def add_duplicate(self, original: int, day: date) -> Child:
        """A second record of a child, as another agency wrote it: no NHS number, and one letter of the name lost."""
        row = list(self.children[original])
        child = Child(new_id(self.chance), row[5])
        name = row[2]
        row[0], row[1], row[2], row[9] = child.id, f"{day} 09:00+00", name[:-1] if len(name) > 3 else name, ""
        self.children.append(tuple(row))
        return child
