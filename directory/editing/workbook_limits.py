"""How much an XLSX file may unpack to. All of it is looked at before a workbook is made of it, which costs far more."""

import zipfile
import zlib
from collections import Counter
from io import BytesIO
from xml.parsers import expat

from django.conf import settings

from .not_understood import NotUnderstood, too_much, wrong_kind

MOST_PARTS = 200
SMALL_PART = 1_000_000  # bytes; only sheets and their words are larger
LARGE_PARTS = ("xl/worksheets/", "xl/sharedStrings")
MOST_CELLS, MOST_ELEMENTS = 200_000, 600_000
DTD = b"<!DOCTYPE"  # no spreadsheet program writes one; what it names may grow without end
CHUNK = 65_536
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)


def check_parts(data):
    """A workbook is a ZIP file: what it unpacks to is known, and counted, before anything is made of it."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            check_announced(archive.infolist(), len(data))
            left = Counter({"c": MOST_CELLS, "": MOST_ELEMENTS})
            for part in archive.infolist():
                with archive.open(part) as opened:
                    check_part(opened, part, left)
    except BROKEN:
        raise NotUnderstood(wrong_kind()) from None


def check_announced(parts, size):
    """ZipFile gives no byte more of a part than was announced, and fails where the part is another."""
    unpacked = sum(part.file_size for part in parts)
    is_dense = unpacked > settings.SPREADSHEET_MOST_RATIO * size
    if len(parts) > MOST_PARTS or unpacked > settings.SPREADSHEET_MOST_UNPACKED_BYTES or is_dense:
        raise NotUnderstood(too_much())
    if any(part.file_size > SMALL_PART and not part.filename.startswith(LARGE_PARTS) for part in parts):
        raise NotUnderstood(too_much())
    if not any(part.filename == "[Content_Types].xml" for part in parts):
        raise NotUnderstood(wrong_kind())


def check_part(opened, part, left):
    parser = counting_parser(left) if part.file_size > SMALL_PART else None
    unpacked, before = 0, b""
    while chunk := opened.read(CHUNK):
        unpacked += len(chunk)
        if unpacked > part.file_size or DTD in (before + chunk).replace(b"\0", b"").upper():
            raise NotUnderstood(wrong_kind())
        before = chunk[-2 * len(DTD) :]
        if parser:
            parser.Parse(chunk)


def counting_parser(left):
    """Stops at the first element too many; far cheaper than what a workbook makes of each."""

    def begin(name, _attributes):
        for kind in (name.rpartition(" ")[2], ""):
            if kind in left:
                left[kind] -= 1
                if left[kind] < 0:
                    raise NotUnderstood(too_much())

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = begin
    return parser
