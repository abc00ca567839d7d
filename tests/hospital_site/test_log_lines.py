"""What one event writes: a line that names the request and the time, and no more lines than are of use."""

import io
import json
import logging
import stat
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psycopg2
import pytest
import time_machine
from django.conf import settings
from django.core.mail import send_mail
from django.db import OperationalError

from hospital_site.operating import logs, request_ids

EVIL = {"headers": {"host": "evil.example"}}


@contextmanager
def console(kind):
    """The log of the site as its console gets it."""
    text = io.StringIO()
    handler = logs.Console(text)
    handler.setFormatter(logs.FORMATTERS[kind]())
    logging.getLogger().addHandler(handler)
    try:
        yield lambda: text.getvalue().splitlines()
    finally:
        logging.getLogger().removeHandler(handler)


def away(message="the database does not answer"):
    """As Django raises it."""
    error = OperationalError(message)
    error.__cause__ = psycopg2.OperationalError(message)
    return error


def test_the_settings_use_what_is_tested_here():
    [name] = settings.LOGGING["root"]["handlers"]
    handler = settings.LOGGING["handlers"][name]

    assert handler["()"] is logs.Console
    assert settings.LOGGING["formatters"][handler["formatter"]]["()"] is logs.FORMATTERS["line"]
    assert settings.LOGGING["loggers"]["django"]["handlers"] == []


def test_a_line_has_its_time_with_the_offset_and_its_request(client):
    with console("line") as lines:
        answer = client.get("/healthz", **EVIL)

    [line] = lines()
    time, level, _logger, request = line.split(" ")[:4]
    assert datetime.fromisoformat(time).utcoffset() is not None
    assert level == "ERROR"
    assert request.rstrip(":") == answer["X-Request-ID"]


def test_for_programs_a_line_is_an_object(client):
    with console("json") as lines:
        try:
            raise ValueError("two\nlines")
        except ValueError:
            logging.getLogger("bookings").exception("one %s", "event")

    [line] = map(json.loads, lines())
    assert datetime.fromisoformat(line["time"]).utcoffset() is not None
    assert (line["level"], line["logger"], line["message"]) == ("ERROR", "bookings", "one event")
    assert line["traceback"].endswith("two\nlines")


@pytest.mark.parametrize(
    ("given", "proxies", "is_taken"),
    [("0123abcd4567", 1, True), ("0123abcd4567", 0, False), ("<script>", 1, False), ("x" * 65, 1, False)],
)
def test_the_name_that_a_proxy_of_ours_gave_a_request_is_kept(client, settings, given, proxies, is_taken):
    settings.TRUSTED_PROXIES = proxies
    passed_on = {"x-request-id": given, "x-forwarded-for": "198.51.100.7"}

    answers = [client.get("/healthz", headers=passed_on) for _time in range(2)]

    assert all((answer["X-Request-ID"] == given) is is_taken for answer in answers)
    assert request_ids.current.get() == ""


def test_a_request_for_a_foreign_host_is_one_line_without_its_words(client):
    with console("line") as lines:
        for path in ("/en/doctors/", "/healthz"):
            assert client.get(path, **EVIL).status_code == 400

    assert len(lines()) == 2
    assert "evil" not in "".join(lines())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/en/nothing-here/", "/healthz", "/en/", "/staff/sign-out/", "/desk/", "/ml/doctors/"]
)
def test_head_logs_nothing(client, path):
    with console("line") as lines:
        client.head(path)

    assert lines() == []


def test_a_database_that_is_away_is_one_line_a_minute():
    with console("line") as lines, time_machine.travel("2026-11-27 10:00+05:30", tick=False) as clock:
        for seconds in (1, 58, 2):
            logging.getLogger("django.request").error("Internal Server Error: /en/", exc_info=away())
            clock.shift(seconds)
        assert len(lines()) == 1
        logging.getLogger("django.request").error("Internal Server Error: /en/", exc_info=away())

    assert len(lines()) == 2
    assert "does not answer" in lines()[1]


def test_what_a_working_database_refuses_keeps_its_traceback():
    with console("line") as lines:
        for _request in range(2):
            error = OperationalError("canceling statement due to statement timeout")
            error.__cause__ = refused = psycopg2.errors.QueryCanceled("canceling statement due to statement timeout")
            assert refused.pgcode is None  # only the server gives it one; its class says what it is
            logging.getLogger("django.request").error("Internal Server Error: /en/", exc_info=error)

    assert len([line for line in lines() if "Internal Server Error" in line]) == 2


def test_mails_in_files_are_for_the_owner_alone(settings, tmp_path):
    settings.EMAIL_BACKEND = "hospital_site.mail_files.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"

    send_mail("Subject", "Words", "desk@hospital.example", ["patient@example.org"])

    [written] = Path(settings.EMAIL_FILE_PATH).iterdir()
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert "Words" in written.read_text()
