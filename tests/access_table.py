"""Who gets what from every address: the cast against the URLconf, as plain data. A new address needs a line here.

``ok`` gets the page (or is sent on), ``refused`` gets 403 (in scope, but not for the role), ``missing`` gets 404 (not
theirs: the same as what does not exist). ``PUBLIC`` are the addresses that need no signing in.

ARGUMENTS makes the ids of an address from the cast; for an id of a record, make the record there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from agencies.models import ImportJob, Invitation, Membership
from agencies.services.invitations import LASTS, digest_of
from tests.cast import PLAYERS, Cast

EVERYBODY = " ".join(PLAYERS)
SECRET = "a-secret-of-the-link"


@dataclass(frozen=True)
class Row:
    ok: str = ""
    refused: str = ""
    missing: str = ""

    def expected(self) -> dict[str, str]:
        said = {"ok": self.ok, "refused": self.refused, "missing": self.missing}
        return {player: word for word, players in said.items() for player in players.split()}


PUBLIC = {
    "healthz",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "invitation_accept",
}

# Pages with figures: their tests commit, as the reporting role counts.
COUNTED = {"home", "partnership_figures", "figures_of_agency", "agency_figures", "export_partnership", "export_agency"}

# Three shapes come again and again; the council's people are Esme and Grace.
LEADS_AND_BOARD = Row(ok="ben esme", refused="asha carys dev lena farid grace")
OF_THE_SCHOOL = Row(ok="ben esme", refused="asha", missing="carys dev lena farid grace")
BOARD = Row(ok="esme", refused="asha ben carys dev lena farid grace")
BOARD_ON_THE_SCHOOL = Row(ok="esme", refused="asha ben", missing="carys dev lena farid grace")

TABLE: dict[str, Row] = {
    **dict.fromkeys(PUBLIC, Row(ok=EVERYBODY)),
    "account_reauthenticate": Row(ok=EVERYBODY),
    "account_change_password": Row(ok=EVERYBODY),
    "home": Row(ok=EVERYBODY),
    "switch_agency": Row(ok=EVERYBODY),
    "no_membership": Row(ok=EVERYBODY),
    "person_list": LEADS_AND_BOARD,
    "person_detail": OF_THE_SCHOOL,
    "membership_end": OF_THE_SCHOOL,
    "invitation_list": LEADS_AND_BOARD,
    "invitation_add": OF_THE_SCHOOL,
    "invitation_resend": OF_THE_SCHOOL,
    "invitation_withdraw": OF_THE_SCHOOL,
    "team_add": OF_THE_SCHOOL,
    "team_edit": OF_THE_SCHOOL,
    "agency_list": BOARD,
    "agency_add": BOARD,
    "agency_detail": OF_THE_SCHOOL,
    "agency_edit": BOARD_ON_THE_SCHOOL,
    "agency_move": BOARD_ON_THE_SCHOOL,
    "agency_close": BOARD_ON_THE_SCHOOL,
    "group_list": BOARD,
    "group_add": BOARD,
    "partnership_figures": BOARD,
    "export_partnership": BOARD,
    "figures_of_agency": BOARD_ON_THE_SCHOOL,
    "agency_figures": Row(ok="ben", refused="asha carys dev lena esme farid grace"),
    "export_agency": LEADS_AND_BOARD,
    "target_list": BOARD,
    "target_new": BOARD,
    "job_list": BOARD,
    "import_list": Row(ok="ben dev esme", refused="asha carys lena farid grace"),
    "import_detail": Row(ok="ben", missing="asha carys dev lena esme farid grace"),
    "import_rejected": Row(ok="ben", missing="asha carys dev lena esme farid grace"),
    "access_log": Row(ok="grace", refused="asha ben carys dev lena esme farid"),
}


def _invitation(cast: Cast) -> Invitation:
    return Invitation.objects.create(
        agency=cast.school,
        email="new@example.org",
        roles=["practitioner"],
        token_digest=digest_of(SECRET),
        invited_by=cast.ben,
        expires_at=timezone.now() + LASTS,
    )


def _school(cast: Cast) -> dict[str, Any]:
    return {"agency": cast.school.pk}


def _waiting(cast: Cast) -> dict[str, Any]:
    return {"invitation": _invitation(cast).pk}


def _accepting(cast: Cast) -> dict[str, Any]:
    _invitation(cast)
    return {"secret": SECRET}


def _import(cast: Cast) -> dict[str, Any]:
    return {
        "job": ImportJob.objects.create(user=cast.ben, agency=cast.school, kind="children", file_name="x", size=1).pk
    }


ARGUMENTS: dict[str, Callable[[Cast], dict[str, Any]]] = {
    "account_reset_password_from_key": lambda cast: {"uidb36": "1", "key": "set-password"},
    "person_detail": lambda cast: {"person": cast.asha.pk},
    "membership_end": lambda cast: {"membership": Membership.objects.get(user=cast.asha).pk},
    "invitation_resend": _waiting,
    "invitation_withdraw": _waiting,
    "invitation_accept": _accepting,
    "invitation_add": _school,
    "agency_detail": _school,
    "agency_edit": _school,
    "agency_move": _school,
    "agency_close": _school,
    "team_add": _school,
    "figures_of_agency": _school,
    "import_detail": _import,
    "import_rejected": _import,
    "team_edit": lambda cast: {"team": cast.pastoral.pk},
}
