"""The cast: who plays in every test of access, and how each signs in.

Asha, school practitioner and lead professional; Ben, lead of the same school; Carys, health visitor, in the team; Dev,
MASH worker; Lena, LCSS worker; Esme, Trust Board admin, counts everything and opens nobody; Farid, practitioner of an
agency that is not involved; Grace, auditor.
"""

from dataclasses import dataclass

import pytest
from django.test import Client

from agencies.acting import SESSION_KEY
from agencies.models import Agency, Role, Team, User
from agencies.scope import Scope
from agencies.selectors import scopes
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
        """A browser in which the player is signed in, acting for the agency (else their first)."""
        client = Client()
        client.force_login(self.user(name))
        if agency:
            session = client.session
            session[SESSION_KEY] = str(agency.pk)
            session.save()
        return client

    def scope(self, name: str, *, agency: Agency | None = None) -> Scope:
        """For whom the player acts: the first argument of selectors and services."""
        found = scopes.current(self.user(name), str(agency.pk) if agency else None)
        if found is None:
            raise LookupError(f"{name} has no membership")
        return found


def make() -> Cast:
    """The agencies of the cast and everybody in them. Call it within a transaction, or in a clone."""
    agencies = _agencies()
    pastoral = factories.team(agencies["school"], "Pastoral team")
    health_visitors = factories.team(agencies["health"], "Health visitors")
    player = factories.person
    return Cast(
        **agencies,
        pastoral=pastoral,
        health_visitors=health_visitors,
        asha=player("Asha Patel", agency=agencies["school"], team=pastoral, email="asha@example.org"),
        ben=player("Ben Okafor", agency=agencies["school"], roles=[Role.LEAD], email="ben@example.org"),
        carys=player("Carys Evans", agency=agencies["health"], team=health_visitors, email="carys@example.org"),
        dev=player("Dev Sharma", agency=agencies["mash"], roles=[Role.MASH], email="dev@example.org"),
        lena=player("Lena Novak", agency=agencies["lcss"], roles=[Role.LCSS], email="lena@example.org"),
        esme=player("Esme Clarke", agency=agencies["council"], roles=[Role.BOARD], email="esme@example.org"),
        farid=player("Farid Haddad", agency=agencies["refuge"], email="farid@example.org"),
        grace=player("Grace Bell", agency=agencies["council"], roles=[Role.AUDITOR], email="grace@example.org"),
    )


def _agencies() -> dict[str, Agency]:
    make = factories.agency
    return {
        "school": make("Hilltop School", code="hilltop-school", group="education"),
        "health": make("Oxford Health", code="oxford-health", group="health"),
        "council": make("Oxfordshire County Council", code="county-council", group="county-council"),
        "mash": make("Multi-Agency Safeguarding Hub", code="mash", group="county-council"),
        "lcss": make("Locality and Community Support Service", code="lcss", group="county-council"),
        "refuge": make("Harbour Refuge", code="harbour-refuge", group="other", do_not_name=True),
    }


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> Cast:
    """In the test's transaction, or committed in its clone."""
    request.getfixturevalue("clone" if "clone" in request.fixturenames else "db")
    return make()
