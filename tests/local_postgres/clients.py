"""Real processes that use the embedded database, and what is left of its own processes."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from local_postgres.server import Server

REPOSITORY = Path(__file__).resolve().parents[2]

# A process that uses the database as Django does: one line in is one statement, one line out its answer.
CLIENT = """
import os, sys
from django.conf import settings
import local_postgres
from local_postgres import base
import django

var_dir, user = sys.argv[1], int(sys.argv[2])
settings.configure()
django.setup()
if user:
    os.setgroups([]); os.setgid(user); os.setuid(user)
settings.DATABASES = {"default": local_postgres.database(var_dir)}
from django.db import Error, connection
for statement in sys.stdin:
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            print(cursor.fetchone()[0] if cursor.description else "done", flush=True)
    except Error as error:
        print(type(error).__name__ + ": " + " ".join(str(error).split()), flush=True)
    connection.close()
"""


class Client:
    def __init__(self, var_dir, *, user=0, **environment):
        self.process = subprocess.Popen(
            [sys.executable, "-c", CLIENT, var_dir, str(user)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
            env={**os.environ, "EMBEDDED_POSTGRES_FSYNC": "off", **environment},
        )

    def send(self, statement):
        self.process.stdin.write(statement + "\n")
        self.process.stdin.flush()

    def answer(self):
        return self.process.stdout.readline().strip()

    def ask(self, statement):
        self.send(statement)
        return self.answer()

    def leave(self):
        self.process.stdin.close()
        assert self.process.wait(30) == 0

    def kill(self):
        self.process.kill()
        self.process.wait()


@contextmanager
def new_folder():
    """A VAR_DIR, gone afterwards. Not tmp_path: root's is private, and PostgreSQL's user could not go there."""
    folder = Path(tempfile.mkdtemp(prefix="hospital-test-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder / "var"
    remove(folder / "var")
    shutil.rmtree(folder)


def remove(var_dir):
    server = Server(var_dir)
    for process in database_processes(server.data):
        os.kill(process, signal.SIGKILL)
    wait_until(lambda: not database_processes(server.data))
    for folder in {server.home, server.socket_directory}:
        shutil.rmtree(folder, ignore_errors=True)


def database_processes(data):
    """Found without the code under test: every process that works in the data directory."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if link.resolve(strict=True) == data and (link.parent / "comm").read_text().strip() == "postgres":
                found.append(int(link.parent.name))
        except OSError:
            continue  # It has ended, or belongs to somebody else.
    return found


def postmaster(var_dir):
    return int((var_dir / "postgres/data/postmaster.pid").read_text().split()[0])


def wait_until(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "waited 20 seconds in vain"
        time.sleep(0.02)
