"""Words that every page about a family uses: days, names, the line for a child in danger."""

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings

from agencies.models import Agency, Role
from agencies.scope import Scope
from assessments.models import Assessment, Child, EmergencyAccess
from ehtrack.lib.calendar import LONDON
from ehtrack.lib.numbers import plural


def day(value: date | None) -> str:
    return f"{value.day} {value:%B %Y}" if value else ""


def short_day(value: date | None) -> str:
    """For tables: 3 Oct 2022."""
    return f"{value.day} {value:%b %Y}" if value else ""


def moment(value: datetime) -> str:
    local = value.astimezone(LONDON)
    return f"{day(local.date())} at {local:%H:%M}"


def opened_in_emergency(access: EmergencyAccess | None) -> str:
    """Told on the record itself, as it looks like any other; empty when there was no emergency."""
    if access is None:
        return ""
    return (
        f"You opened this family's record in an emergency. It stays open to you until {moment(access.ends_at)}. "
        "The agencies that work with the family review why."
    )


def days_ago(value: date, today: date) -> str:
    number = (today - value).days
    return {0: "today", 1: "yesterday"}.get(number, f"{number:,} days ago")


def days(since: date, today: date) -> str:
    number = (today - since).days
    return plural(number, "day")


def child_name(child: Child) -> str:
    """A merged record goes by the name of the one that stands for it."""
    return (child.merged_into or child).name or "Details awaited"


def listed(words: Iterable[str]) -> str:
    *rest, last = words
    return f"{', '.join(rest)} and {last}" if rest else last


def name_on(assessment: Assessment, child: Child) -> str:
    """As typed while it is a draft: whoever records it may not know yet by which name the child is known."""
    return assessment.typed_names.get(str(child.pk)) or child_name(child)


def children_of(assessment: Assessment) -> str:
    """The names of the children, each once."""
    names = list(dict.fromkeys(name_on(assessment, child) for child in assessment.children.all()))
    return listed(names) if names else "No child recorded"


def in_danger() -> str:
    return f"If a child is in immediate danger call 999. To reach the MASH call {settings.MASH_PHONE}."


def lead_professional(assessment: Assessment) -> str:
    lead = assessment.lead_professional
    name = lead.name if lead else assessment.lead_professional_name
    agency = assessment.lead_professional_agency
    return ", ".join(part for part in (name, agency.name if agency else "") if part)


def agency(of: Agency, scope: Scope) -> str:
    """On a list. One that is not to be named is named to itself and to LCSS."""
    named = not of.do_not_name or scope.has(Role.LCSS) or of.pk == scope.agency_id
    return of.name if named else "Contact LCSS"


def author(assessment: Assessment) -> str:
    return assessment.author.name if assessment.author else assessment.author_name


def not_to_share(assessment: Assessment) -> str:
    return f"Do not share this with: {assessment.not_to_share_with}" if assessment.not_to_share_with else ""
