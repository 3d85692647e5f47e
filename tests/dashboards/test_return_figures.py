"""The figures of quarterly returns: by hand, and the same as everywhere else."""

import pytest

from agencies.errors import ServiceError
from agencies.models import Agency
from dashboards.measures import returned
from dashboards.measures.as_json import as_json
from dashboards.measures.asking import question
from dashboards.measures.figures import Figures, one_snapshot
from dashboards.models import QuarterlyReturn, ReturnArrangement
from dashboards.selectors import returns as selectors
from dashboards.services import return_arrangements
from tests import factories
from tests.cast import Cast
from tests.dashboards.returning import NOW, Q3, prepared

pytestmark = pytest.mark.usefixtures("clone")


def test_its_figures_by_hand(asked: QuarterlyReturn) -> None:
    """The school's 2 S&Ns and 3 contacts; the council's 9 and 5 come in when it is reported through the school."""
    alone = prepared(asked)
    ReturnArrangement.objects.create(agency=Agency.objects.get(name="Oxfordshire County Council"), through=asked.agency)
    both = prepared(asked)

    assert _numbers(alone) == [(2, 3, 3, 3, "1.5 MASH contacts per S&N")]
    assert _numbers(both) == [
        (2, 3, 3, 3, "1.5 MASH contacts per S&N"),
        (9, 5, 0, 0, "1.8 S&Ns per MASH contact"),
        (11, 8, 3, 3, "1.4 S&Ns per MASH contact"),
    ]
    assert (both.target, both.without_target, both.gap_text) == (4, 1, None)  # the council has none
    assert (alone.target, alone.projection, alone.gap_text) == (4, pytest.approx(2 * 12 / 9), "33% below target")


def _numbers(figures: returned.ReturnFigures) -> list[tuple]:
    several = [None] if len(figures.agencies) > 1 else []
    rows = [figures.row(agency) for agency in (*figures.agencies, *several)]
    return [
        (row.assessments, row.counts.contacts, row.counts.decided, row.counts.no_further_action, row.ratio_text)
        for row in rows
    ]


def test_its_figures_are_those_of_the_measures(asked: QuarterlyReturn) -> None:
    school, figures = asked.agency, prepared(asked)
    for first, counts in ((Q3.start, figures.quarter), (Q3.year.start, figures.year)):
        with one_snapshot():
            told = as_json(Figures(question(today=NOW.date(), as_of=Q3.end, first=first, agency=school), now=NOW))
        assert counts.assessments == told["assessments"]
        assert counts.shared == told["assessments_shared"]
        assert counts.contacts == told["contacts"]["total"]
        assert counts.decided == told["contacts"]["decided"]
    assert figures.gap_text == told["target"]["gap_text"]
    assert float(figures.projection or 0) == told["target"]["projection"]["straight_line"]


def test_an_organisation_is_reported_through_one_agency_but_not_in_a_chain(cast: Cast) -> None:
    scope = cast.scope("esme")
    schools = selectors.agencies_meant(None, factories.group("education"), today=NOW.date())
    return_arrangements.arrange(scope=scope, agencies=[cast.council], how="own", starts_on=Q3.start)

    assert return_arrangements.arrange(scope=scope, agencies=schools, how="through", through=cast.council) == len(
        schools
    )
    with pytest.raises(ServiceError, match="Other agencies are reported through it"):
        return_arrangements.arrange(scope=scope, agencies=[cast.council], how="none")
    with pytest.raises(ServiceError, match="does not make its own return"):
        return_arrangements.arrange(scope=scope, agencies=[cast.health], how="through", through=cast.school)
