"""Consistency across agencies."""

from dashboards.measures.declaration import Better, Measure, Part, Related
from dashboards.measures.defined.sources import DEFINED
from ehtrack.lib import numbers

MEASURES = [
    Measure(
        key="consistency",
        title="Consistency across agencies",
        meaning="Of the agencies open in the period, those that completed an S&N. An agency that completes none by "
        "its nature (a hub that takes in contacts, a board, members of the public) is left out, as its details say, "
        "unless it completed one. What an agency could be expected to "
        "complete is its share of all S&Ns for its size: the staff it has had trained up to the as-of date, or the "
        "children it works with, as known on that day. Chance alone moves a small agency far from that and a large one "
        "little, so the limits of chance are wide for the small and narrow for the large. Outside the outer limits "
        "lies by chance 1 agency in 500 (exact limits of the Poisson distribution, as in Spiegelhalter, 2005).",
        why="Families should find early help whichever agency they know. A league table would shame small schools for "
        "what is chance; this tells who really stands apart, to help those and to learn from them.",
        source=DEFINED,
        numerator=Part("Agencies that completed an S&N", lambda f: f.consistency.completing),
        denominator=Part("Agencies open in the period that can complete S&Ns", lambda f: len(f.consistency.rows)),
        text=lambda f: f"{numbers.count(f.consistency.completing)} of {numbers.count(len(f.consistency.rows))}",
        better=Better.HIGHER,
        related=(Related("assessments", "How many did they complete?"), Related("trained")),
        topic="consistency",
        on_basis=True,
    ),
]
