"""Is a child like this known already? Candidates from indexes, then judged one by one.

Candidates are the union of what each index finds: the same NHS number, a birth date that is easily confused with the
typed one, names that sound alike (double metaphone) or look alike (trigrams), also with forename and surname swapped,
and a surname like it of a child expected about then.
``judge`` says which of them are near matches, and why; it is plain Python, so that its rules can be read and tested.
"""

from calendar import monthrange
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection

MOST = 5
SOUNDS_ALIKE = 0.8
PART_ALIKE = 0.3
ONE_PART_ALIKE = 0.6
UNNAMED = 0.5  # so the function says it of a child without a forename too


@dataclass(frozen=True)
class ChildDetails:
    """What a person typed of a child. Either date of birth may be missing; an unborn child may have no forename."""

    forename: str = ""
    surname: str = ""
    date_of_birth: date | None = None
    expected_date_of_birth: date | None = None
    sex: str = ""
    nhs_number: str = ""
    postcode: str = ""

    @property
    def name(self) -> str:
        return f"{self.forename} {self.surname}".strip()


@dataclass(frozen=True)
class Candidate:
    """A known child beside the typed details: likeness of names from 0 to 1, and what is the same.

    ``dates``: of birth or expected, beside each other: same, close, different or unknown.
    """

    child_id: UUID
    forename: float
    surname: float
    swapped_forename: float
    swapped_surname: float
    sounds_alike: bool
    dates: str
    same_nhs_number: bool
    same_postcode: bool
    same_name: bool


@dataclass(frozen=True)
class NearMatch:
    """``agrees``: which of the typed details are known of this child, and never one that was not typed."""

    child_id: UUID
    rank: float
    agrees: tuple[str, ...]


def near_matches(typed: ChildDetails) -> list[NearMatch]:
    """The known children most like the typed details, best first. Protected children are in none."""
    judged = (judge(typed, candidate) for candidate in candidates(typed))
    best: dict[UUID, NearMatch] = {}
    for match in sorted(filter(None, judged), key=lambda match: -match.rank):
        best.setdefault(match.child_id, match)
    return list(best.values())[:MOST]


def judge(typed: ChildDetails, known: Candidate) -> NearMatch | None:
    parts = _name_parts(typed, known)
    mean = sum(parts) / 2
    numbered = known.same_nhs_number and _something_agrees(parts, known.dates)
    if not (numbered or _alike(parts, mean, known.dates, same_postcode=known.same_postcode)):
        return None
    weight = {"same": 1.0, "close": 0.6, "unknown": 0.3, "different": 0.0}[known.dates]
    rank = mean + weight + 2 * known.same_nhs_number + 0.2 * known.same_postcode
    return NearMatch(known.child_id, rank, tuple(_agreements(known, parts)))


def _something_agrees(parts: tuple[float, float], dates: str) -> bool:
    """An NHS number alone finds nobody: it may be mistyped, or be all that someone with no business here knows."""
    return min(parts) >= PART_ALIKE or max(parts) >= ONE_PART_ALIKE or dates in {"same", "close"}


def _alike(parts: tuple[float, float], mean: float, dates: str, *, same_postcode: bool) -> bool:
    """The less is known of the dates, the more alike the names have to be."""
    both = min(parts) >= PART_ALIKE
    return {
        "same": both or (same_postcode and max(parts) >= ONE_PART_ALIKE),
        "close": both and mean >= 0.6,
        "unknown": both and mean >= 0.7,
        "different": same_postcode and mean >= 0.95,
    }[dates]


def _name_parts(typed: ChildDetails, known: Candidate) -> tuple[float, float]:
    straight = (known.forename if typed.forename else UNNAMED, known.surname)
    if known.sounds_alike:
        straight = (max(straight[0], SOUNDS_ALIKE), max(straight[1], SOUNDS_ALIKE))
    return max(straight, (known.swapped_forename, known.swapped_surname), key=sum)


def _agreements(known: Candidate, parts: tuple[float, float]) -> Iterator[str]:
    if min(parts) >= PART_ALIKE:
        yield "the same name" if min(known.forename, known.surname) == 1 else "a similar name"
    if known.dates in {"same", "close"}:
        yield "the same birth date" if known.dates == "same" else "a birth date close to this one"
    if known.same_nhs_number:
        yield "the same NHS number"
    if known.same_postcode:
        yield "the same postcode"


def birth_date_variants(day: date) -> set[date]:
    """The day itself and those that it is easily confused with: day and month swapped, digits swapped, one off."""
    return {day} | set(_variants(day))


def _variants(day: date) -> Iterator[date]:
    year_swapped = day.year - day.year % 100 + _swapped(day.year % 100)
    tries = [
        (day.year, day.day, day.month),
        (day.year, day.month, _swapped(day.day)),
        (year_swapped, day.month, day.day),
        (day.year - 1, day.month, day.day),
        (day.year + 1, day.month, day.day),
        (day.year, day.month - 1, day.day),
        (day.year, day.month + 1, day.day),
    ]
    for year, month, number in tries:
        with suppress(ValueError):
            yield date(year, month, min(number, monthrange(year, month)[1]) if 1 <= month <= 12 else number)
    yield from (day - timedelta(days=1), day + timedelta(days=1))


def _swapped(number: int) -> int:
    return number % 10 * 10 + number // 10


def candidates(typed: ChildDetails) -> list[Candidate]:
    """Known children that share something with the typed details, each as the record that stands for it.

    By the database's own function, which asks about every child, whoever recorded it, and tells of them no more than a
    candidate holds. A child that is protected on any of its records is none of them.
    """
    close = sorted(birth_date_variants(typed.date_of_birth)) if typed.date_of_birth else []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM ehtrack_child_candidates(%s, %s, %s, %s, %s::date[], %s, %s)",
            [
                typed.forename,
                typed.surname,
                typed.date_of_birth,
                typed.expected_date_of_birth,
                close,
                typed.nhs_number,
                typed.postcode,
            ],
        )
        return [Candidate(*row) for row in cursor.fetchall()]
