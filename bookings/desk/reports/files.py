"""A report as a file. No cell of it is a formula, whatever somebody typed as the name of a department."""

import csv
from io import BytesIO, StringIO

from django.utils.translation import gettext as _
from openpyxl import Workbook

from directory.editing.sheet_files import as_text

from . import tables

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def written(kind, rows):
    lines = [["", *map(str, tables.FILE_COLUMNS.values())], *map(tables.cells, rows)]
    return {"csv": as_csv, "xlsx": as_xlsx}[kind](lines)


def as_csv(lines):
    out = StringIO()
    csv.writer(out).writerows([as_text(cell) for cell in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")  # by this mark spreadsheet programs know the letters


def as_xlsx(lines):
    book = Workbook()
    book.active.title = _("Front desk")[:31]
    for number, line in enumerate(lines, start=1):
        for place, value in enumerate(line, start=1):
            cell = book.active.cell(number, place)
            if isinstance(value, str):
                cell.value, cell.data_type = value, "s"  # text, which no spreadsheet program runs
            else:
                cell.value = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()
