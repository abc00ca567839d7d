"""The proxy that operators install, in front of a production site: one visitor stops nobody but themselves."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from hospital_site.proxy import error_pages
from tests import factories, nginx_server
from tests.bookings.stress import site as stress_site
from tests.databases import TABLES
from tests.nginx_server import CSRF, HOST, TRUST_ALL
from tests.sizes import size

THREADS = int(re.search(r"^threads = (\d+)", (settings.BASE_DIR / "gunicorn.conf.py").read_text(), re.MULTILINE)[1])
TRIES = size(60, 1000)
PASSWORD = "correct horse battery"
KEY = "k" * 20 + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGH"
FORGED = {"X_Forwarded_Proto": "https", "X_Forwarded_Host": "evil.example", "Forwarded": "for=192.0.2.1"}


@dataclass
class Site:
    """A production site with a page, a request and somebody of the staff, behind nginx."""

    web: subprocess.Popen
    web_port: int
    folder: Path
    names: dict = field(default_factory=dict)
    nginx: nginx_server.Nginx = None

    def visitor(self, address="127.0.0.1"):
        return self.nginx.visitor(address)


@pytest.fixture(scope="module")
def site(databases, django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("var")
    with django_db_blocker.unblock(), databases.thrown_away(TABLES):
        names = someone_to_ask_for()
        write_files_of_the_site(folder)
        with web_server(folder) as (web, port):
            connection.close()
            with nginx_server.running(web_port=port, var_dir=folder) as nginx:
                yield Site(web, port, folder, names, nginx)


def someone_to_ask_for():
    factories.HospitalFactory()
    editor, clinician, publisher = map(factories.staff, ("Editor", "Clinician", "Publisher"))
    page = factories.published(editor, clinician, publisher)
    request = factories.request(treatment=page.treatment, phone="+919847012345")
    publisher.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt", iterations=1)  # as a production site reads it
    publisher.save()
    return {"page": page.get_absolute_url(), "reference": request.reference, "person": publisher.username}


def write_files_of_the_site(folder):
    for name, words in {
        "static/css/site.0123456789ab.css": b"body {}",
        "static/css/site.0123456789ab.css.gz": b"kept compressed",
        "static/css/plain.css": b"body {}",
        "media/filer/report.pdf": b"%PDF-1.4",
        "media/pictures/photo.webp": b"RIFF",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(words)
    with pytest.MonkeyPatch.context() as patch, override_settings(STORAGES=plain_static_files()):
        patch.setattr(error_pages, "FOLDER", folder / "error_pages")
        call_command("write_error_pages", verbosity=0)


def plain_static_files():
    return settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@contextlib.contextmanager
def web_server(folder, **more):
    """gunicorn as an operator starts it, on the database of this test."""
    port = nginx_server.free_port()
    database = connection.settings_dict
    environment = {name: value for name, value in os.environ.items() if name not in stress_site.OURS} | {
        "SITE_MODE": "production",
        "SECRET_KEY": KEY,
        "ALLOWED_HOSTS": HOST,
        "DATABASE_URL": "postgresql://{USER}:{PASSWORD}@{host}:{PORT}/{NAME}".format(
            **{"PASSWORD": "", **database}, host=quote(database["HOST"], safe="")
        ),
        "VAR_DIR": str(folder),
        "PORT": str(port),
        "BEHIND_TLS_PROXY": "1",
        "TRUSTED_PROXIES": "1",
        "REQUIRE_SECOND_FACTOR": "0",
        "MINIMUM_FILL_SECONDS": "0",
        "DJANGO_SETTINGS_MODULE": "tests.bookings.stress.site_settings",
        **more,
    }
    with open(folder / "log", "w") as log:
        web = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "hospital_site.wsgi"],
            cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        try:
            wait_for(port, folder / "log")
            yield web, port
        finally:
            stress_site.kill(web)


def wait_for(port, log):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=20) as probe:
            probe.sendall(f"GET /readyz HTTP/1.0\r\nHost: {HOST}\r\n\r\n".encode())
            if b" 200 " in probe.recv(100):
                return
        time.sleep(0.1)
    raise AssertionError(log.read_text()[-3000:])


def ask_for_an_appointment(visitor, names, **headers):
    return visitor.post("/en/appointments/", {}, **headers)


def find_a_request(visitor, names, **headers):
    return visitor.post(
        "/en/appointments/status/find/", {"reference": names["reference"], "phone": "98470 12345"}, **headers
    )


def tell_of_a_mistake(visitor, names, **headers):
    return visitor.post(f"{names['page']}feedback/", {"helpful": "yes"}, **headers)


def sign_in(visitor, names, password=PASSWORD, **headers):
    return visitor.post("/staff/sign-in/", {"username": names["person"], "password": password}, **headers)


def guess_a_password(visitor, names, **headers):
    return sign_in(visitor, names, "guessed", **headers)


def guess_a_reference(visitor, names, **headers):
    return visitor.post("/en/appointments/status/find/", {"reference": "ABCD-2345", "phone": "98470 1"}, **headers)


@pytest.mark.parametrize(
    ("attempt", "honest"),
    [
        (ask_for_an_appointment, ask_for_an_appointment),
        (guess_a_reference, find_a_request),
        (tell_of_a_mistake, tell_of_a_mistake),
        (guess_a_password, sign_in),
    ],
)
def test_whoever_tries_too_often_stops_only_themselves(site, attempt, honest):
    """With another forged address each time, as if each try came through one more proxy."""

    def try_once(number):
        forged = FORGED | {"X_Forwarded_For": f"198.51.100.{number % 250}", "X_Real_IP": f"192.0.2.{number % 250}"}
        return attempt(site.visitor("127.0.0.66"), site.names, **forged).status

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(try_once, range(TRIES)))

    assert set(answers) <= {200, 302, 429}
    assert answers.count(429) >= TRIES - 30
    assert attempt(site.visitor("127.0.0.66"), site.names).status == 429
    assert honest(site.visitor("127.0.0.77"), site.names).status == 302


def test_forged_headers_change_nothing(site):
    visitor = site.visitor()

    assert visitor.get("/en/", X_Forwarded_Proto="http").status == 200
    assert visitor.get("/en/contact/", X_Forwarded_Host="evil.example").text.count("evil.example") == 0
    assert visitor.get("/en/", Host="evil.example").status == 400
    over_http = visitor.get("/en/?q=1", secure=False, X_Forwarded_Proto="https", Host="evil.example")
    assert (over_http.status, over_http.headers["Location"]) == (301, f"https://{HOST}/en/?q=1")


def test_a_probe_needs_no_https(site):
    assert site.visitor().get("/healthz", secure=False).status == 200
    assert site.visitor().get("/readyz", secure=False).status == 200


@pytest.mark.parametrize("path", ["/status", "/metrics"])
def test_what_watches_the_site_is_for_this_machine_alone(site, path):
    assert site.visitor("127.0.0.66").get(path).status == 403
    assert site.visitor("127.0.0.1").get(path).status != 403


def test_half_sent_requests_stop_nobody(site):
    head = f"POST /en/appointments/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 900\r\n"
    form = (
        f"Content-Type: application/x-www-form-urlencoded\r\nCookie: __Host-csrf={CSRF}\r\nOrigin: https://{HOST}\r\n"
    )
    body = f"{head}{form}\r\nbegun="  # one that the site would begin to read
    half_sent = [half_a_request(site, text) for text in [head, *[body] * (4 * THREADS + 1)]]

    begun = time.monotonic()
    answers = [site.visitor("127.0.0.77").get("/en/contact/").status for _time in range(5)]

    assert answers == [200] * 5
    assert time.monotonic() - begun < 5
    for each in half_sent:
        each.close()


def half_a_request(site, text):
    plain = socket.create_connection(("127.0.0.1", site.nginx.https_port), timeout=20)
    secure = TRUST_ALL.wrap_socket(plain)
    secure.sendall(text.encode())
    return secure


def test_uploads_are_strangers_here_and_documents_are_kept(site):
    document, picture = map(site.visitor().get, ["/media/filer/report.pdf", "/media/pictures/photo.webp"])

    assert document.headers["Content-Disposition"] == "attachment"
    assert picture.headers["Content-Disposition"] == "inline"
    for answer in (document, picture):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_what_is_far_too_large_gets_a_page_in_words(site):
    large = site.visitor().ask("POST", "/hi/appointments/", b"x", {"Content-Length": "99000000"}, True)

    assert large.status == 413
    assert '<html lang="hi"' in large.text


def test_nobody_is_named_in_the_logs_of_nginx(site):
    site.visitor().get("/en/treatments/?q=canary")
    site.visitor().get("/static/canary.css")

    assert "canary" not in "".join(path.read_text() for path in site.nginx.folder.glob("*log*"))


def test_without_the_web_server(site):
    """The last: it is gone afterwards."""
    stress_site.kill(site.web)
    visitor = site.visitor()

    for path, language in {"/": "en", "/ml/treatments/": "ml", "/ar/appointments/": "ar"}.items():
        away = visitor.get(path)
        assert (away.status, away.headers["Retry-After"]) == (502, "60")
        assert away.headers["Content-Type"] == "text/html; charset=utf-8"
        assert f'<html lang="{language}"' in away.text
        assert "tel:+914952700000" in away.text
    assert "tel:+914952700000" in ask_for_an_appointment(visitor, site.names).text
    style = visitor.get("/static/css/site.0123456789ab.css", Accept_Encoding="gzip")
    assert (style.body, style.headers["Content-Encoding"]) == (b"kept compressed", "gzip")
    assert style.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Access-Control-Allow-Origin" not in style.headers
    assert visitor.get("/static/css/plain.css").headers["Cache-Control"] == "public, max-age=60"
    assert visitor.get("/error_pages/503-en.html").status == 404
