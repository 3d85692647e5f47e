"""Sheets of a workbook: which is read, how its rows and cells stand, which cells are merged."""

from tests.imports.fuzz import xlsx_files as xlsx
from tests.imports.fuzz.cases import Damages, refused
from tests.imports.fuzz.xlsx_files import Xml, archive, good, parts, rows_of, same_rows, sheet, unreadable

damage = Damages()
NOTES = sheet([["Notes"], ["Made on a Monday"]])
EMPTY = sheet([])


@damage
def a_sheet_of_notes_after_it(sample):
    return same_rows(sample, parts(sheet(rows_of(sample.lines)), others=[NOTES]))


@damage
def a_hidden_sheet_before_it(sample):
    return same_rows(sample, parts(NOTES, others=[sheet(rows_of(sample.lines))], states=["hidden"]))


@damage
def a_very_hidden_sheet_before_it(sample):
    return same_rows(sample, parts(NOTES, others=[sheet(rows_of(sample.lines))], states=["veryHidden"]))


@damage
def no_sheet_that_shows(sample):
    return same_rows(sample, parts(sheet(rows_of(sample.lines)), states=["hidden"]))


@damage
def an_empty_sheet_before_it(sample):
    return refused(archive(parts(EMPTY, others=[sheet(rows_of(sample.lines))])), None, "", "empty")


@damage
def a_sheet_of_notes_before_it(sample):
    return refused(archive(parts(NOTES, others=[sheet(rows_of(sample.lines))])), None, None, "Add the column")


@damage
def a_chart_before_it(sample):
    files = parts(NOTES, others=[sheet(rows_of(sample.lines))])
    relations = files[xlsx.BOOK_RELATIONS].replace('/worksheet"', '/chartsheet"', 1)
    return same_rows(sample, files | {xlsx.BOOK_RELATIONS: relations})


@damage
def no_sheet(sample):
    files = good(sample)
    return unreadable(files | {xlsx.BOOK: files[xlsx.BOOK].replace("<sheet ", "<other ")})


@damage
def a_sheet_that_is_not_there(sample):
    return unreadable({name: part for name, part in good(sample).items() if name != xlsx.SHEET})


@damage
def nothing_in_the_sheet(sample):
    return refused(archive(parts(EMPTY)), None, "", "empty")


@damage
def a_header_alone(sample):
    return xlsx.read(archive(parts(sheet([sample.header]))), [])


@damage
def a_row_of_spaces(sample):
    header, *rows = rows_of(sample.lines)
    return same_rows(sample, parts(sheet([header, [" ", "\xa0"], *rows])))


@damage
def blank_rows_and_columns_of_format_only(sample):
    styled = Xml('<c r="{at}" s="1"/>')
    header, *rows = rows_of(sample.lines)
    return same_rows(sample, parts(sheet([[], [styled], header, [styled] * 30, *[[*row, styled] for row in rows]])))


@damage
def a_title_above_the_header(sample):
    return refused(archive(parts(sheet([["Our records"], *rows_of(sample.lines)]))), None, None, "Add the column")


@damage
def a_cell_past_the_header(sample):
    header, first, *rows = rows_of(sample.lines)
    filled = [*first, *[""] * (len(header) - len(first)), "more"]
    return refused(archive(parts(sheet([header, filled, *rows]))), 2, "", "cells, the header")


@damage
def a_cell_in_the_last_column_of_all(sample):
    files = good(sample)
    far = f'<c r="{xlsx.LAST_COLUMN}2" t="inlineStr"><is><t>x</t></is></c></row><row r="3">'
    changed = files[xlsx.SHEET].replace('</row><row r="3">', far)
    return refused(archive(files | {xlsx.SHEET: changed}), None, "", "far to the right")


@damage
def a_format_in_the_last_column_of_all(sample):
    files = good(sample)
    changed = files[xlsx.SHEET].replace('</row><row r="3">', f'<c r="{xlsx.LAST_COLUMN}2" s="1"/></row><row r="3">')
    return same_rows(sample, files | {xlsx.SHEET: changed})


@damage
def merged_cells_in_the_rows(sample):
    merged = sheet(rows_of(sample.lines), after='<mergeCells><mergeCell ref="B2:B3"/></mergeCells>')
    return refused(archive(parts(merged)), None, "", "B2:B3 are merged")


@damage
def merged_cells_of_a_column(sample):
    merged = sheet(rows_of(sample.lines), after='<mergeCells><mergeCell ref="A1:A3"/></mergeCells>')
    return refused(archive(parts(merged)), None, "", "A1:A3 are merged")


@damage
def merged_cells_in_the_header(sample):
    merged = sheet(
        rows_of(sample.lines), after='<mergeCells><mergeCell ref="A1:A1"/><mergeCell ref="X1:Z1"/></mergeCells>'
    )
    return same_rows(sample, parts(merged))


# How the XML is written ----------------------------------------------------------------------------------------------


def rewritten(sample, *changes):
    files = good(sample)
    text = files[xlsx.SHEET]
    for old, new in changes:
        text = text.replace(old, new)
    return files | {xlsx.SHEET: text}


@damage
def tags_with_a_prefix(sample):
    tags = ["worksheet", "sheetData", "row", "c", "is", "t"]
    opened = [(f"<{tag}{end}", f"<x:{tag}{end}") for tag in tags for end in " >"]
    closed = [(f"</{tag}>", f"</x:{tag}>") for tag in tags]
    return same_rows(sample, rewritten(sample, *opened, *closed, ("xmlns=", "xmlns:x=")))


@damage
def the_strict_form_of_the_standard(sample):
    strict = {
        xlsx.MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
        xlsx.OFFICE: "http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
    files = good(sample)
    for usual, other in strict.items():
        files = {name: part.replace(usual, other) for name, part in files.items()}
    return same_rows(sample, files)


@damage
def cells_without_their_place(sample):
    lines = [{name: cell or Xml("<c/>") for name, cell in line.items()} for line in sample.lines]
    files = parts(sheet(rows_of(lines)))
    places = [f"{letter}{line}" for letter in "ABCDEFGH" for line in range(1, 6)]
    text = files[xlsx.SHEET]
    for place in [*places, *"12345"]:
        text = text.replace(f' r="{place}"', "")
    return same_rows(sample, files | {xlsx.SHEET: text})


@damage
def rows_that_go_back(sample):
    return unreadable(rewritten(sample, ('<row r="3">', '<row r="2">')))


@damage
def a_row_past_the_last_of_all(sample):
    return unreadable(rewritten(sample, ('<row r="4">', '<row r="99999999999">')))


@damage
def a_row_that_is_no_number(sample):
    return unreadable(rewritten(sample, ('<row r="4">', '<row r="four">')))


@damage
def cells_that_go_back(sample):
    return unreadable(rewritten(sample, ('r="B3"', 'r="A3"')))


@damage
def a_column_past_the_last_of_all(sample):
    return unreadable(rewritten(sample, ('r="B3"', 'r="ZZZ3"')))


@damage
def xml_cut_short(sample):
    files = good(sample)
    return unreadable(files | {xlsx.SHEET: files[xlsx.SHEET][:-30]})


@damage
def xml_of_entities_that_grow(sample):
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    document = f'<!DOCTYPE worksheet [<!ENTITY e0 "x">{bomb}]>'
    text = good(sample)[xlsx.SHEET].replace("<is><t", "<is><t>&e11;</t><t", 1)
    return unreadable(good(sample) | {xlsx.SHEET: document + text})


@damage
def xml_of_utf_16(sample):
    text = '<?xml version="1.0" encoding="UTF-16"?>' + good(sample)[xlsx.SHEET]
    return same_rows(sample, {**good(sample), xlsx.SHEET: text.encode("utf-16")})
