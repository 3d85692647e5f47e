"""Training and meetings of the Early Help Network from files."""

from collections.abc import Sequence

from agencies.imports import AGENCY, Order, audited, check_agency, check_agency_dates, check_known, locality_id, lock
from agencies.models import NetworkMeeting, Training
from ehtrack.lib.importing import agreement, columns
from ehtrack.lib.importing.columns import Column
from ehtrack.lib.importing.merge import Merge
from ehtrack.lib.importing.run import Counts
from ehtrack.lib.importing.staging import Staging


def _person(value: str) -> str:
    """An email address in small letters, so that one person is not two; a staff number as it is."""
    return value.lower() if "@" in value else value


class TrainingKind:
    """Key: person, course and the day it was completed."""

    name = "training"
    key: Sequence[str] = ("person", "course", "completed_on")

    def __init__(self, order: Order) -> None:
        self.order = order
        self.columns = (
            Column(
                "person",
                columns.checked(_person, "An email address or a staff number", "w.powell@oaktree.example"),
                required=True,
                means="Who completed the course",
            ),
            Column("agency", columns.known_code(), required=True, means=AGENCY, example="oak-tree-school"),
            Column("course", columns.text(200), required=True, means="Name of the course", example="S&N level 1"),
            Column("completed_on", columns.day(order.today), "date", required=True, means="The day they completed it"),
        )

    def check(self, staging: Staging) -> None:
        agreement.check(staging, key=self.key)
        check_agency(staging, "agency", self.order.own_agency)
        check_agency_dates(staging, "agency", "completed_on", "r.completed_on")
        staging.error(
            """
            SELECT line, 'person', 'Give an email address or a staff number of at most 254 characters.'
            FROM import_rows WHERE length(person) > 254
            """
        )

    def write(self, staging: Staging, digest: str) -> Counts:
        lock(staging, self.name)
        merge = Merge(
            staging,
            Training,
            rows="""
                SELECT DISTINCT ON (r.person, r.course, r.completed_on) r.*, a.id AS agency_id
                FROM import_rows r JOIN agencies_agency a ON lower(a.code) = r.agency
                ORDER BY r.person, r.course, r.completed_on, r.line
            """,
            key={"person": "r.person", "course": "r.course", "completed_on": "r.completed_on"},
            values={"agency_id": "r.agency_id"},
        )
        merge.insert()
        merge.update()
        return audited(self.order, self.name, staging, digest, merge.counts())


class NetworksKind:
    """Key: locality and day. Without ``held`` a meeting was held; an empty number of families is not known."""

    name = "networks"
    key: Sequence[str] = ("locality", "held_on")

    def __init__(self, order: Order) -> None:
        self.order = order
        self.columns = (
            Column(
                "locality", columns.known_code(), required=True, means="Code or name of a locality", example="Central"
            ),
            Column("held_on", columns.day(order.today), "date", required=True, means="The day of the meeting"),
            Column("families_discussed", columns.integer(), "integer", means="How many; leave empty if not known"),
            Column("held", columns.choice(["yes", "no"]), means="Was it held? Empty means yes"),
            Column("reason", columns.text(1000), means="Why it was not held", example="Too few could come"),
        )

    def check(self, staging: Staging) -> None:
        agreement.check(staging, key=self.key)
        check_known(staging, "locality", "agencies_locality", "locality", by_name=True)
        if staging.has("held", "families_discussed"):
            staging.error(
                """
                SELECT line, 'families_discussed', 'A meeting that was not held discussed no families. Empty the cell.'
                FROM import_rows WHERE held = 'no' AND families_discussed > 0
                """
            )

    def write(self, staging: Staging, digest: str) -> Counts:
        lock(staging, self.name)
        values = {"held": "coalesce(r.held, 'yes') = 'yes'" if staging.has("held") else "coalesce(t.held, true)"}
        if staging.has("families_discussed"):
            values["families_discussed"] = "r.families_discussed"
        if staging.has("reason"):
            values["reason"] = "coalesce(r.reason, '')"
        merge = Merge(
            staging,
            NetworkMeeting,
            rows=f"""
                SELECT DISTINCT ON (place, r.held_on) r.*, {locality_id("r.locality")} AS place
                FROM import_rows r ORDER BY place, r.held_on, r.line
            """,
            key={"locality_id": "r.place", "held_on": "r.held_on"},
            values=values,
        )
        merge.insert()
        merge.update()
        return audited(self.order, self.name, staging, digest, merge.counts())
