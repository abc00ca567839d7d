"""A file that is sent is read, or words say why not; never a name of Python's, and never for long."""

import re
import time
import tracemalloc
import zipfile
from datetime import datetime
from io import BytesIO

import pytest
from openpyxl import Workbook

from directory.editing.not_understood import NotUnderstood
from directory.editing.sheet_files import rows_of

KEYS = ["slug"]
CSV = b"slug,name_en\nheart,Heart\n"
SHEET = "xl/worksheets/sheet1.xml"
NO_NAME_OF_PYTHON = re.compile(r"Error|Exception|Traceback|None|<class|/[a-z]+/[a-z]+|openpyxl|codec")


def workbook(*rows):
    book, out = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


BOOK = workbook(["slug", "name_en"], ["heart", "Heart"])


def with_parts(data, **parts):
    """The same workbook, some of its parts written anew; None takes one away."""
    parts = {name.replace("__", "/"): text for name, text in parts.items()}
    return repacked(data, parts)


def repacked(data, parts):
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        kept = {name: old.read(name) for name in old.namelist()} | parts
        for name, text in kept.items():
            if text is not None:
                new.writestr(name, text)
    return out.getvalue()


def refusal(data):
    with pytest.raises(NotUnderstood) as refused:
        rows_of(data, KEYS)
    assert not NO_NAME_OF_PYTHON.search(str(refused.value)), str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize(
    "data",
    [CSV, b"\xef\xbb\xbf" + CSV, CSV.replace(b"\n", b"\r\n"), CSV.replace(b",", b";"), CSV.replace(b",", b"\t"),
     CSV.decode().encode("utf-16"), b"slug , name_en\n\nheart,Heart\n\n", BOOK,
     workbook(["slug", "name_en"], [], ["heart", "Heart"], [None, None])],
)  # fmt: skip
def test_what_spreadsheet_programs_write_is_read(data):
    rows = rows_of(data, KEYS)

    assert rows.dict == [{"slug": "heart", "name_en": "Heart"}]
    assert rows.lines in ([2], [3])


def test_rows_keep_the_numbers_that_a_spreadsheet_program_shows():
    assert rows_of(b"slug\na\n\nb\n", KEYS).lines == [2, 4]
    assert rows_of(workbook(["slug"], ["a"], [], ["b"]), KEYS).lines == [2, 4]


def test_cells_of_a_workbook_are_what_they_are():
    rows = rows_of(workbook(["slug", "n", "day", "yes"], ["a", 1.5, datetime(2020, 5, 1), True]), KEYS)

    assert rows[0] == ("a", 1.5, datetime(2020, 5, 1), True)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\n\n", "empty|no name|no rows"),
        (b"slug,name_en\n", "no rows"),
        ("slug,name_en\nheart,Café\n".encode("cp1252"), "Line 2 .* UTF-8"),
        ("slug,name_en\nheart,ഹൃദയം\n".encode()[:-3], "UTF-8"),
        (CSV + b"ent,ENT,more\n", "Row 3 has 3 cells, but the first row names 2 columns"),
        (b"slug,,name_en\na,b,c\n", "Column 2 has no name"),
        (b"slug,name_en,slug\na,b,c\n", "The column slug is there twice"),
        (b'slug,name_en\nheart,"Heart\nent,ENT\n', "Row 2 .*quotation"),
        (b'slug,name_en\nheart,"Heart"x\n', "Row 2 .*quotation"),
        (b"%PDF-1.7 ...", "no CSV and no XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "no CSV and no XLSX"),
        (b"{\\rtf1 slug}", "no CSV and no XLSX"),
        (b"<!DOCTYPE html><table><tr><td>slug", "no CSV and no XLSX"),
        (b"\x89PNG\r\n\x1a\n", "no CSV and no XLSX"),
        (b"PK\x03\x04 and then nothing", "no CSV and no XLSX"),
        (BOOK[: len(BOOK) // 2], "no CSV and no XLSX"),
        (repacked(BOOK, {"[Content_Types].xml": None, "mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
         "no CSV and no XLSX"),
        (repacked(BOOK, {SHEET: b"<worksheet"}), "no CSV and no XLSX"),
        (repacked(BOOK, {"xl/workbook.xml": None}), "no CSV and no XLSX"),
        (workbook(["slug", "name_en"], ["heart", "Heart", "more"]), "Row 2 has 3 cells"),
        (workbook(["slug", "name_en"], ["heart", "#N/A"]), "Row 2, column 2.*#N/A"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_in_words(data, words):
    assert re.search(words, refusal(data))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_reading_stops_at_the_limits(kind, settings):
    settings.SPREADSHEET_MOST_ROWS, settings.SPREADSHEET_MOST_COLUMNS, settings.SPREADSHEET_LONGEST_CELL = 3, 4, 50

    def sent(*rows):
        return workbook(*rows) if kind == "xlsx" else "\n".join(",".join(row) for row in rows).encode()

    assert len(rows_of(sent(["slug"], *[["a"]] * 3), KEYS)) == 3
    assert "more than 3 rows" in refusal(sent(["slug"], *[["a"]] * 4))
    assert "more than 4 columns" in refusal(sent(["slug", "a", "b", "c", "d"], ["a"]))
    assert "more than 50 characters" in refusal(sent(["slug"], ["a" * 51]))
    settings.SPREADSHEET_MOST_BYTES = 5
    assert "larger than" in refusal(sent(["slug"], ["a"]))


NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet(rows, before=""):
    return f'<worksheet xmlns="{NAMESPACE}">{before}<sheetData>{rows}</sheetData></worksheet>'.encode()


def cells_of(rows, columns):
    """The same cell again and again."""
    row = "".join("<c><v>1</v></c>" for _column in range(columns))
    return sheet(f"<row>{row}</row>" * rows)


def numbers(rows, columns):
    row = "".join(f"<c><v>{number}</v></c>" for number in range(columns))
    return "".join(f"<row>{row}</row>" for _number in range(rows))


FAR = sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
WIDE = sheet(
    '<row r="1"><c r="A1" t="str"><v>slug</v></c></row><row r="2"><c r="XFD2"><v>1</v></c></row>',
    '<dimension ref="A1:XFD1048576"/>',
)
DTD = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
BOMBS = {
    "many rows": repacked(BOOK, {SHEET: cells_of(40_000, 60)}),
    "many cells in what is allowed": repacked(BOOK, {SHEET: cells_of(100_000, 5)}),
    "cells that are all different": repacked(BOOK, {SHEET: sheet(numbers(4_000, 90))}),
    "one endless row": repacked(BOOK, {SHEET: sheet(numbers(1, 400_000))}),
    "styles": repacked(BOOK, {"xl/styles.xml": numbers(1, 100_000).encode()}),
    "a cell far away": repacked(BOOK, {SHEET: FAR}),
    "a wide row": repacked(BOOK, {SHEET: WIDE}),
    "long words": repacked(BOOK, {"xl/sharedStrings.xml": b"<sst>" + b"<si><t>aaaa</t></si>" * 2_000_000 + b"</sst>"}),
    "many parts": repacked(BOOK, {f"xl/media/{number}.xml": b"" for number in range(5_000)}),
    "entities": repacked(BOOK, {SHEET: DTD.encode() + b"<worksheet>&b;</worksheet>"}),
    "entities in other letters": repacked(BOOK, {SHEET: (DTD + "<worksheet>&b;</worksheet>").encode("utf-16")}),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_file_that_unpacks_to_very_much_is_refused_before_it_is_read(bomb):
    tracemalloc.start()
    began = time.process_time()

    refusal(BOMBS[bomb])

    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert time.process_time() - began < 5
    assert most < 40_000_000


def test_a_file_that_lies_about_its_size_is_refused():
    data = bytearray(repacked(BOOK, {SHEET: cells_of(40_000, 60)}))
    with zipfile.ZipFile(BytesIO(bytes(data))) as archive:
        size = archive.getinfo(SHEET).file_size
    lie = bytes(data).replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))

    assert "no CSV and no XLSX" in refusal(lie)
