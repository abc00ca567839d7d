"""Finds the list of conditions a treatment is for among all the lists of a plain page, and reads its lines."""

import re
from itertools import pairwise

from common.text.folding import tokenize
from common.text.sentences import sentences

from ..treatment_page import ConditionLine
from .plain_text_lines import BULLET, HEADING, NUMBERED, PARAGRAPH, QUESTION, Block

NAMES = r"\b(?:conditions?|diseases?|disorders?|problems|illnesses|ailments|injuries|diagnos[ei]s)\b"
ANSWERED_BY_NAMES = re.compile(
    rf"{NAMES}.*\b(?:used|help(?:s|ed)?|manage[sd]?|address(?:es|ed)?|benefit|need|require|correct(?:ed)?|relieved?|"
    rf"suitable|indicated|lead to|call for|covered)\b"
    r"|\b(?:treats?|treated|indications?)\b|\b(?:used for|help with)\W*$|^(?:common |medical |main )?uses of\b",
    re.IGNORECASE,
)
OFTEN_ANSWERED_BY_NAMES = re.compile(
    r"^(?:when|why) (?:is|are|do|does|would|might|should|may|can|to) .*"
    r"\b(?:needed|need|recommended|advised|necessary|done|performed|used|required|considere?d?|suggested|have)\b"
    r"|^who (?:needs?|(?:can|may) benefit|benefits?|is an?(?: good)? candidate|should (?:have|consider|get)|can have|"
    r"(?:may|might) need)\b|^(?:when to consider|reasons for)\b",
    re.IGNORECASE,
)
ANOTHER_QUESTION = re.compile(
    r"\b(?:not|n't|before|tell|avoid|prevent|risks?|side effects?|complications?|unsuitable|prepare|costs?|symptoms|"
    r"arise|urgent|emergency|immediate|contact|call|report|special|extra|caution)\b"
    r"|\bafter (?:the|my|your|surgery|treatment)\b|^how\b"
    r"|^(?:which|what|who) (?:treats|(?:doctor|specialist|surgeon)s?)\b",
    re.IGNORECASE,
)
ADVICE = re.compile(
    r"(?:avoid|do|don't|stop|take|tell|drink|eat|wear|call|keep|use|rest|bring|arrange|ask|you|your|if|when|we|it|they|"
    r"this|there)\b",
    re.IGNORECASE,
)
PEOPLE_AND_TIMES = re.compile(
    r"\byour?\b|\bevery\b|\btimes\b|^(?:people|adults|children|women|men|patients|those|anyone|someone|most|some)\b",
    re.IGNORECASE,
)
NOTE_WORDS = re.compile(
    r"(?<!\s)\s+(?=(?:after|and other|following|due to|caused by|such as|including|especially)\b)", re.IGNORECASE
)


ONE_LINE = re.compile(
    r"(?P<heading>(?:(?:common|main|other|medical|which|what|the) )*"
    r"(?:conditions?|diseases|disorders|problems|illnesses)(?: (?:we|that we|commonly|usually|often|it|can be|are))*"
    r"(?: (?:treat(?:ed|s)?|managed|addressed|covered|helped))?"
    r"(?: (?:here|by us|with \w+))?|indications?|treats|(?:common )?uses)\s*(?P<mark>[:–—-]?)\s+(?P<names>\S.*)",
    re.IGNORECASE,
)
BETWEEN_NAMES = re.compile(r" ?[,;] ?(?:and |or )?| (?:and|&) (?=\S+(?: \S+){0,5}$)")


def with_lists_in_one_line(found):
    """ "Conditions treated: migraine, dystonia and spasticity" is a heading and a list."""
    after = []
    for block in found:
        names = names_in_one_line(block)
        if names:
            after.append(Block(HEADING, names[0], block.line))
            after += [Block(BULLET, name, block.line) for name in names[1]]
        else:
            after.append(block)
    return [each for i, block in enumerate(after) for each in _as_list(after[i - 1] if i else None, block)]


def names_in_one_line(block):
    line = ONE_LINE.fullmatch(block.text) if block.kind in (PARAGRAPH, HEADING) and len(block.text) < 1000 else None
    names = _names(line["names"]) if line else []
    starts_as_name = line and (line["mark"] or line["names"][0].isupper())
    return (line["heading"].strip(), names) if len(names) >= 2 and starts_as_name else None


def _names(text):
    names = [name for name in BETWEEN_NAMES.split(text.strip(" .")) if name]
    return names if all(_could_be_a_name(name) and len(name.split()) <= 8 for name in names) else []


def _as_list(above, block):
    """The names below a heading that asks for them, in one paragraph."""
    asked = above and above.kind in (HEADING, QUESTION) and ANSWERED_BY_NAMES.search(above.text)
    names = _names(block.text) if asked and block.kind == PARAGRAPH and block.text.count(",") >= 2 else []
    return [Block(BULLET, name, block.line) for name in names] or [block]


def find_conditions(sections):
    """The section whose list names conditions, or None. A heading that asks for them outright wins."""
    for asks in (_asks_outright, _asks_perhaps):
        for section in sections:
            if section.heading and _has_one_list(section) and asks(section):
                return section
    return None


def conditions_of(section):
    """The conditions of the list; two lines with one name ("Stiffness after …") are one condition with both notes."""
    found = {}
    for line in (condition_line(block.text) for block in _items(section)):
        same = found.setdefault(" ".join(tokenize(line.name)), line)
        if same is not line:
            same.note = "; ".join(note for note in (same.note, line.note) if note)
    return list(found.values())


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
    """ "When is it needed?" may be answered by names of conditions or by advice; the words around the list tell."""
    if not OFTEN_ANSWERED_BY_NAMES.search(section.heading) or ANOTHER_QUESTION.search(section.heading):
        return False
    items = _items(section)
    if any(PEOPLE_AND_TIMES.search(block.text) for block in items):
        return False
    lead_in = " ".join(block.text for block in section.blocks if block.kind == PARAGRAPH)
    with_notes = sum(bool(condition_line(block.text).note) for block in items)
    return bool(re.search(rf"{NAMES}|\btreat\b", lead_in, re.IGNORECASE)) or with_notes * 2 >= len(items)


def _has_one_list(section):
    kinds = [block.kind for block in section.blocks]
    items = _items(section)
    changes = sum(before != after for before, after in pairwise(kinds))
    edges = (kinds[0] == PARAGRAPH) + (kinds[-1] == PARAGRAPH) if kinds else 0
    return bool(items) and changes == edges and all(_could_be_a_name(block.text) for block in items)


def _could_be_a_name(text):
    return (
        len(text) <= 250
        and len(text.split()) <= 25
        and len(sentences(text)) == 1
        and not text.endswith("?")
        and not ADVICE.match(text)
    )


def _items(section):
    return [block for block in section.blocks if block.kind in (BULLET, NUMBERED)]
