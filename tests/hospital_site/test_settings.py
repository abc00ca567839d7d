"""What kind of site the environment asks for, and one clear line when it asks for something that cannot be."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

PRODUCTION = {
    "SITE_MODE": "production",
    "SECRET_KEY": "k" * 20 + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGH",
    "ALLOWED_HOSTS": "hospital.example",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
}


def manage(*arguments, typed="", **environment):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "VAR_DIR", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=kept | environment,
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"])
def test_production_says_in_one_line_what_is_missing(name):
    environment = {key: value for key, value in PRODUCTION.items() if key != name}

    result = manage("check", **environment)

    assert result.returncode == 1
    assert result.stderr.strip() == f"Configuration: SITE_MODE=production needs {name}"


def test_a_proxy_that_ends_https_is_refused_unless_it_is_said_whose_entries_count():
    result = manage("check", **PRODUCTION, BEHIND_TLS_PROXY="1")

    assert result.returncode == 1
    assert result.stderr.startswith("Configuration: BEHIND_TLS_PROXY=1 needs TRUSTED_PROXIES=1")
    assert len(result.stderr.splitlines()) == 1
    both = {"BEHIND_TLS_PROXY": "1", "TRUSTED_PROXIES": "1"}
    assert manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION, **both).returncode == 0


def test_production_passes_djangos_own_checks():
    result = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert result.returncode == 0, result.stderr


def test_production_refuses_the_demonstration():
    result = manage("load_demonstration", **PRODUCTION)

    assert result.returncode == 1
    assert "SITE_MODE=production refuses demonstration content" in result.stderr


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"SITE_MODE": "prod"}, "SITE_MODE must be local or production"),
        ({"TIME_ZONE": "Kerala"}, "TIME_ZONE must be a zone name"),
        ({"EMAIL_PORT": "smtp"}, "EMAIL_PORT must be a whole number"),
        ({"DEFAULT_FROM_EMAIL": "the desk"}, "DEFAULT_FROM_EMAIL must be an address of mail"),
        ({"DEFAULT_FROM_EMAIL": "a@b.example, c@d.example"}, "DEFAULT_FROM_EMAIL must be an address of mail"),
        ({"DATABASE_URL": "sqlite:///file"}, "DATABASE_URL must name a PostgreSQL database"),
        ({"DATABASE_URL": "postgresql://u:p@db.example:port/hospital"}, "DATABASE_URL must name a PostgreSQL database"),
        ({"DATABASE_URL": "hospital"}, "DATABASE_URL must name a PostgreSQL database"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT must be line or json"),
        ({"ALERT_URL": "file:///etc/passwd"}, "ALERT_URL must begin with https:// or http://"),
    ],
)
def test_a_value_that_cannot_be_is_refused_in_one_line(environment, words):
    result = manage("check", **environment)

    assert result.returncode == 1
    assert words in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("password", ["p@Tess", "p#Tess", "p/Tess", "p?Tess", "p[Tess", "p%Tess", "p Tess", "pé-Tess"])
def test_a_password_that_must_be_quoted_is_asked_for_without_a_piece_of_it(password):
    result = manage("check", DATABASE_URL=f"postgresql://hospital:{password}@db.example/hospital")

    assert result.returncode == 1
    assert "must be quoted (@ as %40" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert "Tess" not in result.stderr


def test_with_a_database_url_nothing_embedded_is_used():
    code = "from django.conf import settings; print(settings.DATABASES['default']['ENGINE'])"

    result = manage("shell", "--no-imports", "-c", code, DATABASE_URL="postgresql://somebody@db.example/hospital")

    assert result.stdout.strip() == "bounded_postgres"


AWAY = {
    "/healthz": (200, "ok"),
    "/": (302, ""),
    "/readyz": (503, "database away"),
    "/en/": (503, "108"),
    "/ml/appointments/": (503, "108"),
    "/staff/sign-in/": (503, "108"),
}
# Each address asks a process of its own that has answered nothing before; starting six would take six times as long.
ASK_EACH = """
import json, os, sys
from django.conf import settings
from django.test import Client
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
for url in sys.stdin.read().split():
    if os.fork() == 0:
        response = Client(raise_request_exception=False, headers={"host": "localhost"}).get(url)
        print(json.dumps([url, response.status_code, response.content.decode()]), flush=True)
        os._exit(0)
    os.wait()
"""


def test_with_the_database_away():
    result = manage(
        "shell", "--no-imports", "-c", ASK_EACH,
        typed="\n".join(AWAY), DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing",
    )  # fmt: skip

    answers = {url: (status, page) for url, status, page in map(json.loads, result.stdout.splitlines())}
    assert list(answers) == list(AWAY), result.stderr[-500:]
    for url, (status, words) in AWAY.items():
        assert answers[url][0] == status, url
        assert words in answers[url][1], url
    assert "Traceback" not in result.stdout
