"""Children from a file, also those whose details were awaited. Key: reference within the source, never the name."""

from collections.abc import Sequence

from agencies.imports import Order, audited, lock
from assessments.imports import links
from assessments.models import Child
from assessments.models.child import Ethnicity, Sex
from assessments.models.event import EventKind
from ehtrack.lib import identifiers
from ehtrack.lib.importing import agreement, columns
from ehtrack.lib.importing.columns import Column
from ehtrack.lib.importing.merge import Merge
from ehtrack.lib.importing.run import Counts
from ehtrack.lib.importing.staging import Staging

DATES = ("date_of_birth", "expected_date_of_birth")


class ChildrenKind:
    name = "children"
    key: Sequence[str] = ("reference",)

    def __init__(self, order: Order) -> None:
        self.order = order
        self.columns = (
            Column("reference", columns.text(100), required=True),
            Column("forename", columns.text(100), required=True),
            Column("surname", columns.text(100), required=True),
            Column("date_of_birth", columns.day(order.today), "date"),
            Column("expected_date_of_birth", columns.day(), "date"),
            Column("sex", columns.choice(Sex.values)),
            Column("ethnicity", columns.choice(Ethnicity.values)),
            Column("nhs_number", columns.checked(identifiers.nhs_number)),
            Column("upn", columns.checked(identifiers.upn)),
            Column("postcode", columns.checked(identifiers.postcode)),
        )

    def check(self, staging: Staging) -> None:
        agreement.check(staging, key=self.key)

    def write(self, staging: Staging, digest: str) -> Counts:
        lock(staging, f"children {self.order.source}")
        names = [name for name in staging.names if name != "reference"]
        params = links.parameters(self.order)
        merge = Merge(
            staging,
            Child,
            rows="SELECT DISTINCT ON (reference) * FROM import_rows ORDER BY reference, line",
            key={"source": "%(source)s", "reference": "r.reference"},
            values={name: f"r.{name}" if name in DATES else f"coalesce(r.{name}, '')" for name in names},
            on_insert={"created_by_agency_id": "%(agency)s::uuid"},
            params=params,
        )
        merge.insert()
        merge.update()
        links.add_events(
            staging,
            self.order,
            "child_id",
            imported=EventKind.CHILD_IMPORTED,
            corrected=EventKind.CHILD_CORRECTED,
            day="%(today)s",
        )
        return audited(self.order, self.name, staging, digest, merge.counts())
