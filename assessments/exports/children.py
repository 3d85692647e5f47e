"""The children of a record, a row each, by the reference of the record's own source and the name that lists show."""

from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce, Concat, NullIf, Trim

from ehtrack.lib.exporting.columns import Column

LINK = "links__child"
AWAITED = "Details awaited"

# A child known by another system's reference goes without: read back, it would become a second child.
REFERENCE = Column(
    "child_reference",
    Case(When(**{f"{LINK}__source": F("source")}, then=F(f"{LINK}__reference")), default=Value("")),
)


def _standing(part: str) -> Coalesce:
    """Of the record that a merged one goes by."""
    return Coalesce(f"{LINK}__merged_into__{part}", f"{LINK}__{part}")


NAME = Column(
    "child_name",
    Case(
        When(**{f"{LINK}__isnull": True}, then=Value("")),
        default=Coalesce(
            NullIf(Trim(Concat(_standing("forename"), Value(" "), _standing("surname"))), Value("")), Value(AWAITED)
        ),
    ),
)
