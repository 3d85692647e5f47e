"""The rollup: counts by agency and month, kept true by a queue of dirty months.

``reading`` takes rollup and queue in one statement: the rollup for clean months, the facts for dirty ones, so a figure
is right at every read. ``drain`` recounts dirty months. ``check`` recounts everything and compares.
"""

from dashboards.rollup.checking import Difference, check
from dashboards.rollup.draining import drain
from dashboards.rollup.reading import Sums, sums

__all__ = ["Difference", "Sums", "check", "drain", "sums"]
