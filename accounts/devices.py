"""The second factor of a person: an app on a phone that shows codes, and recovery codes for when it is lost."""

import logging
import re
import secrets
import time
from base64 import b32encode
from datetime import timedelta
from urllib.parse import quote, urlencode

import segno
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.safestring import mark_safe
from django_otp.oath import TOTP

from common.security_events.log import tell

from .auth_state import devices_of
from .kept_secrets import codes, sealed
from .models import AuthenticatorApp, RecoveryCode

logger = logging.getLogger(__name__)

SECRET_BYTES = 20
DIGITS = 6
TOLERANCE = 1  # steps of half a minute that a phone's clock may be wrong
RECOVERY_CODES = 10
RECOVERY_DIGITS = 12
SET_UP_WITHIN = timedelta(hours=1)


def digits_of(text):
    """A code as people type it, in any script and with blanks: "൧൨൩ 456" is 123456. "" when it has other letters."""
    text = re.sub(r"[\s-]", "", text)
    return "".join(str(int(digit)) for digit in text) if text.isdecimal() else ""


@transaction.atomic
def begin(person):
    """A device that does not count yet. Whoever began one before begins anew."""
    AuthenticatorApp.objects.filter(user=person, confirmed=False).delete()
    return AuthenticatorApp.objects.create(user=person, sealed_secret=sealed.seal(secrets.token_bytes(SECRET_BYTES)))


def begun(person):
    """The device that waits for its first code, or None."""
    lately = timezone.now() - SET_UP_WITHIN
    return AuthenticatorApp.objects.filter(user=person, confirmed=False, created_at__gt=lately).first()


@transaction.atomic
def confirm(person, device, code):
    """The first code shows that the app works. From then on this device is the only one; False for a wrong code."""
    if not _is_shown_by(device, code):
        return False
    devices_of(person.pk).exclude(pk=device.pk).delete()
    AuthenticatorApp.objects.filter(pk=device.pk).update(confirmed=True)
    tell("second factor set up", by=person.pk, user=person.pk)
    return True


def accept(person, code):
    """The device that this code of the app, or this recovery code, stands for; None for a wrong or a used one."""
    device = devices_of(person.pk).first()
    if device is None:
        return None
    is_right = _use_recovery_code(person, code) if len(code) == RECOVERY_DIGITS else _is_shown_by(device, code)
    return device if is_right else None


@transaction.atomic
def _is_shown_by(device, code):
    """Each code counts once, also for two who enter it at the same moment."""
    device = AuthenticatorApp.objects.select_for_update().filter(pk=device.pk).first()
    if device is None or len(code) != DIGITS:
        return False
    try:
        totp = TOTP(sealed.opened(device.sealed_secret), digits=DIGITS)
    except sealed.CannotOpen:
        logger.error("the second factor of user %s was sealed with a key that is gone", device.user_id)
        return False
    totp.time = time.time()
    if not totp.verify(int(code), TOLERANCE, device.last_step + 1):
        return False
    device.last_step, device.sealed_secret = totp.t(), sealed.sealed_anew(device.sealed_secret)
    device.save(update_fields=["last_step", "sealed_secret"])
    return True


def _use_recovery_code(person, code):
    kept = RecoveryCode.objects.filter(user=person)
    salts = kept.values_list("salt", flat=True)[:1]
    digests = list(kept.values_list("digest", flat=True))
    found = codes.found_among(code, salts[0], digests) if digests else ""
    was_used = bool(found) and kept.filter(digest=found).delete()[0] == 1
    if was_used:
        tell("recovery code used", by=person.pk, user=person.pk, left=len(digests) - 1)
    return was_used


@transaction.atomic
def new_recovery_codes(person):
    """The old ones no longer count. The codes as people read them."""
    RecoveryCode.objects.filter(user=person).delete()
    salt, new = codes.new_salt(), [_new_code() for _code in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=person, salt=salt, digest=codes.digest(code, salt)) for code in new
    )
    tell("recovery codes made", by=person.pk, user=person.pk)
    return [" ".join(re.findall(r"\d{4}", code)) for code in new]


def _new_code():
    return f"{secrets.randbelow(10**RECOVERY_DIGITS):0{RECOVERY_DIGITS}}"


def recovery_codes_left(person):
    return RecoveryCode.objects.filter(user=person).count()


@transaction.atomic
def remove(person, *, by=None):
    """Everything goes, and with it every session that was opened with it. Returns whether there was anything.

    `by` is None where an operator resets it.
    """
    found = (
        AuthenticatorApp.objects.filter(user=person).delete()[0] + RecoveryCode.objects.filter(user=person).delete()[0]
    )
    if found:
        tell("second factor removed", by=by, user=person.pk)
    return bool(found)


def secret_to_type(device):
    """For those whose camera does not work: in groups, as apps show it."""
    return " ".join(re.findall(r".{1,4}", _secret(device)))


def address_for_apps(device):
    """What the picture says: the usual otpauth: address."""
    issuer = settings.AUTHENTICATOR_ISSUER
    label = quote(f"{issuer}:{device.user.get_username()}", safe="")
    return f"otpauth://totp/{label}?{urlencode({'secret': _secret(device), 'issuer': issuer})}"


def _secret(device):
    return b32encode(sealed.opened(device.sealed_secret)).decode()


def qr_code(device):
    """An SVG without styles or classes; black on white whatever the page's colours are."""
    code = segno.make(address_for_apps(device), error="m", micro=False)
    # Made of figures and of nothing that anybody wrote.
    return mark_safe(code.svg_inline(omitsize=True, svgclass=None, lineclass=None, dark="#000", light="#fff"))  # noqa: S308
