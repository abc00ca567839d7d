"""script/server as a person uses it: start, look, stop; and what happens when a part of it dies."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


class Site:
    """A running script/server."""

    def __init__(self, **environment):
        self.process = subprocess.Popen(
            [REPOSITORY / "script/server"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
        )
        self.lines = []
        self.reader = threading.Thread(target=lambda: self.lines.extend(iter(self.process.stdout.readline, "")))
        self.reader.start()

    @property
    def output(self):
        return "".join(self.lines)

    def wait_until_it_says(self, words):
        wait_until(lambda: words in self.output or self.process.poll() is not None, seconds=240)
        assert words in self.output

    @property
    def url(self):
        return re.search(r"http://localhost:\d+", self.output)[0]

    def exit_status(self):
        status = self.process.wait(60)
        self.reader.join(10)
        return status


@pytest.fixture
def var_dir():
    folder = Path(tempfile.mkdtemp(prefix="hospital-test-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def environment(var_dir):
    ours = {"VAR_DIR": str(var_dir), "PORT": "0", "DEMO": "0", "EMBEDDED_POSTGRES_FSYNC": "off"}
    meant_for_the_tests = {"DATABASE_URL", "SITE_MODE", "DJANGO_SETTINGS_MODULE", "HOST"}
    return {name: value for name, value in os.environ.items() if name not in meant_for_the_tests} | ours


@pytest.fixture
def start(environment, var_dir):
    started = []

    def start_site(**more):
        started.append(Site(**environment, **more))
        return started[-1]

    yield start_site
    for site in started:
        site.process.terminate()
        site.process.wait(60)
    for process in processes_of(var_dir):
        os.kill(process, signal.SIGKILL)
    for site in started:
        site.reader.join()
        site.process.stdout.close()


def processes_of(var_dir, words=""):
    """Everything that was started with this VAR_DIR or works in it, the database included."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            started_with = f"VAR_DIR={var_dir}\0".encode() in (folder / "environ").read_bytes()
            works_in = (folder / "cwd").resolve().is_relative_to(var_dir)
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue  # It has ended, or belongs to somebody else.
        if command and (started_with or works_in) and words in command:
            found.append(int(folder.name))
    return found


def wait_until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} seconds in vain"
        time.sleep(0.05)


def get(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.status


def test_a_site_from_its_first_start_on(start, environment, var_dir):
    """One test, because each step needs the site that the step before has set up."""
    the_first_start_serves_and_stops(start(), environment, var_dir)
    the_second_start_shows_the_logins_and_ctrl_c_stops_it(start, var_dir)
    a_dead_web_server_ends_everything_with_a_word(start(), var_dir)
    nothing_is_left_when_the_script_itself_is_killed(start(), var_dir)


def the_first_start_serves_and_stops(site, environment, var_dir):
    site.wait_until_it_says("The site is ready.")
    assert get(f"{site.url}/healthz") == 200
    assert get(f"{site.url}/readyz") == 200

    # What visitors send stays out of the log.
    port = int(site.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as visitor:
        visitor.sendall(b"GET /?name=Canary+Nair HTTP/99.9\r\n\r\n")
        assert b"400 Bad Request" in visitor.recv(100)
    wait_until(lambda: "not valid HTTP" in site.output)
    assert "Canary" not in site.output

    # A second one on the same port says so at once, in one line.
    second = subprocess.run(
        [REPOSITORY / "script/server"],
        env=environment | {"PORT": str(port)},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert second.returncode == 1
    assert second.stderr.startswith(f"error: Port {port} is in use")
    assert second.stderr.count("\n") == 1

    # The worker that sends messages is replaced when it dies.
    (worker,) = processes_of(var_dir, "manage.py work")
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: processes_of(var_dir, "manage.py work") not in ([], [worker]))

    site.process.terminate()
    assert site.exit_status() == 0
    assert processes_of(var_dir) == []


def the_second_start_shows_the_logins_and_ctrl_c_stops_it(start, var_dir):
    logins = [{"role": "Editor", "username": "editor", "password": "a-password", "url": "/admin/"}]
    (var_dir / "demonstration-logins.json").write_text(json.dumps(logins))

    site = start()
    site.wait_until_it_says("Stop it with Ctrl-C.")
    assert re.search(r"Editor +editor +a-password +/admin/", site.output)
    assert "Static files" not in site.output

    site.process.send_signal(signal.SIGINT)
    assert site.exit_status() == 0
    assert processes_of(var_dir) == []


def a_dead_web_server_ends_everything_with_a_word(site, var_dir):
    site.wait_until_it_says("The site is ready.")

    os.kill(min(processes_of(var_dir, "gunicorn")), signal.SIGKILL)

    assert site.exit_status() == 1
    assert "The web server has stopped by itself" in site.output
    wait_until(lambda: processes_of(var_dir) == [])


def nothing_is_left_when_the_script_itself_is_killed(site, var_dir):
    site.wait_until_it_says("The site is ready.")

    site.process.kill()

    wait_until(lambda: processes_of(var_dir) == [])


def test_an_unsafe_production_site_is_refused_in_one_sentence(start):
    site = start(SITE_MODE="production")

    assert site.exit_status() == 1
    assert site.output.count("\n") == 1
    assert "SECRET_KEY, ALLOWED_HOSTS, DATABASE_URL" in site.output


def test_a_database_that_does_not_answer_is_told_in_one_sentence(start):
    site = start(DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")

    assert site.exit_status() == 1
    assert "Traceback" not in site.output
    assert "Connection refused" in site.output
