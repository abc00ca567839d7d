"""What script/server runs: sets the site up, serves it, sends its messages, and stops everything together.

Nothing that must be installed is imported at the top, so that the port can be tried first.
"""

import ctypes
import errno
import hashlib
import http.client
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from hospital_site.proxy.listening import NotWithoutProxy, host_and_port

BASE_DIR = Path(__file__).resolve().parent.parent
PORT_TROUBLE = 75  # script/server stops on this exit status of --check-port, and on no other
SET_UP_LOCK = 20_250_101  # any number: two servers on one database set it up one after the other
READY_WITHIN = 90  # seconds
TIME_TO_STOP = 40  # seconds; a little more than gunicorn gives its workers


class CannotServe(Exception):
    """The message is for the person at the terminal."""


def main():
    if sys.argv[1:] == ["--check-port"]:
        open_port().close()
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop_everything)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup asked for that
        signal.signal(signal.SIGHUP, stop_everything)
    with open_port() as listener:
        os.environ["PORT"] = str(listener.getsockname()[1])
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hospital_site.settings")
        set_up()
        serve(listener)


def stop_everything(number, frame):
    sys.exit(0)


def open_port():
    """Take the port now, so that nobody else has it by the time the site is ready."""
    try:
        host, port = host_and_port()
        family, kind, _, _, address = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
    except NotWithoutProxy as refused:
        raise CannotServe(refused) from None
    except (ValueError, OverflowError):
        raise CannotServe(f"PORT must be a number up to 65535, not {port!r}.") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            advice = "Stop it, or choose another port: PORT=8001 script/server"
            raise CannotServe(f"Port {port} is in use by another program. {advice}") from None
        raise CannotServe(f"The site cannot listen on {host}, port {port}: {error.strerror}.") from None
    return listener


def set_up():
    import django
    from django.conf import settings
    from django.db import connection

    import local_postgres

    django.setup()
    say("Starting the database ...")
    database = settings.DATABASES["default"]
    local_postgres.hold(database)
    if "PLACE" in database and settings.VAR_DIR not in Path(database["PLACE"]).parents:
        say(
            f"The database lives in {database['PLACE']}: PostgreSQL does not run as root, and only root enters VAR_DIR."
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [SET_UP_LOCK])
    try:
        run_the_steps(settings)
    finally:
        connection.close()  # gives the lock back


def run_the_steps(settings):
    step("Translations", "compile_translations")
    step("Tables", "migrate", interactive=False)
    step("Site", "set_up_site")
    if os.environ.get("DEMO", "0" if settings.PRODUCTION else "1") != "0":
        # Without its own words: welcome() shows the logins when they can be used.
        step("Demonstration content (about half a minute the first time)", "load_demonstration", stdout=io.StringIO())
    collected, now = settings.VAR_DIR / "static.collected", static_fingerprint(settings)
    if not (Path(settings.STATIC_ROOT).exists() and collected.exists() and collected.read_text() == now):
        step("Static files (about a minute the first time)", "collectstatic", interactive=False, verbosity=0)
        collected.write_text(now)
    step("Error pages", "write_error_pages", verbosity=0, stdout=io.StringIO())


def step(title, command, **options):
    from django.core.management import call_command

    say(f"{title} ...")
    call_command(command, **options)


def static_fingerprint(settings):
    """Changes with the project's own files and with what is installed."""
    seen = hashlib.sha256(f"{settings.STATIC_ROOT} {settings.STORAGES}".encode())
    seen.update((BASE_DIR / "requirements.txt").read_bytes())
    for pattern in ("static/**/*", "*/static/**/*", "hospital_site/*.py"):
        for path in sorted(BASE_DIR.glob(pattern)):
            if settings.VAR_DIR not in path.parents:
                status = path.stat()
                seen.update(f"{path.relative_to(BASE_DIR)} {status.st_size} {status.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def serve(listener):
    from django.conf import settings

    import local_postgres

    children = {}
    try:
        children["web"] = start(
            "-m", "gunicorn", "--bind", f"fd://{listener.fileno()}", "hospital_site.wsgi:application",
            pass_fds=[listener.fileno()],
        )  # fmt: skip
        children["worker"] = start("manage.py", "work")
        wait_until_ready(children["web"], listener, settings)
        say(welcome(settings))
        watch(children)
    finally:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # A second Ctrl-C must not leave half of it running.
        say("Stopping ...")
        stop(children.values())
        local_postgres.release(settings.DATABASES["default"])


def start(*arguments, **options):
    # A session of its own: Ctrl-C reaches only this process, which then stops the others in order.
    return subprocess.Popen(
        [sys.executable, *arguments], cwd=BASE_DIR, start_new_session=True, preexec_fn=stop_with_parent, **options
    )


def stop_with_parent():
    """Even kill -9 of this process must not leave the others behind. Linux only."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def wait_until_ready(web, listener, settings):
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 -- asked there, not bound there
    known_host = settings.ALLOWED_HOSTS[0].lstrip(".").replace("*", "localhost")
    deadline = time.monotonic() + READY_WITHIN
    answer = "nothing"
    while time.monotonic() < deadline and web.poll() is None:
        try:
            site = http.client.HTTPConnection(host, port, timeout=10)
            site.request("GET", "/healthz", headers={"Host": known_host})
            answer = site.getresponse().status
            if answer == 200:
                return
        except (OSError, http.client.HTTPException) as error:
            answer = error
        time.sleep(0.1)
    raise CannotServe(f"The site did not become ready. /healthz answered: {answer}")


def watch(children):
    while True:
        status = children["web"].poll()
        if status is not None:
            raise CannotServe(f"The web server has stopped by itself (exit status {status}); its reason is above.")
        if children["worker"].poll() is not None:
            say("The message worker has stopped; starting it again.")
            children["worker"] = start("manage.py", "work")
            time.sleep(1)
        time.sleep(0.2)


def stop(children):
    for child in children:
        child.terminate()
    deadline = time.monotonic() + TIME_TO_STOP
    for child in children:
        try:
            child.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def welcome(settings):
    address = settings.SITE_ADDRESS
    lines = [
        "",
        "The site is ready.",
        f"  Site        {address}/",
        f"  Front desk  {address}/desk/",
        f"  Editors     {address}/admin/",
    ]
    logins = settings.VAR_DIR / "demonstration-logins.json"
    if logins.exists() and not settings.PRODUCTION:
        lines += ["", "Demonstration logins (role, user name, password, where):"]
        for login in json.loads(logins.read_text()):
            lines.append("  {role:<24}{username:<28}{password:<20}{url}".format(**login))
    return "\n".join([*lines, "", "Stop it with Ctrl-C.", ""])


def say(text):
    print(text, flush=True)


def one_line(error):
    return " ".join(str(error).split())


if __name__ == "__main__":
    try:
        main()
    except CannotServe as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(PORT_TROUBLE if "--check-port" in sys.argv else 1)
    except Exception as error:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import CommandError
        from django.db.utils import OperationalError

        # What an operator can put right is one sentence; anything else is our mistake and keeps its traceback.
        if not isinstance(error, (ImproperlyConfigured, CommandError, OperationalError)):
            raise
        sys.exit(f"error: {one_line(error)}")
