"""Puts the demonstration partnership together, in one transaction."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import connection

from agencies.models import (
    Agency,
    AuditEvent,
    Consultation,
    Group,
    GroupMembership,
    Locality,
    Membership,
    NetworkMeeting,
    Population,
    Team,
    Training,
    User,
)
from agencies.services import audit
from agencies.unit_of_work import unit_of_work
from assessments.models import (
    Assessment,
    AssessmentChild,
    AssessmentDomain,
    Child,
    Contact,
    ContactChild,
    Family,
    FamilyMember,
    MashStandard,
    Meeting,
    MeetingAttendance,
    Pilot,
    Plan,
    PriorityChange,
)
from dashboards.models import Target
from ehtrack.demonstration import (
    agencies,
    assessments,
    chronology,
    contacts,
    families,
    meetings,
    partnership,
    plan,
    plans,
    targets,
    training,
    workforce,
)
from ehtrack.demonstration.load import copy
from ehtrack.lib.calendar import Month

PASSWORD = "early-help-demo"
SEED = 20_230_316
LOCK = 7_311_402_950  # one builder at a time; any number that nothing else uses
WAITING_CONTACTS = 14
PILOT_NAMES = {
    plan.HEALTH_PILOT: ("Health Visitor Early Help pilot", agencies.HEALTH),
    plan.SCHOOL_PILOT: ("School Attendance Early Help pilot", "bright-meadow-trust"),
}

Say = Callable[[str], None]


@dataclass(frozen=True)
class Built:
    """The rows of the families' records before they are written."""

    assessments: assessments.Assessments
    meetings: meetings.Meetings
    contacts: contacts.Contacts
    families: families.Families


def is_there() -> bool:
    return AuditEvent.objects.filter(action=chronology.DONE).exists()


def build(*, today: date, size: int, say: Say) -> bool:
    """Make the partnership as known on the morning of ``today``; False when it is there already.

    Records end with the last complete month, but for drafts, meetings to come and the contacts that wait in the MASH.
    """
    with unit_of_work(None):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        if is_there():
            return False
        chance = random.Random(SEED)
        made = partnership.make(chance, size=size)
        say(f"Agencies: {len(made.agencies)}, people: {len(made.people)}")
        keys = _write_partnership(chance, made, today)
        _write_workforce(made, keys, today)
        built = _imagine(chance, made, list(MashStandard.objects.all()), today, say)
        _write(chance, built, keys, today, say)
        say("Chronology, corrections and merges")
        chronology.write(
            chance,
            today=today,
            partnership=made,
            made=built.assessments.made,
            duplicates=built.contacts.duplicates,
        )
        audit.record(scope=None, action=chronology.DONE, detail={"agencies": len(made.agencies)})
    return True


def _imagine(
    chance: random.Random, made: partnership.Partnership, standards: list[MashStandard], today: date, say: Say
) -> Built:
    months = list(plan.months(Month.of(today) - 1))
    kept = families.Families(chance, today, _schools(made))
    sn = assessments.Assessments(chance, today, made, kept)
    for month in months:
        sn.month(month)
    sn.drafts()
    sn.withdrawn([month.month for month in months])
    say(f"S&Ns: {len(sn.made):,}")
    taf = meetings.Meetings(chance, today, made)
    for one in sn.made:
        taf.of(one)
    say(f"TAF meetings: {len(taf.meetings):,}")
    mash = contacts.Contacts(chance, today, made, kept, sn.made, standards)
    for month in months:
        mash.month(month)
    mash.waiting(WAITING_CONTACTS)
    say(f"MASH contacts: {len(mash.rows):,}")
    return Built(sn, taf, mash, kept)


def _schools(made: partnership.Partnership) -> dict[str, list[str]]:
    """Names of schools by locality and stage, for the children's own."""
    names: dict[str, list[str]] = {}
    for agency in made.agencies.values():
        if agency.spec.groups == agencies.EDUCATION and agency.spec.profile != "school":
            for key in (agency.spec.profile, f"{agency.spec.locality} {agency.spec.profile}"):
                names.setdefault(key, []).append(agency.spec.name)
    return names


def _write_partnership(chance: random.Random, made: partnership.Partnership, today: date) -> assessments.Keys:
    localities = {code: str(key) for code, key in Locality.objects.values_list("code", "id")}
    groups = {code: str(key) for code, key in Group.objects.values_list("code", "id")}
    units = list(made.agencies.values())
    copy(
        Agency,
        ["id", "code", "name", "locality_id", "active_to", "do_not_name", "completes_none"],
        [
            (
                u.id,
                u.spec.code,
                u.spec.name,
                localities.get(u.spec.locality),
                u.spec.closed_on,
                u.spec.do_not_name,
                u.spec.completes_none,
            )
            for u in units
        ],
    )
    moves = [(u.id, groups[group], since) for u in units for group, since in u.spec.groups]
    copy(GroupMembership, ["agency_id", "group_id", "starts_on"], moves)
    pupils = [(u.id, children, day) for u in units for children, day in u.spec.censuses(today)]
    copy(Population, ["agency_id", "children", "starts_on"], pupils)
    copy(Team, ["id", "agency_id", "name"], [(team.id, unit.id, team.name) for unit in units for team in unit.teams])
    _write_people(made)
    pilots = {code: partnership.new_id(chance) for code in PILOT_NAMES}
    begins = {code: month.first for code, month in plan.PILOTS.values()}
    copy(
        Pilot,
        ["id", "code", "name", "agency_id", "starts_on"],
        [(pilots[c], c, name, made.agencies[agency].id, begins[c]) for c, (name, agency) in PILOT_NAMES.items()],
    )
    copy(Target, targets.COLUMNS, targets.rows(today, {u.spec.code: u.id for u in units}, groups))
    return assessments.Keys(localities, pilots)


def _write_people(made: partnership.Partnership) -> None:
    """Only the accounts that are printed can sign in."""
    password, none = make_password(PASSWORD), make_password(None)
    people = [(p.id, p.email, p.name, password if p.account else none) for p in made.people]
    copy(User, ["id", "email", "name", "password"], people)
    held = [
        (person.id, agency.id, role.value, team.id if team else None)
        for person in made.people
        for agency, team, role in person.memberships
    ]
    copy(Membership, ["user_id", "agency_id", "role", "team_id"], held)


def _write(chance: random.Random, built: Built, keys: assessments.Keys, today: date, say: Say) -> None:
    sn, taf, mash, kept = built.assessments, built.meetings, built.contacts, built.families
    say(f"Writing {len(kept.children):,} children")
    copy(Child, families.CHILD_COLUMNS, kept.children)
    copy(Family, families.FAMILY_COLUMNS, kept.families)
    copy(FamilyMember, families.MEMBER_COLUMNS, kept.members)
    say("Writing S&Ns and TAF meetings")
    copy(Assessment, assessments.COLUMNS, assessments.rows(chance, sn.made, keys))
    copy(AssessmentChild, assessments.LINK_COLUMNS, assessments.links(sn.made))
    copy(AssessmentDomain, assessments.DOMAIN_COLUMNS, assessments.domains(chance, sn.made, today))
    copy(Meeting, meetings.COLUMNS, taf.meetings)
    copy(MeetingAttendance, meetings.ATTENDANCE_COLUMNS, taf.attendances)
    say("Writing MASH contacts")
    copy(Contact, contacts.COLUMNS, mash.rows)
    copy(ContactChild, contacts.LINK_COLUMNS, mash.links)
    copy(PriorityChange, ["contact_id", "at", "by_id", "priority", "due_at"], contacts.recent(mash.rows, today))
    _write_plans(built, today)


def _write_plans(built: Built, today: date) -> None:
    made, mash = built.assessments.made, built.contacts
    others = plans.on_no_assessment(built.families.children, made, mash.duplicates)
    copy(Plan, plans.COLUMNS, plans.rows(random.Random(SEED), made, others, Month.of(today) - 1, today))


def _write_workforce(made: partnership.Partnership, keys: assessments.Keys, today: date) -> None:
    chance, last = random.Random(SEED), Month.of(today) - 1
    copy(Training, training.COLUMNS, training.rows(chance, made, last))
    copy(NetworkMeeting, workforce.NETWORK_COLUMNS, workforce.networks(chance, keys.localities, last))
    asked = workforce.consultations(chance, made, keys.localities, last)
    copy(Consultation, workforce.CONSULTATION_COLUMNS, asked)
