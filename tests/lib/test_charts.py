import itertools
from dataclasses import dataclass, replace
from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehtrack.lib.charts import BarChart, Dot, DotChart, Level, LineChart, Series, bars, drawing, lines, log_dots
from ehtrack.lib.charts.scale import ticks

MONTHS = ["Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar"]
BARS = BarChart(
    "S&Ns <each> month",
    "Lowest in August",
    MONTHS,
    [
        Series("S&Ns", [300] * 10 + [None, None]),
        Series("Health Visitor pilot", [None] * 6 + [50] * 4 + [None, None], "hatched"),
        Series("So far this month", [None] * 10 + [120, None], "dotted"),
    ],
    Level("Target: 417 a month", 417),
)
LINES = LineChart(
    "S&Ns against the target",
    "Below the target",
    MONTHS,
    [300 * (month + 1) for month in range(10)] + [None, None],
    "S&Ns",
    target=[417 * (month + 1) for month in range(12)],
    projection=[None] * 9 + [3000, 3300, 3600],
    low=[None] * 9 + [3000, 3200, 3400],
    high=[None] * 9 + [3000, 3400, 3800],
)
DOTS = DotChart(
    "S&Ns per MASH contact",
    "County Council above one",
    [
        Dot("County Council", 1359, 755, "1.8"),
        Dot("Police", 70, 5250, "0.01"),
        Dot("Equal", 10, 10, "1.0"),
        Dot("Other", 0, 2200, "0"),
        Dot("Voluntary", 12, 0, "no contacts"),
        Dot("New", 0, 0, "no data"),
    ],
)
DRAWN = {"bars": bars(BARS), "lines": lines(LINES), "dots": log_dots(DOTS)}


@dataclass
class Element:
    name: str
    attrs: dict[str, str]
    text: str = ""


def elements(svg: str, name: str = "") -> list[Element]:
    """Every element in order; fails when the drawing is not well-formed."""
    found: list[Element] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attrs: found.append(Element(tag, attrs))
    parser.CharacterDataHandler = lambda text: setattr(found[-1], "text", found[-1].text + text)
    parser.Parse(svg, True)
    return [element for element in found if name in ("", element.name)]


def number(element: Element, name: str) -> float:
    return float(element.attrs[name])


def stacks(svg: str) -> list[Element]:
    """The boxes of the bars, without those of background, patterns and legend."""
    return [box for box in elements(svg, "rect") if "x" in box.attrs and number(box, "x") > 30]


@pytest.mark.parametrize("svg", DRAWN.values(), ids=DRAWN)
def test_a_chart_is_an_image_with_a_title_and_a_description(svg: str) -> None:
    root, title, description = elements(svg)[:3]

    assert root.attrs["role"] == "img"
    assert root.attrs["aria-labelledby"] == f"{title.attrs['id']} {description.attrs['id']}"
    assert (title.name, description.name) == ("title", "desc")
    assert title.text
    assert description.text


@pytest.mark.parametrize("svg", DRAWN.values(), ids=DRAWN)
def test_a_chart_has_nothing_that_the_security_policy_refuses(svg: str) -> None:
    assert all(name not in element.attrs for element in elements(svg) for name in ("style", "class", "onload", "href"))
    assert {element.name for element in elements(svg)} & {"style", "script", "image", "foreignObject"} == set()


def test_words_are_escaped() -> None:
    assert elements(DRAWN["bars"], "title")[0].text == "S&Ns <each> month"
    assert "<each>" not in DRAWN["bars"]


def test_ids_of_two_charts_do_not_collide_and_the_same_chart_is_the_same_bytes() -> None:
    other = bars(replace(BARS, key="group"))

    ids = [
        {element.attrs["id"] for element in elements(svg) if "id" in element.attrs} for svg in (DRAWN["bars"], other)
    ]
    assert not ids[0] & ids[1]
    assert bars(BARS) == DRAWN["bars"]


def test_a_bar_is_as_high_as_its_value_and_parts_stand_on_each_other() -> None:
    boxes = stacks(DRAWN["bars"])
    october = [box for box in boxes if box.attrs["x"] == boxes[6].attrs["x"]]

    assert [number(box, "height") for box in october] == [180.0, 30.0]
    assert number(october[1], "y") + 30 == number(october[0], "y")
    assert len(boxes) == 10 + 4 + 1


def test_the_pilot_and_the_month_so_far_are_patterns_on_white_and_not_colour_alone() -> None:
    fills = [box.attrs["fill"] for box in stacks(DRAWN["bars"])]
    patterns = {f"url(#{pattern.attrs['id']})" for pattern in elements(DRAWN["bars"], "pattern")}

    assert fills.count(drawing.BLUE) == 10
    assert set(fills) - {drawing.BLUE} == patterns
    assert len(patterns) == 2


def test_missing_months_have_no_bar_and_no_data_still_draws_the_frame() -> None:
    empty = bars(replace(BARS, series=[Series("S&Ns", [None] * 12)], target=None))

    assert stacks(empty) == []
    assert [text.text for text in elements(empty, "text")][-12:] == MONTHS


def test_lines_stop_where_there_is_no_value() -> None:
    points = [path.attrs["d"].count("L") + 1 for path in elements(DRAWN["lines"], "path")]

    assert points == [3, 3, 12, 3, 10]


def test_the_projection_and_the_target_are_dashed_and_the_count_is_not() -> None:
    assert ["stroke-dasharray" in path.attrs for path in elements(DRAWN["lines"], "path")] == [
        False,
        False,
        True,
        True,
        False,
    ]


def test_a_year_that_has_not_begun_draws_only_its_target() -> None:
    svg = lines(replace(LINES, actual=[None] * 12, projection=(), low=(), high=()))

    assert len(elements(svg, "path")) == 1
    assert elements(svg, "circle") == []


def test_one_is_in_the_middle_and_twice_as_far_from_it_as_half() -> None:
    def place(upper: int, lower: int) -> float:
        dots = [Dot("A", upper, lower, ""), Dot("B", 1, 100, ""), Dot("C", 100, 1, "")]
        return number(elements(log_dots(replace(DOTS, dots=dots)), "circle")[0], "cx")

    assert place(2, 1) - place(1, 1) == pytest.approx(place(1, 1) - place(1, 2), abs=0.2)
    assert place(4, 1) - place(2, 1) == pytest.approx(place(2, 1) - place(1, 1), abs=0.2)


def test_nothing_above_is_at_the_left_edge_nothing_below_at_the_right_and_neither_has_no_dot() -> None:
    circles = elements(DRAWN["dots"], "circle")
    edges = [number(line, "x1") for line in elements(DRAWN["dots"], "line") if line.attrs["stroke"] == drawing.GREY]

    assert len(circles) == len(DOTS.dots) - 1
    assert [number(circles[3], "cx"), number(circles[4], "cx")] == edges
    assert all(edges[0] < number(circle, "cx") < edges[1] for circle in circles[:3])


def test_every_organisation_is_named_with_its_ratio() -> None:
    words = [text.text for text in elements(DRAWN["dots"], "text")]

    assert {"County Council: 1.8", "Police: 0.01", "New: no data", "No contacts", "None"} <= set(words)


def test_a_long_name_is_cut_and_its_ratio_is_not() -> None:
    name = "Voluntary and community organisations of the county and its neighbours"
    svg = log_dots(replace(DOTS, dots=[Dot(name, 3, 4, "0.8")]))

    assert any(text.text.endswith("…: 0.8") for text in elements(svg, "text"))


def overlaps(svg: str) -> list[tuple[str, str]]:
    """Pairs of texts on one line that touch, by the width that the drawing itself reckons with."""
    spans = []
    for text in elements(svg, "text"):
        width = drawing.width_of(text.text) * 0.95
        share = {"start": 0.0, "middle": 0.5, "end": 1.0}[text.attrs["text-anchor"]]
        left = number(text, "x") - width * share
        spans.append((text.attrs["y"], left, left + width, text.text))
    spans.sort()
    return [(a[3], b[3]) for a, b in itertools.pairwise(spans) if a[0] == b[0] and b[1] < a[2]]


@pytest.mark.parametrize("count", [1, 12, 18, 24])
@pytest.mark.parametrize("highest", [3, 417, 62_000])
def test_labels_do_not_touch_however_many_and_however_wide(count: int, highest: int) -> None:
    labels = [f"{MONTHS[index % 12]} 2022" for index in range(count)]
    chart = replace(BARS, labels=labels, series=[Series("S&Ns", [highest] * count)], target=None)
    line = replace(LINES, labels=labels, actual=[highest] * count, target=(), projection=(), low=(), high=())

    assert overlaps(bars(chart)) == []
    assert overlaps(lines(line)) == []


def test_every_month_of_a_year_is_named() -> None:
    words = [text.text for text in elements(DRAWN["bars"], "text")]

    assert [word for word in words if word in MONTHS] == MONTHS


@pytest.mark.parametrize("svg", DRAWN.values(), ids=DRAWN)
def test_text_is_at_least_11_pixels_high_on_a_phone(svg: str) -> None:
    root = elements(svg)[0]
    width = float(root.attrs["viewBox"].split()[2])

    assert float(root.attrs["font-size"]) * 343 / width >= 11
    assert all("font-size" not in text.attrs for text in elements(svg, "text"))


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", [drawing.BLUE, drawing.GREY, drawing.INK])
def test_what_carries_meaning_stands_out_from_white(colour: str) -> None:
    assert 1.05 / (luminance(colour) + 0.05) >= 3


@given(st.floats(min_value=0, max_value=10_000_000))
def test_an_axis_reaches_the_highest_value_in_at_most_five_round_steps(highest: float) -> None:
    marks = ticks(highest)

    assert marks[0] == 0
    assert marks[-1] >= highest
    assert 2 <= len(marks) <= 6
    assert len({after - before for before, after in itertools.pairwise(marks)}) == 1


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)), max_size=12))
def test_any_ratio_stays_inside_the_drawing(pairs: list[tuple[int, int]]) -> None:
    svg = log_dots(replace(DOTS, dots=[Dot("A", upper, lower, "1") for upper, lower in pairs]))

    edges = [number(line, "x1") for line in elements(svg, "line") if line.attrs["stroke"] == drawing.GREY]
    assert all(edges[0] <= number(circle, "cx") <= edges[1] for circle in elements(svg, "circle"))
    assert edges[1] <= drawing.WIDTH - 9


def test_a_ratio_beyond_the_longest_scale_stands_at_its_end() -> None:
    far, farther = (
        number(elements(log_dots(replace(DOTS, dots=[Dot("A", upper, 1, "")])), "circle")[0], "cx")
        for upper in (1000, 9_000_000)
    )

    assert far == farther


@pytest.mark.parametrize(
    ("highest", "marks"),
    [(0, [0, 1]), (3, [0, 1, 2, 3]), (750, [0, 200, 400, 600, 800]), (2400, [0, 500, 1000, 1500, 2000, 2500])],
)
def test_an_axis_has_the_numbers_that_people_count_in(highest: float, marks: list[int]) -> None:
    assert ticks(highest) == marks
