"""People, memberships and invitations as finished words."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from agencies.models import Invitation, Membership, Role, User
from agencies.scope import Scope
from ehtrack.lib import numbers
from ehtrack.lib.components import SummaryRow, link, tag_html
from ehtrack.lib.tables import Column, Table


def words(moment: datetime | None, *, none: str = "") -> str:
    return date_format(timezone.localtime(moment), "j F Y") if moment else none


def role_labels(roles: Iterable[str]) -> str:
    held = set(roles)
    return ", ".join(role.label for role in Role if role in held)


def people_table(people: Iterable[User], *, with_agency: bool) -> Table:
    columns = [Column("name", "Name"), Column("email", "Email"), Column("roles", "Roles"), Column("team", "Teams")]
    if with_agency:
        columns.insert(2, Column("agency", "Agency"))
    columns.append(Column("last", "Last signed in"))
    return Table("People", columns, [_person_row(person, with_agency=with_agency) for person in people])


def _person_row(person: User, *, with_agency: bool) -> list[str | SafeString]:
    memberships = list(person.memberships.all())
    current = [membership for membership in memberships if not membership.ended_at]
    reached = bool(current) or with_agency  # as ``selectors.people.reached``
    agencies = [", ".join(dict.fromkeys(m.agency.name for m in current or memberships))] if with_agency else []
    return [
        link(person.name, reverse("person_detail", args=[person.pk])),
        person.email if reached else "",
        *agencies,
        role_labels(m.role for m in current) or tag_html("Ended", "grey"),
        ", ".join(sorted({m.team.name for m in current if m.team})),
        words(person.last_login, none="Never") if reached else "",
    ]


def person_summary(person: User, *, reached: bool) -> list[SummaryRow]:
    if not reached:
        return [SummaryRow("Email, phone, last signed in", "Not shown: they no longer work here")]
    return [
        SummaryRow("Email", person.email),
        SummaryRow("Phone", person.phone, reverse("person_phone", args=[person.pk])),
        SummaryRow("Last signed in", words(person.last_login, none="Never")),
    ]


def ended(name: str, role: str, agency: str, withdrawn: int) -> str:
    """``withdrawn``: how many invitations they had sent, which somebody else has to send anew."""
    told = f"{name} is no longer {role} of {agency}"
    if not withdrawn:
        return told
    those = numbers.plural(withdrawn, "invitation that they had sent is", "invitations that they had sent are")
    return f"{told}. {those} withdrawn: invite again whoever is still to come"


def memberships_table(memberships: Iterable[Membership], scope: Scope) -> Table:
    columns = [
        Column("role", "Role"),
        Column("agency", "Agency"),
        Column("team", "Team"),
        Column("since", "Since"),
        Column("ended", "Until"),
    ]
    return Table("Memberships", columns, [_membership_row(membership, scope) for membership in memberships])


def _membership_row(membership: Membership, scope: Scope) -> list[str | SafeString]:
    own = membership.user_id == scope.user_id
    may_end = not membership.ended_at and not own and scope.may_give([membership.role])
    end = link("End", reverse("membership_end", args=[membership.pk]), hidden=f"{membership.get_role_display()} role")
    return [
        membership.get_role_display(),
        membership.agency.name,
        membership.team.name if membership.team else "",
        words(membership.recorded_at),
        words(membership.ended_at) or (end if may_end else "Current"),
    ]


def invitations_table(invitations: Iterable[Invitation], *, now: datetime, with_agency: bool) -> Table:
    columns = [Column("email", "Email"), Column("roles", "Roles"), Column("by", "Invited by"), Column("until", "Until")]
    if with_agency:
        columns.insert(1, Column("agency", "Agency"))
    columns.append(Column("change", "Change"))
    rows = [_invitation_row(invitation, now, with_agency=with_agency) for invitation in invitations]
    return Table("Invitations", columns, rows)


def _invitation_row(invitation: Invitation, now: datetime, *, with_agency: bool) -> list[str | SafeString]:
    team = f" ({invitation.team.name})" if invitation.team else ""
    expired = invitation.expires_at <= now
    return [
        invitation.email,
        *([invitation.agency.name] if with_agency else []),
        role_labels(invitation.roles) + team,
        invitation.invited_by.name,
        tag_html("Expired", "orange") if expired else words(invitation.expires_at),
        _answers(invitation),
    ]


def _answers(invitation: Invitation) -> SafeString:
    again = link("Send again", reverse("invitation_resend", args=[invitation.pk]), hidden=f"to {invitation.email}")
    withdraw = link("Withdraw", reverse("invitation_withdraw", args=[invitation.pk]), hidden=f"from {invitation.email}")
    return format_html("{} {}", again, withdraw)
