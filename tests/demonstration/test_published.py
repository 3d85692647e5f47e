"""The demonstration shows what was published and what changed since."""

from datetime import UTC, datetime, timedelta

import pytest

from agencies.models import Agency, AuditEvent
from dashboards import rollup
from dashboards.measures.asking import question
from dashboards.measures.figures import Figures, one_snapshot
from dashboards.models import RatioSnapshot, TargetSnapshot
from ehtrack.demonstration import agencies, published
from tests.demonstration.database import TODAY

NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)


@pytest.mark.usefixtures("demonstration")
def test_months_are_published_and_one_record_changed_since() -> None:
    published.publish(now=NOW, say=lambda line: None)

    with one_snapshot():
        school = Agency.objects.using("reporting").get(code=agencies.SCHOOL)
        changes = [
            [now.assessments - then.assessments for _, then, now in Figures(asked, now=NOW).published]
            for asked in (question(today=TODAY), question(today=TODAY, agency=school))
        ]
    assert [sorted(set(found)) for found in changes] == [[-1, 0], [-1, 0]]
    assert [found[-1] for found in changes] == [-1, -1]
    months = set(RatioSnapshot.objects.values_list("month", flat=True))
    assert months == set(TargetSnapshot.objects.values_list("month", flat=True))
    assert len(months) == 24
    assert rollup.check() == []
    assert AuditEvent.objects.filter(action="assessment.withdrawn", at__gte=NOW - timedelta(days=1)).exists()
