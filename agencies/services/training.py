"""Courses in early help that people completed: recorded by hand, corrected, and removed when entered in error."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F

from agencies.errors import ServiceError, Stale
from agencies.models import Agency, Training
from agencies.scope import Scope
from agencies.selectors import training as selectors
from agencies.services import audit


@dataclass(frozen=True, kw_only=True)
class Details:
    """One person's course. ``person`` is an email address in small letters, or a staff number as the agency has it."""

    person: str
    agency: Agency
    course: str
    completed_on: date


@transaction.atomic
def record(
    *, scope: Scope, agency: Agency, course: str, completed_on: date, people: Sequence[str], today: date
) -> list[Training]:
    """These people of the agency completed the course on the day; all are recorded, or none."""
    _check_day(agency, completed_on, today)
    _check_new(people, course, completed_on)
    rows = [Training(person=one, agency=agency, course=course, completed_on=completed_on) for one in people]
    try:
        with transaction.atomic():
            Training.objects.bulk_create(rows)
    except IntegrityError as error:
        raise ServiceError("Someone else recorded some of these people just now. Save again", "people") from error
    _audit(scope, "training.recorded", rows)
    return rows


@transaction.atomic
def change(*, scope: Scope, training: Training, version: int, details: Details, today: date) -> None:
    """Raises Stale when ``version`` is not the last. The audit keeps which details changed, not what they were."""
    _check_day(details.agency, details.completed_on, today)
    changed = sorted(name for name, value in vars(details).items() if getattr(training, name) != value)
    values = {name: getattr(details, name) for name in changed}
    try:
        with transaction.atomic():
            mine = Training.objects.filter(pk=training.pk, version=version)
            saved = mine.update(**values, version=F("version") + 1)
    except IntegrityError as error:
        raise ServiceError("This person has this course on this day already", "person") from error
    if not saved:
        raise Stale
    if changed:
        _audit(scope, "training.changed", [training], fields=changed)


@transaction.atomic
def remove(*, scope: Scope, training: Training, version: int, reason: str) -> None:
    """The row goes, and with it what it counted; the access log keeps who removed it and why. Raises Stale."""
    removed, _ = Training.objects.filter(pk=training.pk, version=version).delete()
    if not removed:
        raise Stale
    _audit(scope, "training.removed", [training], reason=reason)


def _check_day(agency: Agency, completed_on: date, today: date) -> None:
    if completed_on > today:
        raise ServiceError("The date must be today or in the past", "completed_on")
    if agency.active_to and completed_on > agency.active_to:
        closed = f"{agency.active_to.day} {agency.active_to:%B %Y}"
        raise ServiceError(f"{agency.name} closed on {closed}: check the date", "completed_on")


def _check_new(people: Sequence[str], course: str, completed_on: date) -> None:
    """A course is completed once, whichever agency recorded it."""
    found = selectors.recorded(people, course, completed_on)
    if found:
        raise _taken([person for person in people if person in found])


def _taken(people: Sequence[str]) -> ServiceError:
    names = ", ".join(people)
    return ServiceError(f"Recorded already for this course and day: {names}. Take them out of the list", "people")


def _audit(scope: Scope, action: str, rows: Sequence[Training], *, reason: str = "", **detail: object) -> None:
    ids = [row.pk for row in rows]
    audit.record(scope=scope, action=action, subject_type="training", subject_ids=ids, reason=reason, detail=detail)
