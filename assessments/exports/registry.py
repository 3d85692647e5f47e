"""The kinds of export, and which role finds which."""

from agencies.models import Role
from agencies.scope import Scope
from assessments.exports.assessments import Assessments
from assessments.exports.contacts import Contacts, SentContacts
from assessments.exports.kinds import ExportKind

KINDS: dict[str, ExportKind] = {kind.key: kind for kind in (Assessments(), Contacts(), SentContacts())}

KINDS_OF_ROLE: dict[Role, tuple[str, ...]] = {
    Role.LEAD: ("assessments", "sent-contacts"),
    Role.LCSS: ("assessments",),
    Role.MASH: ("contacts",),
}


def kinds_for(scope: Scope) -> list[str]:
    allowed = {kind for role in scope.roles for kind in KINDS_OF_ROLE.get(role, ())}
    return [kind for kind in KINDS if kind in allowed]
