"""Archives that are damaged, are something else, or unpack without end; and what other programs write."""

import io
import zipfile
from collections.abc import Iterator

import openpyxl
import xlsxwriter

from tests.imports.fuzz import xlsx_files as xlsx
from tests.imports.fuzz.cases import Case, Damages, read, refused
from tests.imports.fuzz.xlsx_files import archive, good, rows_of, same_rows, unreadable

damage = Damages()


@damage
def written_by_openpyxl(sample):
    book = openpyxl.Workbook()
    for row in rows_of(sample.lines):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return read(file.getvalue(), sample.lines)


@damage
def written_by_xlsxwriter(sample):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        found = book.add_worksheet()
        for line, row in enumerate(rows_of(sample.lines)):
            found.write_row(line, 0, row)
    return read(file.getvalue(), sample.lines)


@damage
def paths_from_the_root(sample):
    files = good(sample)
    relations = files[xlsx.BOOK_RELATIONS].replace('Target="', 'Target="/xl/')
    return same_rows(sample, files | {xlsx.BOOK_RELATIONS: relations})


@damage
def paths_in_other_letters(sample):
    return same_rows(sample, {name.replace("sheet1.xml", "Sheet1.XML"): part for name, part in good(sample).items()})


@damage
def without_styles_and_shared_texts(sample):
    files = {name: part for name, part in good(sample).items() if name not in (xlsx.STYLES, xlsx.SHARED)}
    kept = files[xlsx.BOOK_RELATIONS].split("<Relationship ")
    relations = "<Relationship ".join(kept[:2]) + "</Relationships>"
    return same_rows(sample, files | {xlsx.BOOK_RELATIONS: relations})


# Damaged -------------------------------------------------------------------------------------------------------------


def damaged(sample, place: float, put: bytes) -> bytes:
    whole = archive(good(sample))
    at = int(len(whole) * place)
    return whole[:at] + put + whole[at + len(put) :]


@damage
def cut_in_the_middle(sample):
    whole = archive(good(sample))
    return refused(whole[: len(whole) // 2], None, "", "workbook cannot be read")


@damage
def the_last_byte_lost(sample):
    return refused(archive(good(sample))[:-1], None, "", "workbook cannot be read")


@damage
def a_sum_that_does_not_match(sample):
    whole = bytearray(archive(good(sample)))
    with zipfile.ZipFile(io.BytesIO(whole)) as found:
        info = found.getinfo(xlsx.SHEET)
    for sum_at in _all(whole, info.CRC.to_bytes(4, "little")):
        whole[sum_at] ^= 0xFF
    return refused(bytes(whole), None, "", "workbook cannot be read")


def _all(whole: bytes, part: bytes) -> Iterator[int]:
    at = whole.find(part)
    while at >= 0:
        yield at
        at = whole.find(part, at + 1)


@damage
def a_lie_about_the_size(sample):
    whole = archive(good(sample))
    with zipfile.ZipFile(io.BytesIO(whole)) as found:
        size = found.getinfo(xlsx.SHEET).file_size.to_bytes(4, "little")
    return refused(whole.replace(size, (50).to_bytes(4, "little")), None, "", "workbook cannot be read")


@damage
def an_encrypted_part(sample):
    whole = bytearray(archive(good(sample)))
    for mark, flags_at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        for at in _all(whole, mark):
            whole[at + flags_at] |= 1
    return refused(bytes(whole), None, "", "workbook cannot be read")


# Something else ------------------------------------------------------------------------------------------------------


@damage
def an_archive_of_a_csv(sample):
    return unreadable({"records.csv": "reference\nA1\n"})


@damage
def an_empty_archive(sample):
    return refused(b"PK\x05\x06" + b"\0" * 18, None, "", "workbook cannot be read")


@damage
def a_text_document(sample):
    files = good(sample)
    return unreadable({name.replace("xl/", "word/"): part for name, part in files.items()})


@damage
def an_open_document(sample):
    return unreadable({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"})


@damage
def a_binary_workbook(sample):
    files = good(sample)
    relations = files["_rels/.rels"].replace("workbook.xml", "workbook.bin")
    return unreadable({**files, "_rels/.rels": relations, "xl/workbook.bin": b"\x83\x01\x00"})


@damage
def an_old_workbook(sample):
    return refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), None, "", "old or password-protected")


# Without end ---------------------------------------------------------------------------------------------------------


@damage
def a_sheet_of_gigabytes(sample):
    if sample.kind != "contacts":
        return None
    return refused(_claiming(archive(good(sample)), 3 << 30), None, "", "unpacks to more")


@damage
def a_sheet_of_much_more_than_its_archive(sample):
    if sample.kind != "contacts":
        return None
    files = good(sample)
    padded = files[xlsx.SHEET].replace("<sheetData>", f"<sheetData>{' ' * (40 << 20)}")
    return refused(archive(files | {xlsx.SHEET: padded}), None, "", "unpacks to more")


@damage
def a_tag_of_megabytes(sample):
    return _with_before_the_rows(sample, f'<other x="{"x" * (8 << 20)}"/>')


@damage
def a_remark_of_megabytes(sample):
    return _with_before_the_rows(sample, f"<!--{'x' * (8 << 20)}-->")


def _with_before_the_rows(sample, xml: str) -> Case | None:
    if sample.kind != "contacts":
        return None
    files = good(sample)
    return unreadable(files | {xlsx.SHEET: files[xlsx.SHEET].replace("<sheetData>", f"{xml}<sheetData>")})


@damage
def a_list_of_styles_of_megabytes(sample):
    if sample.kind != "contacts":
        return None
    files = good(sample)
    styles = files[xlsx.STYLES].replace("<cellXfs>", "<cellXfs>" + '<xf numFmtId="0"/>' * 1_000_000)
    return unreadable(files | {xlsx.STYLES: styles})


def _claiming(whole: bytes, size: int) -> bytes:
    """The archive, with a size of the sheet in its list that is not true."""
    at = whole.rindex(xlsx.SHEET.encode()) - 46
    return whole[: at + 24] + size.to_bytes(4, "little") + whole[at + 28 :]
