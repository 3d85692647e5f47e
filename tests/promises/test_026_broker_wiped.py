"""Promise 26: the broker wiped: nothing is lost."""

import pytest

from ehtrack.drills import broken_broker
from ehtrack.drills.report import Report

pytestmark = pytest.mark.usefixtures("clone")


@pytest.mark.parametrize("live", [False, True], ids=["then the sweeps", "with a worker and a scheduler"])
def test_what_waited_in_a_broker_that_was_wiped_is_done(live):
    broken_broker.wiped(Report(print), live=live)
