"""Files that are no pages of text, told by their first bytes, and what to do with each."""

from .treatment_page import BrokenPage

SAVE_AS_TEXT = "open it, copy its text, and save that in a text file (UTF-8) or as Markdown"
KINDS = [
    (b"%PDF-", f"this is a PDF; {SAVE_AS_TEXT}"),
    (b"{\\rtf", f"this is an RTF file; {SAVE_AS_TEXT}"),
    (b"\xd0\xcf\x11\xe0", f"this is a file of an old Word; {SAVE_AS_TEXT}"),
    (b"MIME-Version:", "this is a web archive (MHTML); save the page as “HTML only”"),
    (b"From: <Saved by", "this is a web archive (MHTML); save the page as “HTML only”"),
    (b"bplist00", "this is a web archive; save the page as “Page Source” (HTML)"),
    (b"\x89PNG", "this is a picture; pages are text"),
    (b"\xff\xd8\xff", "this is a picture; pages are text"),
]
PACKED = {
    b"word/": f"this is a Word file (DOCX); {SAVE_AS_TEXT}",
    b"opendocument.text": f"this is an OpenDocument file (ODT); {SAVE_AS_TEXT}",
    b"xl/": "this is a spreadsheet; a treatment page is text",
}


def refuse_other_kinds(data: bytes, source: str) -> None:
    beginning = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:64]
    for mark, words in KINDS:
        if beginning.startswith(mark):
            raise BrokenPage(source, 1, words)
    if beginning.startswith(b"PK\x03\x04"):
        named = next((words for part, words in PACKED.items() if part in data), "")
        raise BrokenPage(source, 1, named or "this is a packed file; unpack it, and import the pages in it")
