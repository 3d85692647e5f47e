"""Promise 28: every task run twice, late or out of order has the effect of once."""

import pytest

from ehtrack.drills import twice
from ehtrack.drills.report import Report


@pytest.mark.usefixtures("clone")
def test_every_task_twice_late_and_out_of_order_has_the_effect_of_once():
    twice.run(Report(print))
