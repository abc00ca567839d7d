"""The embedded database, used by real processes that come, go and get killed."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from local_postgres import places
from local_postgres.server import Server

REPOSITORY = Path(__file__).resolve().parents[2]
AS_ROOT = os.geteuid() == 0

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


@pytest.fixture
def var_dir():
    # Not tmp_path: root's is private, and PostgreSQL's user could not go there.
    folder = Path(tempfile.mkdtemp(prefix="hospital-test-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder / "var"
    remove(folder / "var")
    shutil.rmtree(folder)


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


def test_nothing_starts_before_the_first_connection(client, var_dir):
    client().leave()

    assert not (var_dir / "postgres").exists()


def test_four_processes_race_for_an_empty_folder(client):
    racers = [client() for _ in range(4)]

    for racer in racers:
        racer.send("SELECT pg_postmaster_start_time()")

    assert len({racer.answer() for racer in racers}) == 1


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
