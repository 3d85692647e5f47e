"""S&Ns from a file: a row for each child of one. Key: reference within the source.

An import is not bound by the order of the screens: it may close an S&N that was never shared.
"""

from collections.abc import Sequence

from agencies.imports import Order, audited, check_agency, check_agency_dates, check_known, locality_id, lock
from assessments.imports import links
from assessments.imports.assessment_columns import declared
from assessments.models import Assessment, AssessmentChild, FamilyMember, Pilot
from assessments.models.assessment import AssessmentStatus
from assessments.models.event import EventKind
from ehtrack.lib.importing import agreement
from ehtrack.lib.importing.merge import Merge, blanks
from ehtrack.lib.importing.run import Counts
from ehtrack.lib.importing.staging import Staging

EXISTING = "LEFT JOIN assessments_assessment c ON c.source = %(source)s AND c.reference = r.reference"
PILOT_CODE = "trim(BOTH '-' FROM regexp_replace(lower({0}), '[^a-z0-9]+', '-', 'g'))"
TEXTS = {
    "author": "author_name",
    "lead_professional": "lead_professional_name",
    "consent": "consent",
    "sharing_reason": "sharing_reason",
    "closure_reason": "closure_reason",
}
PLAIN = ("completed_on", "shared_on", "closed_on", "level_of_need")


class AssessmentsKind:
    name = "assessments"
    key: Sequence[str] = ("reference",)

    def __init__(self, order: Order) -> None:
        self.order = order
        self.columns = declared(order.today)

    # Checks ----------------------------------------------------------------------------------------------------------

    def check(self, staging: Staging) -> None:
        agreement.check(staging, key=self.key, apart_from=["child_reference"])
        check_agency(staging, "agency", self.order.own_agency)
        check_known(staging, "lead_professional_agency", "agencies_agency", "agency")
        check_known(staging, "locality", "agencies_locality", "locality", by_name=True)
        check_agency_dates(staging, "agency", "completed_on", "r.completed_on")
        self._check_closure(staging)
        self._check_sharing(staging)
        self._warn_of_withdrawn(staging)
        links.warn_of_births(staging, self.order, "completed_on", "r.completed_on")

    def _check_closure(self, staging: Staging) -> None:
        """A column that the file lacks leaves what is stored, so that is what the others are held against."""
        closed = "r.closed_on" if staging.has("closed_on") else "c.closed_on"
        reason = "r.closure_reason" if staging.has("closure_reason") else "nullif(c.closure_reason, '')"
        params = links.parameters(self.order)
        staging.error(
            f"""
            SELECT r.line, CASE WHEN {closed} IS NULL THEN 'closed_on' ELSE 'closure_reason' END,
                   'Give closed_on and closure_reason together, or neither.'
            FROM import_rows r {EXISTING} WHERE NOT r.bad AND ({closed} IS NULL) <> ({reason} IS NULL)
            """,
            params,
        )
        staging.error(
            f"""
            SELECT r.line, '{"closed_on" if staging.has("closed_on") else "completed_on"}',
                   'An S&N is closed on or after the day that it is completed. Check both dates.'
            FROM import_rows r {EXISTING} WHERE {closed} < r.completed_on
            """,
            params,
        )

    def _check_sharing(self, staging: Staging) -> None:
        consent = "r.consent" if staging.has("consent") else "c.consent"
        shared = "r.shared_on" if staging.has("shared_on") else "c.shared_on"
        reason = "r.sharing_reason" if staging.has("sharing_reason") else "nullif(c.sharing_reason, '')"
        staging.error(
            f"""
            SELECT r.line, 'sharing_reason',
                   'Shared without the family''s agreement: give the reason, or empty shared_on.'
            FROM import_rows r {EXISTING}
            WHERE NOT r.bad AND {consent} = 'no' AND {shared} IS NOT NULL AND {reason} IS NULL
            """,
            links.parameters(self.order),
        )

    def _warn_of_withdrawn(self, staging: Staging) -> None:
        staging.warn(
            f"""
            SELECT r.line, 'reference', 'This S&N was withdrawn in ehtrack as entered in error, and stays withdrawn.'
            FROM import_rows r {EXISTING} WHERE c.status = '{AssessmentStatus.WITHDRAWN}'
            """,
            links.parameters(self.order),
        )

    # Writing ---------------------------------------------------------------------------------------------------------

    def write(self, staging: Staging, digest: str) -> Counts:
        lock(staging, f"assessments {self.order.source}")
        links.add_unknown_children(staging, self.order)
        self._add_unknown_pilots(staging)
        self._add_unknown_families(staging)
        merge = self._merge(staging)
        children = links.children(staging, self.order, AssessmentChild, "assessment_id")
        merge.insert()
        merge.update()
        children.apply()
        self._add_family_members(staging)
        links.add_events(
            staging,
            self.order,
            "assessment_id",
            imported=EventKind.ASSESSMENT_IMPORTED,
            corrected=EventKind.ASSESSMENT_CORRECTED,
            day="completed_on",
        )
        return audited(self.order, self.name, staging, digest, merge.counts())

    def _add_unknown_pilots(self, staging: Staging) -> None:
        if not staging.has("pilot"):
            return
        code = PILOT_CODE.format("pilot")
        staging.execute(
            f"""
            INSERT INTO {Pilot._meta.db_table} (code, name)
            SELECT DISTINCT ON ({code}) {code}, pilot FROM import_rows WHERE pilot IS NOT NULL ORDER BY {code}, line
            ON CONFLICT (code) DO NOTHING
            """
        )

    def _add_unknown_families(self, staging: Staging) -> None:
        if not staging.has("family_reference"):
            return
        staging.execute(
            """
            INSERT INTO assessments_family (source, reference)
            SELECT %(source)s, r.family_reference
            FROM (SELECT DISTINCT family_reference FROM import_rows WHERE family_reference IS NOT NULL) r
            WHERE NOT EXISTS (SELECT FROM assessments_family f WHERE f.source = %(source)s
                              AND f.reference = r.family_reference AND f.reference <> '')
            """,
            links.parameters(self.order),
        )

    def _merge(self, staging: Staging) -> Merge:
        values = {"agency_id": "r.agency_id", "status": self._status(staging)}
        values |= {name: f"r.{name}" for name in PLAIN if staging.has(name)}
        values |= {field: f"coalesce(r.{name}, '')" for name, field in TEXTS.items() if staging.has(name)}
        if staging.has("locality"):
            values["locality_id"] = locality_id("r.locality")
        if staging.has("lead_professional_agency"):
            values["lead_professional_agency_id"] = "r.lead_agency_id"
        if staging.has("priorities"):
            values["priorities"] = "coalesce(r.priorities, '{}')"
        if staging.has("pilot"):
            values["pilot_id"] = "r.pilot_id"
        if staging.has("family_reference"):
            values["family_id"] = "r.family_id"
        return Merge(
            staging,
            Assessment,
            rows=self._rows(staging),
            key={"source": "%(source)s", "reference": "r.reference"},
            values=values,
            params=links.parameters(self.order),
        )

    def _status(self, staging: Staging) -> str:
        """Closed when it has a closing day; withdrawn as entered in error stays withdrawn."""
        closed = "r.closed_on" if staging.has("closed_on") else "t.closed_on"
        return f"""CASE WHEN t.status = '{AssessmentStatus.WITHDRAWN}' THEN t.status
                   WHEN {closed} IS NULL THEN '{AssessmentStatus.COMPLETED}' ELSE '{AssessmentStatus.CLOSED}' END"""

    def _rows(self, staging: Staging) -> str:
        joined, selected = "", ""
        if staging.has("lead_professional_agency"):
            selected += ", b.id AS lead_agency_id"
            joined += " LEFT JOIN agencies_agency b ON lower(b.code) = r.lead_professional_agency"
        if staging.has("pilot"):
            selected += ", p.id AS pilot_id"
            joined += f" LEFT JOIN assessments_pilot p ON p.code = {PILOT_CODE.format('r.pilot')}"
        if staging.has("family_reference"):
            selected += ", f.id AS family_id"
            joined += """ LEFT JOIN assessments_family f ON f.source = %(source)s AND f.reference = r.family_reference
                          AND f.reference <> ''"""
        return f"""
            SELECT DISTINCT ON (r.reference) r.*, a.id AS agency_id {selected}
            FROM import_rows r JOIN agencies_agency a ON lower(a.code) = r.agency {joined}
            ORDER BY r.reference, r.line
        """

    def _add_family_members(self, staging: Staging) -> None:
        """Children of an S&N belong to its family; nobody leaves a family by import."""
        if not staging.has("family_reference"):
            return
        unset = {column: value for column, value in blanks(FamilyMember).items() if column != "family_id"}
        staging.execute(
            f"""
            INSERT INTO {FamilyMember._meta.db_table} (family_id, child_id, {", ".join(unset)})
            SELECT DISTINCT r.family_id, w.part, {", ".join(f"%({column})s" for column in unset)}
            FROM import_links w JOIN import_records r ON r.id = w.record
            WHERE r.family_id IS NOT NULL
            ON CONFLICT (family_id, child_id) DO NOTHING
            """,
            unset,
        )
