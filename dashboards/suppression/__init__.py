"""Small numbers: one function that makes a whole release fit to be published. It knows no database and no clock."""

from dashboards.suppression.figures import FEW, SUPPRESSED, Atom, Figure, Link, Told, few, value
from dashboards.suppression.release import Earlier, Outcome, Seen, suppress, unseen

__all__ = [
    "FEW",
    "SUPPRESSED",
    "Atom",
    "Earlier",
    "Figure",
    "Link",
    "Outcome",
    "Seen",
    "Told",
    "few",
    "suppress",
    "unseen",
    "value",
]
