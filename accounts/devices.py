"""The second factor of a person: an app on a phone that shows codes, and recovery codes for when it is lost."""

import logging
import re
import secrets
from base64 import b32encode
from datetime import timedelta

import segno
from django.db import transaction
from django.utils import timezone
from django.utils.safestring import mark_safe
from django_otp import verify_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from .auth_state import devices_of

logger = logging.getLogger(__name__)

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
    TOTPDevice.objects.filter(user=person, confirmed=False).delete()
    return TOTPDevice.objects.create(user=person, name="app", confirmed=False)


def begun(person):
    """The device that waits for its first code, or None."""
    lately = timezone.now() - SET_UP_WITHIN
    return TOTPDevice.objects.filter(user=person, confirmed=False, created_at__gt=lately).first()


@transaction.atomic
def confirm(person, device, code):
    """The first code shows that the app works. From then on this device is the only one; False for a wrong code."""
    if not verify_token(person, device.persistent_id, code):
        return False
    devices_of(person.pk).exclude(pk=device.pk).delete()
    TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
    logger.info("second factor set up for user %s", person.pk)
    return True


def accept(person, code):
    """The device that this code of the app, or this recovery code, stands for; None for a wrong or a used one."""
    device = devices_of(person.pk).first()
    if device is None:
        return None
    shown_by = device
    if len(code) == RECOVERY_DIGITS:
        shown_by = StaticDevice.objects.filter(user=person).first()
    return device if shown_by and verify_token(person, shown_by.persistent_id, code) else None


@transaction.atomic
def new_recovery_codes(person):
    """The old ones no longer count. The codes as people read them."""
    StaticDevice.objects.filter(user=person).delete()
    holder = StaticDevice.objects.create(user=person, name="recovery codes")
    codes = [f"{secrets.randbelow(10**RECOVERY_DIGITS):0{RECOVERY_DIGITS}}" for _code in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=holder, token=code) for code in codes)
    return [" ".join(re.findall(r"\d{4}", code)) for code in codes]


def recovery_codes_left(person):
    return StaticToken.objects.filter(device__user=person).count()


@transaction.atomic
def remove(person):
    """Everything goes, and with it every session that was opened with it. Returns whether there was anything."""
    removed = TOTPDevice.objects.filter(user=person).delete()[0] + StaticDevice.objects.filter(user=person).delete()[0]
    logger.info("second factor removed for user %s", person.pk)
    return bool(removed)


def secret_to_type(device):
    """For those whose camera does not work: in groups, as apps show it."""
    secret = b32encode(device.bin_key).decode()
    return " ".join(re.findall(r".{1,4}", secret))


def qr_code(device):
    """An SVG without styles or classes; black on white whatever the page's colours are."""
    code = segno.make(device.config_url, error="m", micro=False)
    # Made of figures and of nothing that anybody wrote.
    return mark_safe(code.svg_inline(omitsize=True, svgclass=None, lineclass=None, dark="#000", light="#fff"))  # noqa: S308
