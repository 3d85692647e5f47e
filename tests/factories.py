"""Records for tests. Plain functions with defaults that satisfy every constraint; say only what the test is about."""

import itertools
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from agencies.models import (
    Agency,
    Consultation,
    Group,
    GroupMembership,
    Locality,
    Membership,
    NetworkMeeting,
    Role,
    Team,
    Training,
    User,
    WatchItem,
)
from agencies.services import audit
from assessments.models import (
    Assessment,
    AssessmentChild,
    Child,
    Contact,
    ContactChild,
    Family,
    FamilyMember,
    MashStandard,
    Meeting,
    Pilot,
)
from dashboards import seals
from dashboards.counts import Counts
from dashboards.measures.returned import AgencyFigures, ReturnFigures
from dashboards.models import Basis, Publication, QuarterlyReturn, Release, ReturnDraft, ReturnState, ReturnVersion
from dashboards.services import returns
from ehtrack.lib.calendar import Quarter

PASSWORD = "early-help-demo"
_numbers = itertools.count(1)


def group(code: str = "education") -> Group:
    """One of the groups that the migrations make, or a new one."""
    return Group.objects.get_or_create(code=code, defaults={"name": code.replace("-", " ").capitalize()})[0]


def locality(code: str = "central") -> Locality:
    return Locality.objects.get_or_create(code=code, defaults={"name": code.capitalize()})[0]


def agency(name: str = "", *, group: str = "education", since: date | None = None, **fields: Any) -> Agency:
    """An agency in a group (by its code) from ``since`` on; None: since ever."""
    number = next(_numbers)
    made = Agency.objects.create(
        **{"name": name or f"Agency {number}", "code": f"agency-{number}", "locality": locality(), **fields}
    )
    move(made, to=group, since=since)
    return made


def move(agency: Agency, *, to: str, since: date | None) -> GroupMembership:
    """Puts the agency in another group from the first of a month on."""
    return GroupMembership.objects.create(agency=agency, group=group(to), starts_on=since)


def team(agency: Agency, name: str = "") -> Team:
    return Team.objects.create(agency=agency, name=name or f"Team {next(_numbers)}")


def user(name: str = "", *, email: str = "", **fields: Any) -> User:
    number = next(_numbers)
    return User.objects.create_user(
        name=name or f"Person {number}",
        email=email or f"person{number}@example.org",
        **{"password": PASSWORD, **fields},
    )


def membership(user: User, agency: Agency, role: Role = Role.PRACTITIONER, **fields: Any) -> Membership:
    return Membership.objects.create(user=user, agency=agency, role=role, **fields)


def person(
    name: str = "",
    *,
    agency: Agency,
    roles: Iterable[Role] = (Role.PRACTITIONER,),
    team: Team | None = None,
    **fields: Any,
) -> User:
    """Someone who holds these roles in the agency."""
    made = user(name, **fields)
    for role in roles:
        membership(made, agency, role, team=team)
    return made


def watch_item(person: User, **fields: Any) -> WatchItem:
    """Something unusual that the person did."""
    values = {"rule": "refused", "day": date(2026, 7, 1), "number": 3, "at_least": 3}
    return WatchItem.objects.create(person=person, **{**values, **fields})


def child(forename: str = "Robin", surname: str = "Example", **fields: Any) -> Child:
    return Child.objects.create(
        forename=forename, surname=surname, **{"date_of_birth": date(2015, 5, 1), "sex": "U", **fields}
    )


def family(*children: Child) -> Family:
    made = Family.objects.create()
    FamilyMember.objects.bulk_create([FamilyMember(family=made, child=child) for child in children])
    return made


def pilot(name: str = "Health Visitor Early Help pilot", **fields: Any) -> Pilot:
    return Pilot.objects.create(name=name, **{"code": f"pilot-{next(_numbers)}", **fields})


def standard(**fields: Any) -> MashStandard:
    """A MASH standard that follows the published one."""
    return MashStandard.objects.create(**{"priority": "red", "hours": 2, "holds_from": date(2027, 4, 1), **fields})


def training(agency: Agency, **fields: Any) -> Training:
    values = {"person": f"S{next(_numbers)}", "course": "S&N form", "completed_on": date(2022, 10, 3)}
    return Training.objects.create(agency=agency, **{**values, **fields})


def network(**fields: Any) -> NetworkMeeting:
    """A meeting of the Early Help Network that was held and talked through two families."""
    if "locality" not in fields:
        fields["locality"] = locality()
    return NetworkMeeting.objects.create(**{"held_on": date(2022, 10, 10), "families_discussed": 2, **fields})


def consultation(agency: Agency, **fields: Any) -> Consultation:
    """A No Names Consultation that somebody of the agency asked for."""
    values = {"held_on": date(2022, 10, 12), "theme": "parenting", "advice": "Offer the family an S&N"}
    if "recorded_by" not in fields:
        fields["recorded_by"] = user()
    return Consultation.objects.create(agency=agency, **{**values, **fields})


def assessment(agency: Agency, *, children: Iterable[Child] = (), **fields: Any) -> Assessment:
    """A completed S&N, agreed to and shared with the council; ``status="draft"`` makes a draft without dates."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "source": "ehtrack",
        "reference": f"SN-{number}",
        "status": "completed",
        "started_on": date(2022, 10, 3),
        "completed_on": date(2022, 10, 10),
        "shared_on": date(2022, 10, 10),
        "consent": "yes",
        "consent_on": date(2022, 10, 3),
    }
    if fields.get("status") == "draft":
        values |= {"completed_on": None, "shared_on": None}
    made = Assessment.objects.create(agency=agency, **{**values, **fields})
    AssessmentChild.objects.bulk_create([AssessmentChild(assessment=made, child=child) for child in children])
    return made


def meeting(assessment: Assessment, **fields: Any) -> Meeting:
    """A TAF meeting that is planned; ``held_on`` and ``outcome`` make it one that was held."""
    return Meeting.objects.create(
        assessment=assessment, **{"planned_on": date(2022, 11, 14), "chair_agency": assessment.agency, **fields}
    )


def contact(agency: Agency, *, children: Iterable[Child] = (), **fields: Any) -> Contact:
    """A MASH contact that ``agency`` sent, not decided; ``received_day`` in place of a time leaves the time out."""
    values: dict[str, Any] = {"source": "ehtrack", "reference": f"MC-{next(_numbers)}"}
    if "received_day" not in fields:
        values["received_at"] = datetime(2022, 10, 3, 9, 30, tzinfo=UTC)
    made = Contact.objects.create(source_agency=agency, **{**values, **fields})
    ContactChild.objects.bulk_create([ContactChild(contact=made, child=child) for child in children])
    return made


def quarterly_return(agency: Agency, label: str = "2022-23 Q3", **fields: Any) -> QuarterlyReturn:
    """Opened, and not signed yet."""
    quarter = Quarter.from_label(label)
    values = {"year": quarter.year.label, "quarter": quarter.number, "due_on": returns.due_on(quarter)}
    made = QuarterlyReturn.objects.create(agency=agency, **{**values, **fields})
    ReturnDraft.objects.create(quarterly_return=made)
    return made


def return_version(
    made: QuarterlyReturn, *, by: User, figures: ReturnFigures | None = None, **content: Any
) -> ReturnVersion:
    """Signed, as the audit was told; unless told otherwise, with figures of an agency that did nothing."""
    agency = AgencyFigures(made.agency.code, made.agency.name, Counts(), Counts(), target=None, trained=0)
    figures = figures or ReturnFigures(made.label, Basis.COMPLETED, "1", (agency,))
    QuarterlyReturn.objects.filter(pk=made.pk).update(state=ReturnState.SUBMITTED)
    signed = ReturnVersion(
        quarterly_return=made,
        number=1,
        figures=figures.as_json(),
        definition=figures.definition,
        submitted_at=datetime(2023, 1, 20, 9, 30, tzinfo=UTC),
        submitted_by=by,
        **content,
    )
    signed.digest = seals.digest(signed)
    signed.save(force_insert=True)
    told = {"version": signed.number, "digest": signed.digest}
    audit.record(scope=None, action="return.submitted", subject_type="return", subject_ids=[made.pk], detail=told)
    return signed


def publication(agency: Agency, *, by: User, content: bytes = b"told", **fields: Any) -> Publication:
    """Done, with a file of these bytes; its release told nothing."""
    period = {"first": date(2022, 10, 1), "last": date(2022, 12, 31), "definition": "1"}
    release = Release.objects.create(released_by=by, asked={}, cells=[], lines=[], **period)
    ended = datetime(2023, 2, 14, 10, tzinfo=UTC)
    done = {"state": "done", "finished_at": ended, "content": content, "release": release}
    said = {"kind": "figures", "label": "2022-23 Q3", "whose": "the partnership", "format": "csv"}
    file = {"file_name": "told.csv", "content_type": "text/csv; charset=utf-8", "size": len(content)}
    return Publication.objects.create(user=by, agency=agency, **{**said, **file, **done, **fields})
