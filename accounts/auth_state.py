"""Whose session this is. The one place that decides it, for the desk, the administration and the CMS alike."""

from enum import Enum

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.middleware.csrf import rotate_token
from django.utils.functional import SimpleLazyObject

from .models import AuthenticatorApp
from .sessions import lasting

DEVICE = "second_factor"  # in the session: the device whose code was shown in it


class AuthState(Enum):
    """How far a session has come."""

    ANONYMOUS = "nobody"
    OTP = "the password was right, the code is still asked for"
    ENROL = "the password was right, this site demands a second factor, and there is none yet"
    EXPIRED = "it has lasted long enough, or the device that it was opened with is no longer there"
    AUTHENTICATED = "signed in"


class SecondFactor:
    """A session that has not shown its second factor is nobody's: every view and every door sees a visitor.

    `request.person` is who gave the password, `request.staff_session` the row of their session, once anything has asked
    who this is. Only the pages of accounts ask for them.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.person = person = request.user
        request.auth_state = SimpleLazyObject(lambda: auth_state(request, person))
        request.user = SimpleLazyObject(
            lambda: person if request.auth_state == AuthState.AUTHENTICATED else AnonymousUser()
        )
        # Django's other way to ask who this is would not know of the second factor.
        vars(request).pop("auser", None)
        request.staff_session = None
        response = self.get_response(request)
        if request.staff_session:
            lasting.note_use(request, request.staff_session)
        return response


def auth_state(request, person):
    if not person.is_authenticated:
        return AuthState.ANONYMOUS
    request.staff_session = lasting.row_of(request.session, person)
    if request.staff_session is None:
        return AuthState.EXPIRED
    devices = _device_ids(person)
    if DEVICE in request.session:
        return AuthState.AUTHENTICATED if request.session[DEVICE] in devices else AuthState.EXPIRED
    if devices:
        return AuthState.OTP
    return AuthState.ENROL if settings.REQUIRE_SECOND_FACTOR else AuthState.AUTHENTICATED


def _device_ids(person):
    """Of a session they came with the person (accounts/rights.py)."""
    if hasattr(person, "device_ids"):
        return person.device_ids
    return devices_of(person.pk).values_list("pk", flat=True)


def devices_of(user_id):
    """The confirmed ones. A person has one at most, but for the moment in which it is replaced."""
    return AuthenticatorApp.objects.filter(user_id=user_id, confirmed=True)


def record_verification(request, device):
    """This session has shown a code of this device, or a recovery code in its place."""
    request.session[DEVICE] = device.pk
    request.session.cycle_key()
    rotate_token(request)


def clear_verification(request):
    request.session.pop(DEVICE, None)
