"""Phone numbers in forms and models: read by phone_numbers.py, kept in E.164, refused with the cause."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .phone_numbers import Cause, NotAPhoneNumber, dialled_digits, read_number

WORDS = {
    Cause.NOT_A_NUMBER: _("Enter a phone number, like 98470 12345, or with the country code, like +971 50 123 4567"),
    Cause.LETTERS: _("A phone number has digits only. Take this out: %(letters)s"),
    Cause.DIGITS: _(
        "We counted %(count)d digits. An Indian number has 10: a mobile number, or a landline with its area code."
    ),
    Cause.DIGITS_ABROAD: _("We counted %(count)d digits after +%(code)d. A number there has %(expected)s."),
    Cause.COUNTRY_CODE: _("No country has this code. Check the digits after the +, like +91 for India."),
    Cause.FROM_THE_GULF: _(
        "Is this %(numbers)s? Then type it with the + in front. If it is an Indian number, type all of its 10 digits."
    ),
    Cause.UNKNOWN: _("There is no such phone number. Check each digit."),
}


class PhoneField(forms.CharField):
    """A number in any script and spelling, cleaned to E.164."""

    widget = forms.TelInput

    def __init__(self, **kwargs):
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs |= {"inputmode": "tel", "autocomplete": "tel"}

    def to_python(self, value):
        value = super().to_python(value)
        return value if value in self.empty_values else _read(read_number, value)


class PhoneToCompareField(PhoneField):
    """The digits of a number that is already known here; whoever is at home in the Gulf may leave the code out."""

    def to_python(self, value):
        value = forms.CharField.to_python(self, value)
        return value if value in self.empty_values else _read(dialled_digits, value)


class PhoneNumberField(models.CharField):
    """A number in E.164, whatever spelling a form, a spreadsheet or a script brings."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": 16, **kwargs})

    def deconstruct(self):
        """To the database it is a text like others."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def clean(self, value, model_instance):
        typed = "" if value is None else str(value).strip()
        return super().clean(_read(read_number, typed) if typed else "", model_instance)

    def formfield(self, **kwargs):
        return super(models.CharField, self).formfield(**{"form_class": PhoneField, **kwargs})


class EmergencyNumberField(PhoneNumberField):
    """The short number of a country, like 108, or one of a hospital's own, in any script and spelling."""

    def clean(self, value, model_instance):
        return models.CharField.clean(self, read_emergency_number("" if value is None else str(value)), model_instance)

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": EmergencyNumberFormField, **kwargs})


class EmergencyNumberFormField(PhoneField):
    def to_python(self, value):
        value = forms.CharField.to_python(self, value)
        return value if value in self.empty_values else read_emergency_number(value)


def read_emergency_number(typed):
    """Two to five digits are dialled as they are."""
    digits = "".join(str(unicodedata.digit(sign)) for sign in typed if sign.isdigit())
    rest = "".join(sign for sign in typed if not sign.isdigit() and not sign.isspace() and sign not in "-.")
    if 2 <= len(digits) <= 5 and not rest:
        return digits
    return _read(read_number, typed) if typed.strip() else ""


def _read(reader, typed):
    try:
        return reader(typed)
    except NotAPhoneNumber as refused:
        details = refused.details
        if "numbers" in details:
            details = details | {"numbers": get_text_list(details["numbers"], gettext("or"))}
        raise ValidationError(WORDS[refused.cause], code=refused.cause, params=details) from None
