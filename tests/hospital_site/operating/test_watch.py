"""Who is told, by a real mail server and a real address to post to: each trouble once, and once that it is over."""

import hashlib
import hmac
import json
import logging
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import time_machine
from django.utils import timezone

from common.models import Task
from hospital_site.operating import errors, watch
from tests import mail_server
from tests.hospital_site.operating.test_attention import a_job_fails, healthy, hospital_at_work  # noqa: F401

pytestmark = pytest.mark.django_db

SECRET = "s" * 32


@pytest.fixture
def inbox(settings):
    with mail_server.running() as (inbox, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield inbox


@pytest.fixture
def posted(settings):
    """What comes by the second way: (headers, body), as long as it answers well."""
    got = []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append((self.headers, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_arguments):
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.ALERT_URL, settings.ALERT_SECRET = f"http://127.0.0.1:{server.server_port}/alerts", SECRET
        yield got
        server.shutdown()


@pytest.fixture
def watched(settings, tmp_path, healthy, inbox, posted):  # noqa: F811
    settings.ALERT_MAIL = ["operator@hospital.example"]
    settings.WATCH_DIR, settings.ERRORS_FILE = tmp_path / "watch", tmp_path / "watch" / "errors"
    settings.WATCH_DIR.mkdir()


def subjects(inbox):
    return [mail["Subject"].partition(" (")[0] for mail in inbox.mails]


def test_a_healthy_site_tells_nobody(watched, inbox, posted):
    watch.look()

    assert (inbox.mails, posted) == ([], [])


def test_each_trouble_is_told_once_by_both_ways_and_once_that_it_is_over(watched, inbox, posted):
    a_job_fails()
    watch.look()
    watch.look()
    Task.objects.filter(kind="count_days").update(attempts=0)
    watch.look()
    watch.look()

    assert subjects(inbox) == ["Something is wrong", "Well again"]
    assert "count_days failed 3 times" in mail_server.words(inbox.mails[0])
    headers, body = posted[0]
    assert json.loads(body)["lines"] == ["The job count_days failed 3 times: ValueError."]
    expected = hmac.new(SECRET.encode(), headers["X-Hospital-Timestamp"].encode() + b"." + body, hashlib.sha256)
    assert headers["X-Hospital-Signature"] == f"sha256={expected.hexdigest()}"
    assert len(posted) == 2


def test_what_still_stands_is_told_again_the_next_day(watched, inbox):
    a_job_fails()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for hours in (0, 23, 2, 1):
            clock.shift(timedelta(hours=hours))
            watch.look()

    assert [mail_server.words(mail).count("count_days") for mail in inbox.mails if "count_days" in str(mail)] == [1, 1]


def test_many_troubles_are_one_message(watched, inbox, settings):
    a_job_fails()
    settings.DISK_FREE_PERCENT = 100

    watch.look()

    [mail] = inbox.mails
    assert "count_days" in mail_server.words(mail)
    assert "nearly full" in mail_server.words(mail)


def test_where_one_way_is_broken_the_other_tells(watched, inbox, posted):
    inbox.answer = "554 no"
    a_job_fails()

    watch.look()
    watch.look()

    assert len(posted) == 1


def test_where_both_are_broken_it_is_told_later(watched, inbox, settings):
    good, settings.ALERT_URL = settings.ALERT_URL, "http://127.0.0.1:1/"
    inbox.answer = "554 no"
    a_job_fails()
    watch.look()

    inbox.answer, settings.ALERT_URL = "250 OK", good
    watch.look()

    assert subjects(inbox) == ["Something is wrong"]


@contextmanager
def errors_are_kept(settings):
    handler = errors.KeepForTheWatch(settings.ERRORS_FILE)
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)


def fail_at_somebody():
    try:
        raise ValueError("Canary Patient, 9847055555")
    except ValueError:
        logging.getLogger("django.request").exception("Internal Server Error: /en/appointments/Canary/")


def test_an_error_is_told_by_its_place_without_its_words_and_a_storm_of_them_once_an_hour(watched, inbox, settings):
    with errors_are_kept(settings), time_machine.travel(timezone.now(), tick=False) as clock:
        for minutes in (0, 1, 58, 2):
            clock.shift(timedelta(minutes=minutes))
            for _time in range(3):
                fail_at_somebody()
            watch.look()

    first, second = [mail_server.words(mail) for mail in inbox.mails if "ValueError" in str(mail)]
    assert "ValueError in operating/test_watch.py" in first
    assert "3 times" in first
    assert "9 times" in second
    assert "Canary" not in first
    assert "9847055555" not in first


def test_a_storm_of_errors_fills_no_disk(watched, settings, monkeypatch):
    monkeypatch.setattr(errors, "MOST_BYTES", 500)
    with errors_are_kept(settings):
        for _time in range(100):
            fail_at_somebody()

    assert settings.ERRORS_FILE.stat().st_size < 700


def test_on_one_machine_one_process_looks(watched):
    with watch.the_only_one() as first, watch.the_only_one() as second:
        assert (first, second) == (True, False)
    with watch.the_only_one() as again:
        assert again


def test_nobody_to_tell_no_watch(settings):
    settings.ALERT_MAIL, settings.ALERT_URL = [], ""

    watch.start()

    assert "watch" not in [thread.name for thread in threading.enumerate()]
