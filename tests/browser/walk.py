"""Every page that somebody may open, from the URLconf and the policy: an address added there is walked by itself.

The records on the way are those of the demonstration that the person finds by the view's own selector.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.models import Invitation, User
from agencies.scope import Scope
from agencies.selectors import scopes
from agencies.services.invitations import digest_of
from agencies.unit_of_work import unit_of_work
from assessments import sections
from ehtrack.imports import jobs
from tests.architecture.addresses import ADDRESSES, Address

PEOPLE = ("practitioner", "lead", "carys", "lcss", "mash", "board", "auditor", "outsider")
STRANGER = "stranger"  # nobody signed in
CANDIDATES = 8  # a record may be in the wrong state for a page
SECRET = "a-secret-of-the-link"
BAD_FILES = {"mash": "contacts", "lead": "assessments", "board": "targets"}


@dataclass(frozen=True)
class Stop:
    name: str
    path: str


def user(name: str) -> User:
    return User.objects.get(email=f"{name}@example.org")


def furnish() -> None:
    """What the demonstration has not: an open invitation, and files that were refused."""
    board = scope_of("board")
    for name in ("lead", "board"):
        Invitation.objects.create(
            agency_id=scope_of(name).agency_id,
            email=f"new-colleague-of-{name}@example.org",
            roles=["practitioner"],
            token_digest=digest_of(SECRET if name == "lead" else name),
            invited_by_id=board.user_id,
            expires_at=timezone.now() + timedelta(days=7),
        )
    for name, kind in BAD_FILES.items():
        file = SimpleUploadedFile("october.csv", b"reference,nonsense\nA-1,x\nA-1,y\n")
        with unit_of_work(scope_of(name).user_id):
            jobs.ask(scope=scope_of(name), kind=kind, file=file, check_only=False, now=timezone.now())


def scope_of(name: str) -> Scope:
    found = scopes.current(user(name), None)
    assert found is not None
    return found


def stops_of(name: str) -> list[Stop]:
    """The pages that this person may open."""
    client = Client()
    if name != STRANGER:
        client.force_login(user(name))
    return [stop for address in ADDRESSES for stop in _stops(address, name, client)]


def _stops(address: Address, name: str, client: Client) -> Iterator[Stop]:
    rule = address.rule
    if rule is None or rule.public != (name == STRANGER):
        return
    if not rule.public and rule.permission and not scope_of(name).may(rule.permission):
        return
    for arguments in _other_arguments(address):
        candidates = [{}] if rule.public else _records(rule.loaders, name)
        paths = (reverse(address.name, kwargs={**arguments, **records}) for records in candidates)
        path = next((path for path in paths if _is_page(client, path)), None)
        if path:
            words = (
                "-".join([address.name, *filter(None, arguments.values())]) if "section" in arguments else address.name
            )
            yield Stop(words, path)


def _other_arguments(address: Address) -> list[dict[str, str]]:
    """For the arguments of an address that are no records."""
    if address.name == "assessment_section":
        return [{"section": one.key} for one in sections.FORM]
    if address.name == "assessment_correct":
        return [{"section": one.key} for one in sections.CORRECTABLE]
    if address.name == "invitation_accept":
        return [{"secret": SECRET}, {"secret": "not-a-secret"}]
    if address.name == "account_reset_password_from_key":
        return [{"uidb36": "1", "key": "set-password"}]
    return [{}]


def _records(loaders: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """A few to try: the same place of each list together, so that two children are not the same one."""
    if not loaders:
        return [{}]
    with unit_of_work(user(name).pk):
        found = {argument: list(loader(scope_of(name))[:CANDIDATES]) for argument, loader in loaders.items()}
    return [dict(zip(found, (row.pk for row in rows), strict=True)) for rows in zip(*found.values(), strict=False)]


def _is_page(client: Client, path: str) -> bool:
    response = client.get(path)
    return response.status_code == 200 and response.headers["Content-Type"].startswith("text/html")
