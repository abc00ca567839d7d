"""A phone number as people write it: read in every spelling, never guessed, refused with the cause."""

import phonenumbers
import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from common.phone_field import WORDS, PhoneField, PhoneToCompareField
from common.phone_numbers import Cause, is_same_number
from directory.models import Department, Hospital, Location

RLM, LRM, NBSP = "\u200f", "\u200e", "\xa0"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("98470 12345", "+919847012345"),
        ("098470-12345", "+919847012345"),
        ("+91 (98470) 12345", "+919847012345"),
        ("+91 0 98470 12345", "+919847012345"),
        ("91 98470 12345", "+919847012345"),
        ("൯൮൪൭൦ ൧൨൩൪൫", "+919847012345"),
        ("९८४७० १२३४५", "+919847012345"),
        ("٩٨٤٧٠ ١٢٣٤٥", "+919847012345"),
        ("۹۸۴۷۰ ۱۲۳۴۵", "+919847012345"),
        ("௯௮௪௭௦ ௧௨௩௪௫", "+919847012345"),
        ("＋９１ ９８４７０ １２３４５", "+919847012345"),
        (f"{RLM}+91 98470{NBSP}12345{LRM}", "+919847012345"),
        ("\u202a98470\u200b12345\u202c\ufeff", "+919847012345"),
        ("tel:+91-98470-12345", "+919847012345"),
        ("Phone: 98470 12345", "+919847012345"),
        ("Mob. no. 98470 12345", "+919847012345"),
        ("ഫോൺ: 98470 12345", "+919847012345"),
        ("फ़ोन: 98470 12345", "+919847012345"),
        ("الهاتف: ٩٨٤٧٠١٢٣٤٥", "+919847012345"),
        ("0495 270 0000", "+914952700000"),
        ("00971 50 123 4567", "+971501234567"),
        ("+971 050 123 4567", "+971501234567"),
        ("٠٠٩٧١ ٥٠ ١٢٣ ٤٥٦٧", "+971501234567"),
        ("+966 50 123 4567", "+966501234567"),
        ("+974 3312 3456", "+97433123456"),
        ("+44 7911 123456", "+447911123456"),
    ],
)
def test_a_number_is_the_same_however_it_is_typed(typed, number):
    assert PhoneField().clean(typed) == number


@pytest.mark.parametrize(
    ("typed", "cause", "words"),
    [
        ("98470 1234", Cause.DIGITS, "We counted 9 digits"),
        ("984712345", Cause.DIGITS, "An Indian number has 10"),
        ("+91 98470 123456", Cause.DIGITS, "We counted 11 digits"),
        ("0 98470 1234", Cause.DIGITS, "We counted 9 digits"),
        ("൯൮൪൭൦ ൧൨൩൪", Cause.DIGITS, "We counted 9 digits"),
        ("0495 270 000", Cause.DIGITS, "We counted 9 digits"),
        ("98470 12345 / 98470 12346", Cause.DIGITS, "We counted 20 digits"),
        ("108", Cause.DIGITS, "We counted 3 digits"),
        ("98470l2345", Cause.LETTERS, "Take this out: l"),
        ("9847O I2345", Cause.LETTERS, "Take this out: O, I"),
        ("98470 12345 ext. 7", Cause.LETTERS, "Take this out: e, x, t"),
        ("9847൦ ഒ12345", Cause.LETTERS, "Take this out: ഒ"),
        ("+971 50 123 45678", Cause.DIGITS_ABROAD, "We counted 10 digits after +971. A number there has 8–9."),
        ("+974 3312 345", Cause.DIGITS_ABROAD, "We counted 7 digits after +974. A number there has 8."),
        ("+44 7911 1234567", Cause.DIGITS_ABROAD, "We counted 11 digits after +44"),
        ("0000000000", Cause.UNKNOWN, "There is no such phone number"),
        ("+91 00000 00000", Cause.UNKNOWN, "There is no such phone number"),
        ("0495 100 0000", Cause.UNKNOWN, "There is no such phone number"),
        ("+971 50 123 456", Cause.UNKNOWN, "There is no such phone number"),
        ("+971 59 123 4567", Cause.UNKNOWN, "There is no such phone number"),
        ("+999 1234 5678", Cause.COUNTRY_CODE, "No country has this code"),
        ("---", Cause.NOT_A_NUMBER, "Enter a phone number, like"),
        ("\u3164\u200b", Cause.NOT_A_NUMBER, "Enter a phone number, like"),
    ],
)
def test_what_is_no_number_is_refused_with_its_cause(typed, cause, words):
    with pytest.raises(ValidationError) as refused:
        PhoneField().clean(typed)

    [error] = refused.value.error_list
    assert error.code == cause
    assert words in refused.value.messages[0]


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("050 123 4567", ["+971 50 123 4567", "+966 50 123 4567"]),
        ("0501234567", ["+971 50 123 4567"]),
        ("٠٥٠ ١٢٣ ٤٥٦٧", ["+971 50 123 4567"]),
        ("04 295 0000", ["+971 4 295 0000"]),
        ("011 234 5678", ["+966 11 234 5678"]),
        ("0 3312 3456", ["+974 3312 3456", "+973 3312 3456"]),
        ("0 5001 2345", ["+965 500 12345"]),
        ("0 9212 3456", ["+968 9212 3456"]),
    ],
)
def test_a_number_as_typed_at_home_in_the_gulf_is_asked_back(typed, numbers):
    with pytest.raises(ValidationError) as refused:
        PhoneField().clean(typed)

    assert refused.value.error_list[0].code == Cause.FROM_THE_GULF
    assert refused.value.messages[0].startswith("Is this ")
    for number in numbers:
        assert number in refused.value.messages[0]


def test_a_hospital_in_the_gulf_asks_nothing_back(settings):
    settings.PHONE_REGION = "AE"

    assert PhoneField().clean("050 123 4567") == "+971501234567"


@pytest.mark.parametrize("language", ["ml", "hi", "ar"])
@pytest.mark.parametrize("cause", list(Cause))
def test_each_cause_is_told_in_each_language(language, cause):
    english = str(WORDS[cause])

    with override(language):
        assert str(WORDS[cause]) != english


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0501234567", "+971501234567"),
        ("050 123 4567", "+971501234567"),
        ("50 123 4567", "+971501234567"),
        ("٠٥٠ ١٢٣ ٤٥٦٧", "+971501234567"),
        ("00971 50 123 4567", "+971501234567"),
        ("+971 050 123 4567", "+971501234567"),
        ("971501234567", "+971501234567"),
        ("3312 3456", "+97433123456"),
        ("098470 12345", "+919847012345"),
        ("919847012345", "+919847012345"),
        ("07911 123456", "+447911123456"),
        ("06 698 12345", "+390669812345"),  # in Italy the zero belongs to the number
    ],
)
def test_a_known_number_is_recognised_without_its_country_code(typed, kept):
    assert is_same_number(PhoneToCompareField().clean(typed), kept)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0501234568", "+971501234567"),
        ("1234567", "+971501234567"),
        ("501234567", "+919501234567"),
        ("+966 50 123 4567", "+971501234567"),
        ("7", "+971501234567"),
        ("12345", "+919847012345"),
        ("98470 12345", ""),
    ],
)
def test_a_part_of_a_number_or_another_country_is_not_the_same(typed, kept):
    assert not is_same_number(PhoneToCompareField().clean(typed), kept)


def test_a_letter_in_a_number_to_compare_is_named_too():
    with pytest.raises(ValidationError, match="Take this out: l"):
        PhoneToCompareField().clean("98470l2345")


@pytest.mark.parametrize(
    "field", [(Hospital, "phone"), (Hospital, "whatsapp"), (Location, "phone"), (Location, "emergency_phone"),
              (Department, "phone")], ids=str
)  # fmt: skip
def test_every_kept_number_is_read_the_same_way(field):
    model, name = field
    column = model._meta.get_field(name)

    assert column.clean("Phone: ０４９５ 270 0000", None) == "+914952700000"
    assert column.clean("", None) == ""
    assert isinstance(column.formfield(), PhoneField)
    with pytest.raises(ValidationError, match="We counted 9 digits"):
        column.clean("0495 270 000", None)


def test_demonstration_numbers_pass_and_are_in_no_numbering_plan():
    number = PhoneField().clean("0495 000 0011")

    assert number == "+914950000011"
    assert not phonenumbers.is_valid_number(phonenumbers.parse(number))
