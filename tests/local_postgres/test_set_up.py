"""The first start of the embedded database: in any folder, for any user, and never over somebody's data."""

import os
import pwd
from pathlib import Path

import pytest

from local_postgres import places
from local_postgres.server import Server
from tests.local_postgres.clients import database_processes, remove

AS_ROOT = os.geteuid() == 0


def test_nothing_starts_before_the_first_connection(client, var_dir):
    client().leave()

    assert not (var_dir / "postgres").exists()


def test_four_processes_race_for_an_empty_folder(client):
    racers = [client() for _ in range(4)]

    for racer in racers:
        racer.send("SELECT pg_postmaster_start_time()")

    assert len({racer.answer() for racer in racers}) == 1


def test_a_set_up_that_was_interrupted_begins_again(client, var_dir):
    half_done = var_dir / "postgres/data.unfinished/base"
    half_done.mkdir(parents=True)

    assert client().ask("SELECT current_database()") == "hospital"


@pytest.mark.parametrize("name", ["with a space, 'quotes' and മലയാളം", "$HOME `id`", "long/" * 30])
def test_any_folder_name_will_do(client, var_dir, name):
    folder = var_dir / name
    one = client(folder)

    assert one.ask("SHOW data_directory") == str(folder / "postgres/data")

    one.leave()
    remove(folder)


def test_data_of_an_unknown_version_is_left_alone_with_a_clear_message(client, var_dir):
    server = Server(var_dir)
    server.prepare()
    server.data.mkdir()
    (server.data / "PG_VERSION").write_text("9\n")

    assert "was made by PostgreSQL 9, which is not installed" in client().ask("SELECT 1")
    assert (server.data / "PG_VERSION").read_text() == "9\n"


def test_data_of_an_older_version_keeps_its_server(client, var_dir, debians_postgresql):
    server = Server(var_dir)
    server.prepare()
    server._initialise(*places.programs(server.user, major=debians_postgresql))

    one = client()

    assert one.ask("SHOW server_version").startswith(f"{debians_postgresql}.")
    assert one.ask("SHOW server_encoding") == "UTF8"


def test_an_ordinary_user_runs_a_server_of_their_own(client, var_dir):
    nobody = pwd.getpwnam("nobody")
    installed, _ = places.programs((os.geteuid(), os.getegid()))
    reachable = places.copy_programs(installed, var_dir.parent / "programs")  # the project may be in root's own home
    if AS_ROOT:
        os.chown(var_dir.parent, nobody.pw_uid, nobody.pw_gid)

    one = client(user=nobody.pw_uid if AS_ROOT else 0, PATH=f"{reachable}:{os.environ['PATH']}")

    assert one.ask("SELECT 1") == "1"
    assert (var_dir / "postgres/data").stat().st_uid == (nobody.pw_uid if AS_ROOT else os.geteuid())
    one.leave()
    assert database_processes(var_dir / "postgres/data") == []


@pytest.mark.skipif(not AS_ROOT, reason="only root runs PostgreSQL as somebody else")
def test_root_keeps_the_data_elsewhere_when_postgresqls_user_cannot_enter(client, var_dir):
    var_dir.mkdir(mode=0o700)
    one = client()

    place = Path(one.ask("SHOW data_directory"))

    assert var_dir not in place.parents
    assert var_dir.stat().st_mode & 0o777 == 0o700
    one.ask("CREATE TABLE visits (id int)")
    one.leave()
    assert database_processes(place) == []
    assert client().ask("SELECT count(*) FROM visits") == "0"
