"""No wait for PostgreSQL is endless: a real server, frozen while somebody waits for it in each of the ways."""

import io
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from pathlib import Path

import psutil
import psycopg2
import pytest
from django.db import OperationalError

from bounded_postgres import base, watching
from tests import local_server

WITHIN = 5  # seconds
LIMITS = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
SHOW_LIMITS = f"""
import sys, django
django.setup()
exec(sys.argv[1])
from django.db import connection
with connection.cursor() as cursor:
    print(*[cursor.execute(f"show {{name}}") or cursor.fetchone()[0] for name in {LIMITS}])
"""


@pytest.fixture(scope="module")
def server():
    with local_server.running() as entry:
        yield entry


@pytest.fixture
def connect(server, django_db_blocker):
    """Makes connections to that server, which is no database of the tests."""
    opened = []

    def connected(**more):
        one = base.DatabaseWrapper({**DEFAULTS, **server, "ENGINE": "bounded_postgres", **more})
        one.inc_thread_sharing()
        opened.append(one)
        return one

    with django_db_blocker.unblock():
        yield connected
    for one in opened:
        one.close()


DEFAULTS = {
    "ATOMIC_REQUESTS": False, "AUTOCOMMIT": True, "OPTIONS": {}, "TIME_ZONE": None, "PASSWORD": "",
    "TEST": {"CHARSET": None, "COLLATION": None, "MIGRATE": True, "MIRROR": None, "NAME": None},
}  # fmt: skip


def frozen(server):
    lines = (Path(server["PLACE"]) / "data" / "postmaster.pid").read_text().split()
    return local_server.frozen(psutil.Process(int(lines[0])))


def statement(connection):
    cursor = connection.cursor()
    return lambda: cursor.execute("select 1")


def copy(connection):
    cursor = connection.cursor()
    return lambda: cursor.copy_expert("copy (select 1) to stdout", io.StringIO())


def rows_of_a_server_side_cursor(connection):
    connection.set_autocommit(False)
    cursor = connection.chunked_cursor()
    cursor.execute("select * from generate_series(1, 1000)")
    return lambda: cursor.fetchmany(10)


def commit(connection):
    connection.set_autocommit(False)
    with connection.cursor() as cursor:
        cursor.execute("create temporary table if not exists note (number int)")
    return connection.commit


def rollback(connection):
    commit(connection)
    return connection.rollback


def new_connection(connection):
    return connection.connect


WAYS = [statement, copy, rows_of_a_server_side_cursor, commit, rollback, new_connection]


def seconds_of(wait):
    began = time.monotonic()
    with pytest.raises((OperationalError, psycopg2.OperationalError)):
        wait()
    return time.monotonic() - began


def until_it_answers(connect):
    deadline = time.monotonic() + WITHIN
    while time.monotonic() < deadline:
        try:
            with connect().cursor() as cursor:
                cursor.execute("select 42")
                return cursor.fetchone()
        except OperationalError:
            time.sleep(0.1)
    raise AssertionError("it did not recover")


def test_whoever_waits_for_a_frozen_server_is_told_in_time_and_the_next_at_once(server, connect):
    waits = [way(connect()) for way in WAYS]

    with ThreadPoolExecutor(len(waits)) as others, frozen(server):
        began = [others.submit(seconds_of, wait) for wait in waits]
        assert wait_for(began, timeout=WITHIN).not_done == set()
        at_once = seconds_of(connect().connect)

    assert [each.exception() for each in began] == [None] * len(WAYS)
    assert at_once < 0.5
    assert until_it_answers(connect) == (42,)


def test_where_all_connections_are_new_only_the_first_waits(server, connect):
    with frozen(server):
        first, second = seconds_of(connect().connect), seconds_of(connect().connect)

    assert (first < WITHIN, second < 0.5) == (True, True)
    assert until_it_answers(connect) == (42,)


def test_a_process_that_comes_while_the_server_is_frozen_leaves_it_alone(server, connect):
    """The local database ends a server that nobody can reach, and starts another. This one comes back."""
    began = time.monotonic()
    with frozen(server):
        asked = local_server.python("manage.py", "migrate", "--check", VAR_DIR=server["VAR_DIR"], timeout=4 * WITHIN)

    assert "does not answer" in asked.stderr
    assert time.monotonic() - began < 2 * WITHIN  # with the start of a process
    assert until_it_answers(connect) == (42,)


def test_a_long_wait_for_a_server_that_works_goes_on(connect):
    with connect().cursor() as cursor:
        cursor.execute("select pg_sleep(%s), 42", [watching.LONG_WAIT + 2 * watching.BETWEEN_LOOKS + 0.5])

        assert cursor.fetchone()[1] == 42


def test_a_server_that_refuses_a_new_connection_is_alive(server, connect):
    """As many as it takes are open. That is no reason to cut them."""
    with connect().cursor() as cursor:
        watching.server_of(connect().get_connection_params()).how_to_connect = {
            "host": server["HOST"], "port": server["PORT"], "user": "nobody_knows_me", "dbname": "hospital",
        }  # fmt: skip
        cursor.execute("select pg_sleep(%s), 42", [watching.LONG_WAIT + 2 * watching.BETWEEN_LOOKS + 0.5])

        assert cursor.fetchone()[1] == 42


@pytest.mark.parametrize(
    ("process", "limits"),
    [
        ("import hospital_site.wsgi", "15s 10s 1min"),
        ("from hospital_site.management.commands import work; work.begin()", "5min 10s 1min"),
        ("", "0 0 0"),
    ],
    ids=["pages", "jobs", "commands"],
)
def test_pages_and_jobs_have_limits_and_other_commands_none(server, process, limits):
    address = f"postgresql://{server['USER']}@/hospital?host={server['HOST']}&port={server['PORT']}"

    answer = local_server.python("-c", SHOW_LIMITS, process, DATABASE_URL=address)

    assert answer.stdout.strip() == limits, answer.stderr


def test_a_statement_that_takes_too_long_is_ended_by_the_server(connect):
    with (
        connect(LIMITS={"statement_timeout": "200ms"}).cursor() as cursor,
        pytest.raises(OperationalError, match="statement timeout"),
    ):
        cursor.execute("select pg_sleep(30)")
