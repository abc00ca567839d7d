"""Finds the list of conditions a treatment is for among all the lists of a plain page, and reads its lines."""

import re

from .plain_text_lines import BULLET, NUMBERED, PARAGRAPH, sentences
from .treatment_page import ConditionLine

NAMES = r"\b(?:conditions?|diseases?|disorders?|problems|illnesses|ailments|injuries|diagnos[ei]s)\b"
ANSWERED_BY_NAMES = re.compile(
    rf"{NAMES}.*\b(?:treat(?:s|ed)?|used|help(?:s|ed)?|manage[sd]?|address(?:es|ed)?|benefit|need|require|correct(?:ed)?|"
    rf"relieved?|suitable|indicated|lead to|call for)\b|\b(?:treats?|treated|used for|used to treat|help with|indications?)\b|"
    rf"^(?:medical )?conditions (?:we )?(?:treat(?:ed)?|managed|covered)\b",
    re.IGNORECASE,
)
OFTEN_ANSWERED_BY_NAMES = re.compile(
    r"^(?:when|why) (?:is|are|do|does|would|might|should|may|can) .*\b(?:needed|need|recommended|advised|necessary|done|performed|"
    r"used|required|considered|suggested|have)\b|"
    r"^who (?:needs?|can benefit|may benefit|benefits?|is an?(?: good)? candidate|should (?:have|consider|get)|can have|may need|might need)\b",
    re.IGNORECASE,
)
ANOTHER_QUESTION = re.compile(
    r"\b(?:not|n't|before|tell|avoid|prevent|risks?|side effects?|complications?|unsuitable|prepare|costs?|symptoms|arise)\b|"
    r"\bafter (?:the|my|your|surgery|treatment)\b|^how\b",
    re.IGNORECASE,
)
ADVICE = re.compile(
    r"^(?:avoid|do|don't|stop|take|tell|drink|eat|wear|call|keep|use|rest|bring|arrange|ask|you|your|if|when|we|it|they|this|there)\b",
    re.IGNORECASE,
)
NOTE_WORDS = re.compile(
    r"\s+(?=(?:after|and other|following|due to|caused by|such as|including|especially)\b)", re.IGNORECASE
)


def find_conditions(sections):
    """The section whose list names conditions, or None. A heading that asks for them outright wins."""
    for asks in (_asks_outright, _asks_perhaps):
        for section in sections:
            if section.heading and _has_one_list(section) and asks(section):
                return section
    return None


def condition_line(text):
    """Name and note: what stands in brackets, after a dash, or from "after", "and other" onwards."""
    text = text.strip(" ;,.")
    if bracket := re.fullmatch(r"([^()]+?)\s*\((.+?)\)?(?:(?<=\))\s*(\S.*))?", text):
        name, inside, more = bracket.groups()
        return ConditionLine(name.strip(" ,;"), f"{inside}; {more}" if more else inside)
    if dash := re.fullmatch(r"(.+?)(?:\s+[–—-]+\s+|\s*—\s*|:\s+)(.+)", text):
        return ConditionLine(dash[1], dash[2])
    name, *note = NOTE_WORDS.split(text, maxsplit=1)
    return ConditionLine(name.rstrip(" ,;"), note[0] if note else "")


def _asks_outright(section):
    return bool(ANSWERED_BY_NAMES.search(section.heading)) and not ANOTHER_QUESTION.search(section.heading)


def _asks_perhaps(section):
    """ "When is it needed?" may be answered by names of conditions or by advice; the lines of the list tell."""
    asks = OFTEN_ANSWERED_BY_NAMES.search(section.heading) and not ANOTHER_QUESTION.search(section.heading)
    return bool(asks) and not any(re.search(r"\byour?\b", block.text, re.IGNORECASE) for block in _items(section))


def _has_one_list(section):
    kinds = [block.kind for block in section.blocks]
    items = _items(section)
    changes = sum(before != after for before, after in zip(kinds, kinds[1:], strict=False))
    edges = (kinds[0] == PARAGRAPH) + (kinds[-1] == PARAGRAPH) if kinds else 0
    return bool(items) and changes == edges and all(_could_be_a_name(block.text) for block in items)


def _could_be_a_name(text):
    return (
        len(text) <= 250
        and len(text.split()) <= 25
        and len(sentences(text)) == 1
        and not text.endswith("?")
        and not ADVICE.search(text)
    )


def _items(section):
    return [block for block in section.blocks if block.kind in (BULLET, NUMBERED)]
