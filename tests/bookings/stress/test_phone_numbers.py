"""Phone numbers as people write them, at random."""

from contextlib import suppress

import phonenumbers
from django.core.exceptions import ValidationError
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from common.phone_field import PhoneField
from common.phone_numbers import DEMONSTRATION
from tests.sizes import size

SCRIPTS = {"latin": "0123456789", "malayalam": "൦൧൨൩൪൫൬൭൮൯", "devanagari": "०१२३४५६७८९", "arabic": "٠١٢٣٤٥٦٧٨٩"}
COUNTRIES = [("IN", 91), ("AE", 971), ("SA", 966), ("QA", 974), ("OM", 968), ("KW", 965), ("BH", 973), ("GB", 44)]


def written(number, script, separator):
    grouped = separator.join([number[:3], number[3:6], number[6:]])
    return "".join(SCRIPTS[script][int(c)] if c.isascii() and c.isdigit() else c for c in grouped)


@given(
    st.integers(6_000_000_000, 9_999_999_999),
    st.sampled_from(sorted(SCRIPTS)),
    st.sampled_from(["", " ", "-", "."]),
    st.sampled_from(["", "0", "+91", "+91 ", "0091"]),
)
@settings(max_examples=size(100, 5000), deadline=None)
def test_an_indian_number_is_the_same_in_every_script_and_spelling(number, script, separator, prefix):
    typed = (
        written(prefix + str(number), script, separator)
        if prefix.isdigit()
        else prefix + written(str(number), script, separator)
    )

    e164 = f"+91{number}"
    assume(phonenumbers.is_valid_number(phonenumbers.parse(e164)))
    assert PhoneField().clean(typed) == e164


@given(st.sampled_from(COUNTRIES), st.sampled_from(sorted(SCRIPTS)))
@settings(max_examples=size(50, 500), deadline=None)
def test_numbers_from_elsewhere_are_understood(country, script):
    region, code = country
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    typed = f"+{code} " + written(str(example.national_number), script, " ")

    assert PhoneField().clean(typed) == f"+{code}{example.national_number}"


@given(st.text(max_size=60))
@settings(max_examples=size(150, 20_000), deadline=None)
def test_anything_typed_as_a_phone_number_is_a_number_or_a_clear_refusal(typed):
    with suppress(ValidationError):
        cleaned = PhoneField(required=False).clean(typed)
        is_real = cleaned and phonenumbers.is_valid_number(phonenumbers.parse(cleaned))
        assert cleaned == "" or is_real or DEMONSTRATION.fullmatch(cleaned)
