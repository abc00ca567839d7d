import os
from pathlib import Path

import pytest


@pytest.fixture
def debians_postgresql():
    """The major version of the newest PostgreSQL that Debian installed. Without one, tests fail in CI."""
    versions = [int(path.parents[1].name) for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if not versions:
        message = "These tests need a second PostgreSQL. On Debian: apt install postgresql"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(message)
    return max(versions)
