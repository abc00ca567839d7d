"""The order of names and the words in them, in the scripts of the site."""

import pytest

from common.collation import first_letter, sort_key, tokenize


@pytest.mark.parametrize(
    ("language", "in_order"),
    [
        ("en", ["10-day course", "Ångström", "apple", "Éclair", "eczema", "epilepsy", "Zoo"]),
        ("ml", ["അപസ്മാരം", "ആമാശയം", "കണ്ണ്", "കാൻസർ", "ചെവി", "ഞരമ്പ്", "വൃക്ക", "ഹൃദയം"]),
        ("hi", ["अस्थि", "आँख", "क़लम", "कैंसर", "खांसी", "गुर्दा", "डॉक्टर", "हृदय"]),
        ("ar", ["ابن", "آذان", "أعصاب", "إنسان", "تشنج", "عيون", "كلى"]),
    ],
)
def test_names_sort_as_a_dictionary_has_them(language, in_order):
    assert sorted(set(in_order), key=lambda name: sort_key(name, language)) == in_order


def test_two_spellings_of_a_malayalam_letter_are_one():
    assert sort_key("കാന്\u200dസര്\u200d", "ml") == sort_key("കാൻസർ", "ml")
    assert tokenize("കാന്\u200dസര്\u200d") == tokenize("കാൻസർ")


@pytest.mark.parametrize(
    ("name", "language", "letter"),
    [
        ("Éclair", "en", "E"),
        ("10 days", "en", "#"),
        ("“Zoo”", "en", "Z"),
        ("വൃക്ക", "ml", "വ"),
        ("إصابة", "ar", "ا"),
        ("", "en", "#"),
    ],
)
def test_a_name_stands_under_its_first_letter(name, language, letter):
    assert first_letter(name, language) == letter


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
