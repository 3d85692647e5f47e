"""Small numbers: one function that makes a whole release fit to be published. It knows no database and no clock."""

from dashboards.suppression.figures import FEW, SUPPRESSED, Atom, Figure, Link, Told, few, value
from dashboards.suppression.release import Earlier, Outcome, suppress

__all__ = [
    "FEW",
    "SUPPRESSED",
    "Atom",
    "Earlier",
    "Figure",
    "Link",
    "Outcome",
    "Told",
    "few",
    "suppress",
    "value",
]
