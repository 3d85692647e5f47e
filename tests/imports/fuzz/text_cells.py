"""Cells of a CSV: odd texts are stored as they are given, wrong days, times and numbers are told."""

from tests.imports.fuzz.cases import Case, Damages, read, refused
from tests.imports.fuzz.csv_files import good, text_of, with_text, with_wrong_day
from tests.imports.fuzz.samples import TEXT, Sample

damage = Damages()


# Texts, stored as given ---------------------------------------------------------------------------------------------


@damage
def a_formula_as_text(sample):
    return with_text(sample, '=HYPERLINK("http://example.org","x")')


@damage
def an_apostrophe_before_a_formula(sample):
    return with_text(sample, "'=1+1")


@damage
def marks_that_mean_something_to_programs(sample):
    return with_text(sample, r"\N {} %s %(a)s '; -- ${x} <b>")


@damage
def quotes_and_separators_in_a_cell(sample):
    return with_text(sample, 'a, "b"; c')


@damage
def lines_in_a_cell(sample):
    return with_text(sample, "one\r\ntwo\nthree")


@damage
def separators_of_lines_that_are_none(sample):
    return with_text(sample, "a\x0bb\x0cc\x85d\u2028e\u2029f")


@damage
def combining_letters(sample):
    return with_text(sample, "Zoe\u0308 A\u030agren")


@damage
def text_from_right_to_left(sample):
    return with_text(sample, "\u200fשרה\u200e كوثر")


@damage
def letters_of_four_bytes(sample):
    return with_text(sample, "\U0001d518\U0001d52b👩‍👩‍👧 \ufffe")


@damage
def the_longest_number(sample):
    return with_text(sample, "9" * 80)


@damage
def a_number_as_a_spreadsheet_writes_it(sample):
    return with_text(sample, "1.23457E+19")


@damage
def a_quotation_mark_inside_a_bare_cell(sample):
    if not sample.text:
        return None
    lines = sample.changed(**{sample.text: '5" nail'})
    return read(good(sample).replace(TEXT, '5" nail').encode(), lines)


# Cells that are wrong -----------------------------------------------------------------------------------------------


@damage
def a_day_that_is_not_there(sample):
    return with_wrong_day(sample, "2022-02-31", "no such day")


@damage
def a_day_that_is_not_there_day_first(sample):
    return with_wrong_day(sample, "31/02/2022", "no such day")


@damage
def a_leap_day_of_a_year_that_has_none(sample):
    return with_wrong_day(sample, "29/02/2023", "no such day")


@damage
def month_first(sample):
    return with_wrong_day(sample, "02/28/2022", "no such day")


@damage
def a_year_of_two_digits(sample):
    return with_wrong_day(sample, "03/10/22", "Write the date")


@damage
def the_number_of_a_day(sample):
    return with_wrong_day(sample, "44837", "Write the date")


@damage
def a_day_in_the_future(sample):
    return with_wrong_day(sample, "2031-10-03", "in the future")


@damage
def the_last_day_of_all(sample):
    return with_wrong_day(sample, "9999-12-31", "in the future")


@damage
def the_first_day_of_all(sample):
    return with_wrong_day(sample, "0001-01-01", "before 1900")


@damage
def digits_of_full_width(sample):
    return with_wrong_day(sample, "\uff12\uff10\uff12\uff12-10-03", "Write the date")


@damage
def digits_of_arabic(sample):
    return with_wrong_day(sample, "\u0662\u0660\u0662\u0662-10-03", "Write the date")


@damage
def a_mark_before_a_day(sample):
    return with_wrong_day(sample, "\u200f2022-10-03", "Write the date")


@damage
def a_formula_as_a_day(sample):
    return with_wrong_day(sample, "=TODAY()", "Write the date")


@damage
def a_day_with_a_time(sample):
    if sample.with_time:
        return None
    return with_wrong_day(sample, "2022-10-03 14:05", "Write the date")


@damage
def a_number_too_long(sample):
    if not sample.number:
        return None
    return refused(text_of(sample.changed(**{sample.number: "9" * 30})).encode(), 2, sample.number, "")


@damage
def a_number_of_full_width(sample):
    if not sample.number:
        return None
    return refused(text_of(sample.changed(**{sample.number: "\uff13"})).encode(), 2, sample.number, "")


@damage
def a_nul(sample):
    lines = sample.changed(**{sample.header[0]: "a\x00b"})
    return refused(text_of(lines).encode(), 2, "", "NUL")


@damage
def a_text_too_long(sample):
    if not sample.text:
        return None
    return refused(text_of(sample.changed(**{sample.text: "x" * 5_000})).encode(), 2, sample.text, "Shorten this")


@damage
def a_cell_of_more_than_a_program_takes(sample):
    if not sample.text:
        return None
    return refused(text_of(sample.changed(**{sample.text: "x" * 200_000})).encode(), 2, "", "characters")


# Hours that the clocks skip and repeat ------------------------------------------------------------------------------


def with_hour(sample: Sample, given: str, stored: str) -> Case | None:
    if not sample.with_time:
        return None
    return read(text_of(sample.changed(**{sample.day: given})).encode(), sample.changed(**{sample.day: stored}))


@damage
def an_hour_that_march_skips(sample):
    if not sample.with_time:
        return None
    lines = sample.changed(**{sample.day: "2022-03-27 01:30"})
    return refused(text_of(lines).encode(), 2, sample.day, "the clocks went forward")


@damage
def the_last_minute_before_march_skips(sample):
    return with_hour(sample, "2022-03-27T00:59", "2022-03-27 00:59")


@damage
def an_hour_that_march_skips_with_an_offset(sample):
    return with_hour(sample, "2022-03-27T01:30Z", "2022-03-27 02:30")


@damage
def an_hour_that_october_repeats_is_its_first(sample):
    return with_hour(sample, "30/10/2022 01:30", "2022-10-30 01:30 +0100")


@damage
def an_hour_that_october_repeats_with_an_offset(sample):
    return with_hour(sample, "2022-10-30 01:30+00:00", "2022-10-30 01:30 +0000")


@damage
def a_time_of_another_country(sample):
    return with_hour(sample, "2022-10-03T14:05:00-05:00", "2022-10-03 20:05")


@damage
def an_hour_that_no_day_has(sample):
    if not sample.with_time:
        return None
    lines = sample.changed(**{sample.day: "2022-10-03 24:00"})
    return refused(text_of(lines).encode(), 2, sample.day, "Write the date and time")
