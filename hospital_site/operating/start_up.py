"""What a database must be before the site starts on it. Each refusal is one sentence that says what to do."""

import secrets
from contextlib import closing

import psycopg2
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection

OLDEST_POSTGRESQL = 15
NEEDS_ITS_OWN = "give the site a database of its own (docs/operations.md)"


def check_database(makes_tables=False):
    """Raises ImproperlyConfigured where the site cannot work. One that is away for a moment is no reason not to start.

    `makes_tables`: this process will. Others may have a role that cannot.
    """
    try:
        _check(makes_tables)
    except OperationalError:
        pass


def _check(makes_tables):
    for trouble in (_version, _encoding, _pooler, _tables_of_others, *([_may_not_create] if makes_tables else [])):
        if words := trouble():
            raise ImproperlyConfigured(f'The database "{connection.settings_dict["NAME"]}" {words}')


def _ask(question, *values):
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchall()


def _version():
    connection.ensure_connection()
    if connection.pg_version < OLDEST_POSTGRESQL * 10_000:
        return f"is PostgreSQL {connection.pg_version // 10_000}: the site needs {OLDEST_POSTGRESQL} or newer"


def _encoding():
    [[encoding]] = _ask("show server_encoding")
    if encoding != "UTF8":
        return f"is encoded in {encoding}: make it anew with createdb --encoding=UTF8 --template=template0"


def _may_not_create():
    [[role, may]] = _ask("select current_user, has_schema_privilege(current_schema(), 'CREATE')")
    if not may:
        name = connection.settings_dict["NAME"]
        return (
            f'lets the role "{role}" make no tables: its administrator runs ALTER DATABASE "{name}" OWNER TO "{role}"'
        )


def _tables_of_others():
    """Tables that no model of ours has, in a database without any of ours."""
    there = {name for [name] in _ask("select tablename from pg_tables where schemaname = current_schema()")}
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | {"django_migrations"}
    if there - ours and "bookings_appointmentrequest" not in there:
        return f"holds the tables of another program (such as {min(there - ours)}): {NEEDS_ITS_OWN}"


def _pooler():
    """Where one connection sees what another has set, a pooler lends out the server's for one transaction each."""
    if "PLACE" in settings.DATABASES["default"]:  # the embedded one
        return None
    how = connection.get_connection_params()
    mark = secrets.token_hex(8)
    with (
        connection.wrap_database_errors,
        closing(psycopg2.connect(**how)) as one,
        closing(psycopg2.connect(**how)) as other,
    ):
        one.autocommit = True
        with one.cursor() as asks, other.cursor() as sees:
            asks.execute("select set_config('hospital.start_up', %s, false)", [mark])
            sees.execute("select current_setting('hospital.start_up', true)")
            if sees.fetchone() == (mark,):
                return "is reached through a pooler in transaction mode: set pool_mode = session there"
