"""The backend: each call that waits for the server says so to the watch."""

import time

import psycopg2
import psycopg2.extensions
from django.db.backends.postgresql import base

from . import watching

CONNECT_SECONDS = 2  # for each address of the host; libpq knows none shorter


def _watched(method):
    def waits(self, *arguments, **options):
        connection = getattr(self, "connection", self)  # of a cursor, or the connection itself
        with connection.server.waiting(connection):
            return method(self, *arguments, **options)

    return waits


class Cursor(psycopg2.extensions.cursor):
    execute = _watched(psycopg2.extensions.cursor.execute)
    executemany = _watched(psycopg2.extensions.cursor.executemany)
    callproc = _watched(psycopg2.extensions.cursor.callproc)
    copy_expert = _watched(psycopg2.extensions.cursor.copy_expert)


class ServerSideCursor(Cursor):
    """It asks the server for each handful of rows."""

    fetchone = _watched(psycopg2.extensions.cursor.fetchone)
    fetchmany = _watched(psycopg2.extensions.cursor.fetchmany)
    fetchall = _watched(psycopg2.extensions.cursor.fetchall)
    close = _watched(psycopg2.extensions.cursor.close)


class Connection(psycopg2.extensions.connection):
    server = None  # set once it is open
    commit = _watched(psycopg2.extensions.connection.commit)
    rollback = _watched(psycopg2.extensions.connection.rollback)

    def cursor(self, name=None, **options):
        kind = ServerSideCursor if name else Cursor
        return super().cursor(name, **{"cursor_factory": kind, **options})


class DatabaseWrapper(base.DatabaseWrapper):
    """LIMITS in its entry of DATABASES: {name of a setting of PostgreSQL: value}, which each connection begins with.

    They are set by a statement, as a pooler between may refuse them among what a connection starts with.
    """

    def get_connection_params(self):
        return {"connect_timeout": CONNECT_SECONDS, **super().get_connection_params()}

    def get_new_connection(self, conn_params):
        server = watching.server_of(conn_params)
        server.refuse_while_away()
        began = time.monotonic()
        try:
            connection = super().get_new_connection({**conn_params, "connection_factory": Connection})
        except psycopg2.OperationalError:
            if time.monotonic() - began >= CONNECT_SECONDS:
                server.gave_no_answer()
            raise
        connection.server = server
        return connection

    def init_connection_state(self):
        super().init_connection_state()
        if limits := self.settings_dict.get("LIMITS"):
            with self.connection.cursor() as cursor:
                cursor.executemany("select set_config(%s, %s, false)", limits.items())
