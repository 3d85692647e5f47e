"""Promise 29: two schedulers: no publication, reminder or ending of an account twice."""

import pytest

from ehtrack.drills import twice
from ehtrack.drills.report import Report


@pytest.mark.usefixtures("clone")
def test_two_schedulers_at_once_have_the_effect_of_one():
    twice.two_schedulers(Report(print), live=False)
