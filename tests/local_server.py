"""A PostgreSQL of a test's own, beside the one that all tests share, and gone after the test."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg2

import local_postgres
from local_postgres.server import Server

REPOSITORY = Path(__file__).resolve().parents[1]


@contextmanager
def folder():
    """A new VAR_DIR. Not tmp_path: root's is private, and PostgreSQL's user could not go there."""
    parent = Path(tempfile.mkdtemp(prefix="hospital-test-", dir="/tmp"))
    parent.chmod(0o711)
    try:
        yield parent / "var"
    finally:
        _remove(parent / "var")
        shutil.rmtree(parent, ignore_errors=True)


@contextmanager
def running():
    """The entry for DATABASES of a server that runs; its user hospital may do anything there."""
    with folder() as var_dir:
        entry = local_postgres.database(var_dir)
        local_postgres.hold(entry)
        try:
            yield entry
        finally:
            local_postgres.release(entry)


@contextmanager
def frozen(postmaster):
    """While this server's processes hold every connection, and answer nothing."""
    family = [postmaster, *postmaster.children()]
    for process in family:
        process.suspend()
    try:
        yield
    finally:
        for process in family:
            process.resume()


def execute(entry, *statements, name="hospital"):
    """Run statements as the administrator of the server, each by itself."""
    connection = psycopg2.connect(host=entry["HOST"], port=entry["PORT"], user=entry["USER"], dbname=name)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


def python(*arguments, timeout=None, **environment):
    """Our Python in a process of its own, with this environment and no other database."""
    ours = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    ours |= {"DJANGO_SETTINGS_MODULE": "hospital_site.settings", "EMBEDDED_POSTGRES_FSYNC": "off", **environment}
    return subprocess.run(
        [sys.executable, *arguments], cwd=REPOSITORY, env=ours, capture_output=True, text=True, timeout=timeout
    )


def _remove(var_dir):
    server = Server(var_dir)
    for process in server._processes():  # of a test that failed
        os.kill(process, signal.SIGKILL)
    for place in {server.home, server.socket_directory}:
        shutil.rmtree(place, ignore_errors=True)
