import os
from pathlib import Path

import pytest

from tests.local_postgres.clients import Client, new_folder


@pytest.fixture
def debians_postgresql():
    """The major version of the newest PostgreSQL that Debian installed. Without one, tests fail in CI."""
    versions = [int(path.parents[1].name) for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if not versions:
        message = "These tests need a second PostgreSQL. On Debian: apt install postgresql"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(message)
    return max(versions)


@pytest.fixture
def var_dir():
    with new_folder() as folder:
        yield folder


@pytest.fixture
def client(var_dir):
    """Starts clients, and ends those that a test leaves behind."""
    started = []

    def start(folder=var_dir, **options):
        started.append(Client(folder, **options))
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.process.stdin.close()
        one.process.stdout.close()
