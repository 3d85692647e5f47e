"""Every measure as a declaration.

The pages that explain a figure, the page of definitions and the links between them are made from these alone. A measure
more is a declaration more.
"""

from dashboards.measures.defined import (
    assessments,
    consistency,
    contacts,
    projections,
    tafs,
    targets,
    variation,
    workforce,
)

MEASURES = [
    *assessments.MEASURES,
    *projections.MEASURES,
    *targets.MEASURES,
    *contacts.MEASURES,
    *tafs.MEASURES,
    *workforce.MEASURES,
    *variation.MEASURES,
    *consistency.MEASURES,
]
BY_KEY = {measure.key: measure for measure in MEASURES}
