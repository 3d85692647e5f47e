from importlib import import_module

import pytest

from tests.benchmarks.__main__ import NAMES
from tests.benchmarks.results import Line, number


@pytest.mark.parametrize(
    ("measured", "goal", "verdict"),
    [
        (12, {"at_most": 1.2}, "OK"),
        (12.1, {"at_most": 1.2}, "short of goal"),
        (8.5, {"at_least": 0.85}, "OK"),
        (8.4, {"at_least": 0.85}, "short of goal"),
        (1, {}, ""),
    ],
)
def test_a_line_says_whether_its_ratio_reaches_the_goal(measured, goal, verdict):
    line = Line("saves", measured, 10, "a second", **goal)

    assert line.verdict == verdict


@pytest.mark.parametrize(("amount", "text"), [(0.8549, "0.855"), (44.66, "44.7"), (100.4, "100"), (18649, "18,649")])
def test_numbers_have_three_figures_that_count(amount, text):
    assert number(amount) == text


@pytest.mark.parametrize("name", NAMES)
def test_every_benchmark_can_be_asked_for(name):
    assert callable(import_module(f"tests.benchmarks.{name}").lines)
