"""A new password: by the old one, or by a link in a mail that tells nobody who has a login."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import PasswordLink
from common import queue
from common.models import Task
from hospital_site.management.commands.work import Command as Worker
from tests import factories
from tests.accounts.second_factors import with_device

pytestmark = pytest.mark.django_db

OLD, NEW = "correct horse battery", "green boats at dawn"


@pytest.fixture
def person(front_desk):
    front_desk.email = "desk-person@hospital.example"
    front_desk.save()
    return front_desk


def ask(client, email, **headers):
    return client.post("/staff/password/forgotten/", {"email": email}, headers=headers, follow=True)


def send_links():
    return queue.run_due("password_link")


def mailed_link(mail):
    return re.search(r"http://localhost:\d+(/staff/password/new/\S+)", mail.get_content())[1]


def choose(client, link, new=NEW, again=None):
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0] if form.redirect_chain else link
    return client.post(address, {"new_password1": new, "new_password2": again or new}, follow=True)


@pytest.mark.django_db(transaction=True)  # the worker closes its connections
def test_a_link_from_a_mail_sets_a_new_password_once(client, person, mail_server):
    ask(client, "Desk-Person@hospital.example")
    Worker().do_what_is_due()

    link = mailed_link(mail_server.mails[0])
    page = choose(client, link)

    assert "Your new password is set." in page.text
    assert client.login(username=person.username, password=NEW)
    assert "This link no longer works" in Client().get(link, follow=True).text
    assert not PasswordLink.objects.exists()


def test_who_has_a_login_is_not_told(client, person, mail_server):
    factories.staff("Front desk", email="switched-off@hospital.example", is_active=False)

    pages = {ask(client, email).text for email in (person.email, "nobody@x.example", "switched-off@hospital.example")}

    assert len({re.sub(r'value="\w{64}"', "", page) for page in pages}) == 1
    # The page did the same for each of them; only the worker looks who it is.
    assert PasswordLink.objects.count() == 3
    assert send_links() == ["done"] * 3
    assert [mail["To"] for mail in mail_server.mails] == [person.email]
    assert not PasswordLink.objects.exists()


@pytest.mark.parametrize(
    ("language", "subject"),
    [("en", "A new password for your login"), ("ml", "നിങ്ങളുടെ ലോഗിന് പുതിയ പാസ്‌വേഡ്"),
     ("hi", "आपके लॉगिन के लिए नया पासवर्ड"), ("ar", "كلمة مرور جديدة لحسابك")],
    ids=["en", "ml", "hi", "ar"],
)  # fmt: skip
def test_the_mail_is_in_the_language_of_the_page(client, person, mail_server, language, subject):
    factories.HospitalFactory()

    ask(client, person.email, accept_language=language)
    send_links()

    assert mail_server.mails[0]["Subject"].strip() == subject
    assert person.username in mail_server.mails[0].get_content()


def test_the_link_names_the_site_whatever_the_request_said(client, person, mail_server, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post("/staff/password/forgotten/", {"email": person.email}, headers={"host": "evil.example"})
    send_links()

    assert "evil.example" not in mail_server.mails[0].as_string()
    assert settings.SITE_ADDRESS in mail_server.mails[0].get_content()


def test_a_mail_server_that_is_away_loses_no_link_for_an_hour(client, person, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    ask(client, person.email)

    outcomes, waits = [], timedelta(0)
    while PasswordLink.objects.exists():
        before = timezone.now()
        outcomes += send_links()
        assert send_links() == [], "the next try waits"
        waits += Task.objects.get().run_at - before
        Task.objects.update(run_at=timezone.now())

    assert outcomes == ["later"] * 7 + ["dead"]
    assert timedelta(minutes=60) < waits < timedelta(minutes=63), "after an hour nobody waits for it any more"


def test_nobody_can_fill_a_mailbox(client, person):
    answers = [client.post("/staff/password/forgotten/", {"email": person.email}).status_code for _try in range(6)]

    assert answers == [302] * 5 + [429]


def test_a_new_password_by_mail_does_not_open_the_second_factor(client, person, mail_server):
    with_device(person)
    ask(client, person.email)
    send_links()
    choose(client, mailed_link(mail_server.mails[0]))

    signed_in = client.post("/staff/sign-in/", {"username": person.username, "password": NEW})

    assert signed_in["Location"] == "/staff/code/"


@pytest.mark.parametrize(
    ("new", "again", "words"),
    [
        ("short", "short", "at least 10 characters"),
        ("front-desk-0", "front-desk-0", "not like your name"),
        ("1234567890", "1234567890", "Many people use this password"),
        (NEW, "green boats at dusk", "are not the same"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(client, person, new, again, words):
    client.force_login(person)

    page = client.post("/staff/password/", {"old_password": OLD, "new_password1": new, "new_password2": again})

    assert words in page.text
    person.refresh_from_db()
    assert person.check_password(OLD)


def test_a_changed_password_ends_the_other_sessions_and_not_this_one(client, person):
    other_computer = Client()
    for each in (client, other_computer):
        each.force_login(person)

    form = {"old_password": OLD, "new_password1": NEW, "new_password2": NEW}
    page = client.post("/staff/password/", form, follow=True)

    assert "Your password is changed." in page.text
    assert client.get("/desk/").status_code == 200
    assert other_computer.get("/desk/").status_code == 302


def test_a_slip_in_the_new_password_is_no_wrong_try(client, person):
    client.force_login(person)
    slip = {"old_password": OLD, "new_password1": NEW, "new_password2": "other words here"}

    assert {client.post("/staff/password/", slip).status_code for _try in range(7)} == {200}
