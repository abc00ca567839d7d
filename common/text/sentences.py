"""Where one sentence of a running text ends and the next begins."""

import re

SENTENCE_BREAK = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9])")
ABBREVIATION = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof|St|No|vs|e\.g|i\.e|approx|U\.S|Dr\.? [A-Z]|Prof\.? [A-Z])\.$")


def sentences(text):
    """The sentences of a paragraph; "Dr. Rao" and "e.g. stroke" stay whole."""
    found = []
    for piece in _split_keeping_quotes(text):
        if found and ABBREVIATION.search(found[-1]):
            found[-1] += f" {piece}"
        else:
            found.append(piece)
    return found


def _split_keeping_quotes(text):
    pieces, start = [], 0
    for gap in SENTENCE_BREAK.finditer(text):
        spaces = gap.group().lstrip("\"'”’)]")
        pieces.append(text[start : gap.end() - len(spaces)])
        start = gap.end()
    return [*pieces, text[start:]]
