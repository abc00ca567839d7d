"""Browsers in which somebody has shown the password of a login: they go on while strangers have to wait.

The browser keeps marks of its logins in a signed cookie, so that no list of anybody's addresses is kept here.
"""

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac

COOKIE = "known_browser"
SALT = "accounts.known_browsers"
KEPT_SECONDS = 365 * 24 * 3600
MOST_LOGINS = 20  # of a computer that many share


def is_known(request: HttpRequest, username: str) -> bool:
    return _mark(username) in _marks(request)


def make_known(request: HttpRequest, response: HttpResponse, person: AbstractBaseUser) -> None:
    """This browser has shown that it belongs to the login's owner: by its password, or by a link sent to them."""
    mark = _mark(person.get_username())
    marks = [mark, *(other for other in _marks(request) if other != mark)][:MOST_LOGINS]
    response.set_signed_cookie(
        COOKIE, ".".join(marks), SALT, max_age=KEPT_SECONDS,
        path=reverse("staff:account"), secure=request.is_secure(), httponly=True, samesite="Lax",
    )  # fmt: skip


def _marks(request: HttpRequest) -> list[str]:
    kept = request.get_signed_cookie(COOKIE, "", SALT, max_age=KEPT_SECONDS)
    return kept.split(".") if kept else []


def _mark(username: str) -> str:
    return salted_hmac(SALT, username.strip().casefold(), algorithm="sha256").hexdigest()[:32]
