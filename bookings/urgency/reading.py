"""What somebody typed, as words that can be compared: one spelling, one case, with the place of each."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from common.text.folding import folded

from .arabizi import consonants_of, is_arabic_text, is_arabizi

LONGEST_TEXT = 1000  # a reason has 300 characters, a wish to change something 1000
SENTENCE_ENDS = ".!?\n\r;।॥؟؛…|"
CLAUSE_ENDS = ',،:()[]"“”/–—+&'
SHORTEST_OF_TWO = 9  # letters of a compound in Latin letters
KEPT_JOINERS = "\u200c\u200d"  # they make Malayalam letters; the folding knows them
_WORDS = re.compile(
    rf"[{re.escape(SENTENCE_ENDS)}]|[{re.escape(CLAUSE_ENDS)}]|[^\s{re.escape(SENTENCE_ENDS + CLAUSE_ENDS)}]+"
)
_POINT_IN_NUMBER = re.compile(r"(?<=\d)[.,](?=\d)")
_NUMBER_AND_UNIT = re.compile(r"(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)")
_TWICE = re.compile(r"([a-z])\1+")
_THRICE = re.compile(r"([^\W\d_])\1{2,}")  # in other scripts: Arabic verbs begin with two of the same letter
_TWICE_IN_MALAYALAM = re.compile(r"([\u0d15-\u0d39])\u0d4d\1")
_SOUNDS = [
    ("chh", "c"), ("ch", "c"), ("sh", "s"), ("th", "t"), ("dh", "d"), ("bh", "b"), ("kh", "k"), ("gh", "g"),
    ("ph", "f"), ("zh", "y"), ("ck", "k"), ("aa", "a"), ("ee", "i"), ("oo", "u"), ("w", "v"), ("z", "j"), ("q", "k"),
]  # fmt: skip
# As people type on a phone.
_SHORT = {
    "nt": "not", "cnt": "cant", "cudnt": "couldnt", "dnt": "dont", "dint": "didnt", "wnt": "wont", "n": "and",
    "hav": "have", "hv": "have", "brth": "breath", "bld": "blood", "pregnent": "pregnant", "prego": "pregnant",
    "hrs": "hours", "hr": "hour", "mins": "minutes", "chst": "chest", "hart": "heart",
    "sever": "severe", "mnths": "months", "pian": "pain", "vomting": "vomiting",
}  # fmt: skip


@dataclass(frozen=True)
class Word:
    typed: str
    plain: str
    sound: str  # of Latin letters: as Malayalam and Hindi are spelt in them, by ear
    sentence: int
    clause: int
    consonants: frozenset[str] = frozenset()  # of Arabic in Latin letters

    @property
    def may_be_two(self) -> bool:
        """Malayalam writes words together: chest and pain are one word."""
        return not self.plain.isascii() or len(self.plain) >= SHORTEST_OF_TWO


def read(text: str) -> list[Word]:
    """The words in order, of no more than a form takes."""
    sentence = clause = 0
    words: list[Word] = []
    known: dict[str, list[tuple[str, str, frozenset[str]]]] = {}
    all_typed = _WORDS.findall(_without_marks(text[:LONGEST_TEXT]))
    is_arabic = is_arabic_text(all_typed)
    for typed in all_typed:
        if typed in SENTENCE_ENDS:
            sentence, clause = sentence + 1, clause + 1
        elif typed in CLAUSE_ENDS:
            clause += 1
        else:
            if typed not in known:
                known[typed] = list(_spellings(typed, is_arabic))
            words += [Word(typed, plain, sound, sentence, clause, bones) for plain, sound, bones in known[typed]]
    return words


def _spellings(typed: str, is_arabic: bool) -> Iterator[tuple[str, str, frozenset[str]]]:
    if is_arabic and is_arabizi(typed):
        yield typed.casefold(), "", consonants_of(typed)
        return
    for plain in plain_words(typed):
        yield plain, by_ear(plain), consonants_of(plain) if is_arabic and plain.isascii() else frozenset()


def plain_words(text: str) -> list[str]:
    """The same way to write each word, whether a clinician or a patient wrote it."""
    text = _NUMBER_AND_UNIT.sub(" ", folded(_without_marks(text)))
    text = text.replace("\u0901", "\u0902")
    words = (_SHORT.get(word, word) for word in text.split())
    return [_THRICE.sub(r"\1", _TWICE.sub(r"\1", _TWICE_IN_MALAYALAM.sub(r"\1", word))) for word in words]


def by_ear(plain: str) -> str:
    """`vedhana` and `vedana`, `saans` and `sans` are one; empty in other scripts, which have one spelling."""
    if not ("a" <= plain[0] <= "z"):
        return ""
    for written, sound in _SOUNDS:
        plain = plain.replace(written, sound)
    return _TWICE.sub(r"\1", plain)


def _without_marks(text: str) -> str:
    text = "".join(
        sign
        for sign in text
        if sign in KEPT_JOINERS or sign in "\n\r" or unicodedata.category(sign) not in ("Cf", "Cc")
    )
    return _POINT_IN_NUMBER.sub(" ", "".join(_digit(sign) for sign in text))


def _digit(sign: str) -> str:
    value = unicodedata.decimal(sign, None)
    return sign if value is None else str(value)
