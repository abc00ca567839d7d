"""A patient's private link to the status of a request.

The token is 256 bits made from the site's secret key, so that any message can carry the link while
the database holds nothing but the token's SHA-256.
"""

import hashlib

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import override

SALT = "bookings.status-link"


def new_token(idempotency_key, link_number=0, secret=None):
    value = f"{idempotency_key} {link_number}" if link_number else str(idempotency_key)
    return salted_hmac(SALT, value, secret=secret, algorithm="sha256").hexdigest()


def token_hash(token):
    return hashlib.sha256(token.encode()).hexdigest()


def token_of(appointment_request):
    """The token of this request's link; None when the secret key it was made with is gone, or the data is erased."""
    for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        token = new_token(appointment_request.idempotency_key, appointment_request.link_number, secret)
        if token_hash(token) == appointment_request.token_hash:
            return token
    return None


def status_link(appointment_request):
    """The full address for a message, in the patient's language; the page without the token if it is gone."""
    token = token_of(appointment_request)
    with override(appointment_request.language):
        path = reverse("bookings:open_link", args=[token]) if token else reverse("bookings:find")
    return settings.SITE_ADDRESS + path
