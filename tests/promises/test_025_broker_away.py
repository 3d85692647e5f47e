"""Promise 25: broker down, hanging, full: an assessment is saved, the page says so, and it is counted once."""

import pytest

from ehtrack.drills import broken_broker
from ehtrack.drills.report import Report

pytestmark = pytest.mark.usefixtures("clone")


@pytest.mark.parametrize("fault", ["STOPPED", "HANGING", "FULL"])
def test_an_assessment_is_saved_and_counted_once_while_the_broker_is_away(fault):
    broken_broker.survives(Report(print), getattr(broken_broker, fault), live=False)
