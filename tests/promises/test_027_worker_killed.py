"""Promise 27: a worker killed at any step of a recount, or of an import: figures equal the recounted truth."""

import pytest

from ehtrack.drills import killed_import, killed_recount
from ehtrack.drills.report import Report

pytestmark = pytest.mark.usefixtures("clone")


@pytest.mark.parametrize("step", killed_recount.STEPS)
def test_killed_while_it_recounts(step):
    killed_recount.at(Report(print), step)


@pytest.mark.parametrize("step", killed_import.STEPS)
def test_killed_while_it_imports(step):
    killed_import.at(Report(print), step)
