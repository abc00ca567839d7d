"""The words of a text, in the scripts of the site, however they were typed."""

import pytest

from common.text.folding import tokenize


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("കാന്\u200dസര്\u200d", "കാൻസർ"),
        ("أعصاب", "اعصاب"),
        ("مستشفى", "مستشفي"),
        ("क़लम", "कलम"),
        ("Éclair", "ECLAIR"),
    ],
)
def test_two_spellings_are_one_word(one, other):
    assert tokenize(one) == tokenize(other)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Women's Health: Demo-Nair", ["womens", "health", "demo", "nair"]),
        ("Café NAÏVE", ["cafe", "naive"]),
        ("വൃക്കരോഗ വിദഗ്ദ്ധൻ", ["വൃക്കരോഗ", "വിദഗ്ദ്ധൻ"]),
        ("हृदय रोग", ["हृदय", "रोग"]),
        ("الأعصاب، الدِّماغ", ["الاعصاب", "الدماغ"]),
        ("a\0b ' & | ! ( ) :* \\", ["a", "b"]),
    ],
)
def test_words_are_whole_in_every_script(text, words):
    assert tokenize(text) == words
