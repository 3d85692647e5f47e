"""The database connection cut in the middle; many requests over few connections (the drill of promise 10)."""

import pytest

from ehtrack.drills import connections_cut, crowded
from ehtrack.drills.report import Report

pytestmark = pytest.mark.usefixtures("clone")


def test_a_connection_cut_in_the_middle_of_a_save_loses_nothing_and_saves_nothing_by_half():
    connections_cut.run(Report(print))


def test_requests_over_few_connections_see_nothing_of_each_other():
    crowded.run(Report(print), threads=60)
