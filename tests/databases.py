"""The databases of a test run. Tables and the demonstration are made once, and copied by PostgreSQL itself.

Every process of the run has a copy of the tables for tests that undo their work, and one of the demonstration. A
test that commits gets a copy of its own, which is thrown away: faster than emptying a hundred tables.
"""

import fcntl
import shutil
from contextlib import contextmanager, suppress

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import override_settings

from accounts.roles import set_up_roles
from demonstration import load as demonstration

TABLES, DEMONSTRATION = "tables", "demonstration"


class Databases:
    """Those of one process, beside the others of the run. `folder` belongs to all of them."""

    def __init__(self, process):
        self.process = process
        self.prefix = settings.DATABASES["default"]["TEST"]["NAME"]
        self.folder = settings.VAR_DIR / self.prefix
        self.media = self.folder / "media"
        self.own, self.copies = {}, 0

    @contextmanager
    def in_use(self):
        """The last process of the run tidies up, and the first does it after a run that was killed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / "users", "w") as users:
            self.drop_all_if_alone(users)
            fcntl.flock(users, fcntl.LOCK_SH)
            yield self
            self.drop_all_if_alone(users)

    def drop_all_if_alone(self, users):
        with suppress(BlockingIOError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for made in self.folder.glob("*.made"):
                made.unlink()
            shutil.rmtree(self.media, ignore_errors=True)
            for name in names(self.prefix):
                drop(name)

    def template(self, kind):
        """The name of a database that no test connects to. The first process that asks makes it, the others wait."""
        name, made = f"{self.prefix}_{kind}", self.folder / f"{kind}.made"
        with open(self.folder / f"{kind}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                {TABLES: self.make_tables, DEMONSTRATION: self.make_demonstration}[kind](name)
                made.touch()
        return name

    def make_tables(self, name):
        create(name)
        with connected_to(name):
            call_command("migrate", verbosity=0, interactive=False)
            set_up_roles()

    def make_demonstration(self, name):
        create(name, self.template(TABLES))
        with connected_to(name), override_settings(MEDIA_ROOT=self.media, DEMONSTRATION_PORTRAITS=True):
            call_command("set_up_site", verbosity=0)
            demonstration.load()

    def copy(self, kind):
        self.copies += 1
        name = f"{self.prefix}_{self.process}_{self.copies}"
        create(name, self.template(kind))
        return name

    def of_this_process(self, kind):
        if kind not in self.own:
            self.own[kind] = self.copy(kind)
        return connected_to(self.own[kind])

    @contextmanager
    def thrown_away(self, kind):
        name = self.copy(kind)
        with connected_to(name):
            yield
        drop(name)

    def put_media(self, folder):
        """The pictures of the demonstration, where a test looks for them."""
        self.template(DEMONSTRATION)
        shutil.copytree(self.media, folder, dirs_exist_ok=True)


@contextmanager
def undone():
    """What is done within is taken back: many small cases share one scenery that takes long to make."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def connected_to(name):
    """Every thread that connects from now on gets this database."""
    before = connection.settings_dict["NAME"]
    connections.close_all()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = before


def names(prefix):
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{prefix}_"])
        return [name for (name,) in cursor.fetchall()]


def create(name, template="template1"):
    drop(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def drop(name):
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
