"""What the first migration says where the server does not create the extensions."""

import re

import pytest
from django.core.management.base import CommandError
from django.db import connection

from common.extensions import NEEDED, NeededExtension
from tests import local_server

AN_ORDINARY_USER_MAY_NOT = (
    "CREATE ROLE website LOGIN",
    "CREATE DATABASE site",
    "GRANT CONNECT ON DATABASE site TO website",  # but not CREATE, which creating an extension needs
)


def test_migrate_says_in_one_sentence_what_an_administrator_runs():
    with local_server.running() as server:
        local_server.execute(server, *AN_ORDINARY_USER_MAY_NOT)
        local_server.execute(server, "GRANT CREATE ON SCHEMA public TO website", name="site")
        url = f"postgresql://website@/site?host={server['HOST']}&port={server['PORT']}"

        refused = local_server.python("manage.py", "migrate", "common", DATABASE_URL=url)
        assert refused.returncode == 1
        assert refused.stderr.count("\n") == 1, refused.stderr
        assert refused.stderr.startswith("CommandError: PostgreSQL did not create the extension btree_gist: ")
        commands = re.search(r"an administrator of the server runs `(.+)` in the database \"site\"", refused.stderr)[1]

        local_server.execute(server, commands, name="site")
        allowed = local_server.python("manage.py", "migrate", "common", DATABASE_URL=url)
        assert allowed.returncode == 0, allowed.stderr


@pytest.mark.django_db
def test_an_extension_that_the_server_does_not_have_is_said_in_the_same_way():
    with (
        pytest.raises(CommandError, match="runs `CREATE EXTENSION unheard_of;` in the database"),
        connection.schema_editor() as editor,
    ):
        NeededExtension("unheard_of").database_forwards("common", editor, None, None)


@pytest.mark.django_db
def test_the_extensions_are_there():
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        assert set(NEEDED) <= {name for (name,) in cursor}
