"""Canaries: a word of its own in every text field of records, and who of the cast may read each."""

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from agencies.models import ExportJob, ExportPart, ImportJob, ImportPart
from assessments.models import (
    AssessmentDomain,
    EmergencyAccess,
    EmergencyReview,
    Event,
    MeetingAttendance,
    PriorityChange,
    TwoChildren,
)
from assessments.models.event import EventKind
from assessments.selectors import children
from tests import factories
from tests.cast import Cast

KNOWN_TO_ALL = {"source", "state", "kind", "format", "author_name"}  # no words of a family
NUMBERS = {"nhs_number", "upn"}
CANARY = re.compile(r"Qz\d{3}Zq|77\d{8}|77\d \d{3} \d{4}")
HELD = date(2022, 11, 14)


@dataclass
class Cage:
    """``told``: what each canary is the text of. ``readers``: who may see it; nobody else, wherever."""

    told: dict[str, str] = field(default_factory=dict)
    readers: dict[str, set[str]] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    def word(self, what: str, readers: str, *, digits: bool = False) -> str:
        number = next(self.numbers)
        made = f"77{number:08d}" if digits else f"Qz{number:03d}Zq"
        self.told[made], self.readers[made] = what, set(readers.split())
        return made

    def fill(self, record: models.Model, readers: str = "", *, only: Iterable[str] = ()) -> None:
        """A canary in every text of the record, and others in what stood there before."""
        names = [one.name for one in record._meta.concrete_fields if _is_text(one) and (not only or one.name in only)]
        for _ in range(2):
            label = record._meta.label
            words = {name: self.word(f"{label}.{name}", readers, digits=name in NUMBERS) for name in names}
            type(record)._default_manager.filter(pk=record.pk).update(**words)

    def event(self, readers: str, **fields: Any) -> None:
        """Events are never changed, so it is made with its canary."""
        Event.objects.create(reason=self.word("Event.reason", readers), occurred_on=HELD, **fields)

    def in_(self, text: str) -> set[str]:
        """The canaries in the text, also those of digits that stand in groups."""
        return {found.replace(" ", "") for found in CANARY.findall(text)} & self.told.keys()

    def leaks(self, player: str, text: str) -> set[str]:
        """What of the text the player may not read."""
        return {self.told[word] for word in self.in_(text) if player not in self.readers[word]}

    def unseen(self, player: str, text: str) -> set[str]:
        """What the player may read, and none of it is in the text."""
        seen = {self.told[word] for word in self.in_(text)}
        return {self.told[word] for word, readers in self.readers.items() if player in readers} - seen


def _is_text(one: models.Field) -> bool:
    is_text = isinstance(one, models.CharField | models.TextField) and not one.choices
    return is_text and one.name not in KNOWN_TO_ALL and not isinstance(one, models.SlugField)


@transaction.atomic
def furnish(cast: Cast) -> Cage:
    cage = Cage()
    _of_another_agency(cast, cage)
    _of_the_school(cast, cage)
    _contacts(cast, cage)
    _jobs(cast, cage)
    _told_apart(cast, cage)
    consultation = factories.consultation(cast.health, recorded_by=cast.lena)
    cage.fill(consultation, "lena")
    return cage


def _of_another_agency(cast: Cast, cage: Cage) -> None:
    """Kept to itself, shared with the council, and a draft; each with answers, a meeting and a chronology."""
    agency = factories.agency("Riverside Nursery")
    author = factories.person("Stranger", agency=agency)
    kept = {"consent": "no", "shared_on": None, "not_to_share_with": "x"}
    for readers, fields in (("", kept), ("lena", {}), ("", {"status": "draft"})):
        child = factories.child(created_by_agency=agency)
        record = factories.assessment(agency, children=[child], author=author, **fields)
        cage.fill(child, readers)
        _with_everything(cage, record, readers, agency=agency)
    training = factories.training(agency)
    cage.fill(training, "esme", only=["person"])
    cage.fill(training, "ben esme", only=["course"])  # one list of courses for the partnership


def _with_everything(cage: Cage, record: Any, readers: str, **attendance: Any) -> None:
    cage.fill(record, readers)
    cage.fill(AssessmentDomain.objects.create(assessment=record, domain="education"), readers)
    cage.event(readers, kind=EventKind.ASSESSMENT_CORRECTED, assessment=record, version=2)
    if record.completed_on:
        meeting = factories.meeting(record, planned_on=HELD, held_on=HELD, outcome="continue")
        cage.fill(meeting, readers)
        cage.fill(factories.meeting(record, planned_on=timezone.localdate()), readers)
        cage.fill(MeetingAttendance.objects.create(meeting=meeting, name="x", of_family=False, **attendance), readers)


def _of_the_school(cast: Cast, cage: Cage) -> None:
    """Asha's draft, an S&N without agreement, and a shared one of a protected child, whom Carys meets about."""
    own = {"author": cast.asha, "team": cast.pastoral}
    draft_child, kept_child = factories.child(), factories.child()
    draft = factories.assessment(cast.school, children=[draft_child], status="draft", **own)
    cage.fill(draft_child, "asha")
    _with_everything(cage, draft, "asha")
    cage.fill(draft, "asha ben", only=["reference"])  # its lead knows that there is one
    kept = factories.assessment(cast.school, children=[kept_child], consent="no", shared_on=None, **own)
    cage.fill(kept_child, "asha ben")
    _with_everything(cage, kept, "asha ben", agency=cast.school)
    protected = factories.child("Robin", "Shielded", protected=True)
    shared = factories.assessment(cast.school, children=[protected], **own)
    cage.fill(protected, only=("address", "postcode"))
    MeetingAttendance.objects.create(
        meeting=factories.meeting(shared), name="Carys", user=cast.carys, agency=cast.health
    )


def _told_apart(cast: Cast, cage: Cage) -> None:
    """By Lena, of two children that others see as well."""
    first, second = sorted(children.circle(cast.scope("lena")).values_list("pk", flat=True)[:2])
    reason = cage.word("TwoChildren.reason", "lena")
    TwoChildren.objects.create(
        first_id=first, second_id=second, reason=reason, said_by=cast.lena, said_at=timezone.now()
    )


def _contacts(cast: Cast, cage: Cage) -> None:
    """One that Asha sent for the school, one of another agency; both are the MASH's."""
    for agency, sender, told in ((cast.school, cast.asha, "asha ben dev"), (cast.health, None, "carys dev")):
        child = factories.child()
        contact = factories.contact(
            agency, children=[child], sent_by=sender, outcome="other", decided_at=timezone.now()
        )
        told = told if sender else "dev"
        cage.fill(child, "dev")
        cage.fill(contact, "dev", only=[one for one in _texts(contact) if one not in ("reference", "feedback")])
        cage.fill(contact, told, only=("reference", "feedback"))
        cage.fill(PriorityChange.objects.create(contact=contact, at=timezone.now(), priority="red"), "dev")
        cage.event("dev", kind=EventKind.CONTACT_CORRECTED, contact=contact, version=2)


def _texts(record: models.Model) -> list[str]:
    return [one.name for one in record._meta.concrete_fields if _is_text(one)]


def _jobs(cast: Cast, cage: Cage) -> None:
    """Files of Ben's, which no colleague sees; and an emergency."""
    ended = {"user": cast.ben, "agency": cast.school, "state": "done", "finished_at": timezone.now()}
    result = {"created": 0, "updated": 0, "unchanged": 0, "rejected": 1, "problem_count": 1, "warning_count": 0}
    problem = [2, "surname", cage.word("problem of an import", "ben"), "Cure"]
    imported = ImportJob.objects.create(
        kind="children", file_name="x", size=1, result={**result, "problems": [problem], "warnings": []}, **ended
    )
    rejected = cage.word("rejected rows", "ben").encode()
    ImportPart.objects.create(job=imported, holds=ImportPart.Holds.REJECTED, number=0, content=rejected)
    exported = ExportJob.objects.create(roles=["lead"], kind="assessments", format="csv", size=7, **ended)
    ExportPart.objects.create(job=exported, number=0, content=cage.word("an export", "ben").encode())
    cage.fill(imported, "ben", only=("file_name",))
    cage.fill(exported, "ben", only=("search",))
    _emergency(cast, cage)


def _emergency(cast: Cast, cage: Cage) -> None:
    """Farid of the refuge opened a child of the school's: Ben is told that, and Grace why."""
    child = factories.child()
    factories.assessment(cast.school, children=[child], shared_on=None)
    now = timezone.now()
    access = EmergencyAccess.objects.create(
        person=cast.farid,
        agency=cast.refuge,
        child=child,
        reason=cage.word("EmergencyAccess.reason", "grace"),
        opened_at=now,
        ends_at=now + timedelta(hours=1),
    )
    note = cage.word("EmergencyReview.note", "grace")
    EmergencyReview.objects.create(
        access=access, agency=cast.school, note=note, was_right=True, reviewed_at=now, reviewed_by=cast.carys
    )
