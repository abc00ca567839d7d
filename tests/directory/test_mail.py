"""Every mail of the hospital comes from one place."""

import ast
from email.utils import formataddr

import pytest
from django.conf import settings as site
from django.contrib.auth.models import User
from django.utils.translation import override

from common.message_budgets import Cause
from directory.mail import hospital_mail, send
from tests import factories

ROOMS = ("accounts", "bookings", "common", "content", "demonstration", "directory", "hospital_site", "search")
ROOMS += ("site_pages", "web")


def a_mail(**changed):
    context = {"person": User(username="reader"), "link": "https://hospital.example/"}
    words = {"subject": "Hello", "template": "accounts/mail/new_password.txt", "context": context, "key": "hello-1"}
    return hospital_mail(to="reader@x.example", **words | changed)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "name"), [("en", "Test Hospital"), ("ml", "ടെസ്റ്റ് ആശുപത്രി")])
def test_a_mail_is_from_the_hospital_in_the_readers_language(settings, language, name):
    settings.DEFAULT_FROM_EMAIL = "appointments@hospital.example"
    factories.HospitalFactory(name={"en": "Test Hospital", "ml": "ടെസ്റ്റ് ആശുപത്രി"})

    with override(language):
        mail = a_mail()

    assert mail.from_email == formataddr((name, "appointments@hospital.example"))
    assert mail.to == ["reader@x.example"]
    assert name in mail.body


@pytest.mark.django_db
@pytest.mark.parametrize("with_hospital", [True, False])
def test_the_sender_may_be_set_with_a_name(settings, mail_server, with_hospital):
    settings.DEFAULT_FROM_EMAIL = "City Clinic <appointments@hospital.example>"
    if with_hospital:
        factories.HospitalFactory()

    send(a_mail(), cause=Cause.STAFF)

    [mail] = mail_server.mails
    name = "Test Hospital" if with_hospital else "City Clinic"
    assert mail["From"] == f"{name} <appointments@hospital.example>"
    assert mail["Message-ID"] == "<hello-1@hospital.example>"


@pytest.mark.django_db
def test_a_mail_says_that_no_person_sent_it_and_is_known_again(settings):
    settings.DEFAULT_FROM_EMAIL = "appointments@hospital.example"

    headers = [a_mail().extra_headers, a_mail().extra_headers, a_mail(key="hello-2").extra_headers]

    assert headers[0] == headers[1] != headers[2]
    assert headers[0] == {"Message-ID": "<hello-1@hospital.example>", "Auto-Submitted": "auto-generated"}


def modules_that_make_mails():
    for room in ROOMS:
        for path in sorted((site.BASE_DIR / room).rglob("*.py")):
            nodes = ast.walk(ast.parse(path.read_text()))
            if any(isinstance(node, ast.ImportFrom) and node.module == "django.core.mail" for node in nodes):
                yield str(path.relative_to(site.BASE_DIR))


def test_no_other_module_makes_mails():
    assert list(modules_that_make_mails()) == ["directory/mail.py"]
