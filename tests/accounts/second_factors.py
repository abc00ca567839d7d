"""An app for codes, as a person has it on a phone."""

from types import SimpleNamespace

from django_otp.oath import TOTP
from django_otp.plugins.otp_totp import models as totp_models

from accounts import devices

NOON = 1_800_000_000  # seconds; what the clock of the site says in these tests


def stop_the_clock(monkeypatch, now=NOON):
    """Codes change every 30 seconds: a test must not stand between two of them."""
    monkeypatch.setattr(totp_models, "time", SimpleNamespace(time=lambda: now))


def shown(device, at=NOON):
    """What the phone shows at that moment of its own clock."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = at
    return f"{totp.token():06}"


def with_device(person):
    """This person has set up a second factor, some while ago."""
    device = devices.begin(person)
    device.confirmed = True
    device.save()
    return device
