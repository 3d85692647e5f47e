"""Meetings of the Early Help Network, with those of the Board's papers, and consultations."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from ehtrack.demonstration import agencies
from ehtrack.demonstration.consultations import ADVICE
from ehtrack.demonstration.partnership import Agency, Partnership, Person
from ehtrack.lib.calendar import Month

CONSULTATION_COLUMNS = ["held_on", "agency_id", "locality_id", "theme", "advice", "recorded_by_id"]
NETWORK_COLUMNS = ["locality_id", "held_on", "held", "families_discussed", "reason"]

# Meetings, and families in each, of Central, North and South by month; None: not known, as in the papers.
LOCALITIES = ("central", "north", "south")
NETWORKS: dict[Month, tuple[tuple[int | None, ...], ...]] = {
    Month(2021, 9): ((), (2,), (2,)),
    Month(2021, 10): ((), (2, 1), (2,)),
    Month(2021, 11): ((), (), (1,)),
    Month(2021, 12): ((), (1,), (2,)),
    Month(2022, 1): ((), (2,), ()),
    Month(2022, 2): ((1,), (1,), (1,)),
    Month(2022, 3): ((None,), (None,), ()),
    Month(2022, 4): ((), (), ()),
}
REASONS = ("Too few practitioners could come", "The chair was ill", "No family was brought forward", "School holidays")
NETWORK_DAY = 10

CONSULTATIONS_A_MONTH = (1, 4)
LOCALITY_RECORDED = 0.85
NEVER_ASK = (agencies.LCSS, agencies.MASH, agencies.TRUST_BOARD, "individuals")


def networks(chance: random.Random, locality_ids: dict[str, str], last: Month) -> Iterator[tuple]:
    for month in Month(2021, 9).until(last):
        meetings = NETWORKS.get(month) or tuple(_imagined(chance, month) for _ in LOCALITIES)
        for locality, families in zip(LOCALITIES, meetings, strict=True):
            yield from _month(chance, locality_ids[locality], month, families)


def _imagined(chance: random.Random, month: Month) -> tuple[int | None, ...]:
    """Hardly any in August; later years hold more of them."""
    if month.number == 8 or chance.random() < 0.25:
        return ()
    return (chance.randint(0, 4),)


def _month(chance: random.Random, locality: str, month: Month, families: tuple[int | None, ...]) -> Iterator[tuple]:
    first = month.first + timedelta(days=NETWORK_DAY)
    if not families:
        yield locality, first, False, None, chance.choice(REASONS)
    for n, number in enumerate(families):
        yield locality, first + timedelta(days=7 * n), True, number, ""


def consultations(
    chance: random.Random, partnership: Partnership, locality_ids: dict[str, str], last: Month
) -> Iterator[tuple]:
    """Of the last two years: most are asked by schools and settings, some localities are not recorded."""
    workers = [person.id for person in partnership.people if _is_of(person, agencies.LCSS)]
    for month in (last - 23).until(last):
        for _ in range(chance.randint(*CONSULTATIONS_A_MONTH)):
            day = month.first + timedelta(days=chance.randrange(28))
            agency = _asker(chance, partnership, day)
            theme = chance.choices(list(ADVICE), weights=[weight for weight, _ in ADVICE.values()])[0]
            place = agency.spec.locality or chance.choice(LOCALITIES)  # a trust works in all of them
            known = locality_ids[place] if chance.random() < LOCALITY_RECORDED else None
            yield day, agency.id, known, theme, chance.choice(ADVICE[theme][1]), chance.choice(workers)


def _asker(chance: random.Random, partnership: Partnership, day: date) -> Agency:
    there = [a for a in partnership.agencies.values() if not a.spec.closed_on or a.spec.closed_on >= day]
    return chance.choice([agency for agency in there if agency.spec.code not in NEVER_ASK])


def _is_of(person: Person, code: str) -> bool:
    return any(agency.spec.code == code for agency, _, _ in person.memberships)
