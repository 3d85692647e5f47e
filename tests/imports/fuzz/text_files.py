"""Rows, headers and bytes of a CSV that cannot be right."""

import gzip

from tests.imports.fuzz.cases import Damages, read, refused
from tests.imports.fuzz.csv_files import good, text_of

damage = Damages()


# Rows and files that are wrong --------------------------------------------------------------------------------------


@damage
def a_cell_of_two_million_letters(sample):
    content = text_of([{**sample.lines[0], sample.day: "x" * 2_000_000}]).encode()
    return refused(content, None, "", "more than a million")


@damage
def cells_past_the_header(sample):
    header, first, rest = good(sample).split("\r\n", 2)
    return refused(f"{header}\r\n{first},more\r\n{rest}".encode(), 2, "", "cells, the header")


@damage
def a_quotation_never_closed(sample):
    header, rest = good(sample).split("\r\n", 1)
    return refused(f'{header}\r\n"{rest}'.encode(), 2, "", "quotation marks")


@damage
def a_quotation_never_closed_in_the_header(sample):
    return refused(b'"' + good(sample).encode(), None, "", "quotation marks")


@damage
def text_after_a_quotation(sample):
    header, rest = good(sample).split("\r\n", 1)
    cell, rest = rest.split(",", 1)
    return refused(f'{header}\r\n"{cell}"x,{rest}'.encode(), 2, "", "quotation marks")


@damage
def bars_between_the_cells(sample):
    return refused(text_of(sample.lines, delimiter="|").encode(), None, None, "Add the column")


@damage
def another_separator_below_the_header(sample):
    header, first, _ = good(sample).split("\r\n", 2)
    return refused(f"{header}\r\n{first.replace(',', '|')}".encode(), 2, sample.header[1], "Fill in")


@damage
def a_heading_twice(sample):
    lines = [{**line, sample.header[0].upper(): "x"} for line in sample.lines]
    return refused(text_of(lines).encode(), None, sample.header[0], "twice")


@damage
def a_required_column_missing(sample):
    first = sample.header[0]
    lines = [{name: cell for name, cell in line.items() if name != first} for line in sample.lines]
    return refused(text_of(lines).encode(), None, first, "Add the column")


@damage
def no_header(sample):
    return refused(good(sample).split("\r\n", 1)[1].encode(), None, None, "Add the columns")


@damage
def a_title_above_the_header(sample):
    return refused(f"Our records,,\n{good(sample)}".encode(), None, None, "Add the columns")


@damage
def the_header_again_in_the_middle(sample):
    again = dict(zip(sample.header, sample.header, strict=True))
    return refused(text_of([*sample.lines, again]).encode(), 5, sample.day, "Write the date")


@damage
def a_header_alone(sample):
    return read(good(sample).split("\r\n", 1)[0].encode(), [])


@damage
def nothing(sample):
    return refused(b"", None, "", "empty")


@damage
def only_a_byte_order_mark(sample):
    return refused(b"\xef\xbb\xbf", None, "", "empty")


@damage
def only_spaces(sample):
    return refused(b"   \r\n \t \r\n", None, "", "empty")


# Bytes that are wrong -----------------------------------------------------------------------------------------------


@damage
def bytes_of_no_encoding(sample):
    return refused(good(sample).encode() + b"\xff\x81\x00", None, "", "not text")


@damage
def two_encodings_in_one_file(sample):
    if not sample.text:
        return None
    other = text_of([{**sample.lines[1], sample.text: "Chloé"}]).split("\r\n", 1)[1]
    return refused(good(sample).encode() + other.encode("cp1252"), None, "", "two encodings")


@damage
def utf_16_cut_short(sample):
    return refused(good(sample).encode("utf-16")[:-1], None, "", "not text")


@damage
def utf_16_with_half_a_letter(sample):
    return refused(good(sample).encode("utf-16") + b"\x00\xd8x\x00", None, "", "not text")


@damage
def utf_16_without_its_mark(sample):
    return refused(good(sample).encode("utf-16-le"), None, None, "neither a CSV")


@damage
def a_compressed_file(sample):
    return refused(gzip.compress(good(sample).encode(), mtime=0), None, None, "neither a CSV")


@damage
def a_picture(sample):
    return refused(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01", None, None, "neither a CSV")


@damage
def a_page_of_the_web(sample):
    return refused(
        b"<!DOCTYPE html><html><body><table><tr><td>x</td></tr></table></body></html>", None, None, "neither"
    )
