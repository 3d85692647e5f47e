"""Cells of a workbook, in all the ways that spreadsheets keep them."""

from tests.imports.fuzz import xlsx_files as xlsx
from tests.imports.fuzz.cases import Case, Damages, read, refused
from tests.imports.fuzz.samples import TEXT, Sample
from tests.imports.fuzz.xlsx_files import Xml, archive, dated, number, parts, rows_of, same_rows, sheet, with_cell

damage = Damages()


def with_day(sample: Sample, cell: str) -> Case:
    """The first line's day, kept in another way."""
    return read(with_cell(sample, sample.day, cell), sample.lines)


def wrong_day(sample: Sample, cell: str, word: str) -> Case:
    return refused(with_cell(sample, sample.day, cell), 2, sample.day, word)


def with_text(sample: Sample, cell: str, text: str) -> Case | None:
    if not sample.text:
        return None
    return read(with_cell(sample, sample.text, cell), sample.changed(**{sample.text: text}))


# Days and times ------------------------------------------------------------------------------------------------------


@damage
def days_as_texts(sample):
    return same_rows(sample, xlsx.good(sample))


@damage
def days_as_dates(sample):
    lines = [{**line, sample.day: dated(sample, line[sample.day])} for line in sample.lines]
    return read(archive(parts(sheet(rows_of(lines)))), sample.lines)


@damage
def days_counted_from_1904(sample):
    lines = [{**line, sample.day: dated(sample, line[sample.day], from_1904=True)} for line in sample.lines]
    return read(archive(parts(sheet(rows_of(lines)), properties='date1904="1"')), sample.lines)


@damage
def a_day_with_a_second_too_little(sample):
    value = xlsx.serial(sample.lines[0][sample.day]) - 4e-6
    return with_day(sample, number(value, "moment" if sample.with_time else "day"))


@damage
def a_day_as_a_text_of_the_standard(sample):
    text = sample.lines[0][sample.day].replace(" ", "T")
    return with_day(sample, Xml(f'<c r="{{at}}" t="d" s="1"><v>{text}{":00" if sample.with_time else ""}</v></c>'))


@damage
def a_day_with_a_time(sample):
    if sample.with_time:
        return None
    return wrong_day(sample, number(xlsx.serial("2022-10-03 14:05"), "moment"), "Write the date")


@damage
def a_day_with_a_time_that_the_format_hides(sample):
    if sample.with_time:
        return with_day(sample, number(xlsx.serial(sample.lines[0][sample.day]), "day"))
    return wrong_day(sample, number(xlsx.serial("2022-10-03 14:05"), "day"), "Write the date")


@damage
def midnight_with_a_format_of_times(sample):
    if sample.with_time:
        return None
    return with_day(sample, number(xlsx.serial(sample.lines[0][sample.day]), "moment"))


@damage
def the_number_of_a_day(sample):
    return wrong_day(sample, number(44837), "Write the date")


@damage
def a_day_that_no_calendar_has(sample):
    return wrong_day(sample, number(99_999_999, "day"), "Write the date")


@damage
def a_day_before_all(sample):
    return wrong_day(sample, number(-99_999_999, "day"), "Write the date")


@damage
def a_time_without_a_day(sample):
    return wrong_day(sample, number(0.5, "moment"), "Write the date")


@damage
def a_length_of_time(sample):
    return wrong_day(sample, number(44837.5, "length of time"), "Write the date")


@damage
def a_day_that_is_not_there(sample):
    return wrong_day(sample, "31/02/2022 10:00" if sample.with_time else "31/02/2022", "no such day")


@damage
def an_hour_that_march_skips(sample):
    if not sample.with_time:
        return None
    return wrong_day(sample, number(xlsx.serial("2022-03-27 01:30"), "moment"), "clocks went forward")


# Texts and numbers ---------------------------------------------------------------------------------------------------


@damage
def runs_of_letters_and_how_they_are_read_aloud(sample):
    cell = (
        '<c r="{at}" t="inlineStr"><is><r><t>Zo</t></r><r><rPr><b/></rPr><t xml:space="preserve">ë A</t></r>'
        "<rPh><t>zoh</t></rPh></is></c>"
    )
    return with_text(sample, Xml(cell), "Zoë A")


@damage
def characters_that_xml_cannot_hold(sample):
    return with_text(sample, "a_x000B_b_x005F_x0041_", "a\x0bb_x0041_")


@damage
def a_nul_that_xml_cannot_hold(sample):
    return refused(with_cell(sample, sample.header[0], "a_x0000_b"), 2, "", "NUL")


@damage
def half_a_letter(sample):
    return refused(with_cell(sample, sample.header[0], "a_xD800_b"), 2, "", "cannot be stored")


@damage
def a_number_as_text(sample):
    return with_text(sample, number("1001.0"), "1001")


@damage
def a_number_in_powers_of_ten(sample):
    return with_text(sample, number("1.5E+3"), "1500")


@damage
def zeros_that_the_format_shows(sample):
    return with_text(sample, number(123, "five digits"), "00123")


@damage
def a_number_that_the_spreadsheet_cut(sample):
    return refused(with_cell(sample, sample.header[0], number("1.2345678901234568E+19")), 2, sample.header[0], "15 dig")


@damage
def a_number_that_is_none(sample):
    return refused(with_cell(sample, sample.header[0], number("nan")), None, "", "workbook cannot be read")


@damage
def a_truth(sample):
    return with_text(sample, Xml('<c r="{at}" t="b"><v>1</v></c>'), "yes")


@damage
def a_cell_of_two_million_letters(sample):
    return refused(with_cell(sample, sample.header[0], "x" * 2_000_000), None, "", "more than a million")


@damage
def a_text_that_looks_like_a_formula(sample):
    return with_text(sample, "=1+1", "=1+1")


# Formulas ------------------------------------------------------------------------------------------------------------


@damage
def a_formula_with_its_result(sample):
    return with_text(sample, Xml('<c r="{at}" t="str"><f>UPPER("x")</f><v>X</v></c>'), "X")


@damage
def a_formula_with_a_day_as_its_result(sample):
    style = 2 if sample.with_time else 1
    value = xlsx.serial(sample.lines[0][sample.day])
    return with_day(sample, Xml(f'<c r="{{at}}" s="{style}"><f>A1+1</f><v>{value}</v></c>'))


@damage
def a_formula_without_its_result(sample):
    cell = Xml('<c r="{at}"><f>TODAY()</f><v></v></c>')
    return refused(with_cell(sample, sample.header[-1], cell), 2, sample.header[-1], "formula without a result")


@damage
def a_formula_whose_result_is_no_text(sample):
    if sample.kind == "training":
        return None
    cell = Xml('<c r="{at}" t="str"><f>IF(A1="","x","")</f><v></v></c>')
    return read(with_cell(sample, sample.header[-1], cell), sample.lines)


@damage
def a_formula_with_an_error(sample):
    cell = Xml('<c r="{at}" t="e"><f>VLOOKUP(1,B:C,2)</f><v>#N/A</v></c>')
    return refused(with_cell(sample, sample.header[-1], cell), 2, sample.header[-1], "but an error")


@damage
def a_formula_with_an_error_in_a_column_that_nobody_knows(sample):
    lines = [{**line, "shoe size": Xml('<c r="{at}" t="e"><f>1/0</f><v>#DIV/0!</v></c>')} for line in sample.lines]
    return read(archive(parts(sheet(rows_of(lines)))), sample.lines)


# Shared texts --------------------------------------------------------------------------------------------------------


@damage
def shared_texts(sample):
    files = xlsx.good(sample) | {
        xlsx.SHARED: f'<sst xmlns="{xlsx.MAIN}"><si><t>other</t></si><si><r><t>Zoë </t></r><r><t>Ågren</t></r>'
        "<rPh><t>x</t></rPh></si></sst>"
    }
    lines = [{**line, sample.text: _shared(line[sample.text])} if sample.text else line for line in sample.lines]
    return same_rows(sample, files | {xlsx.SHEET: sheet(rows_of(lines))})


def _shared(cell: str) -> str:
    return Xml('<c r="{at}" t="s"><v>1</v></c>') if cell == TEXT else cell


@damage
def a_shared_text_that_is_not_there(sample):
    return xlsx.unreadable(parts(sheet(rows_of(sample.changed(**{sample.day: Xml('<c r="{at}" t="s"><v>7</v></c>')})))))


@damage
def a_shared_text_before_the_first(sample):
    cell = Xml('<c r="{at}" t="s"><v>-1</v></c>')
    return xlsx.unreadable(parts(sheet(rows_of(sample.changed(**{sample.day: cell})))))
