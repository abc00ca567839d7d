"""Phone messages by a gateway of the hospital's choice: a signed POST that an SMS or WhatsApp service can take.

The gateway checks the signature: HMAC-SHA256 with the shared secret over "<timestamp>.<body>". It answers
2xx when it has taken the message; the same `id` may come twice and must be sent on once.
"""

import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from django.conf import settings

from ..models import OutgoingMessage

TRY_AGAIN = {408, 409, 423, 425, 429}
ADDRESSES = ("http", "https")


class NotTaken(Exception):
    """The gateway did not take the message. `http_status` is what it answered."""

    def __init__(self, http_status=""):
        self.http_status = http_status
        super().__init__(str(http_status))


class Refused(NotTaken):
    """It never will."""


class NotNow(NotTaken):
    """It could not this time."""


def send(message, text):
    """Hand one message over. Raises Refused, NotNow, OSError."""
    appointment_request, to_us = message.appointment_request, message.audience == OutgoingMessage.Audience.DESK
    body = json.dumps(
        {
            "id": message.dedupe_key,
            "kind": message.kind,
            "reference": appointment_request.reference,
            "to": number_for(message),
            "whatsapp": not to_us and appointment_request.phone_on_whatsapp,
            "language": settings.LANGUAGE_CODE if to_us else appointment_request.language,
            "text": text,
        },
        ensure_ascii=False,
    ).encode()
    timestamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "X-Hospital-Timestamp": timestamp,
        "X-Hospital-Signature": "sha256=" + signature(timestamp, body),
    }
    _post(settings.WEBHOOK_URL, body, headers)


def number_for(message):
    """The patient's, or the number that is told out of hours."""
    if message.audience == OutgoingMessage.Audience.DESK:
        return settings.URGENT_PHONE
    return message.appointment_request.phone


def signature(timestamp, body):
    return hmac.new(settings.WEBHOOK_SECRET.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A message goes to the address in the settings and to no other."""

    def redirect_request(self, *args, **options):
        return None


def _post(url, body, headers):
    if urlsplit(url).scheme not in ADDRESSES:
        raise NotNow  # WEBHOOK_URL is not a web address
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - checked above
    try:
        with urllib.request.build_opener(_NoRedirects).open(request, timeout=settings.WEBHOOK_TIMEOUT):
            return
    except urllib.error.HTTPError as error:
        error.close()
        if 400 <= error.code < 500 and error.code not in TRY_AGAIN | {401, 403, 404}:
            raise Refused(error.code) from None
        # A wrong secret or address is about us, not about this message: it waits until that is put right.
        raise NotNow(error.code) from None
