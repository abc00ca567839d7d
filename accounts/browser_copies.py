"""What a browser keeps of somebody's unsaved words opens for that person only, and goes when they sign out.

The browser locks each copy with a key that only the pages of this person carry (static/js/unsaved.js).
"""

import base64

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

FORGET = "forget_unsaved"  # a cookie for the goodbye page: whose copies this browser throws away
SALT = "accounts.browser_copies"


def owner(user: AbstractBaseUser) -> str:
    """Names this person's copies in a browser, and tells others nothing."""
    return salted_hmac(f"{SALT}.owner", str(user.pk), algorithm="sha256").hexdigest()[:16]


def key(user: AbstractBaseUser) -> str:
    """32 bytes in base64, the same in each session of this person."""
    return base64.b64encode(salted_hmac(f"{SALT}.key", str(user.pk), algorithm="sha256").digest()).decode()


def forget(request: HttpRequest, response: HttpResponse, user: AbstractBaseUser) -> None:
    if user.is_authenticated:
        response.set_cookie(FORGET, owner(user), max_age=300, secure=request.is_secure(), samesite="Lax")
