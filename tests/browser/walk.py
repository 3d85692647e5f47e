"""Every page that somebody may open, from the URLconf and the policy: an address added there is walked by itself.

The records on the way are those of the demonstration that the person finds by the view's own selector.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.models import Agency, ExportFormat, Invitation, User, WatchItem
from agencies.scope import Scope
from agencies.selectors import scopes
from agencies.services.invitations import digest_of
from agencies.unit_of_work import unit_of_work
from assessments import sections
from assessments.models import Assessment, MashStandard
from assessments.services import emergency
from dashboards.forms.returns import SECTIONS
from ehtrack.demonstration import returns
from ehtrack.exports import jobs as exports
from ehtrack.imports import jobs
from tests import factories
from tests.architecture.addresses import ADDRESSES, Address
from tests.worker import do_imports

PEOPLE = ("practitioner", "lead", "lcss", "mash", "board", "auditor")  # one of each role
STRANGER = "stranger"  # nobody signed in
AT_PUBLIC_PAGES = (STRANGER, "auditor")  # some of them show themselves only to who is signed in
CANDIDATES = 8
SECRET = "a-secret-of-the-link"
EXPORTS = {"mash": "contacts", "lead": "assessments", "lcss": "assessments"}
BAD_FILES = {"mash": "contacts", "lead": "assessments", "board": "targets"}


# Files, redirects, and what only takes a form.
NO_PAGES = {
    "healthz",
    "import_rejected",
    "import_template",
    "export_file",
    "publication_file",
    "return_export",
    "assessment_search",
    "child_search",
    "child_one_after_all",
    "contact_search",
    "contact_who_looked",  # needs a lead who works for the MASH, which the demonstration has not
    "watch_compute",
    "account_inactive",
    "openid_connect_login",
    "openid_connect_callback",
    "session_end",
    "session_stay",
    "unsent_form",
    # They need a second factor, which the walkers have not: tests/browser/test_sign_in_journey.py.
    "mfa_authenticate",
    "mfa_deactivate_totp",
    "mfa_reauthenticate_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "mfa_download_recovery_codes",
}
OF_EACH_ROLE = {"home"}  # another page for each
FIGURES = [{"measure": key} for key in ("assessments", "ratio", "overdue-tafs", "trained")]
# Where whoever may read the record is sent on to it, unless it is in this state.
DRAFT = {"status": "draft"}
ONLY_WHILE: dict[str, dict[str, Any]] = {
    "assessment_tasks": DRAFT,
    "assessment_children": DRAFT,
    "assessment_section": DRAFT,
    "assessment_check": DRAFT,
    "child_unmerge": {"merged_into__isnull": False},
}
OTHER_ARGUMENTS = {
    "assessment_section": [{"section": one.key} for one in sections.FORM],
    "assessment_correct": [{"section": one.key} for one in sections.CORRECTABLE],
    "invitation_accept": [{"secret": SECRET}, {"secret": "not-a-secret"}],
    "account_reset_password_from_key": [{"uidb36": "1", "key": "set-password"}],
    "quality_check": [{"check": one} for one in ("no-birth-date", "no-taf", "undecided")],
    "import_template": [{"kind": kind, "ending": "csv"} for kind in ("children", "contacts", "agencies")],
    "export_ask": [{"kind": kind} for kind in ("assessments", "contacts", "sent-contacts")],
    "explain_figure": FIGURES,
    "explain_own_figure": FIGURES,
    "return_section": [{"section": one} for one in SECTIONS],
    "return_version": [{"number": "1"}],
}


@dataclass(frozen=True)
class Stop:
    """A page of somebody: the first of ``paths`` that shows one. A record may be in the wrong state for it.

    ``again``: somebody before them has seen the same page, with other rows at most.
    """

    name: str
    address: str
    paths: tuple[str, ...]
    again: bool = False


def user(name: str) -> User:
    return User.objects.get(email=f"{name}@example.org")


def furnish() -> None:
    """What it has not yet: an invitation, a standard to come, refused and asked files, a publication, returns."""
    returns.make(now=timezone.now(), say=lambda line: None)
    MashStandard.objects.create(priority="red", hours=2, holds_from=date(2099, 4, 1))
    board = scope_of("board")
    RecoveryCodes.activate(user("practitioner"))
    for name in ("lead", "board"):
        Invitation.objects.create(
            agency_id=scope_of(name).agency_id,
            email=f"new-colleague-of-{name}@example.org",
            roles=["practitioner"],
            token_digest=digest_of(SECRET if name == "lead" else name),
            invited_by_id=board.user_id,
            expires_at=timezone.now() + timedelta(days=7),
        )
    _furnish_unusual_access()
    factories.publication(Agency.objects.get(pk=board.agency_id), by=user("board"))
    for name, kind in BAD_FILES.items():
        file = SimpleUploadedFile("october.csv", b"reference,nonsense\nA-1,x\nA-1,y\n")
        with unit_of_work(scope_of(name).user_id):
            jobs.ask(scope=scope_of(name), kind=kind, file=file, check_only=False)
    do_imports()
    for name, kind in EXPORTS.items():
        query, csv = QueryDict("shared=yes"), ExportFormat.CSV
        with unit_of_work(scope_of(name).user_id):
            exports.ask(scope=scope_of(name), kind=kind, format=csv, query=query, search="", now=timezone.now())


def _furnish_unusual_access() -> None:
    """Somebody opened an S&N of the lead's agency in an emergency, which is also on the watch list."""
    outsider, now = scope_of("outsider"), timezone.now()
    own = Assessment.objects.open().filter(agency_id=scope_of("lead").agency_id).order_by("pk")
    with unit_of_work(outsider.user_id):
        for reference in own.values_list("reference", flat=True)[:CANDIDATES]:
            emergency.open_by_reference(scope=outsider, reference=reference, reason="At risk", now=now)
    WatchItem.objects.create(person_id=outsider.user_id, rule="refused", day=now.date(), number=3, at_least=3)


def scope_of(name: str) -> Scope:
    found = scopes.current(user(name), None)
    assert found is not None
    return found


def stops_of(name: str) -> list[Stop]:
    """Where this person may go, by the policy."""
    before = [scope_of(one) for one in PEOPLE[: PEOPLE.index(name)]] if name in PEOPLE else []
    return [stop for address in ADDRESSES for stop in _stops(address, name, before)]


def client_of(name: str) -> Client:
    client = Client()
    if name != STRANGER:
        client.force_login(user(name))
    return client


def is_page(client: Client, stop: Stop) -> bool:
    """Does one of its paths show a page to this person?"""
    return any(_shows_page(client.get(path)) for path in stop.paths)


def _shows_page(response: Any) -> bool:
    return response.status_code == 200 and response.headers["Content-Type"].startswith("text/html")


def _stops(address: Address, name: str, before: list[Scope]) -> Iterator[Stop]:
    rule = address.rule
    if rule is None or address.name in NO_PAGES:
        return
    if name not in AT_PUBLIC_PAGES if rule.public else name == STRANGER:
        return
    if rule.permission and not scope_of(name).may(rule.permission):
        return
    may_be_seen = any(rule.permission is None or scope.may(rule.permission) for scope in before)
    again = may_be_seen and not rule.public and not rule.loaders and address.name not in OF_EACH_ROLE
    candidates = [{}] if rule.public else _records(address, name)
    for arguments in _other_arguments(address):
        paths = tuple(reverse(address.name, kwargs={**arguments, **records}) for records in candidates)
        yield Stop("-".join([address.name, *arguments.values()]), address.name, paths, again)


def _other_arguments(address: Address) -> list[dict[str, str]]:
    """One of each for an argument that is no record; none for an address without such."""
    return OTHER_ARGUMENTS.get(address.name, [{}])


def reached(address: Address, scope: Scope) -> dict[str, Any]:
    """The records that a person gets to by the address, for each of its arguments."""
    loaders, state = address.rule.loaders if address.rule else {}, ONLY_WHILE.get(address.name)
    return {name: loader(scope).filter(**state) if state else loader(scope) for name, loader in loaders.items()}


def _records(address: Address, name: str) -> list[dict[str, Any]]:
    """A few to try: the same place of each list together, so that two children are not the same one."""
    if not (address.rule and address.rule.loaders):
        return [{}]
    with unit_of_work(user(name).pk):
        found = {argument: list(rows[:CANDIDATES]) for argument, rows in reached(address, scope_of(name)).items()}
    return [dict(zip(found, (row.pk for row in rows), strict=True)) for rows in zip(*found.values(), strict=False)]
