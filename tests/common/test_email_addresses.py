"""Addresses of mail: cleaned, and asked about once where the domain looks like a slip."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from common.text.email_addresses import AsksAboutEmail, EmailField, likely_domain


class ContactForm(AsksAboutEmail):
    email = EmailField(required=False, widget=forms.EmailInput)


@pytest.mark.parametrize(
    "typed",
    ["\u200basha@gmail.com", "\ufeffasha@gmail.com", "\u202aasha@gmail.com\u202c", "asha@\xadgmail.com",
     "asha＠gmail．com", "mailto:asha@gmail.com", "Email: asha@gmail.com", "\u3164asha@gmail.com",
     " asha@gmail.com\u200d"],
    ids=ascii,
)  # fmt: skip
def test_what_nobody_sees_in_an_address_is_taken_out(typed):
    assert EmailField().clean(typed) == "asha@gmail.com"


@pytest.mark.parametrize("typed", ["asha", "asha@", "as ha@gmail.com", "asha@gmail", "a\0b@gmail.com"], ids=ascii)
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(ValidationError):
        EmailField().clean(typed)


@pytest.mark.parametrize(
    ("domain", "near"),
    [
        ("gmial.com", "gmail.com"), ("gmail.con", "gmail.com"), ("gmail.co", "gmail.com"), ("gamil.com", "gmail.com"),
        ("GMIAL.COM", "gmail.com"), ("gmaill.con", "gmail.com"), ("gmil.com", "gmail.com"), ("yaho.com", "yahoo.com"),
        ("yahoo.co.im", "yahoo.co.in"), ("hotmial.com", "hotmail.com"), ("outlok.com", "outlook.com"),
        ("rediffmial.com", "rediffmail.com"), ("iclod.com", "icloud.com"),
        ("gmail.com", ""), ("ymail.com", ""), ("mail.com", ""), ("hospital.example", ""), ("patient.example", ""),
        ("yahoo.co.uk", ""), ("live.in", ""), ("bmhkozhikode.com", ""), ("gmx.com", ""), ("ail.co.in", ""),
    ],
)  # fmt: skip
def test_a_domain_that_is_nearly_a_common_one(domain, near):
    assert likely_domain(f"user@{domain}") == near


def test_it_is_asked_once():
    first = ContactForm({"email": "user@gmial.com"})
    assert first.errors == {"email": ["Did you mean gmail.com? If the address is right as it is, send it once more."]}

    again = ContactForm({"email": first["email"].value(), "email_asked": first["email_asked"].value()})
    assert again.is_valid()
    assert again.cleaned_data["email"] == "user@gmial.com"

    other = ContactForm({"email": "user@gmail.con", "email_asked": first["email_asked"].value()})
    assert "Did you mean gmail.com?" in str(other.errors)


def test_a_good_address_and_none_are_not_asked_about():
    assert ContactForm({"email": "user@gmail.com"}).is_valid()
    assert ContactForm({"email": ""}).is_valid()
