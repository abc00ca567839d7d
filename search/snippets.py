"""The few words of a text around what was searched for, with the found words marked."""

import re

from django.utils.html import escape
from django.utils.safestring import mark_safe

from common.text.folding import tokenize

WORDS_BEFORE, WORDS_SHOWN = 6, 28
MARK = "<mark>{}</mark>"


def snippet(text, searched):
    """Safe HTML: everything of the text is escaped, only our own marks are not."""
    pieces = text.split()
    hits = [place for place, piece in enumerate(pieces) if is_found(piece, searched)]
    start = max(0, hits[0] - WORDS_BEFORE) if hits else 0
    end = start + WORDS_SHOWN
    shown = " ".join(marked(piece, searched) for piece in pieces[start:end])
    return mark_safe(  # noqa: S308 - made of escaped pieces and our marks
        f"{'… ' if start else ''}{shown}{' …' if end < len(pieces) else ''}"
    )


def highlighted(text, searched):
    return mark_safe(" ".join(marked(piece, searched) for piece in text.split()))  # noqa: S308 - as above


def marked(piece, searched):
    """The word in the mark, the signs around it outside."""
    if not is_found(piece, searched):
        return escape(piece)
    before, word, after = re.fullmatch(r"([^\w]*)(.*?)([.,;:!?()\"'“”’]*)", piece, re.DOTALL).groups()
    return f"{escape(before)}{MARK.format(escape(word))}{escape(after)}"


def is_found(piece, searched):
    return any(is_alike(word, wanted) for word in tokenize(piece) for wanted in searched)


def is_alike(word, wanted):
    """The word begins as what was typed; long words may end differently, and a letter stands for no other word."""
    if len(wanted) == 1:
        return word == wanted
    return word.startswith(wanted) or (len(wanted) > 5 and word.startswith(wanted[: max(5, len(wanted) - 3)]))
