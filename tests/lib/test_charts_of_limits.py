"""Lines of what is usual over bars, and the funnel: marks that differ in shape, and nothing drawn outside."""

from dataclasses import replace

import pytest

from ehtrack.lib.charts import BarChart, FunnelChart, FunnelLimits, FunnelPoint, Series, Usual, bars, drawing, funnel
from tests.lib.test_charts import elements, number

BARS = BarChart(
    "S&Ns by month",
    "Higher than usual in May",
    ["Apr", "May", "Jun", "Jul"],
    [Series("S&Ns", [10, 30, 2, 5])],
    usual=Usual(
        centre=[10, 10, 12, None], low=[4, 4, 5, None], high=[16, 16, 19, None], marks=[None, "up", "down", None]
    ),
)
FUNNEL = FunnelChart(
    "S&Ns for the staff trained",
    "One outside",
    [FunnelPoint(2, 0), FunnelPoint(20, 9.5, "above"), FunnelPoint(40, 0.2, "below"), FunnelPoint(40, 1.4, "edge")],
    [FunnelLimits(n, 0.9 - 1 / n, 0.95 - 1 / n, 1.1 + 1 / n, 1.2 + 4 / n) for n in (1, 2, 10, 50)],
    across="Expected",
    upwards="Times",
    labels={"within": "Within", "edge": "Between", "above": "More", "below": "Fewer"},
)


@pytest.mark.parametrize("svg", [bars(BARS), funnel(FUNNEL)], ids=["bars", "funnel"])
def test_only_presentation_attributes_and_everything_inside_the_drawing(svg: str) -> None:
    root = elements(svg)[0]
    for one in elements(svg):
        assert not {"style", "class", "onload", "href"} & set(one.attrs)
        for left, top in (pair.split(",") for pair in one.attrs.get("points", "").split()):
            assert 0 <= float(left) <= drawing.WIDTH
            assert -4 <= float(top) <= number(root, "height")  # the legend stands 4 lower than its own 0


def test_a_triangle_over_the_bar_points_to_its_side_and_the_legend_says_so() -> None:
    svg = bars(BARS)
    triangles = [one.attrs["points"] for one in elements(svg, "polygon")]
    heights = [[float(pair.split(",")[1]) for pair in triangle.split()] for triangle in triangles]
    higher = replace(BARS, usual=replace(BARS.usual, marks=[None, "up", None, None]))

    assert [tip < base for base, _, tip in heights] == [True, False] * 2  # in the legend, and over May and June
    words = {one.text for one in elements(svg, "text")}
    assert {"Signal: higher than usual", "Signal: lower than usual", "Limits of ordinary variation"} <= words
    assert "Signal: lower than usual" not in bars(higher)


def test_a_bar_without_limits_ends_the_lines_and_higher_limits_than_bars_are_seen() -> None:
    paths = [one.attrs["d"] for one in elements(bars(BARS), "path")]

    assert {path.count("L") + 1 for path in paths} == {6}  # three months with limits, two ends each
    assert "40</text>" in bars(replace(BARS, usual=replace(BARS.usual, high=[16, 16, 39, None])))


def test_without_what_is_usual_nothing_is_drawn_but_the_bars() -> None:
    assert elements(bars(replace(BARS, usual=None)), "path") == []
    assert elements(bars(replace(BARS, usual=None)), "polygon") == []


def test_the_funnel_marks_by_shape_and_draws_the_highest_at_its_edge() -> None:
    svg = funnel(FUNNEL)
    in_legend = 4  # a key for each kind that there is

    assert len(elements(svg, "circle")) + len(elements(svg, "polygon")) == len(FUNNEL.points) + in_legend
    assert {one.attrs["fill"] for one in elements(svg, "circle")} == {drawing.WHITE, drawing.BLUE}
    assert len(elements(svg, "polygon")) == 4
    alone = funnel(replace(FUNNEL, points=FUNNEL.points[:1]))
    assert "More</text>" not in alone
    assert elements(alone, "polygon") == []


def test_a_larger_agency_stands_further_right_on_a_scale_of_multiples() -> None:
    svg = funnel(replace(FUNNEL, points=[FunnelPoint(2, 1), FunnelPoint(10, 1), FunnelPoint(50, 1)]))

    x = [number(one, "cx") for one in elements(svg, "circle")][-3:]
    assert x[2] - x[1] == pytest.approx(x[1] - x[0], abs=0.2)
