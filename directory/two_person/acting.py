"""Who is at work, and by which program, told to the database with each change: its triggers write it down.

The name goes out in front of the statement itself, for its transaction only: nothing is left behind on a connection
that the next request, or another site behind a pooler, is given. Outside of a request it is unknown, unless a command
or a service says `with as_user(…)`.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction

USER = "hospital.user"
WRITES = re.compile(r"\A\s*(insert|update|delete|merge|with|copy)\b", re.IGNORECASE)

_acting: ContextVar[Callable[[], int | None] | None] = ContextVar("acting user", default=None)


def acting_user_id() -> int | None:
    who = _acting.get()
    return who() if who else None


@contextmanager
def as_user(user: AbstractBaseUser | None) -> Iterator[None]:
    """What is written in this block was written by this person; None: nobody knows by whom."""
    with _acting_as(lambda: user.pk if user else None):
        yield
    _tell_again()


@contextmanager
def acting(user: AbstractBaseUser | None, *, way: str = "", reason: str = "") -> Iterator[None]:
    """The same, whole or not at all. `way` names a program where it is nobody's doing."""
    with transaction.atomic(), as_user(user):
        before = _way_and_reason()
        _set_way_and_reason(way, reason)
        yield
        _set_way_and_reason(*before)  # after an error the transaction, or its savepoint, takes them back


def current_way() -> str:
    """The program that is acting, if one has said so."""
    return _way_and_reason()[0]


@contextmanager
def _acting_as(who: Callable[[], int | None]) -> Iterator[None]:
    token = _acting.set(who)
    try:
        if name_the_user in connection.execute_wrappers:
            yield
        else:
            with connection.execute_wrapper(name_the_user):
                yield
    finally:
        _acting.reset(token)


def name_the_user(execute, sql, params, many, context):
    """Around every statement (Django's execute_wrapper). What only reads goes out as it is."""
    if isinstance(sql, str) and WRITES.match(sql):
        sql = f"{_setting(acting_user_id())}; {sql}"
    return execute(sql, params, many, context)


def _setting(user_id: int | None) -> str:
    return f"select set_config('{USER}', '{user_id or ''}', true)"


def _tell_again() -> None:
    """What follows in the same transaction is of whoever was at work before."""
    if connection.in_atomic_block and not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute(_setting(acting_user_id()))


def _way_and_reason() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(current_setting('hospital.way', true), ''),"
            " coalesce(current_setting('hospital.reason', true), '')"
        )
        return cursor.fetchone()


def _set_way_and_reason(way: str, reason: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('hospital.way', %s, true), set_config('hospital.reason', %s, true)", [way, reason]
        )


class ActingUserMiddleware:
    """Who this is is found out at the first change: most requests make none, and then nobody asks."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with _acting_as(lambda: request.user.pk):
            return self.get_response(request)
