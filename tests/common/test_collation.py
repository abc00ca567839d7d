"""The order of names, in the scripts of the site."""

import pytest

from common.text.collation import first_letter, sort_key


@pytest.mark.parametrize(
    "in_order",
    [
        ["10-day course", "Ångström", "apple", "Éclair", "eczema", "epilepsy", "Zoo"],
        ["അപസ്മാരം", "ആമാശയം", "കണ്ണ്", "കാൻസർ", "ചെവി", "ഞരമ്പ്", "വൃക്ക", "ഹൃദയം"],
        ["अस्थि", "आँख", "क़लम", "कैंसर", "खांसी", "गुर्दा", "डॉक्टर", "हृदय"],
        ["ابن", "آذان", "أعصاب", "إنسان", "تشنج", "عيون", "كلى"],
    ],
)
def test_names_sort_as_a_dictionary_has_them(in_order):
    assert sorted(set(in_order), key=sort_key) == in_order


def test_two_spellings_of_a_letter_have_one_place():
    assert sort_key("കാന്\u200dസര്\u200d") == sort_key("കാൻസർ")
    assert sort_key("أعصاب") == sort_key("اعصاب")


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("Éclair", "E"),
        ("10 days", "#"),
        ("“Zoo”", "Z"),
        ("വൃക്ക", "വ"),
        ("إصابة", "ا"),
        ("", "#"),
    ],
)
def test_a_name_stands_under_its_first_letter(name, letter):
    assert first_letter(name) == letter
