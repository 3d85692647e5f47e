"""Two engines, one answer: what ehtrack shows of the demonstration, and DuckDB's count of the exported facts."""

from datetime import UTC, date, datetime

import pytest

from agencies.models import Agency, Group
from dashboards import rollup
from dashboards.measures.as_json import as_json
from dashboards.measures.asking import question
from dashboards.measures.figures import Figures, one_snapshot
from dashboards.models import Basis
from ehtrack.lib.calendar import FinancialYear
from tests.dashboards.test_figures import agrees
from tests.demonstration.database import TODAY
from tests.demonstration.second_engine import SecondEngine

NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def engine(demonstration: str, tmp_path_factory: pytest.TempPathFactory) -> SecondEngine:
    rollup.drain()
    return SecondEngine(tmp_path_factory.mktemp("facts"))


@pytest.mark.parametrize("basis", list(Basis))
@pytest.mark.parametrize(
    ("year", "as_of"),
    [
        ("2021-22", date(2022, 3, 31)),
        ("2022-23", date(2023, 1, 31)),
        ("2022-23", date(2023, 3, 31)),
        ("2023-24", date(2023, 12, 31)),
    ],
)
@pytest.mark.parametrize("whose", ["partnership", "group", "agency"])
def test_a_second_engine_counts_the_same(
    engine: SecondEngine, year: str, as_of: date, basis: Basis, whose: str
) -> None:
    group = Group.objects.get(code="health") if whose == "group" else None
    agency = (
        Agency.objects.filter(group_memberships__group__code="education").order_by("code")[2]
        if whose == "agency"
        else None
    )
    asked = question(
        today=TODAY, year=FinancialYear.from_label(year), as_of=as_of, basis=basis, agency=agency, group=group
    )

    with one_snapshot():
        shown = as_json(Figures(asked, now=NOW))

    counted = engine.figures(
        first=asked.first,
        last=as_of,
        basis=basis.value,
        now=NOW.isoformat(),
        agency=agency.code if agency else None,
        group=group.code if group else None,
    )
    assert counted["contacts"]["total"] > 0
    agrees(shown, counted, f"{year} {as_of} {basis} {whose}")
