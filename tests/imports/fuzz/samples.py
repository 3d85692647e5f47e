"""A small good file of each kind, and what of it stands in the database afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from agencies.models import Agency, NetworkMeeting, Training
from assessments.models import Assessment, Child, Contact, Plan
from dashboards.models import Target
from ehtrack.lib.calendar import LONDON
from tests import factories

Line = dict[str, str]
TEXT = "Zoë Ågren"


@dataclass(frozen=True)
class Sample:
    """``day`` and ``text`` name the columns that damages are done to; ``shown`` those that are looked up afterwards.

    ``number`` is a column of whole numbers. Empty: the kind has no such column. The last column is never required,
    but in training, where all are.
    """

    kind: str
    lines: tuple[Line, ...]
    day: str
    text: str
    shown: tuple[str, ...]
    stored: Callable[[], list[tuple[str, ...]]]
    number: str = ""
    with_time: bool = False

    @property
    def header(self) -> list[str]:
        return list(self.lines[0])

    def changed(self, **cells: str) -> list[Line]:
        """The lines with other cells in the first of them."""
        return [{**self.lines[0], **cells}, *self.lines[1:]]

    def with_day(self, day: str) -> list[Line]:
        """``day`` in place of the first line's; with the hour where the column holds a time."""
        return self.changed(**{self.day: f"{day} 10:00" if self.with_time else day})


def _lines(header: str, *rows: str) -> tuple[Line, ...]:
    return tuple(dict(zip(header.split(), row.split("|"), strict=True)) for row in rows)


def _targets() -> list[tuple[str, ...]]:
    return [(row.year, str(row.target), row.agreed_on.isoformat()) for row in Target.objects.all()]


def _contacts() -> list[tuple[str, ...]]:
    return [
        (row.reference, _clock(row.received_at.astimezone(LONDON)), row.children.get().reference)
        for row in Contact.objects.all()
    ]


def _clock(at: datetime) -> str:
    """With its offset only in the hour that October repeats."""
    repeated = at.utcoffset() != at.replace(fold=1 - at.fold).utcoffset()
    return f"{at:%Y-%m-%d %H:%M %z}" if repeated else f"{at:%Y-%m-%d %H:%M}"


def _texts(query) -> list[tuple[str, ...]]:
    return [tuple(str(value) for value in row) for row in query]


SAMPLES = [
    Sample(
        "agencies",
        _lines(
            "code name group active_from active_to",
            f"new-a|{TEXT}|health|2015-10-03|",
            "new-b|B|police|2016-04-01|",
            "new-c|C|other|2017-04-01|",
        ),
        day="active_from",
        text="name",
        shown=("code", "name", "active_from"),
        stored=lambda: _texts(Agency.objects.filter(code__startswith="new").values_list("code", "name", "active_from")),
    ),
    Sample(
        "targets",
        _lines(
            "year target agreed_on basis",
            "2022-23|5000|2022-10-03|",
            "2023-24|6000|2022-10-04|shared",
            "2024-25|7000|2022-10-05|",
        ),
        day="agreed_on",
        text="",
        number="target",
        shown=("year", "target", "agreed_on"),
        stored=_targets,
    ),
    Sample(
        "children",
        _lines(
            "reference forename surname date_of_birth sex",
            f"K1|Robin|{TEXT}|2012-10-03|",
            "K2|Sam|B|2013-02-28|M",
            "K3|Kim|C|2014-12-31|F",
        ),
        day="date_of_birth",
        text="surname",
        shown=("reference", "date_of_birth", "surname"),
        stored=lambda: _texts(Child.objects.values_list("reference", "date_of_birth", "surname")),
    ),
    Sample(
        "assessments",
        _lines(
            "reference agency completed_on child_reference author level_of_need",
            f"A1|school|2022-10-03|K1|{TEXT}|",
            "A2|school|2022-10-04|K2|B|2",
            "A3|police|2022-10-05|K1|C|3",
        ),
        day="completed_on",
        text="author",
        number="level_of_need",
        shown=("reference", "completed_on", "author"),
        stored=lambda: _texts(Assessment.objects.values_list("reference", "completed_on", "author_name")),
    ),
    Sample(
        "contacts",
        _lines(
            "reference received_at source_agency child_reference priority",
            f"C1|2022-10-03 10:00|police|{TEXT}|",
            "C2|2022-10-04 23:59|school|K2|red",
            "C3|2022-10-05 00:00|police|K2|amber",
        ),
        day="received_at",
        with_time=True,
        text="child_reference",
        shown=("reference", "received_at", "child_reference"),
        stored=_contacts,
    ),
    Sample(
        "plans",
        _lines(
            "reference child_reference type category started_on ended_on",
            f"P1|{TEXT}|child-protection|neglect|2022-10-03|",
            "P2|K2|child-in-need|none|2022-10-04|2022-12-01",
            "P3|K2|child-protection|physical|2022-10-05|",
        ),
        day="started_on",
        text="child_reference",
        shown=("reference", "child_reference", "started_on"),
        stored=lambda: _texts(Plan.objects.values_list("reference", "child__reference", "started_on")),
    ),
    Sample(
        "training",
        _lines(
            "person course completed_on agency",
            f"a@example.org|{TEXT}|2022-10-03|school",
            "1001|B|2022-10-04|police",
            "1002|B|2022-10-05|school",
        ),
        day="completed_on",
        text="course",
        shown=("person", "course", "completed_on"),
        stored=lambda: _texts(Training.objects.values_list("person", "course", "completed_on")),
    ),
    Sample(
        "networks",
        _lines(
            "locality held_on reason families_discussed",
            f"Central|2022-10-03|{TEXT}|",
            "North|2022-10-04||4",
            "South|2022-10-05|C|0",
        ),
        day="held_on",
        text="reason",
        number="families_discussed",
        shown=("locality", "held_on", "reason"),
        stored=lambda: _texts(NetworkMeeting.objects.values_list("locality__name", "held_on", "reason")),
    ),
]


def make_agencies() -> None:
    factories.agency("Town School", code="school")
    factories.agency("Police", code="police", group="police")
