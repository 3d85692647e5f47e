"""Children from a file, also those whose details were awaited. Key: reference within the source, never the name."""

from collections.abc import Sequence

from django.db.models import TextChoices

from agencies.imports import REFERENCE, Order, audited, lock
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
from ehtrack.lib.wording import within_a_sentence

DATES = ("date_of_birth", "expected_date_of_birth")


def _legend(choices: type[TextChoices]) -> str:
    return "; ".join(f"{choice.value} is {within_a_sentence(str(choice.label))}" for choice in choices)


class ChildrenKind:
    name = "children"
    key: Sequence[str] = ("reference",)

    def __init__(self, order: Order) -> None:
        self.order = order
        self.columns = (
            Column("reference", columns.text(100), required=True, means=REFERENCE, example="C-1001"),
            Column("forename", columns.text(100), required=True, means="First name", example="Alex"),
            Column("surname", columns.text(100), required=True, means="Family name", example="Example"),
            Column("date_of_birth", columns.day(order.today), "date", means="The day the child was born"),
            Column("expected_date_of_birth", columns.day(), "date", means="For a child not yet born"),
            Column("sex", columns.choice(Sex.values), means=_legend(Sex)),
            Column("ethnicity", columns.choice(Ethnicity.values), means="DfE code of the ethnicity"),
            Column(
                "nhs_number",
                columns.checked(identifiers.nhs_number, "10 digits, the last of which is a check", "943 476 5919"),
                means="NHS number",
            ),
            Column(
                "upn",
                columns.checked(identifiers.upn, "A letter, which is a check, and 12 digits", "H801200001001"),
                means="Unique pupil number",
            ),
            Column(
                "postcode",
                columns.checked(identifiers.postcode, "A full postcode", "OX1 1ND"),
                means="Where the child lives",
            ),
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
