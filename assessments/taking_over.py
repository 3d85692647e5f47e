"""What a record of a child does not know and its duplicate does: the record that is kept takes it over."""

from typing import Any

from assessments.models import Child
from assessments.models.child import Ethnicity, Sex

# Known or not as a whole: half an address of each would be none.
DETAILS = (
    ("forename", "surname"),
    ("also_known_as",),
    ("date_of_birth",),
    ("expected_date_of_birth",),
    ("sex",),
    ("ethnicity",),
    ("nhs_number",),
    ("upn",),
    ("address", "postcode"),
    ("school",),
    ("first_language", "interpreter_needed"),
)
NOT_KNOWN = {"sex": Sex.NOT_STATED, "ethnicity": Ethnicity.NOBT}


def missing(keep: Child, duplicate: Child, *, protected: bool) -> dict[str, Any]:
    """Fields with their values. Where a child is protected, no address goes from one record to another."""
    found: dict[str, Any] = {}
    for fields in DETAILS:
        if _knows(duplicate, fields) and not _knows(keep, fields) and not (protected and "address" in fields):
            found |= {field: getattr(duplicate, field) for field in fields}
    if keep.date_of_birth or "date_of_birth" in found:
        found.pop("expected_date_of_birth", None)
    return found


def _knows(child: Child, fields: tuple[str, ...]) -> bool:
    return any(getattr(child, field) not in (None, "", False, NOT_KNOWN.get(field)) for field in fields)
