"""A whole site of its own to break: database, web server, workers, in a folder that is gone afterwards."""

import atexit
import contextlib
import fcntl
import functools
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

import psutil

from tests import local_server

REPOSITORY = Path(__file__).resolve().parents[3]
OURS = {"DATABASE_URL", "SITE_MODE", "DJANGO_SETTINGS_MODULE", "HOST", "PROVE", "TEST_RUN", "DEBUG"}


class Site:
    def __init__(self, **settings):
        self.folder = Path(tempfile.mkdtemp(prefix="hospital-proof-", dir="/tmp"))
        self.folder.chmod(0o711)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.environment = {name: value for name, value in os.environ.items() if name not in OURS} | {
            "VAR_DIR": str(self.folder),
            "PORT": str(self.port),
            "EMBEDDED_POSTGRES_FSYNC": "off",  # a killed process loses nothing by that, only a killed machine would
            "MINIMUM_FILL_SECONDS": "0",
            "REQUESTS_PER_MINUTE": "1000000",
            "FORMS_PER_MINUTE": "1000000",
            "REQUESTS_PER_HOUR_AND_PHONE": "1000000",
            "STRANGERS_MESSAGES_PER_HOUR": "1000000",
            "SURGE_AT_LEAST": "1000000",
            "MESSAGES_PER_HOUR_AND_MAILBOX": "1000000",
            "MESSAGES_PER_DAY_AND_MAILBOX": "1000000",
            "DJANGO_SETTINGS_MODULE": "tests.bookings.stress.site_settings",
            **settings,
        }
        self.processes, self.log = [], open(self.folder / "log", "w")  # noqa: SIM115 -- closed in remove()

    def command(self, *arguments, **options):
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=REPOSITORY, env=self.environment, check=True, stdout=subprocess.PIPE, stderr=self.log,
            text=True, **options,
        ).stdout  # fmt: skip

    def set_up(self):
        """From a copy: the first site of a run is set up, and the others begin as it did."""
        subprocess.run(["cp", "-a", f"{_set_up_once()}/.", self.folder], check=True)

    def ask(self, code):
        """Run Python inside the site; returns what it prints as JSON. Tries again while the database comes back."""
        for attempt in range(10):
            try:
                return json.loads(self.command("shell", "--verbosity", "0", "-c", "import json\n" + code))
            except subprocess.CalledProcessError:
                if attempt == 9:
                    raise
                time.sleep(1)

    def start(self, *arguments):
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=REPOSITORY, env=self.environment, stdout=self.log, stderr=self.log, start_new_session=True,
        )  # fmt: skip
        self.processes.append(process)
        return process

    def start_web(self):
        return self.start("-m", "gunicorn", "--workers", "2", "--bind", f"127.0.0.1:{self.port}", "hospital_site.wsgi")

    def wait_for_web(self):
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if Browser(self.port).get("/readyz")[0] == 200:
                    return
            time.sleep(0.2)
        raise AssertionError((self.folder / "log").read_text()[-3000:])

    def postmaster(self):
        """The process of this site's own database, or None."""
        for name in self.folder.rglob("postmaster.pid"):
            with contextlib.suppress(OSError, ValueError, IndexError, psutil.Error):
                process = psutil.Process(int(name.read_text().split()[0]))
                if str(self.folder) in " ".join(process.cmdline()) or "postgres" in process.name():
                    return process
        return None

    def kill_database(self):
        if server := self.postmaster():
            server.send_signal(signal.SIGQUIT)  # PostgreSQL's immediate stop: no tidying up

    def frozen_database(self):
        return local_server.frozen(self.postmaster())

    def remove(self):
        for process in self.processes:
            kill(process)
        if server := self.postmaster():
            server.send_signal(signal.SIGINT)
            with contextlib.suppress(psutil.TimeoutExpired):
                server.wait(30)
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


@functools.cache
def _set_up_once():
    """The folder of a site that is set up. All processes of script/test share the one that the first of them makes."""
    if "TEST_RUN" not in os.environ:
        made = _set_up()
        atexit.register(shutil.rmtree, made, ignore_errors=True)
        return made
    shared = Path(os.environ["VAR_DIR"]) / "set-up-site"  # gone with the run
    with open(f"{shared}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            shutil.move(_set_up(), shared)
    return shared


def _set_up():
    site = Site()
    site.command("migrate", "--verbosity", "0")
    site.command("set_up_site")
    site.log.close()
    return site.folder


def kill(process):
    """kill -9 of this process and of everything that it started."""
    with contextlib.suppress(psutil.Error):
        family = [*psutil.Process(process.pid).children(recursive=True), psutil.Process(process.pid)]
        for each in family:
            if each.name() != "postgres":
                with contextlib.suppress(psutil.Error):
                    each.kill()
    process.wait()


def kill_one_worker(web):
    with contextlib.suppress(psutil.Error):
        workers = psutil.Process(web.pid).children()
        if workers := [each for each in workers if each.name() != "postgres"]:
            workers[0].kill()


def reference_on(page):
    """The reference that the confirmation names, or None."""
    found = re.search(r'class="done__reference"[^>]*>(?:<bdi[^>]*>)?([^<]+)<', page)
    return found and found[1]


class Browser:
    """As little of a browser as the forms need: cookies, hidden fields, no redirects followed."""

    csrf_cookie = "csrftoken"

    def __init__(self, port, timeout=20):
        self.port, self.timeout, self.cookies, self.headers = port, timeout, {}, {}

    def get(self, path):
        return self._ask("GET", path)

    def send(self, method, path, body=b"", kind="application/x-www-form-urlencoded"):
        """Anything at all, also what no browser sends."""
        return self._ask(method, path, body, kind)

    def post(self, path, fields):
        fields = {**fields, "csrfmiddlewaretoken": self.cookies.get(self.csrf_cookie, "")}
        return self._ask("POST", path, urllib.parse.urlencode(fields))

    def connect(self):
        """The connection for one request, and the headers that each has."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout), {}

    def _ask(self, method, path, body=None, kind="application/x-www-form-urlencoded"):
        connection, headers = self.connect()
        headers |= {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = kind
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            self.headers = {name.lower(): value for name, value in answer.getheaders()}
        finally:
            connection.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, content = re.match(r"([^=]+)=([^;]*)", value).groups()
                self.cookies[cookie] = content
        return answer.status, answer.getheader("Location", ""), text
