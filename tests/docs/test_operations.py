"""docs/operations.md, followed word by word.

Long (script/prove docs): its commands are typed in their order in an empty Debian, once without nginx and once with it.
Short: they are read, each says who types it, and what of the project they name is there.
"""

import re
import ssl
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from tests.docs import empty_debian
from tests.sizes import IS_LONG

ROOT = Path(settings.BASE_DIR)
TEXT = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
STEPS = TEXT[TEXT.index("### Step by step") : TEXT.index("## Somebody lost the phone")]
BLOCK = re.compile(r"```(sh|env)\n(.*?)```", re.DOTALL)
WHO = re.compile(r"# as (?:the user )?(\w+)$")
PASSWORD = "correct-horse-battery"
IN_PLACE = "cd /srv/hospital-site; set -a; . /etc/hospital-site.env; set +a\n"
ANSWERS = [
    ("Enter password for new role", PASSWORD),
    ("Enter it again", PASSWORD),
    ("Username", "chief"),
    ("Email address", "chief@hospital.example"),
    ("Password", f"{PASSWORD}!7"),
    ("Password", f"{PASSWORD}!7"),
]


def steps(text=STEPS):
    """[(who, the lines they type in one shell)], and the text of the settings where its turn is."""
    for kind, block in BLOCK.findall(text):
        if kind == "env":
            yield "settings", block
            continue
        who, lines = None, []
        for line in block.splitlines():
            if found := WHO.match(line):
                if lines:
                    yield who, "\n".join(lines)
                who, lines = found[1], []
            else:
                lines.append(line)
        yield who, "\n".join(lines)


def test_each_command_says_who_types_it():
    assert {who for who, _lines in steps()} == {"root", "hospital", "postgres", "settings"}


def test_what_the_commands_name_is_there():
    typed = "\n".join(lines for _who, lines in steps())

    assert set(re.findall(r"manage\.py (\w+)", typed)) - {"createsuperuser"} <= set(get_commands())
    paths = re.findall(r"/srv/hospital-site/(deploy/\S+)", typed)
    assert paths
    assert all(list(ROOT.glob(path)) for path in paths)


def test_the_units_start_what_the_document_says():
    units = {path.stem: path.read_text() for path in (ROOT / "deploy/systemd").iterdir()}

    assert set(units) == {"hospital-web", "hospital-worker"}
    for name, unit in units.items():
        assert f"{name}" in STEPS
        assert "EnvironmentFile=/etc/hospital-site.env\n" in unit
        assert "User=hospital\n" in unit


@pytest.mark.skipif(not IS_LONG, reason="script/prove docs makes an empty Debian")
def test_a_stranger_follows_it_word_by_word():
    answers = list(ANSWERS)
    key = None
    with empty_debian.made() as debian:
        debian.write("/usr/local/bin/systemctl", empty_debian.SYSTEMCTL, 0o755)
        debian.write("/usr/local/bin/nano", "#!/bin/sh\n", 0o755)
        debian.write("/etc/apt/apt.conf.d/99yes", 'APT::Get::Assume-Yes "true";\nAPT::Install-Recommends "false";\n')
        debian.write("/etc/gitconfig", "[safe]\n\tdirectory = *\n")  # the copy to clone is root's
        debian.write("/usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n", 0o755)
        subprocess.run(["git", "clone", "-q", "--bare", ROOT, debian.folder / "var/code.git"], check=True)
        debian.type("root", "apt-get update -q")
        for who, lines in steps():
            if who == "settings":
                debian.write("/etc/hospital-site.env", filled_in(lines, key), 0o640)
                debian.type("root", "chgrp hospital /etc/hospital-site.env")
                continue
            if "apt install nginx" in lines:
                without_nginx(debian)
                certificate(debian)
            seen = debian.type(who, as_here(lines), answers)
            if "token_urlsafe" in lines:
                key = seen.split()[-1]
            if "postgresql" in lines:
                debian.type("root", "pg_ctlcluster 15 main start")
            answers = [each for each in answers if each[0] not in seen] if answers else []
        assert "lang=" in answer("https://www.your-hospital.org/en/")
        debian.type("hospital", IN_PLACE + "rm -r var/error_pages; .venv/bin/python manage.py write_error_pages")
        assert unsafe(debian) == {"mail", "second factors"}, "what only the operator of a real place can put right"


def unsafe(debian):
    found = debian.type("hospital", IN_PLACE + ".venv/bin/python manage.py doctor || true")
    return set(re.findall(r"^UNSAFE +([a-z ]+):", found, re.MULTILINE))


def without_nginx(debian):
    """gunicorn alone, on this machine alone: probes are answered, and visitors are sent where nginx will be."""
    said = debian.folder / "var/log/hospital-web.log"
    assert answer("http://127.0.0.1:8000/healthz", said) == "ok\n"
    assert {"site", "mail"} <= unsafe(debian)


def certificate(debian):
    """As certbot would have left it. Who looks for the name finds this machine."""
    debian.type(
        "root",
        "apt-get install -q openssl; cd /etc/ssl; openssl req -x509 -newkey rsa:2048 -nodes -days 2"
        " -subj /CN=www.your-hospital.org -addext subjectAltName=DNS:www.your-hospital.org"
        " -keyout private/www.your-hospital.org.key -out www.your-hospital.org.pem;"
        " cat www.your-hospital.org.pem >>certs/ca-certificates.crt;"
        " echo 127.0.0.1 www.your-hospital.org >>/etc/hosts",
    )


def answer(url, log=None):
    """Within 30 seconds: what was just started needs some."""
    host = url.split("/")[2].partition(":")[0]
    request = urllib.request.Request(url.replace(host, "127.0.0.1"), headers={"Host": "www.your-hospital.org"})
    deadline = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(request, context=ssl._create_unverified_context(), timeout=10) as found:
                return found.read().decode()
        except OSError:
            if time.monotonic() > deadline:
                raise AssertionError(log and log.read_text()[-3000:]) from None
            time.sleep(0.5)


def filled_in(text, key):
    text = text.replace("SECRET_KEY=…", f"SECRET_KEY={key}").replace(":…@", f":{PASSWORD}@")
    return text.replace("hospital.example", "www.your-hospital.org")


def as_here(lines):
    return lines.replace("https://code.example/hospital-site.git", "/var/code.git")
