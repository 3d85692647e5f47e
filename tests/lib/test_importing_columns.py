import contextlib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehtrack.lib import calendar
from ehtrack.lib.importing import columns
from ehtrack.lib.importing.problems import BadCell

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
moment = columns.timestamp(NOW)


def read(cell):
    return datetime.fromisoformat(moment(cell)).astimezone(UTC).isoformat(" ")[:19]


@pytest.mark.parametrize(
    ("cell", "staged"),
    [
        ("2022-10-03", "2022-10-03"),
        ("03/10/2022", "2022-10-03"),
        ("3/1/2022", "2022-01-03"),
        ("2022-10-03 00:00:00", "2022-10-03"),
        ("2026-11-20", "2026-11-20"),
        ("29/02/2024", "2024-02-29"),
    ],
)
def test_dates_are_read_day_first(cell, staged):
    assert columns.day(TODAY)(cell) == staged


@pytest.mark.parametrize(
    ("cell", "cure"),
    [
        ("31/02/2022", "no such day"),
        ("10/13/2022", "no such day"),
        ("2022-10-03 14:05", "Write the date"),
        ("3 October 2022", "Write the date"),
        ("03/10/22", "Write the date"),
        ("44837", "Write the date"),
        ("2026-11-21", "in the future"),
        ("0202-10-03", "Check the year"),
        ("\u0662\u0660\u0662\u0662-10-03", "Write the date"),
    ],
)
def test_wrong_dates_say_what_would_be_right(cell, cure):
    with pytest.raises(BadCell, match=cure):
        columns.day(TODAY)(cell)


@pytest.mark.parametrize(
    ("cell", "utc"),
    [
        ("2022-10-03T14:05", "2022-10-03 13:05:00"),
        ("2022-10-03 14:05:06", "2022-10-03 13:05:06"),
        ("03/10/2022 9:05", "2022-10-03 08:05:00"),
        ("2022-12-03 14:05", "2022-12-03 14:05:00"),
        ("2022-10-03T14:05Z", "2022-10-03 14:05:00"),
        ("2022-10-03T14:05:00+02:00", "2022-10-03 12:05:00"),
        ("2022-10-03 14:05 -0100", "2022-10-03 15:05:00"),
        ("2022-07-01 00:30", "2022-06-30 23:30:00"),
        ("2022-10-30 01:30", "2022-10-30 00:30:00"),
        ("2022-10-30 02:30", "2022-10-30 02:30:00"),
        ("2022-10-30T01:30+00:00", "2022-10-30 01:30:00"),
        ("2022-03-27 00:30", "2022-03-27 00:30:00"),
        ("2022-03-27 02:30", "2022-03-27 01:30:00"),
        ("2026-11-20 12:00", "2026-11-20 12:00:00"),
        ("2026-11-20 13:00+01:00", "2026-11-20 12:00:00"),
        ("2026-11-21 00:30+14:00", "2026-11-20 10:30:00"),
        ("2022-10-03 14:05:06.123", "2022-10-03 13:05:06"),
    ],
)
def test_times_are_local_unless_they_say_otherwise(cell, utc):
    assert read(cell) == utc


@pytest.mark.parametrize(
    ("cell", "cure"),
    [
        ("2022-10-03", "2022-10-03 14:05"),
        ("2022-10-03 24:00", "2022-10-03 14:05"),
        ("2022-10-03 14", "2022-10-03 14:05"),
        ("2022-10-03 14:05 +25:00", "2022-10-03 14:05"),
        ("31/02/2022 14:05", "no such day"),
        ("2022-03-27 01:30", "clocks went forward"),
        ("2026-11-20 12:01", "in the future"),
        ("2026-11-20 12:00-01:00", "in the future"),
        ("2026-11-21 00:00", "in the future"),
        ("9999-12-31 23:59", "in the future"),
        ("9999-12-31 23:59-10:00", "in the future"),
        ("T", "2022-10-03 14:05"),
    ],
)
def test_wrong_times_say_what_would_be_right(cell, cure):
    with pytest.raises(BadCell, match=cure):
        moment(cell)


@given(st.datetimes(datetime.fromisoformat("1995-01-01"), datetime.fromisoformat("2026-11-19")))
def test_the_short_cut_for_times_agrees_with_the_calendar(naive):
    naive = naive.replace(microsecond=0)
    try:
        expected = calendar.from_local(naive)
    except ValueError:
        return

    assert datetime.fromisoformat(moment(f"{naive:%d/%m/%Y %H:%M:%S}")) == expected


@given(st.text(max_size=30))
def test_no_text_breaks_a_parser(cell):
    for parse in (moment, columns.day(), columns.integer(), columns.code(), columns.financial_year()):
        with contextlib.suppress(BadCell):
            assert parse(cell)


@pytest.mark.parametrize(("cell", "staged"), [("5", "5"), ("1,250", "1250"), ("007", "7")])
def test_whole_numbers_may_have_commas(cell, staged):
    assert columns.integer()(cell) == staged


@pytest.mark.parametrize("cell", ["-1", "1.5", "1,25", "many", "99999999999", "\u0663"])
def test_other_numbers_are_refused(cell):
    with pytest.raises(BadCell, match="whole number"):
        columns.integer()(cell)


def test_choices_ignore_case_and_spaces_and_come_in_their_own_order():
    parse = columns.choices(["mental-health", "0-5", "send"])

    assert parse("SEND; Mental health;send;") == '{"mental-health","send"}'


def test_a_wrong_choice_lists_the_right_ones():
    with pytest.raises(BadCell, match="red, amber, green"):
        columns.choice(["red", "amber", "green"])("blue")


def test_a_long_text_says_how_long_it_may_be():
    with pytest.raises(BadCell, match="Shorten this to 5 characters; it has 6"):
        columns.text(5)("abcdef")


@pytest.mark.parametrize(("cell", "code"), [("Oxford-Health", "oxford-health"), ("lcss2", "lcss2")])
def test_codes_are_lower_case(cell, code):
    assert columns.code()(cell) == code
