"""Statutory plans from a file. Key: reference within the source."""

from collections.abc import Sequence

from agencies.imports import CHILD, REFERENCE, Order, audited, lock
from assessments.imports import links
from assessments.models import Plan
from assessments.models.plan import PlanCategory, PlanType
from ehtrack.lib.importing import agreement, columns
from ehtrack.lib.importing.columns import Column
from ehtrack.lib.importing.merge import Merge
from ehtrack.lib.importing.run import Counts
from ehtrack.lib.importing.staging import Staging


class PlansKind:
    name = "plans"
    key: Sequence[str] = ("reference",)

    def __init__(self, order: Order) -> None:
        self.order = order
        self.columns = (
            Column("reference", columns.text(100), required=True, means=REFERENCE, example="P-1001"),
            Column("child_reference", columns.text(100), required=True, means=CHILD, example="C-1001"),
            Column("type", columns.choice(PlanType.values), required=True, means="Kind of plan"),
            Column("category", columns.choice(PlanCategory.values), required=True, means="Category of abuse, or none"),
            Column("started_on", columns.day(order.today), "date", required=True, means="First day of the plan"),
            Column("ended_on", columns.day(), "date", means="Last day; leave empty while it goes on"),
        )

    def check(self, staging: Staging) -> None:
        agreement.check(staging, key=self.key)
        links.warn_of_births(staging, self.order, "started_on", "r.started_on")
        ended = "r.ended_on" if staging.has("ended_on") else "p.ended_on"
        staging.error(
            f"""
            SELECT r.line, '{"ended_on" if staging.has("ended_on") else "started_on"}',
                   'A plan ends on or after the day that it starts. Check both dates.'
            FROM import_rows r LEFT JOIN assessments_plan p ON p.source = %(source)s AND p.reference = r.reference
            WHERE {ended} < r.started_on
            """,
            links.parameters(self.order),
        )

    def write(self, staging: Staging, digest: str) -> Counts:
        lock(staging, f"plans {self.order.source}")
        links.add_unknown_children(staging, self.order)
        values = {"child_id": "r.child_id", "type": "r.type", "category": "r.category", "started_on": "r.started_on"}
        if staging.has("ended_on"):
            values["ended_on"] = "r.ended_on"
        merge = Merge(
            staging,
            Plan,
            rows=f"""
                SELECT DISTINCT ON (r.reference) r.*, c.id AS child_id
                FROM import_rows r JOIN assessments_child c ON {links.CHILD_OF_ROW} ORDER BY r.reference, r.line
            """,
            key={"source": "%(source)s", "reference": "r.reference"},
            values=values,
            params=links.parameters(self.order),
        )
        merge.insert()
        merge.update()
        return audited(self.order, self.name, staging, digest, merge.counts())
