"""The front door to page files: read a saved, a plain or a Markdown page, write Markdown, say what is missing.

Pure Python: no models, no database.
"""

from pathlib import Path

from common.text.markdown_text import to_html, to_markdown

from ..claims_checker import what_is_missing, what_needs_care
from .condition_page import ConditionPage
from .file_kinds import refuse_other_kinds
from .html_page import LARGEST_HTML, is_html, read_html
from .markdown.markdown_page import read_markdown, write_condition, write_markdown
from .markdown.titled_markdown import is_titled, read_titled
from .plain_text.plain_text_page import read_plain_text
from .plain_text.question_kinds import guess_kind
from .treatment_page import (
    LANGUAGES,
    QUESTION_KINDS,
    BrokenPage,
    ConditionLine,
    Credit,
    Fact,
    LeftOut,
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
    "ConditionPage",
    "Credit",
    "Fact",
    "LeftOut",
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
    "write_condition",
    "write_markdown",
]

LARGEST_PAGE = 1_000_000  # bytes; a treatment page is about 5,000
GARBLED = "some characters were lost when the file was saved; save it again as UTF-8"


def read_file(path, title=""):
    """Read one page file. A file that cannot be opened raises OSError, a page that cannot be read BrokenPage."""
    path = Path(path)
    with path.open("rb") as file:
        return read_page(file.read(LARGEST_HTML + 1), path.name, title)


def read_page(text, source_name, title=""):
    """A saved web page, Markdown with front matter or a title, or the text of a web page: as it begins.

    `title` goes before what the file says of itself, where it has no front matter.
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    refuse_other_kinds(data, source_name)
    if is_html(data) and len(data) <= LARGEST_HTML:
        return read_html(data, source_name, title)
    text = _clean(_decoded(data, source_name), source_name)
    if text.lstrip("\n").split("\n", 1)[0].rstrip() == "---":
        return read_markdown(text, source_name)
    if is_titled(text, source_name):
        return read_titled(text, source_name, title)
    return read_plain_text(text, source_name, title)


def _decoded(data, source_name):
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
    return text
