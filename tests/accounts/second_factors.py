"""An app for codes, as a person has it on a phone."""

from django_otp.oath import TOTP

from accounts import devices
from accounts.kept_secrets import sealed

NOON = 1_800_000_000  # seconds; what the clock says in these tests


def shown(device, at=NOON):
    """What the phone shows at that moment of its own clock."""
    totp = TOTP(sealed.opened(device.sealed_secret))
    totp.time = at
    return f"{totp.token():06}"


def with_device(person):
    """This person has set up a second factor, some while ago."""
    device = devices.begin(person)
    device.confirmed = True
    device.save()
    return device
