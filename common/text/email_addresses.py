"""Addresses of mail as people type them: cleaned, and asked about once where the domain looks like a slip."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import OSA

from .typed import clean_code, without_label

# Most addresses of patients end in one of these. Real ones that are near to them are never asked about.
COMMON_DOMAINS = (
    "gmail.com", "yahoo.com", "yahoo.co.in", "yahoo.in", "hotmail.com", "outlook.com", "live.com", "icloud.com",
    "rediffmail.com", "msn.com", "aol.com",
)  # fmt: skip
OTHER_DOMAINS = frozenset(
    [
        "googlemail.com",
        "ymail.com",
        "rocketmail.com",
        "mail.com",
        "email.com",
        "gmx.com",
        "gmx.net",
        "me.com",
        "mac.com",
        "live.in",
        "outlook.in",
        "hotmail.co.uk",
        "hotmail.fr",
        "yahoo.co.uk",
        "yahoo.co.id",
        "yahoo.ca",
        "yahoo.de",
        "yahoo.fr",
        "yahoo.it",
        "yahoo.es",
        "proton.me",
        "protonmail.com",
        "zoho.com",
        "zohomail.in",
        "rediff.com",
        "fastmail.com",
        "hey.com",
        "pm.me",
        "aim.com",
    ]
)


def likely_domain(address: str) -> str:
    """The common domain that this address nearly has, or nothing."""
    domain = address.rpartition("@")[2].lower()
    if domain in COMMON_DOMAINS or domain in OTHER_DOMAINS:
        return ""
    near = min(COMMON_DOMAINS, key=lambda common: OSA.distance(domain, common))
    return near if OSA.distance(domain, near) <= _slips(near) else ""


def _slips(domain: str) -> int:
    """In a short domain two other letters make another word."""
    return 2 if len(domain) >= 9 else 1


class EmailField(forms.EmailField):
    """An address of mail, also where a signature or a chat was pasted."""

    def to_python(self, value):
        return super().to_python(value if value is None else without_label(clean_code(str(value))))


class AsksAboutEmail(forms.Form):
    """For a form with a field `email`: a domain that looks like a slip is asked about once, and never refused.

    A hidden field says which address was asked about, so that the second sending of the same one passes.
    """

    email_asked = forms.CharField(required=False, max_length=254, widget=forms.HiddenInput)

    def clean(self):
        data = super().clean()
        address = data.get("email") or ""
        domain = likely_domain(address)
        if domain and data.get("email_asked") != address:
            self.data = self.data.copy()  # what was sent cannot be changed, and the page has to carry the address
            self.data[self.add_prefix("email_asked")] = address
            self.add_error("email", ValidationError(ASKED, code="did_you_mean", params={"domain": domain}))
        return data


ASKED = _("Did you mean %(domain)s? If the address is right as it is, send it once more.")
