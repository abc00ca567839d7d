"""Tell an operator: by mail, and by a second way. Straight away, as the queue may be what is broken."""

import hashlib
import hmac
import json
import logging
import time
import urllib.error
import urllib.request

from django.conf import settings

from directory.mail import mail_to_operators

logger = logging.getLogger(__name__)

SECONDS = 20  # longest wait for the second way


def tell(subject, lines):
    """By every way that is set up. True when one of them took it."""
    taken = [_told(way, subject, lines) for way in ways()]  # each, whatever came of the others
    return any(taken)


def ways():
    return [way for way, is_set_up in ((_by_mail, settings.ALERT_MAIL), (_by_post, settings.ALERT_URL)) if is_set_up]


def _told(way, subject, lines):
    try:
        way(subject, lines)
    except Exception as error:  # whatever it is, the other way is tried as well
        logger.warning(
            "an operator could not be told %s: %s", way.__name__.strip("_").replace("_", " "), type(error).__name__
        )
        return False
    return True


def _by_mail(subject, lines):
    words = "\n".join([*(f"- {line}" for line in lines), "", f"{settings.SITE_ADDRESS}/"])
    mail_to_operators(to=settings.ALERT_MAIL, subject=f"{subject} ({settings.SITE_ADDRESS})", words=words).send()


def _by_post(subject, lines):
    body = json.dumps({"site": settings.SITE_ADDRESS, "subject": subject, "lines": lines}).encode()
    timestamp = str(int(time.time()))
    signature = hmac.new(settings.ALERT_SECRET.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-Hospital-Timestamp": timestamp,
        "X-Hospital-Signature": f"sha256={signature}",
    }
    request = urllib.request.Request(settings.ALERT_URL, body, headers)  # noqa: S310 -- the settings see to its scheme
    with urllib.request.urlopen(request, timeout=SECONDS):  # noqa: S310
        pass
