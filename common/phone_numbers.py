"""Phone numbers as people write them: read, compared, shown."""

import re
import unicodedata
from enum import StrEnum

import phonenumbers
from django.conf import settings
from phonenumbers import NumberParseException, PhoneMetadata, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from .text.typed import clean_code, without_label

# A number typed as at home in one of these begins with 0, or looks like one that does.
GULF = ("AE", "SA", "QA", "KW", "OM", "BH")
PEOPLE_ANSWER = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
# The demonstration's numbers. No subscriber of an Indian landline has a number that begins with 0, so that these
# ring nobody (docs/decisions/0023); the numbering plan knows none of them, so that they are let through here.
DEMONSTRATION = re.compile(r"\+914950000\d{3}")
WORDS_IN_FRONT = re.compile(r"\A(?:[^\W\d_]{2,}+[\s.\-]++)+")


class Cause(StrEnum):
    """Why something is no phone number. PhoneField has words for each."""

    NOT_A_NUMBER = "not_a_number"
    LETTERS = "letters"
    DIGITS = "digits"
    DIGITS_ABROAD = "digits_abroad"
    COUNTRY_CODE = "country_code"
    FROM_THE_GULF = "from_the_gulf"
    UNKNOWN = "unknown"


class NotAPhoneNumber(ValueError):
    """`details` are what the words about the cause name."""

    def __init__(self, cause: Cause, **details: object) -> None:
        self.cause, self.details = cause, details
        super().__init__(str(cause))


def read_number(typed: str) -> str:
    """The number in E.164, like +919847012345. Raises NotAPhoneNumber; nothing is guessed."""
    dialled = dialled_digits(typed)
    number = _parsed(dialled)
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if number.country_code_source == phonenumbers.CountryCodeSource.FROM_DEFAULT_COUNTRY and (
        readings := _gulf_readings(dialled)
    ):
        raise NotAPhoneNumber(Cause.FROM_THE_GULF, numbers=readings)
    if phonenumbers.is_valid_number(number) or DEMONSTRATION.fullmatch(e164):
        return e164
    raise _what_is_wrong(dialled, number)


def dialled_digits(typed: str) -> str:
    """The digits, with + in front where there was one. Raises NotAPhoneNumber where letters are among them."""
    code = without_label(clean_code(typed))
    if words := WORDS_IN_FRONT.match(code):
        code = code[words.end() :]
    if letters := [sign for sign in code if unicodedata.category(sign)[0] == "L"]:
        raise NotAPhoneNumber(Cause.LETTERS, letters=", ".join(dict.fromkeys(letters)))
    digits = re.sub(r"\D", "", code)
    if not digits:
        raise NotAPhoneNumber(Cause.NOT_A_NUMBER)
    return f"+{digits}" if re.match(r"\D*\+", code) else digits


def is_same_number(typed: str, kept: str) -> bool:
    """Whether the digits are those of a number in E.164, with its country code or as dialled in that country."""
    if not kept:
        return False
    number = phonenumbers.parse(kept)
    at_home = phonenumbers.national_significant_number(number).lstrip("0")
    abroad = {f"{number.country_code}{zero}{at_home}" for zero in ("", "0")}
    return dialled_digits(typed).lstrip("+0") in abroad | {at_home}


def display_number(number):
    """ "+914952700000" as "0495 270 0000" at home and in the international form elsewhere."""
    parsed = _parsed_if_any(number)
    if parsed is None:
        return number  # 108 and other short numbers are shown as they are
    at_home = phonenumbers.country_code_for_region(settings.PHONE_REGION) == parsed.country_code
    style = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


def international_number(number):
    """ "+914952700000" as "+91 495 270 0000": for mails, which are read abroad, too."""
    parsed = _parsed_if_any(number)
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        return number  # 108 is not dialled from abroad
    return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)


def country_of(number):
    """ "IN" for "+914952700000"; None for a number of no country."""
    parsed = _parsed_if_any(number)
    return parsed and phonenumbers.region_code_for_number(parsed)


def _parsed_if_any(number):
    try:
        return phonenumbers.parse(number, settings.PHONE_REGION)
    except NumberParseException:
        return None


def _parsed(dialled: str) -> PhoneNumber:
    if not dialled.strip("+0"):
        raise NotAPhoneNumber(Cause.UNKNOWN)
    try:
        return phonenumbers.parse(dialled, settings.PHONE_REGION, keep_raw_input=True)
    except NumberParseException as error:
        if error.error_type == NumberParseException.INVALID_COUNTRY_CODE:
            raise NotAPhoneNumber(Cause.COUNTRY_CODE) from None
        raise NotAPhoneNumber(Cause.DIGITS, count=len(dialled.lstrip("+0"))) from None


def _gulf_readings(dialled: str) -> list[str]:
    """What the number is, if it was typed as at home in a country of the Gulf."""
    if settings.PHONE_REGION in GULF or not re.match("0[1-9]", dialled):
        return []
    found = []
    for region in GULF:
        has_zero = PhoneMetadata.metadata_for_region(region).national_prefix == "0"
        number = phonenumbers.parse(dialled if has_zero else dialled[1:], region)
        is_real = phonenumbers.is_valid_number_for_region(number, region)
        if is_real and phonenumbers.number_type(number) in PEOPLE_ANSWER:
            found.append(phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL))
    return found


def _what_is_wrong(dialled: str, number: PhoneNumber) -> NotAPhoneNumber:
    at_home = number.country_code == phonenumbers.country_code_for_region(settings.PHONE_REGION)
    if number.country_code_source == phonenumbers.CountryCodeSource.FROM_DEFAULT_COUNTRY:
        count = len(dialled.removeprefix("0"))
    else:
        count = len(phonenumbers.national_significant_number(number))
    lengths = _lengths(number.country_code)
    if count in lengths or not number.national_number:
        return NotAPhoneNumber(Cause.UNKNOWN)
    if at_home:
        return NotAPhoneNumber(Cause.DIGITS, count=count)
    expected = "–".join(str(length) for length in sorted({min(lengths), max(lengths)}))
    return NotAPhoneNumber(Cause.DIGITS_ABROAD, count=count, code=number.country_code, expected=expected)


def _lengths(country_code: int) -> set[int]:
    """How many digits a number of people has there, after the country code."""
    region = phonenumbers.region_code_for_country_code(country_code)
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(country_code, region)
    kinds = [kind for kind in (metadata.mobile, metadata.fixed_line) if kind and kind.possible_length]
    return {length for kind in kinds or [metadata.general_desc] for length in kind.possible_length}
