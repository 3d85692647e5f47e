"""MASH contacts from a file: a row for each child of a contact. Key: reference within the source."""

from collections.abc import Sequence
from datetime import date

from django.db import connection

from agencies.imports import AGENCY, CHILD, REFERENCE, ROWS, Order, audited, check_agency, check_agency_dates, lock
from assessments.due_times import standard_on
from assessments.imports import links
from assessments.models import Contact, ContactChild, MashStandard
from assessments.models.contact import ContactOutcome, Rag
from assessments.models.event import EventKind
from ehtrack.lib.calendar import end_of_working_day
from ehtrack.lib.importing import agreement, columns
from ehtrack.lib.importing.columns import Column
from ehtrack.lib.importing.merge import Merge
from ehtrack.lib.importing.run import Counts
from ehtrack.lib.importing.staging import Staging

RECEIVED_DAY = "(r.received_at AT TIME ZONE 'Europe/London')::date"
EXISTING = "LEFT JOIN assessments_contact c ON c.source = %(source)s AND c.reference = r.reference"


class ContactsKind:
    name = "contacts"
    key: Sequence[str] = ("reference",)

    def __init__(self, order: Order) -> None:
        self.order = order
        self.columns = (
            Column("reference", columns.text(100), required=True, means=f"{REFERENCE}. {ROWS}", example="M-1001"),
            Column(
                "received_at",
                columns.timestamp(order.now),
                "timestamptz",
                required=True,
                means="When the MASH received it",
            ),
            Column(
                "source_agency",
                columns.known_code(),
                required=True,
                means=f"{AGENCY} that sent it",
                example="oak-tree-school",
            ),
            Column("priority", columns.choice(Rag.values), means="Priority that the MASH gave it"),
            Column(
                "decided_at",
                columns.timestamp(order.now),
                "timestamptz",
                means="When it was decided; together with outcome, or not at all",
                example="03/10/2022 16:30",
            ),
            Column("outcome", columns.choice(ContactOutcome.values), means="What was decided"),
            Column("child_reference", columns.text(100), required=True, means=CHILD, example="C-1001"),
        )

    # Checks ----------------------------------------------------------------------------------------------------------

    def check(self, staging: Staging) -> None:
        agreement.check(staging, key=self.key, apart_from=["child_reference"])
        check_agency(staging, "source_agency", self.order.own_agency)
        check_agency_dates(staging, "source_agency", "received_at", RECEIVED_DAY)
        self._check_decision(staging)
        links.warn_of_births(staging, self.order, "received_at", RECEIVED_DAY)

    def _check_decision(self, staging: Staging) -> None:
        """A column that the file lacks leaves what is stored, so that is what the other one is held against."""
        decided = "r.decided_at" if staging.has("decided_at") else "c.decided_at"
        outcome = "r.outcome" if staging.has("outcome") else "nullif(c.outcome, '')"
        if not (staging.has("decided_at") or staging.has("outcome")):
            return
        existing = "" if staging.has("decided_at", "outcome") else EXISTING
        params = links.parameters(self.order)
        staging.error(
            f"""
            SELECT r.line, CASE WHEN {outcome} IS NULL THEN 'outcome' ELSE 'decided_at' END,
                   'Give decided_at and outcome together, or neither.'
            FROM import_rows r {existing} WHERE NOT r.bad AND ({decided} IS NULL) <> ({outcome} IS NULL)
            """,
            params,
        )
        staging.error(
            f"""
            SELECT r.line, 'decided_at', 'A contact is decided after it is received. Check both times.'
            FROM import_rows r {existing} WHERE {decided} < r.received_at
            """,
            params,
        )

    # Writing ---------------------------------------------------------------------------------------------------------

    def write(self, staging: Staging, digest: str) -> Counts:
        lock(staging, f"contacts {self.order.source}")
        links.add_unknown_children(staging, self.order)
        self._work_out_due_times(staging)
        merge = self._merge(staging)
        children = links.children(staging, self.order, ContactChild, "contact_id")
        if staging.has("priority"):
            self._note_priorities(staging)
        merge.insert()
        merge.update()
        children.apply()
        links.add_events(
            staging,
            self.order,
            "contact_id",
            imported=EventKind.CONTACT_IMPORTED,
            corrected=EventKind.CONTACT_CORRECTED,
            day="row_day",
        )
        return audited(self.order, self.name, staging, digest, merge.counts())

    def _work_out_due_times(self, staging: Staging) -> None:
        """Working days and standards are worked out once for each day, in Python, and joined."""
        standards = list(MashStandard.objects.all())
        staging.execute("DROP TABLE IF EXISTS import_due")
        staging.execute(
            "CREATE TEMPORARY TABLE import_due (day date, priority text, hours interval, due_at timestamptz)"
            " ON COMMIT DROP"
        )
        days = [day for (day,) in staging.each(f"SELECT DISTINCT {RECEIVED_DAY} FROM import_rows r")]
        with connection.cursor() as cursor, cursor.copy("COPY import_due FROM STDIN") as copy:
            for day in days:
                for priority in Rag.values:
                    copy.write_row(_due(standards, priority, day))
        staging.execute("ANALYZE import_due")

    def _merge(self, staging: Staging) -> Merge:
        values = {"source_agency_id": "r.agency_id", "received_at": "r.received_at", "received_day": "NULL::date"}
        if staging.has("decided_at"):
            values["decided_at"] = "r.decided_at"
        if staging.has("outcome"):
            values["outcome"] = "coalesce(r.outcome, '')"
        if staging.has("priority"):
            values["priority"] = "r.given_priority"
        return Merge(
            staging,
            Contact,
            rows=self._rows(staging),
            key={"source": "%(source)s", "reference": "r.reference"},
            values={**values, "due_at": _DUE},
            kept=["day"],
            params=links.parameters(self.order),
        )

    def _rows(self, staging: Staging) -> str:
        """One row per contact, with the due time of its priority: the one in the file, else the one it has."""
        priority, existing = ("r.priority", "") if staging.has("priority") else ("c.priority", EXISTING)
        return f"""
            SELECT r.*, coalesce(r.received_at + d.hours, d.due_at) AS due_at FROM (
                SELECT DISTINCT ON (r.reference) r.*, {RECEIVED_DAY} AS day, a.id AS agency_id,
                       coalesce({priority}, '') AS given_priority
                FROM import_rows r JOIN agencies_agency a ON lower(a.code) = r.source_agency {existing}
                ORDER BY r.reference, r.line
            ) r LEFT JOIN import_due d ON d.day = r.day AND d.priority = r.given_priority
        """

    def _note_priorities(self, staging: Staging) -> None:
        """A file does not say when a priority was given: it holds from receipt, so that none is late by the import."""
        staging.execute(
            """
            INSERT INTO assessments_prioritychange (contact_id, at, by_id, priority, reason, due_at)
            SELECT r.id, r.received_at, %(actor)s::uuid, r.priority, '', r.due_at
            FROM import_records r LEFT JOIN assessments_contact c USING (id)
            WHERE (r.is_new OR r.changed) AND r.priority <> '' AND r.priority IS DISTINCT FROM c.priority
            """,
            links.parameters(self.order),
        )


# The clock that started stays: a due time is worked out again only when what it depends on has changed.
_DUE = """CASE WHEN t.received_at = r.received_at AND t.priority = r.given_priority
          THEN t.due_at ELSE r.due_at END"""


def _due(standards: list[MashStandard], priority: str, day: date) -> tuple[object, ...]:
    standard = standard_on(standards, priority, day)
    hours = f"{standard.hours} hours" if standard and standard.hours is not None else None
    due = end_of_working_day(day, standard.working_days) if standard and standard.working_days is not None else None
    return day, priority, hours, due
