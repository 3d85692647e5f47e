from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehtrack.lib import calendar
from ehtrack.lib.calendar import FinancialYear, Month, Quarter

local = datetime.fromisoformat
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@given(DAYS)
def test_every_day_is_in_its_year_quarter_and_month(day):
    assert FinancialYear.of(day).start <= day <= FinancialYear.of(day).end
    assert Quarter.of(day).start <= day <= Quarter.of(day).end
    assert Month.of(day).first <= day <= Month.of(day).last
    assert Quarter.of(day) in FinancialYear.of(day).quarters
    assert Month.of(day) in Quarter.of(day).months


@given(DAYS)
def test_labels_read_back(day):
    assert FinancialYear.from_label(FinancialYear.of(day).label) == FinancialYear.of(day)
    assert Quarter.from_label(Quarter.of(day).label) == Quarter.of(day)
    assert Month.from_label(Month.of(day).label) == Month.of(day)


@given(DAYS)
def test_neighbours_touch(day):
    for period in (FinancialYear.of(day), Quarter.of(day)):
        assert period.next.start == period.end + timedelta(days=1)
        assert period.previous.end == period.start - timedelta(days=1)
        assert period.previous < period < period.next


@pytest.mark.parametrize("label", ["2022", "2022-24", "22-23", "2022-2023", "2022-23 ", "", "0999-00", "\uff12022-23"])
def test_a_wrong_year_label_is_refused_with_an_example(label):
    with pytest.raises(ValueError, match="write it like 2022-23"):
        FinancialYear.from_label(label)


def test_the_year_that_ends_a_century():
    assert FinancialYear(2099).label == "2099-00"
    assert FinancialYear.from_label("2099-00").end == date(2100, 3, 31)


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2022, 4, 1), "2022-23 Q1"),
        (date(2022, 6, 30), "2022-23 Q1"),
        (date(2022, 10, 1), "2022-23 Q3"),
        (date(2023, 1, 1), "2022-23 Q4"),
        (date(2023, 3, 31), "2022-23 Q4"),
    ],
)
def test_quarters_begin_in_april(day, label):
    assert Quarter.of(day).label == label


def test_months_are_ordered_and_added_across_years():
    assert Month(2022, 11) + 3 == Month(2023, 2)
    assert Month(2023, 2) - 3 == Month(2022, 11)
    assert Month(2022, 12) < Month(2023, 1)
    assert (Month(2022, 10).label, Month(2022, 10).name) == ("2022-10", "October 2022")


@pytest.mark.parametrize(
    ("start", "as_of", "first", "last", "m"),
    [
        (date(2022, 4, 1), date(2023, 1, 31), "2022-04", "2023-01", 10),
        (date(2022, 4, 1), date(2023, 1, 30), "2022-04", "2022-12", 9),
        (date(2022, 4, 1), date(2022, 4, 30), "2022-04", "2022-04", 1),
        (date(2022, 4, 2), date(2022, 5, 31), "2022-05", "2022-05", 1),
    ],
)
def test_only_whole_months_are_complete(start, as_of, first, last, m):
    months = calendar.complete_months(start, as_of)

    assert (months[0].label, months[-1].label, len(months)) == (first, last, m)


def test_no_month_is_complete_before_its_last_day():
    assert calendar.complete_months(date(2022, 4, 1), date(2022, 4, 29)) == []


@pytest.mark.parametrize(
    ("today", "end"),
    [
        (date(2023, 1, 31), date(2022, 12, 31)),
        (date(2023, 2, 1), date(2023, 1, 31)),
        (date(2024, 3, 15), date(2024, 2, 29)),
    ],
)
def test_the_month_of_today_is_not_over(today, end):
    assert calendar.last_complete_month_end(today) == end


@pytest.mark.parametrize(
    ("day", "n", "before"),
    [
        (date(2023, 3, 31), 1, date(2023, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2023, 1, 15), 24, date(2021, 1, 15)),
        (date(2022, 12, 31), 3, date(2022, 9, 30)),
    ],
)
def test_months_before_is_the_same_day_or_the_last_of_a_shorter_month(day, n, before):
    assert calendar.months_before(day, n) == before


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2022, 12, 23), True),
        (date(2022, 12, 24), False),
        (date(2022, 12, 26), False),
        (date(2022, 12, 27), False),  # substitute day: Christmas Day was a Sunday
        (date(2022, 12, 28), True),
        (date(2022, 9, 19), False),  # state funeral
        (date(2022, 6, 3), False),  # Platinum Jubilee
        (date(2023, 5, 8), False),  # coronation
        (date(2020, 5, 8), False),  # early May moved to VE day
        (date(2020, 5, 4), True),
        (date(2023, 1, 2), False),
        (date(2023, 1, 3), True),  # a holiday in Scotland only
    ],
)
def test_bank_holidays_are_those_of_england(day, working):
    assert calendar.is_working_day(day) is working


@pytest.mark.parametrize(
    ("day", "n", "due"),
    [
        (date(2022, 10, 1), 1, datetime(2022, 10, 3, 23, tzinfo=UTC)),  # Saturday: end of Monday, summer time
        (date(2022, 10, 7), 1, datetime(2022, 10, 10, 23, tzinfo=UTC)),  # Friday
        (date(2022, 12, 23), 1, datetime(2022, 12, 29, 0, tzinfo=UTC)),  # over Christmas
        (date(2022, 12, 23), 3, datetime(2022, 12, 31, 0, tzinfo=UTC)),
        (date(2022, 10, 28), 1, datetime(2022, 11, 1, 0, tzinfo=UTC)),  # the clocks go back between
    ],
)
def test_n_working_days_end_at_local_midnight(day, n, due):
    assert calendar.end_of_working_day(day, n) == due


@given(st.dates(date(2015, 1, 1), date(2035, 12, 31)), st.integers(1, 10))
def test_exactly_n_working_days_lie_after_the_day(day, n):
    last = calendar.add_working_days(day, n)
    between = [day + timedelta(days=i) for i in range(1, (last - day).days + 1)]

    assert calendar.is_working_day(last)
    assert sum(map(calendar.is_working_day, between)) == n


def test_half_past_eleven_utc_on_30_june_is_1_july():
    assert calendar.local_day(datetime(2022, 6, 30, 23, 30, tzinfo=UTC)) == date(2022, 7, 1)
    assert calendar.local_day(datetime(2022, 12, 31, 23, 30, tzinfo=UTC)) == date(2022, 12, 31)


def test_the_hour_that_october_repeats_is_its_first():
    assert calendar.from_local(local("2022-10-30 01:30")) == datetime(2022, 10, 30, 0, 30, tzinfo=UTC)
    assert calendar.from_local(local("2022-10-30 01:30").replace(fold=1)) == datetime(2022, 10, 30, 0, 30, tzinfo=UTC)


def test_a_time_that_march_skips_is_refused():
    with pytest.raises(ValueError, match="01:30 on 27/03/2022 does not exist"):
        calendar.from_local(local("2022-03-27 01:30"))


@given(st.datetimes(local("2000-01-01"), local("2060-01-01")))
def test_local_times_read_back(naive):
    try:
        moment = calendar.from_local(naive)
    except ValueError:
        assert naive.month == 3
    else:
        assert moment.astimezone(calendar.LONDON).replace(tzinfo=None) == naive
