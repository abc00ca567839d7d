"""The front door to page files: read a plain page or a Markdown page, write Markdown, say what is missing.

Pure Python: no models, no database.
"""

import re
from pathlib import Path

from common.text.markdown_text import to_html, to_markdown

from ..claims_checker import what_is_missing, what_needs_care
from .markdown_page import read_markdown, write_markdown
from .plain_text_page import read_plain_text
from .question_kinds import guess_kind
from .treatment_page import (
    LANGUAGES,
    QUESTION_KINDS,
    BrokenPage,
    ConditionLine,
    Credit,
    Fact,
    QuestionText,
    ReferenceLine,
    TreatmentPage,
    slug_of,
)

__all__ = [
    "LANGUAGES",
    "QUESTION_KINDS",
    "BrokenPage",
    "ConditionLine",
    "Credit",
    "Fact",
    "QuestionText",
    "ReferenceLine",
    "TreatmentPage",
    "guess_kind",
    "read_file",
    "read_page",
    "slug_of",
    "to_html",
    "to_markdown",
    "what_is_missing",
    "what_needs_care",
    "write_markdown",
]

LARGEST_PAGE = 1_000_000  # bytes; a treatment page is about 5,000
GARBLED = "some characters were lost when the file was saved; save it again as UTF-8"


def read_file(path):
    """Read one page file. A file that cannot be opened raises OSError, a page that cannot be read BrokenPage."""
    path = Path(path)
    with path.open("rb") as file:
        return read_page(file.read(LARGEST_PAGE + 1), path.name)


def read_page(text, source_name):
    """Markdown with front matter if the first line is `---`, otherwise the text of a web page."""
    text = _clean(_decoded(text, source_name), source_name)
    if text.lstrip("\n").split("\n", 1)[0].rstrip() == "---":
        return read_markdown(text, source_name)
    return read_plain_text(text, source_name)


def _decoded(text, source_name):
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(data) > LARGEST_PAGE:
        raise BrokenPage(source_name, 1, "the file is larger than 1 MB, which no treatment page is")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BrokenPage(source_name, line, "this is not UTF-8 text; save the file as UTF-8") from error


def _clean(text, source_name):
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise BrokenPage(source_name, 1, "the file is empty")
    # â€ is what a dash or a quotation mark becomes when UTF-8 is read as Windows-1252: "10â€“20".
    for sign, reason in (("\0", "the file holds NUL bytes"), ("\ufffd", GARBLED), ("â€", GARBLED)):
        if sign in text:
            raise BrokenPage(source_name, text.count("\n", 0, text.index(sign)) + 1, reason)
    if re.match(r"\s*<(!doctype|html|head|body|\?xml)\b", text, re.IGNORECASE):
        raise BrokenPage(source_name, 1, "this is HTML; save the page as text")
    return text
