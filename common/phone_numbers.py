"""Phone numbers as people write them."""

import phonenumbers
from django.conf import settings


def display_number(number):
    """ "+914952700000" as "0495 270 0000" at home and in the international form elsewhere."""
    try:
        parsed = phonenumbers.parse(number, settings.PHONE_REGION)
    except phonenumbers.NumberParseException:
        return number  # 108 and other short numbers are shown as they are
    at_home = phonenumbers.country_code_for_region(settings.PHONE_REGION) == parsed.country_code
    style = phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)
