"""Who is acting, told to the database, so that its triggers can write down who it was."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import AbstractBaseUser
from django.db import DatabaseError, connection, transaction

SETTINGS = ("hospital.user", "hospital.way", "hospital.reason")


@contextmanager
def acting(user: AbstractBaseUser | None, *, way: str = "", reason: str = "") -> Iterator[None]:
    """What is written within is this person's doing. `way` names a program where it is nobody's."""
    with transaction.atomic():
        before = _settings()
        _set(str(user.pk) if user else "", way, reason)
        yield
        _set(*before)  # after an error the transaction, or its savepoint, takes them back


def current_way() -> str:
    """The program that is acting, if one has said so."""
    return _settings()[1]


class ActingMiddleware:
    """In the administration, whoever is signed in is who writes, whatever view does it."""

    SAFE = ("GET", "HEAD", "OPTIONS")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        is_editing = request.path_info.startswith("/admin/") or "/cms_wizard/" in request.path_info
        if request.method in self.SAFE or not is_editing or not request.user.is_authenticated:
            return self.get_response(request)
        _of_session(str(request.user.pk))
        try:
            return self.get_response(request)
        finally:
            _of_session("")


def _of_session(user: str) -> None:
    """For all transactions of this request. A broken connection has forgotten it anyway."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select set_config('hospital.user', %s, false)", [user])
    except DatabaseError:
        connection.close()


def _settings() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute("select " + ", ".join(["coalesce(current_setting(%s, true), '')"] * 3), SETTINGS)
        return cursor.fetchone()


def _set(*values: str) -> None:
    pairs = [part for pair in zip(SETTINGS, values, strict=True) for part in pair]
    with connection.cursor() as cursor:
        cursor.execute("select " + ", ".join(["set_config(%s, %s, true)"] * 3), pairs)
