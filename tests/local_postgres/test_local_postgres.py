"""The embedded database, used by real processes that come, go and get killed."""

import os
import signal
import subprocess
import sys

import pytest

from tests.local_postgres.clients import REPOSITORY, Client, database_processes, new_folder, postmaster, wait_until


@pytest.fixture(scope="module")
def set_up_once():
    """A folder with a database in it. test_set_up.py is about how it comes there, which takes seconds."""
    with new_folder() as folder:
        client = Client(folder)
        assert client.ask("SELECT 1") == "1"
        client.leave()
        yield folder


@pytest.fixture
def var_dir(var_dir, set_up_once):
    subprocess.run(["cp", "-a", set_up_once, var_dir], check=True)
    return var_dir


def test_two_processes_share_one_server_and_the_last_one_stops_it(client, var_dir):
    first, second = client(), client()
    assert first.ask("CREATE TABLE visits (id int)") == "done"
    assert second.ask("INSERT INTO visits VALUES (7) RETURNING id") == "7"
    began = second.ask("SELECT pg_postmaster_start_time()")

    first.leave()
    assert second.ask("SELECT pg_postmaster_start_time()") == began

    second.leave()
    assert database_processes(var_dir / "postgres/data") == []
    assert client().ask("SELECT id FROM visits") == "7"


def test_the_next_process_adopts_the_server_of_a_killed_one(client, var_dir):
    killed = client()
    killed.ask("SELECT 1")
    server = postmaster(var_dir)
    killed.kill()

    following = client()
    assert following.ask("SELECT 1") == "1"
    assert postmaster(var_dir) == server

    following.leave()
    assert database_processes(var_dir / "postgres/data") == []


def test_a_killed_server_comes_back_for_processes_that_live_on(client, var_dir):
    first, second = client(), client()
    first.ask("CREATE TABLE visits (id int)")
    first.ask("INSERT INTO visits VALUES (7)")
    second.ask("SELECT 1")

    os.kill(postmaster(var_dir), signal.SIGKILL)
    for survivor in (first, second):
        survivor.send("SELECT id FROM visits")

    assert [first.answer(), second.answer()] == ["7", "7"]
    first.leave()
    second.leave()
    assert database_processes(var_dir / "postgres/data") == []


def test_a_killed_server_whose_children_are_still_busy_comes_back(client, var_dir):
    busy, other = client(), client()
    other.ask("SELECT 1")
    busy.send("SELECT count(*) FROM generate_series(1, 1000000000000)")
    wait_until(lambda: other.ask("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%generate_series(1%'") == "2")

    os.kill(postmaster(var_dir), signal.SIGKILL)

    assert other.ask("SELECT 1") == "1"


def test_everything_killed_at_once_loses_nothing_that_was_saved(client, var_dir):
    processes = [client() for _ in range(3)]
    processes[0].ask("CREATE TABLE visits (id int)")
    for number, process in enumerate(processes):
        assert process.ask(f"INSERT INTO visits VALUES ({number}) RETURNING id") == str(number)

    for process in processes:
        process.kill()
    for process in database_processes(var_dir / "postgres/data"):
        os.kill(process, signal.SIGKILL)

    assert client().ask("SELECT count(*) FROM visits") == "3"


def test_a_process_id_left_behind_that_is_somebody_elses_now_is_no_obstacle(client, var_dir):
    before = client()
    before.ask("SELECT 1")
    left_behind = (var_dir / "postgres/data/postmaster.pid").read_text().splitlines()
    before.leave()
    bystander = subprocess.Popen(["sleep", "60"])

    file = var_dir / "postgres/data/postmaster.pid"
    file.write_text("\n".join([str(bystander.pid), *left_behind[1:]]) + "\n")
    after = client()
    assert after.ask("SELECT 1") == "1"
    after.leave()

    assert bystander.poll() is None
    bystander.kill()
    bystander.wait()


def test_variables_meant_for_another_server_are_ignored(client):
    elsewhere = {
        "PGHOST": "127.0.0.1",
        "PGHOSTADDR": "127.0.0.1",
        "PGPORT": "1",
        "PGDATA": "/nowhere",
        "PGSERVICE": "nothing",
        "PGREQUIREAUTH": "scram-sha-256",
        "PGOPTIONS": "-c nonsense=1",
        "HOME": "",
    }

    assert client(**elsewhere).ask("SELECT 1") == "1"


def test_only_our_own_processes_reach_the_server(client, var_dir):
    one = client()

    assert one.ask("SHOW listen_addresses") == ""
    assert one.ask("SHOW unix_socket_directories") == f'"{var_dir}/postgres"'
    assert (var_dir / "postgres").stat().st_mode & 0o777 == 0o700
    assert (var_dir / "postgres/data").stat().st_mode & 0o777 == 0o700


def test_words_of_patients_stay_out_of_the_log(client, var_dir):
    one = client()
    one.ask("CREATE TABLE patients (name text UNIQUE)")
    one.ask("INSERT INTO patients VALUES ('Canary Nair')")

    assert "IntegrityError" in one.ask("INSERT INTO patients VALUES ('Canary Nair')")
    assert "DataError" in one.ask("SELECT 'Canary Nair'::int")
    ended = client()
    ended.send("SELECT 'Canary Nair', pg_sleep(60)")
    end_it = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT ''Canary%' AND pg_terminate_backend(pid)"
    wait_until(lambda: one.ask(end_it) == "1")
    assert "OperationalError" in ended.answer()

    assert "Canary" not in (var_dir / "postgres/log").read_text()


def test_a_forked_child_uses_the_server_in_its_own_right(var_dir):
    script = """
import os, sys, time
import django
from django.conf import settings
import local_postgres
settings.configure(DATABASES={"default": local_postgres.database(sys.argv[1])})
django.setup()
from django.db import connection

def works():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    connection.close()

works()
for _ in range(2):
    if not (child := os.fork()):
        sys.exit()  # runs the parent's exit functions, and must not stop its server
    os.waitpid(child, 0)
with local_postgres.server.Server(sys.argv[1]).alone():
    print(local_postgres.server.Server(sys.argv[1])._processes() != set(), flush=True)
if not os.fork():
    works()
    parent = os.getppid()
    print("ready", flush=True)
    while os.getppid() == parent:
        time.sleep(0.01)
    time.sleep(0.3)
    works()
    print("child still works", flush=True)
    sys.exit()
time.sleep(0.5)
"""
    result = subprocess.run(
        [sys.executable, "-c", script, var_dir], cwd=REPOSITORY, capture_output=True, text=True, timeout=60
    )

    assert result.stdout.split("\n") == ["True", "ready", "child still works", ""], result.stderr
    assert database_processes(var_dir / "postgres/data") == []
