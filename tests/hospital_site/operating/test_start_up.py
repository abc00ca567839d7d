"""A database on which the site cannot work is refused in one sentence, by whatever starts first; no secret is in it."""

import os
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests import local_server

PASSWORD = "s3cret"
PGBOUNCER = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"


@pytest.fixture(scope="module")
def server():
    with local_server.running() as entry:
        local_server.execute(
            entry,
            "create database latin encoding 'LATIN1' locale 'C' template template0 locale_provider libc",
            "create database theirs",
            "create database empty",
            f"create role reader login password '{PASSWORD}'",
        )
        local_server.execute(entry, "create table invoices (number int)", name="theirs")
        local_server.execute(entry, "revoke create on schema public from public", name="empty")
        yield entry


def start(entry, name, *command, user=None, **environment):
    login = user or entry["USER"]
    address = f"postgresql://{login}:{PASSWORD}@/{name}?host={entry['HOST']}&port={entry['PORT']}"
    return local_server.python(*command, DATABASE_URL=address, timeout=60, **environment)


CHECK = "import django; django.setup(); from hospital_site.operating import start_up; start_up.check_database()"
STARTS = {
    "migrate": ("manage.py", "migrate"),
    "script/server": ("-m", "hospital_site.serve"),
    "gunicorn": ("-m", "gunicorn", "--bind", "127.0.0.1:0", "hospital_site.wsgi"),
    "work": ("manage.py", "work"),
}
REFUSALS = [
    ("latin", "hospital", 'The database "latin" is encoded in LATIN1', STARTS),  # every way
    (
        "theirs",
        "hospital",
        'The database "theirs" holds the tables of another program (such as invoices)',
        ("migrate", "work"),
    ),
    ("empty", "reader", 'lets the role "reader" make no tables', ("migrate",)),
]


@pytest.mark.parametrize(
    ("name", "user", "words", "way"),
    [(name, user, words, way) for name, user, words, ways in REFUSALS for way in ways],
    ids=lambda value: value if isinstance(value, str) and " " not in value else "",
)
def test_what_starts_says_in_one_sentence_why_it_cannot(server, name, user, words, way):
    result = start(server, name, *STARTS[way], user=user, PORT=str(free_port()))

    said = [line for line in result.stderr.splitlines() if words in line]
    assert result.returncode != 0
    assert said, result.stderr
    assert "Traceback" not in result.stderr
    assert PASSWORD not in result.stdout + result.stderr


@pytest.mark.parametrize(("mode", "is_refused"), [("transaction", True), ("session", False)])
def test_a_pooler_is_refused_in_transaction_mode_and_no_other(server, tmp_path, mode, is_refused):
    with pooler(server, tmp_path, mode) as entry:
        result = start(entry, "empty", "-c", CHECK)

    assert ("through a pooler in transaction mode" in result.stderr) is is_refused
    assert (result.returncode != 0) is is_refused


@contextmanager
def pooler(server, folder, mode):
    """A real PgBouncer between."""
    port = free_port()
    settings = folder / "pgbouncer.ini"
    settings.write_text(
        f"[databases]\n* = host={server['HOST']} port={server['PORT']} user={server['USER']}\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n"
        f"pool_mode = {mode}\nignore_startup_parameters = extra_float_digits\n"
    )
    settings.chmod(0o644)
    of_the_server = Path(server["PLACE"]).stat()
    as_its_user = {"user": of_the_server.st_uid, "group": of_the_server.st_gid} if os.geteuid() == 0 else {}
    process = subprocess.Popen(
        [PGBOUNCER, "--quiet", "/dev/stdin"], stdin=settings.open(), stderr=subprocess.DEVNULL, **as_its_user
    )
    try:
        until_open(port)
        yield {**server, "HOST": "127.0.0.1", "PORT": str(port)}
    finally:
        process.terminate()
        process.wait(10)


def until_open(port):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError("PgBouncer did not start")


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]
