"""The same rows as CSV, saved in another way: all are read."""

import csv

from tests.imports.fuzz.cases import Damages, read, refused
from tests.imports.fuzz.csv_files import good, text_of

damage = Damages()


@damage
def untouched(sample):
    return read(good(sample).encode(), sample.lines)


@damage
def byte_order_mark(sample):
    return read(good(sample).encode("utf-8-sig"), sample.lines)


@damage
def windows_1252(sample):
    return read(good(sample).encode("cp1252"), sample.lines)


@damage
def utf_16(sample):
    return read(good(sample).encode("utf-16"), sample.lines)


@damage
def utf_16_big_endian(sample):
    return read(b"\xfe\xff" + good(sample).encode("utf-16-be"), sample.lines)


@damage
def semicolons(sample):
    return read(text_of(sample.lines, delimiter=";").encode(), sample.lines)


@damage
def tabs(sample):
    return read(text_of(sample.lines, delimiter="\t").encode(), sample.lines)


@damage
def line_ends_of_old_macs(sample):
    return read(text_of(sample.lines, end="\r").encode(), sample.lines)


@damage
def line_ends_of_unix_and_none_at_the_end(sample):
    return read(text_of(sample.lines, end="\n").rstrip().encode(), sample.lines)


@damage
def every_cell_quoted(sample):
    return read(text_of(sample.lines, quoting=csv.QUOTE_ALL).encode(), sample.lines)


@damage
def headings_in_capitals_with_spaces(sample):
    header = [f" {name.upper().replace('_', ' ')} " for name in sample.header]
    return read(text_of(sample.lines, header=header).encode(), sample.lines)


@damage
def headings_with_marks_that_do_not_show(sample):
    header = [f"\u200e{name.title()}\u200b\xa0" for name in sample.header]
    return read(text_of(sample.lines, header=header).encode(), sample.lines)


@damage
def columns_in_another_order(sample):
    lines = [dict(reversed(line.items())) for line in sample.lines]
    return read(text_of(lines).encode(), sample.lines)


@damage
def a_column_that_nobody_knows(sample):
    lines = [{"shoe size": "=1+1", **line} for line in sample.lines]
    return read(text_of(lines).encode(), sample.lines)


@damage
def blank_rows_everywhere(sample):
    blank = f"\n{',' * len(sample.header)}\n  \n"
    return read(f"\n\n{text_of(sample.lines, end=blank)}".encode(), sample.lines)


@damage
def a_row_of_spaces(sample):
    spaces = dict.fromkeys(sample.header, "  ")
    return read(text_of([sample.lines[0], spaces, *sample.lines[1:]]).encode(), sample.lines)


@damage
def spaces_around_every_cell(sample):
    lines = [{name: f" {cell}\t" if name != "author" else cell for name, cell in line.items()} for line in sample.lines]
    return read(text_of(lines).encode(), sample.lines)


@damage
def empty_cells_past_the_header(sample):
    return read(text_of(sample.lines, end=",,,\n").encode(), sample.lines)


@damage
def a_row_twice(sample):
    return read(text_of([*sample.lines, sample.lines[0]]).encode(), sample.lines)


@damage
def a_row_without_its_last_cell(sample):
    first, rest = good(sample).split("\r\n", 1)
    row, rest = rest.split("\r\n", 1)
    content = "\r\n".join([first, row.rpartition(",")[0], rest]).encode()
    if sample.kind == "training":
        return refused(content, 2, sample.header[-1], "Fill in")
    return read(content, sample.lines)


@damage
def day_first(sample):
    year, month, day = sample.lines[0][sample.day][:10].split("-")
    lines = sample.with_day(f"{int(day)}/{month}/{year}")
    return read(text_of(lines).encode(), sample.lines)
