"""The agencies of the demonstration, as data: schools, charities and housing are invented."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

SCHOOL = "otterbrook-school"  # where the practitioner and the lead of the demonstration work
OUTSIDER = "ridgeway-youth-project"  # works with nobody else's families
HEALTH, LCSS, MASH, TRUST_BOARD = "oxford-health", "lcss", "mash", "childrens-trust-board"
REFUGE = "fernleigh-refuge"
FIRST_CENSUS = 2020


@dataclass(frozen=True)
class AgencySpec:
    """``weights``: how much of its group's S&Ns and MASH contacts is its own. ``profile``: ages it works with.
    ``trains``: staff trained for each S&N, against most others. ``children``: pupils on roll."""

    code: str
    name: str
    groups: tuple[tuple[str, date | None], ...]
    weights: tuple[float, float]
    teams: tuple[str, ...]
    locality: str = ""
    sources: tuple[str, ...] = ("8",)
    profile: str = "any"
    closed_on: date | None = None
    do_not_name: bool = False
    pilot_teams: tuple[str, ...] = field(default=())
    trains: float = 1.0
    children: int | None = None

    @property
    def completes_none(self) -> bool:
        return not self.weights[0]

    def censuses(self, last: date) -> Iterator[tuple[int, date]]:
        """Pupils on roll each October, up to a day: a few more every year."""
        for year in range(FIRST_CENSUS, last.year + 1):
            if self.children and (day := date(year, 10, 1)) <= last:
                yield round(self.children * (1 + (year - FIRST_CENSUS) / 100)), day

    def group_on(self, day: date) -> str:
        return [group for group, starts in self.groups if starts is None or starts <= day][-1]


def _in(group: str) -> tuple[tuple[str, date | None], ...]:
    return ((group, None),)


COUNCIL, EDUCATION, OTHER = _in("county-council"), _in("education"), _in("other")
SPECS = (
    AgencySpec(
        "childrens-social-care",
        "Children's Social Care, Oxfordshire County Council",
        COUNCIL,
        (24, 55),
        ("Family Solutions Central", "Family Solutions North", "Family Solutions South"),
        sources=("5A",),
    ),
    AgencySpec(
        "early-help",
        "Early Help, Oxfordshire County Council",
        COUNCIL,
        (60, 20),
        ("Early Help Central", "Early Help North", "Early Help South"),
        sources=("5D",),
    ),
    AgencySpec(
        LCSS,
        "Locality and Community Support Service",
        COUNCIL,
        (0, 12),
        ("LCSS Central", "LCSS North", "LCSS South"),
        sources=("5D",),
    ),
    AgencySpec(MASH, "Multi-Agency Safeguarding Hub", COUNCIL, (0, 0), ("MASH",), sources=("5A",)),
    AgencySpec(TRUST_BOARD, "Children's Trust Board", COUNCIL, (0, 0), ("Partnership office",), sources=("5B",)),
    AgencySpec(
        "send-and-inclusion",
        "SEND and Inclusion Service",
        (("county-council", None), ("education", date(2024, 9, 1))),
        (6, 13),
        ("Inclusion team",),
        sources=("2B",),
        profile="school",
    ),
    AgencySpec(
        HEALTH,
        "Oxford Health NHS Foundation Trust",
        _in("health"),
        (80, 45),
        (
            "Health visitors Central",
            "Health visitors North",
            "Health visitors South",
            "School health nurses",
            "Child and Adolescent Mental Health Services",
        ),
        sources=("3B", "3B", "3C", "3F"),
        profile="early",
        pilot_teams=("Health visitors Central", "Health visitors North", "Health visitors South"),
    ),
    AgencySpec(
        "oxford-university-hospitals",
        "Oxford University Hospitals NHS Foundation Trust",
        _in("health"),
        (14, 35),
        ("Maternity", "Emergency department", "Children's hospital"),
        sources=("3E", "3E", "3F"),
        trains=1.7,
    ),
    AgencySpec(
        "gp-practices",
        "Oxfordshire GP practices",
        _in("health"),
        (6, 20),
        ("Practice safeguarding leads",),
        sources=("3A",),
    ),
    AgencySpec(
        SCHOOL,
        "Otterbrook School",
        EDUCATION,
        (6, 6),
        ("Pastoral team", "Inclusion team"),
        "central",
        ("2A",),
        "secondary",
        pilot_teams=("Pastoral team",),
        children=430,
    ),
    AgencySpec(
        "bright-meadow-trust",
        "Bright Meadow Academy Trust",
        EDUCATION,
        (62, 59),
        ("Swanmoor Academy", "Hobbs Field Primary Academy", "Langley Vale Academy", "Thistledown Primary Academy"),
        "",
        ("2A",),
        "school",
        pilot_teams=("Swanmoor Academy", "Langley Vale Academy"),
        children=3900,
    ),
    AgencySpec(
        "willowmere-primary",
        "Willowmere Primary School",
        EDUCATION,
        (8, 8),
        ("Family team",),
        "north",
        ("2A",),
        "primary",
        children=390,
    ),
    AgencySpec(
        "stonebeck-school",
        "Stonebeck School",
        EDUCATION,
        (14, 15),
        ("Pastoral team",),
        "south",
        ("2A",),
        "secondary",
        children=1050,
    ),
    AgencySpec(
        "larkhill-nursery",
        "Larkhill Nursery School",
        EDUCATION,
        (4, 3),
        ("Staff",),
        "south",
        ("2A",),
        "early",
        children=110,
    ),
    AgencySpec(
        "thames-valley-police",
        "Thames Valley Police",
        _in("police"),
        (100, 100),
        ("Oxford neighbourhood team", "Cherwell and West neighbourhood team", "South and Vale neighbourhood team"),
        sources=("6",),
        trains=1.6,
    ),
    AgencySpec(
        "stepping-stones",
        "Stepping Stones Family Charity",
        OTHER,
        (40, 8),
        ("Family workers",),
        sources=("8",),
        trains=0.5,
    ),
    AgencySpec(OUTSIDER, "Ridgeway Youth Project", OTHER, (20, 4), ("Youth workers",), "south", ("8",), "secondary"),
    AgencySpec(
        "windrush-vale-homes", "Windrush Vale Homes", OTHER, (20, 10), ("Tenancy support",), "north", sources=("4",)
    ),
    AgencySpec(REFUGE, "Fernleigh Refuge", OTHER, (14, 4), ("Refuge workers",), sources=("8",), do_not_name=True),
    AgencySpec(
        "rosebank-centre",
        "Rosebank Family Centre",
        OTHER,
        (10, 4),
        ("Family workers",),
        "north",
        closed_on=date(2024, 7, 31),
        profile="early",
    ),
    AgencySpec(
        "individuals",
        "Individuals and other sources",
        OTHER,
        (0, 70),
        (),
        sources=("1A", "1A", "1A", "1B", "1C", "1D", "5C", "7", "9", "9", "10"),
    ),
)
PLACE_NAMES = (
    "Amberley Ashcroft Beckside Birchwood Blackthorn Bramble Cedarwood Chalkdown Clover Coldharbour Coppice Cuckoo "
    "Dovecote Elder Fallowfield Fieldfare Furzedown Glebe Goldfinch Greenway Hawthorn Heronbrook Holloway Hornbeam "
    "Ivybridge Juniper Kestrel Lapwing Limekiln Maltings Maple Meadowsweet Mulberry Nightingale Oakhanger Orchard "
    "Pennywort Pheasant Primrose Quarry Redwing Rookery Rowan Sandpiper Sorrel Sparrow Swallow Sycamore Tanglewood"
).split()
SCHOOL_KINDS = (
    ("Primary School", "primary", 1.0),
    ("Church of England Primary School", "primary", 0.8),
    ("Infant School", "primary", 0.7),
    ("Junior School", "primary", 0.9),
    ("Community School", "secondary", 2.6),
    ("Nursery School", "early", 0.5),
)


def schools(count: int) -> Iterator[AgencySpec]:
    """So many more schools: every kind at every place name in turn, and then again with a number."""
    for index in range(count):
        place = PLACE_NAMES[index % len(PLACE_NAMES)]
        kind, profile, weight = SCHOOL_KINDS[index // len(PLACE_NAMES) % len(SCHOOL_KINDS)]
        again = index // (len(PLACE_NAMES) * len(SCHOOL_KINDS))
        name = f"{place} {kind}" + (f" {again + 1}" if again else "")
        locality = ("central", "north", "south")[index % 3]
        code = name.lower().replace(" ", "-")
        yield AgencySpec(code, name, EDUCATION, (weight * 0.4, weight * 0.4), ("Staff",), locality, ("2A",), profile)
