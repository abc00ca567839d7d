"""A spreadsheet file becomes rows, or words say why not. Its name is never looked at, only what is in it."""

import codecs
import csv
from datetime import date, time, timedelta
from io import BytesIO, StringIO

from django.conf import settings
from django.utils.translation import gettext as _
from import_export.formats import base_formats
from openpyxl import Workbook, load_workbook
from tablib import Dataset

from .not_understood import NotUnderstood, wrong_kind
from .workbook_limits import check_parts

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # and every file with a password
OTHER_KINDS = (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"<!DOC", b"<html", b"<?xml")
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
DELIMITERS = ",;\t"


def rows_of(data: bytes, keys: list[str]) -> Dataset:
    """The rows below the first, each with the number that a spreadsheet program shows beside it, in `lines`."""
    if len(data) > settings.SPREADSHEET_MOST_BYTES:
        raise NotUnderstood(_("The file is larger than %(most)s.") % {"most": in_megabytes()})
    table = table_of_workbook(data) if data.startswith(ZIP) else table_of_text(data, keys)
    return with_headers(table)


def in_megabytes():
    return f"{settings.SPREADSHEET_MOST_BYTES / 1_000_000:.1f} MB"


def table_of_text(data, keys):
    if data.startswith(OLD_EXCEL) or data.lstrip()[:5].startswith(OTHER_KINDS):
        raise NotUnderstood(wrong_kind())
    text = decoded(data)
    tables = [text_cells(text, delimiter) for delimiter in DELIMITERS]
    return next((table for table in tables if has_columns(table, keys)), tables[0])


def decoded(data):
    try:
        return data.decode("utf-16" if data.startswith(UTF_16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        text = _(
            "Line %(line)d has letters that are not in UTF-8. Save the file as CSV UTF-8 or as XLSX, and send that."
        )
        raise NotUnderstood(text % {"line": line}) from None


def has_columns(table, names):
    return bool(table) and set(names) <= {title_of(cell) for cell in table[0]}


def text_cells(text, delimiter):
    table = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            check_limits(len(table) + 1, row)
            table.append(row)
    except csv.Error:
        text = _("Row %(row)d cannot be read: are its quotation marks in pairs?") % {"row": len(table) + 1}
        raise NotUnderstood(text) from None
    return table


def table_of_workbook(data):
    check_parts(data)
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.active or book.worksheets[0]
        return workbook_cells(sheet)
    except NotUnderstood:
        raise
    except Exception:  # the reader of workbooks fails in many ways, none of which says anything to people
        raise NotUnderstood(wrong_kind()) from None


def workbook_cells(sheet):
    table = []
    most = {"max_row": settings.SPREADSHEET_MOST_ROWS + 2, "max_col": settings.SPREADSHEET_MOST_COLUMNS + 1}
    for number, row in enumerate(sheet.iter_rows(**most), start=1):
        values = [value_of(cell, number, place) for place, cell in enumerate(row, start=1)]
        while values and values[-1] == "":
            values.pop()
        check_limits(number, values)
        table.append(values)
    return without_empty_end(table)


def value_of(cell, row, place):
    if getattr(cell, "data_type", "") == "e":
        text = _("Row %(row)d, column %(column)s: the spreadsheet program has an error there, %(error)s.")
        raise NotUnderstood(text % {"row": row, "column": place, "error": cell.value})
    return "" if cell.value is None else cell.value


def without_empty_end(table):
    while table and not any(cell != "" for cell in table[-1]):
        table.pop()
    return table


def check_limits(number, row):
    if number > settings.SPREADSHEET_MOST_ROWS + 1 and any(cell != "" for cell in row):
        raise NotUnderstood(_("The file has more than %(most)d rows.") % {"most": settings.SPREADSHEET_MOST_ROWS})
    if len(row) > settings.SPREADSHEET_MOST_COLUMNS:
        text = _("Row %(row)d has more than %(most)d columns.")
        raise NotUnderstood(text % {"row": number, "most": settings.SPREADSHEET_MOST_COLUMNS})
    longest = settings.SPREADSHEET_LONGEST_CELL
    if any(isinstance(cell, str) and len(cell) > longest for cell in row):
        raise NotUnderstood(
            _("Row %(row)d has a cell of more than %(most)d characters.") % {"row": number, "most": longest}
        )


def with_headers(table):
    if not table:
        raise NotUnderstood(_("The file is empty."))
    titles = [title_of(cell) for cell in table[0]]
    while titles and not titles[-1]:
        titles.pop()
    check_titles(titles)
    dataset = Dataset(headers=titles)
    dataset.lines = []
    for number, row in enumerate(table[1:], start=2):
        if any(cell not in ("", None) for cell in row):
            dataset.append(as_wide_as(titles, row, number))
            dataset.lines.append(number)
    if not dataset.lines:
        raise NotUnderstood(_("The file has no rows below the names of the columns."))
    return dataset


def title_of(cell):
    return str("" if cell is None else cell).strip().strip("\ufeff\u200b").strip()


def check_titles(titles):
    for place, title in enumerate(titles, start=1):
        if not title:
            raise NotUnderstood(_("Column %(column)d has no name in the first row.") % {"column": place})
        if title in titles[: place - 1]:
            raise NotUnderstood(_("The column %(name)s is there twice.") % {"name": title})


def as_wide_as(titles, row, number):
    """Cells at the end that a program left out are empty; a cell too many is in no column."""
    row = list(row)
    while len(row) > len(titles) and row[-1] in ("", None):
        row.pop()
    if len(row) > len(titles):
        text = _("Row %(row)d has %(cells)d cells, but the first row names %(columns)d columns.")
        raise NotUnderstood(text % {"row": number, "cells": len(row), "columns": len(titles)})
    return row + [""] * (len(titles) - len(row))


class SafeCSV(base_formats.CSV):
    """Cells that a spreadsheet program would run get an apostrophe in front; reading takes it away."""

    def export_data(self, dataset, **kwargs):
        for number, row in enumerate(list(dataset)):
            dataset[number] = [as_text(cell) for cell in row]
        return super().export_data(dataset)


class SafeXLSX(base_formats.XLSX):
    """Every cell is text, which no spreadsheet program runs."""

    def export_data(self, dataset, **kwargs):
        book = Workbook()
        for line, row in enumerate([dataset.headers, *dataset], start=1):
            for place, value in enumerate(row, start=1):
                cell = book.active.cell(line, place, "" if value is None else str(value))
                cell.data_type = "s"
        out = BytesIO()
        book.save(out)
        return out.getvalue()


def as_text(cell):
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(STARTS_A_FORMULA) else cell


def as_typed(cell):
    """The text of a cell that a program may have made a number or a date."""
    if isinstance(cell, str) and cell[:1] == "'" and cell[1:].startswith(STARTS_A_FORMULA):
        cell = cell[1:]
    if isinstance(cell, bool | date | time | timedelta):
        raise ValueError(_("Write this as text; the cell holds something else."))
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).replace("\0", "")


FORMATS = [SafeCSV, SafeXLSX]
