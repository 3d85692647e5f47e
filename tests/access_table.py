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
from assessments.models import Child
from tests import factories
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

# Of children and contacts: a child of an S&N of Asha's team that is shared, and of a contact.
READERS_OF_CHILDREN = Row(ok="asha ben carys dev lena farid", refused="esme grace")
ON_A_CHILD = Row(ok="asha ben dev lena", missing="carys esme farid grace")
LCSS_ON_A_CHILD = Row(ok="lena", refused="asha ben dev", missing="carys esme farid grace")
MASH = Row(ok="dev", refused="asha ben carys lena esme farid grace")
MASH_ON_A_CONTACT = Row(ok="dev", missing="asha ben carys lena esme farid grace")

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
    "child_list": READERS_OF_CHILDREN,
    "child_search": READERS_OF_CHILDREN,
    "child_detail": ON_A_CHILD,
    "child_correct": ON_A_CHILD,
    "child_history": ON_A_CHILD,
    "child_merge_search": LCSS_ON_A_CHILD,
    "child_merge": LCSS_ON_A_CHILD,
    "child_unmerge": LCSS_ON_A_CHILD,
    "contact_list": MASH,
    "contact_search": MASH,
    "contact_log": MASH,
    "sent_contact_list": Row(ok="asha ben carys farid", refused="dev lena esme grace"),
    "contact_detail": MASH_ON_A_CONTACT,
    "contact_history": MASH_ON_A_CONTACT,
    "contact_prioritise": MASH_ON_A_CONTACT,
    "contact_decide": MASH_ON_A_CONTACT,
    "contact_tell": MASH_ON_A_CONTACT,
    "contact_correct": MASH_ON_A_CONTACT,
    "contact_correct_decision": MASH_ON_A_CONTACT,
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


def _child(cast: Cast, **fields: Any) -> Child:
    child = factories.child(**fields)
    factories.assessment(cast.school, team=cast.pastoral, children=[child])
    factories.contact(cast.school, children=[child])
    return child


def _on_child(cast: Cast) -> dict[str, Any]:
    return {"child": _child(cast).pk}


def _on_contact(cast: Cast) -> dict[str, Any]:
    return {"contact": factories.contact(cast.school, children=[factories.child()]).pk}


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
    **dict.fromkeys(("child_detail", "child_correct", "child_history", "child_merge_search"), _on_child),
    "child_merge": lambda cast: {"child": _child(cast).pk, "duplicate": _child(cast).pk},
    "child_unmerge": lambda cast: {"child": _child(cast, merged_into=_child(cast)).pk},
    **{name: _on_contact for name, row in TABLE.items() if row is MASH_ON_A_CONTACT},
}
