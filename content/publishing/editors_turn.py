"""Whoever changes blocks or versions takes a turn, one after the other: requests of editors, and planned publishing."""

from django.db import connection

LOCK = 20_250_102  # any number that no other lock has


def wait_for_turn():
    """Until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
