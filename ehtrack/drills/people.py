"""The people and records of a drill, and what they do in a browser."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.models import Agency, Group, GroupMembership, ImportJob, Locality, Membership, Role, User
from agencies.scope import Scope
from agencies.selectors import scopes
from assessments import sections
from assessments.models import Assessment
from assessments.services import sections as answers
from ehtrack.lib.calendar import Month

NEW_CHILD = {
    "new-forename": "Robin",
    "new-surname": "Drill",
    "new-date_of_birth_day": "1",
    "new-date_of_birth_month": "5",
    "new-date_of_birth_year": "2016",
}
ANSWERS: dict[str, dict[str, Any]] = {
    "agreement": {"consent": "yes", "consent_on": date(2022, 10, 1), "consent_who": "Mother"},
    "why-now": {"level_of_need": 2, "why_now": "A drill"},
    "strengths-and-needs": {"education": {"worrying": "Late", "family_score": 0}},
    "voices": {"child_voice": "I like maths"},
    "plan": {"summary": "Mornings", "needs_taf": True},
}
ROWS = 6_000  # of an import


@dataclass(frozen=True)
class People:
    school: Agency
    mash: Agency
    author: User
    lead: User
    mash_worker: User

    def scope(self, user: User) -> Scope:
        found = scopes.current(user, None)
        if found is None:
            raise LookupError("A person of the drill has no membership.")
        return found


@transaction.atomic
def make() -> People:
    """A school with its lead and somebody who writes S&Ns, and a MASH with somebody who imports contacts."""
    school, mash = agency("A school"), agency("A MASH")
    author, lead = person(school, Role.PRACTITIONER), person(school, Role.LEAD)
    return People(school, mash, author, lead, person(mash, Role.MASH))


def agency(name: str) -> Agency:
    code = f"drill-{uuid.uuid4().hex[:12]}"
    made = Agency.objects.create(name=f"{name} {code}", code=code, locality=Locality.objects.earliest("code"))
    GroupMembership.objects.create(agency=made, group=Group.objects.earliest("code"), starts_on=None)
    return made


def person(at: Agency, role: Role) -> User:
    made = User.objects.create_user(name="A person of the drill", email=f"{uuid.uuid4().hex}@example.org")
    Membership.objects.create(user=made, agency=at, role=role)
    return made


def browser(user: User) -> Client:
    """In which the person is signed in. A fault of the program is an answer, as it is to people."""
    client = Client(raise_request_exception=False, SERVER_NAME="localhost")
    client.force_login(user)
    return client


def starts(client: Client, key: uuid.UUID) -> HttpResponseBase:
    """Sends the first form of an S&N."""
    return client.post(reverse("assessment_start"), {"request_key": str(key), **NEW_CHILD, "anyway": ""})


def answers_all(people: People, draft: Assessment) -> Assessment:
    """The pages between the first and the last."""
    scope = people.scope(people.author)
    for page in sections.FORM:
        given = ANSWERS.get(page.key, {})
        draft = answers.keep(scope=scope, assessment=draft, section=page, version=draft.version, answers=given)
    return draft


def completes(client: Client, draft: Assessment, *, follow: bool = True) -> HttpResponseBase:
    """Sends the last form."""
    today = f"{timezone.localdate():%Y-%m-%d}"
    typed = {"version": draft.version, "completed_on": today, "shared": "no"}
    return client.post(reverse("assessment_check", args=[draft.pk]), typed, follow=follow)


@transaction.atomic
def write_assessments(at: Agency, *, number: int = 6, mark: str = "drill") -> None:
    """Completed S&Ns, some of this month and some of the one before. ``mark`` begins their references."""
    this = Month.of(timezone.localdate())
    for n in range(number):
        day = (this - n % 2).first
        Assessment.objects.create(
            agency=at,
            source="drill",
            reference=f"{mark}-{uuid.uuid4().hex[:12]}",
            status="completed",
            started_on=day - timedelta(days=7),
            completed_on=day,
            shared_on=day if n % 3 else None,
            consent="yes",
            consent_on=day,
        )


def asks_for_an_import(people: People, *, rows: int = ROWS, prefix: str = "D") -> tuple[ImportJob, HttpResponseBase]:
    """Sends a file of contacts, for a worker."""
    lines = [f"{prefix}{n},2022-10-03 10:00,{people.school.code},red,{prefix}{n % 900}" for n in range(rows)]
    text = "\n".join(["reference,received_at,source_agency,priority,child_reference", *lines, ""])
    file = SimpleUploadedFile("contacts.csv", text.encode())
    form = {"kind": "contacts", "file": file, "request_key": str(uuid.uuid4())}
    answer = browser(people.mash_worker).post(reverse("import_list"), form)
    return ImportJob.objects.get(user=people.mash_worker, finished_at=None), answer
