from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehtrack.lib import numbers

INTEGERS = st.integers(-(10**9), 10**9)


@pytest.mark.parametrize(
    ("n", "d", "text"),
    [
        (995, 100, "10"),
        (9949, 1000, "9.9"),
        (175, 100, "1.8"),
        (149, 2, "75"),
        (7, 7, "1.0"),
        (1359, 755, "1.8"),
        (1640, 400, "4.1"),
        (1640, 656, "2.5"),
        (2200, 40, "55"),
        (99995, 10, "10,000"),
        (12345, 10, "1,235"),
        (1, 40, "0.0"),
        (1, 20, "0.1"),
    ],
)
def test_a_quotient_has_one_decimal_below_ten_and_none_from_ten(n, d, text):
    assert numbers.quotient(n, d) == text


@pytest.mark.parametrize(
    ("n", "d", "text"),
    [(625, 1000, "63%"), (-25, 100, "-25%"), (5, 0, "No data"), (0, 5, "0%"), (3125, 100, "3,125%"), (62, 100, "62%")],
)
def test_percentages_are_whole_and_no_data_over_zero(n, d, text):
    assert numbers.percent(n, d) == text


def test_a_percentage_can_have_decimals():
    assert numbers.percent(Fraction(3125, 10_000), places=1) == "31.3%"


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [
        (3125, 2461, "27% more"),
        (96, 100, "4% fewer"),
        (100, 100, "no change"),
        (1001, 1000, "slightly more"),
        (999, 1000, "slightly fewer"),
        (5, 0, "No data"),
    ],
)
def test_a_change_says_no_change_only_when_equal(now, before, text):
    assert numbers.change(now, before) == text


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ((1, "S&N"), "1 S&N"),
        ((0, "S&N"), "0 S&Ns"),
        ((1200, "S&N"), "1,200 S&Ns"),
        ((2, "child", "children"), "2 children"),
    ],
)
def test_only_one_is_singular(arguments, text):
    assert numbers.plural(*arguments) == text


@given(INTEGERS, st.integers(1, 10**6), st.integers(0, 3))
def test_half_up_is_the_nearest_unit_and_halves_go_away_from_zero(n, d, places):
    exact = Fraction(n, d) * 10**places

    units = numbers.half_up(Fraction(n, d), places)

    assert abs(units - exact) <= Fraction(1, 2)
    assert abs(units - exact) != Fraction(1, 2) or abs(units) > abs(exact)


@given(st.decimals(-(10**6), 10**6, places=4), st.integers(0, 3))
def test_fixed_agrees_with_decimal_arithmetic(value, places):
    expected = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)

    assert Decimal(numbers.fixed(value, places).replace(",", "")) == expected
