"""S&Ns, and their ratio to MASH contacts."""

from dashboards.measures.declaration import Better, Measure, Part, Piece, Records, Related
from dashboards.measures.defined.sources import DEFINED, PAPERS
from dashboards.measures.figures import Figures
from ehtrack.lib import numbers


def _all(figures: Figures) -> int:
    return figures.row.assessments


def _pilot(figures: Figures) -> int:
    return figures.row.pilot_assessments


def _without_pilot(figures: Figures) -> int:
    return figures.row.without_pilot


def _quotient(assessments: int, contacts: int, *, measure: str, ratio: str, said: str = "") -> list[Piece]:
    """The larger divided by the smaller, as the ratio is said; no sum when there is nothing to divide."""
    if not assessments or not contacts:
        return []
    told = Piece(numbers.plural(assessments, "S&N") + said, measure)
    parts = [Piece(numbers.plural(contacts, "MASH contact"), "contacts"), told]
    larger, smaller = reversed(parts) if assessments >= contacts else parts
    return [larger, Piece(" ÷ "), smaller, Piece(f" = {ratio}")]


def _ratio(figures: Figures) -> list[Piece]:
    row, said = figures.row, " without pilot" if figures.row.pilot_assessments else ""
    return _quotient(row.without_pilot, row.counts.contacts, measure="without-pilot", ratio=row.ratio_text, said=said)


def _ratio_with_pilot(figures: Figures) -> list[Piece]:
    row = figures.row
    return _quotient(row.assessments, row.counts.contacts, measure="assessments", ratio=row.ratio_text_with_pilot)


CONTACTS = Part("MASH contacts received in the period", lambda f: f.counts.contacts, "contacts", "MASH contacts")

MEASURES = [
    Measure(
        key="assessments",
        title="Strengths & Needs assessments (S&Ns)",
        meaning="Documents completed in the period. One document counts one, however many children it covers, on the "
        "day it was completed, for the agency that completed it. Drafts and records entered in error never count.",
        why="The Board wants families helped early. The S&N is where early help starts.",
        source=PAPERS,
        numerator=Part("S&Ns of the period", _all),
        better=Better.HIGHER,
        records=Records("assessment", "assessments of the basis"),
        related=(
            Related("pilot-assessments", "How many are of a pilot?"),
            Related("children", "For how many children?"),
            Related("ratio", "How do they compare with contacts?"),
            Related("projection", "Where are they heading?"),
            Related("assessments-signal", "Is a month more than the usual ups and downs?"),
        ),
        on_basis=True,
    ),
    Measure(
        key="pilot-assessments",
        title="S&Ns of a pilot",
        meaning="Those of the counted S&Ns that carry a pilot, such as the Health Visitor Early Help pilot.",
        why="A pilot shows what is possible; the ratio without it shows what is usual.",
        source=PAPERS,
        numerator=Part("S&Ns of the period with a pilot", _pilot),
        denominator=Part("S&Ns of the period", _all, "assessments"),
        text=lambda f: numbers.count(_pilot(f)),
        records=Records("assessment", "assessments of the basis", "pilot_id IS NOT NULL"),
        related=(
            Related("ratio"),
            Related("ratio-with-pilot"),
            Related("pilot-assessments-signal", "Is a month more than the usual ups and downs?"),
        ),
        names_pilots=True,
        on_basis=True,
    ),
    Measure(
        key="without-pilot",
        title="S&Ns without those of pilots",
        meaning="Those of the counted S&Ns that carry no pilot.",
        why="The ratio to MASH contacts is made of these, so that it shows what is usual.",
        source=PAPERS,
        numerator=Part("S&Ns of the period without a pilot", _without_pilot),
        denominator=Part("S&Ns of the period", _all, "assessments"),
        text=lambda f: numbers.count(_without_pilot(f)),
        better=Better.HIGHER,
        records=Records("assessment", "assessments of the basis", "pilot_id IS NULL"),
        related=(
            Related("pilot-assessments"),
            Related("ratio"),
            Related("without-pilot-signal", "Is a month more than the usual ups and downs?"),
        ),
        names_pilots=True,
        on_basis=True,
    ),
    Measure(
        key="shared",
        title="S&Ns shared with the council",
        meaning="Completed S&Ns of the period that have been shared with the council by now, on their completed date.",
        why="What is shared can be reviewed, and counts towards targets that were agreed on this basis.",
        source=PAPERS,
        numerator=Part("S&Ns shared", lambda f: f.counts.shared),
        denominator=Part("S&Ns completed", lambda f: f.counts.assessments),
        better=Better.HIGHER,
        records=Records("assessment", "assessments", "shared_on IS NOT NULL"),
        related=(Related("assessments"), Related("shared-signal", "Is a month more than the usual ups and downs?")),
    ),
    Measure(
        key="children",
        title="Children covered",
        meaning="Distinct children on the counted S&Ns; records of the same child that were merged count as one.",
        why="One document can help several children of a family.",
        source=DEFINED,
        numerator=Part("Distinct children", lambda f: f.children),
        better=Better.HIGHER,
        records=Records("child", "children covered"),
        related=(Related("assessments"),),
        on_basis=True,
    ),
    Measure(
        key="ratio",
        title="Ratio of S&Ns to MASH contacts",
        meaning="S&Ns without those of pilots, and MASH contacts, the larger divided by the smaller, so that it reads "
        "either as S&Ns per MASH contact or as MASH contacts per S&N.",
        why="It shows which agencies act early and which pass families on.",
        source=PAPERS,
        numerator=Part("S&Ns of the period without a pilot", _without_pilot, "without-pilot", "S&Ns"),
        denominator=CONTACTS,
        text=lambda f: f.row.ratio_text,
        better=Better.MORE_ASSESSMENTS,
        records=Records("assessment", "assessments of the basis", "pilot_id IS NULL"),
        sums=_ratio,
        related=(
            Related("ratio-with-pilot", "What is it with the S&Ns of pilots?"),
            Related("contacts", "Which contacts are these?"),
            Related("no-further-action", "What came of the contacts?"),
        ),
        names_pilots=True,
        on_basis=True,
    ),
    Measure(
        key="ratio-with-pilot",
        title="Ratio of S&Ns to MASH contacts, with pilots",
        meaning="All S&Ns, those of pilots too, and MASH contacts, the larger divided by the smaller.",
        why="Beside the ratio without pilots it shows what the pilots add.",
        source=PAPERS,
        numerator=Part("S&Ns of the period, with those of pilots", _all, "assessments", "S&Ns"),
        denominator=CONTACTS,
        text=lambda f: f.row.ratio_text_with_pilot,
        better=Better.MORE_ASSESSMENTS,
        records=Records("assessment", "assessments of the basis"),
        sums=_ratio_with_pilot,
        related=(
            Related("ratio", "What is it without the S&Ns of pilots?"),
            Related("pilot-assessments", "How many are of a pilot?"),
        ),
        names_pilots=True,
        on_basis=True,
    ),
]
