"""The cast: who plays in every test of access, and how each signs in.

Asha, school practitioner and lead professional; Ben, lead of the same school; Carys, health visitor, in the team; Dev,
MASH worker; Lena, LCSS worker; Esme, Trust Board admin, counts everything and opens nobody; Farid, practitioner of an
agency that is not involved; Grace, auditor.
"""

from copy import copy
from dataclasses import dataclass
from functools import cache
from uuid import UUID

import pytest
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.test.client import ClientHandler

from agencies.acting import SESSION_KEY
from agencies.models import Agency, Group, GroupMembership, Membership, Role, Team, User
from agencies.scope import Scope
from agencies.selectors import scopes
from agencies.sessions import SessionStore
from tests import factories

PLAYERS = ("asha", "ben", "carys", "dev", "lena", "esme", "farid", "grace")


@dataclass(frozen=True)
class Cast:
    school: Agency
    health: Agency
    council: Agency
    mash: Agency
    lcss: Agency
    refuge: Agency
    pastoral: Team
    health_visitors: Team
    asha: User
    ben: User
    carys: User
    dev: User
    lena: User
    esme: User
    farid: User
    grace: User

    def user(self, name: str) -> User:
        found: User = getattr(self, name)
        return found

    def client(self, name: str, *, agency: Agency | None = None) -> Client:
        """A browser in which the player is signed in, acting for the agency (else their first), as if for a while."""
        return signed_in(self.user(name), agency_id=agency.pk if agency else self.scope(name).agency_id)

    def scope(self, name: str, *, agency: Agency | None = None) -> Scope:
        """For whom the player acts: the first argument of selectors and services."""
        found = scopes.current(self.user(name), str(agency.pk) if agency else None)
        if found is None:
            raise LookupError(f"{name} has no membership")
        return found


def signed_in(user: User, *, agency_id: UUID) -> Client:
    """A browser with the session that signing in leaves. Made by one statement, as most tests begin with it."""
    session = SessionStore()
    session[auth.SESSION_KEY] = str(user.pk)
    session[auth.BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[SESSION_KEY] = str(agency_id)
    session.create()
    client = Client()
    client.handler = copy(_handler())  # a test may ask it to enforce what others do not
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


@cache
def _handler() -> ClientHandler:
    """Its middleware serves all: each handler would read their settings and every static file again."""
    handler = ClientHandler(enforce_csrf_checks=False)
    handler.load_middleware()
    return handler


AGENCIES = {  # with its code and its group
    "school": ("Hilltop School", "hilltop-school", "education"),
    "health": ("Oxford Health", "oxford-health", "health"),
    "council": ("Oxfordshire County Council", "county-council", "county-council"),
    "mash": ("Multi-Agency Safeguarding Hub", "mash", "county-council"),
    "lcss": ("Locality and Community Support Service", "lcss", "county-council"),
    "refuge": ("Harbour Refuge", "harbour-refuge", "other"),
}
TEAMS = {"pastoral": ("Pastoral team", "school"), "health_visitors": ("Health visitors", "health")}
PEOPLE = {  # with agency, role and team
    "asha": ("Asha Patel", "school", Role.PRACTITIONER, "pastoral"),
    "ben": ("Ben Okafor", "school", Role.LEAD, None),
    "carys": ("Carys Evans", "health", Role.PRACTITIONER, "health_visitors"),
    "dev": ("Dev Sharma", "mash", Role.MASH, None),
    "lena": ("Lena Novak", "lcss", Role.LCSS, None),
    "esme": ("Esme Clarke", "council", Role.BOARD, None),
    "farid": ("Farid Haddad", "refuge", Role.PRACTITIONER, None),
    "grace": ("Grace Bell", "council", Role.AUDITOR, None),
}


def make() -> Cast:
    """The agencies of the cast and everybody in them, by few statements. For a transaction, or in a clone."""
    agencies = _agencies()
    teams = {key: Team(name=name, agency=agencies[whose]) for key, (name, whose) in TEAMS.items()}
    Team.objects.bulk_create(teams.values())
    password = make_password(factories.PASSWORD)
    people = {key: User(name=name, email=f"{key}@example.org", password=password) for key, (name, *_) in PEOPLE.items()}
    User.objects.bulk_create(people.values())
    Membership.objects.bulk_create(
        Membership(user=people[key], agency=agencies[whose], role=role, team=teams[team] if team else None)
        for key, (_, whose, role, team) in PEOPLE.items()
    )
    return Cast(**agencies, **teams, **people)


def _agencies() -> dict[str, Agency]:
    central, groups = factories.locality(), {group.code: group for group in Group.objects.all()}
    made = {
        key: Agency(name=name, code=code, locality=central, do_not_name=key == "refuge")
        for key, (name, code, _) in AGENCIES.items()
    }
    Agency.objects.bulk_create(made.values())
    GroupMembership.objects.bulk_create(
        GroupMembership(agency=made[key], group=groups[group]) for key, (*_, group) in AGENCIES.items()
    )
    return made


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> Cast:
    """In the test's transaction, or committed in its clone."""
    request.getfixturevalue("clone" if "clone" in request.fixturenames else "db")
    return make()
