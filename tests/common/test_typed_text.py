"""What people type: what nobody sees is taken out, what carries meaning stays, and nothing is not something."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from common.text.form_fields import CodeField, NameField, WordsField
from common.text.translated_text import TranslatedText, TranslatedTextField, TranslatedTextFormField
from common.text.typed import clean_code, clean_text, without_label
from directory.models import Department

NOTHING_SEEN = ["\u3164", "\u2800", "\xad", "\u200b", "\u115f\u1160", "\uffa0", "\u2060", "\ufeff", "\u202e\u202c",
                "\u200d", "\u200c", "\U000e0041", "\u061c", "\u180e", "\xa0", "\u3000", " \u200b ",
                "\u034f"]  # fmt: skip
NO_LETTER = ["\u0301", "- -", "...", "🙂"]


@pytest.mark.parametrize("typed", NOTHING_SEEN, ids=ascii)
@pytest.mark.parametrize("field", [NameField, WordsField, CodeField])
def test_what_cannot_be_seen_is_not_an_answer(field, typed):
    with pytest.raises(ValidationError, match="Enter it"):
        field(error_messages={"required": "Enter it"}).clean(typed)
    assert field(required=False).clean(typed) == ""


@pytest.mark.parametrize("typed", NO_LETTER, ids=ascii)
@pytest.mark.parametrize("field", [NameField, WordsField])
def test_signs_alone_are_no_name_and_say_nothing(field, typed):
    with pytest.raises(ValidationError, match="required"):
        field().clean(typed)


def test_a_day_is_an_answer_and_no_name():
    assert WordsField().clean("12/3, 10:30") == "12/3, 10:30"
    with pytest.raises(ValidationError, match="required"):
        NameField().clean("123")


def test_signs_that_were_not_asked_for_are_kept():
    assert WordsField(required=False).clean("???") == "???"


@pytest.mark.parametrize(
    "name",
    ["Fathima Test", "അവന്\u200d", "ശ്രീ", "ഫാത്തിമ", "क्\u200dष", "श्री", "می\u200cخواهم", "सुषमा", "D’Souza", "ക്ഷ", "Zoë",
     "张伟", "ﷺ", "Ｆｕｌｌ", "👨\u200d👩\u200d👧 Family", "ഇ. കെ. നായനാർ"],
)  # fmt: skip
def test_a_name_is_kept_as_it_was_typed(name):
    assert NameField().clean(name) == name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("\u200bAsha", "Asha"),
        ("Asha\u202e\u200f", "Asha"),
        ("As\xadha", "Asha"),
        ("Asha\u200d", "Asha"),
        ("  Asha \u3000 Nair ", "Asha Nair"),
        ("Asha\nNair", "Asha Nair"),
        ("Zoe\u0308", "Zoë"),
        ("\u3164Asha\u2800", "Asha"),
        ("അ\u200dമ്മ\u200f", "അ\u200dമ്മ"),
    ],
)
def test_a_name_loses_what_nobody_sees(typed, name):
    assert NameField().clean(typed) == name


@pytest.mark.parametrize("field", [NameField, WordsField, CodeField])
def test_a_nul_byte_is_told(field):
    with pytest.raises(ValidationError, match="Null characters"):
        field().clean("a\0b")


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"], ids=ascii)
def test_a_line_break_counts_once(line_break):
    typed = line_break.join(["x" * 99] * 3)  # 299 as a browser counts
    field = WordsField(max_length=299, widget=forms.Textarea)

    assert len(field.clean(typed)) == 299
    with pytest.raises(ValidationError, match="at most 299"):
        field.clean(typed + "x")


def test_a_line_break_counts_once_in_translated_texts_too():
    field = TranslatedTextFormField(max_length=5, multiline=True, required=True)

    assert field.clean(["ab\r\ncd", "", "", ""]) == {"en": "ab\ncd"}


@pytest.mark.parametrize("typed", NOTHING_SEEN + NO_LETTER, ids=ascii)
def test_a_required_translated_text_wants_something_to_read(typed):
    with pytest.raises(ValidationError, match="English text"):
        TranslatedTextField().clean(TranslatedText(en=typed), None)
    with pytest.raises(ValidationError):
        Department._meta.get_field("name").formfield().clean([typed, "", "", ""])


@pytest.mark.django_db
def test_a_translation_that_shows_nothing_is_not_kept():
    department = Department.objects.create(slug="ent", name={"en": "\u200bENT", "ml": "\u3164", "hi": "कान"})

    assert department.name == {"en": "ENT", "hi": "कान"}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("٧٤AC", "74AC"),
        ("൭൪", "74"),
        ("७४", "74"),
        ("௭௪", "74"),
        ("𝟕𝟜", "74"),
        ("７４ＡＣ－", "74AC-"),
        ("\u200e7\u200d4\ufe0f", "74"),
        ("＠gmail．com", "@gmail.com"),
    ],
)
def test_a_code_is_plain_letters_and_digits(typed, code):
    assert clean_code(typed) == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Reference: 3A4C", "3A4C"),
        ("റഫറൻസ് നമ്പർ: 3A4C", "3A4C"),
        ("रेफ़रेंस नंबर : 3A4C", "3A4C"),
        ("الرقم المرجعي: 3A4C", "3A4C"),
        ("3A4C", "3A4C"),
        ("10:30", "10:30"),
        (": 3A4C", ": 3A4C"),
        ("H-7: 4", "H-7: 4"),
    ],
)
def test_a_label_in_front_is_no_part_of_a_code(typed, code):
    assert without_label(typed) == code


def test_number_signs_of_arabic_are_seen():
    assert clean_text("\u0601١٢") == "\u0601١٢"
