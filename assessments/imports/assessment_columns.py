"""The columns of a file of S&Ns: what each may hold, and what it means to whoever fills in the file."""

import re
from datetime import date

from agencies.imports import AGENCY, CHILD, REFERENCE, ROWS
from assessments.models.assessment import ClosureReason, Consent, LevelOfNeed, Priority
from ehtrack.lib.importing import columns
from ehtrack.lib.importing.columns import Column, Format
from ehtrack.lib.importing.problems import BadCell

LEVELS = [str(level) for level in LevelOfNeed.values]


def _pilot_code(cell: str) -> str:
    if not re.search("[a-z0-9]", cell, re.IGNORECASE | re.ASCII) or len(cell) > 60:
        raise BadCell("Write the code of the pilot in at most 60 letters, digits and hyphens.")
    return cell


PILOT = Format(_pilot_code, "At most 60 letters, digits and hyphens", "front-door")


def declared(today: date) -> tuple[Column, ...]:
    return _what_happened(columns.day(today)) + _what_it_holds() + _how_it_ended(columns.day(today))


def _what_happened(day: Format) -> tuple[Column, ...]:
    return (
        Column("reference", columns.text(100), required=True, means=f"{REFERENCE}. {ROWS}", example="A-1001"),
        Column("agency", columns.known_code(), required=True, means=f"{AGENCY} that did it", example="oak-tree-school"),
        Column("completed_on", day, "date", required=True, means="The day it was completed"),
        Column("shared_on", day, "date", means="The day it was shared with the council"),
        Column("child_reference", columns.text(100), required=True, means=CHILD, example="C-1001"),
        Column("family_reference", columns.text(100), means="What your own system calls the family", example="F-1001"),
    )


def _what_it_holds() -> tuple[Column, ...]:
    name = columns.text(200)
    reason = "Why it is shared without consent: needed with consent no and a shared_on"
    return (
        Column("pilot", PILOT, means="Code of the pilot. One not known yet is added"),
        Column("level_of_need", columns.choice(LEVELS), "smallint", means="Level of need", example="2"),
        Column("locality", columns.known_code(), means="Code or name of a locality", example="Central"),
        Column("author", name, as_given=True, means="Who wrote it", example="Wanda Powell"),
        Column("lead_professional", name, as_given=True, means="Who coordinates the plan", example="Wanda Powell"),
        Column(
            "lead_professional_agency",
            columns.known_code(),
            means=f"{AGENCY} that the lead professional works for",
            example="oak-tree-school",
        ),
        Column("consent", columns.choice(Consent.values), means="Did the family agree to work together and to share?"),
        Column("sharing_reason", columns.text(20_000), as_given=True, means=reason, example="Risk of harm"),
        Column("priorities", columns.choices(Priority.values), "varchar(20)[]", means="The Board's priority areas"),
    )


def _how_it_ended(day: Format) -> tuple[Column, ...]:
    reasons = columns.choice(ClosureReason.values)
    return (
        Column("closed_on", day, "date", means="The day it was closed; leave empty while it is open"),
        Column("closure_reason", reasons, means="Why it was closed"),
    )
