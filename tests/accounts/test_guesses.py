"""One login guessed at from many addresses: slow for strangers, told to its owner, never a lock for them."""

from datetime import timedelta
from itertools import count
from urllib.parse import urlsplit

import pytest
from django.test import Client

from accounts.guesses.known_browsers import COOKIE
from accounts.passwords.links import link_for
from common import queue
from common.models import Task
from tests import mail_server as mail_words
from tests.accounts.test_passwords import choose

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
ADDRESSES = (f"198.51.{number // 250}.{number % 250}" for number in count())


@pytest.fixture(autouse=True)
def three_guesses_an_hour(settings):
    settings.WRONG_TRIES_PER_HOUR_AND_LOGIN = 3


def new_browser():
    """At an address that nobody has used before."""
    return Client(REMOTE_ADDR=next(ADDRESSES))


def try_password(browser, person, password):
    username = getattr(person, "username", person)
    return browser.post("/staff/sign-in/", {"username": username, "password": password}).status_code


def guess(person, times=1):
    return [try_password(new_browser(), person, "guessed") for _time in range(times)]


def move(browser):
    """Elsewhere, with all that the browser keeps."""
    browser.defaults["REMOTE_ADDR"] = next(ADDRESSES)
    return browser


def test_after_so_many_guesses_new_browsers_have_to_wait_everywhere(front_desk, editor, time_machine):
    assert guess(front_desk, 4) == [200, 200, 200, 429]
    assert try_password(new_browser(), front_desk.username.upper(), PASSWORD) == 429
    assert try_password(new_browser(), editor, PASSWORD) == 302

    time_machine.shift(timedelta(minutes=59))
    assert guess(front_desk) == [429]
    time_machine.shift(timedelta(minutes=2))

    assert try_password(new_browser(), front_desk, PASSWORD) == 302


def test_the_owners_browser_is_let_in_wherever_it_is(front_desk):
    browser = new_browser()
    assert try_password(browser, front_desk, PASSWORD) == 302
    browser.post("/staff/sign-out/")
    guess(front_desk, 4)

    assert try_password(move(browser), front_desk, PASSWORD) == 302


def test_a_shared_computer_is_known_to_all_who_use_it_and_to_nobody_else(front_desk, editor, publisher):
    browser = new_browser()
    for person in (front_desk, editor):
        try_password(browser, person, PASSWORD)
        browser.post("/staff/sign-out/")
    for person in (front_desk, editor, publisher):
        guess(person, 4)

    answers = [try_password(move(browser), person, PASSWORD) for person in (publisher, front_desk)]

    assert answers == [429, 302]
    browser.post("/staff/sign-out/")
    assert try_password(move(browser), editor, PASSWORD) == 302


def test_a_new_password_by_a_link_makes_the_browser_known(front_desk):
    guess(front_desk, 4)
    browser = new_browser()

    choose(browser, urlsplit(link_for(front_desk)).path, new="a longer phrase of mine")

    assert try_password(browser, front_desk, "a longer phrase of mine") == 302


@pytest.mark.parametrize("value", ["made-up", "a.b:c", ""])
def test_a_made_up_mark_is_worth_nothing(front_desk, value):
    guess(front_desk, 4)
    browser = new_browser()
    browser.cookies[COOKIE] = value

    assert try_password(browser, front_desk, PASSWORD) == 429


def test_the_mark_stays_on_the_pages_of_staff_and_out_of_scripts(front_desk):
    browser = new_browser()
    try_password(browser, front_desk, PASSWORD)

    cookie = browser.cookies[COOKIE]

    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/staff/", True, "Lax")
    assert front_desk.username not in cookie.value


def test_the_owner_is_told_once_a_day(front_desk, mail_server, time_machine):
    front_desk.email = "asha@hospital.example"
    front_desk.save()
    guess(front_desk, 10)
    assert queue.run_due("guesses_mail") == ["done"]

    [mail] = mail_server.mails
    assert mail["To"] == "asha@hospital.example"
    assert "Somebody is guessing at your password" in mail["Subject"]
    assert "/staff/password/forgotten/" in mail_words.words(mail)

    time_machine.shift(timedelta(hours=20))
    guess(front_desk, 10)
    assert queue.run_due("guesses_mail") == []
    time_machine.shift(timedelta(hours=5))
    guess(front_desk, 10)
    assert queue.run_due("guesses_mail") == ["done"]


def test_nobody_is_told_of_a_login_that_is_not_there(editor):
    editor.is_active = False
    editor.save()

    answers = guess("nobody-at-all", 4), guess(editor, 4)

    assert answers == ([200, 200, 200, 429],) * 2
    assert not Task.objects.filter(kind="guesses_mail").exists()


def test_a_name_with_a_sign_that_postgresql_does_not_know_is_a_wrong_name(client, db, settings):
    settings.WRONG_TRIES_PER_HOUR_AND_LOGIN = 1

    answers = [client.post("/staff/sign-in/", {"username": "asha\0", "password": "x"}).status_code for _try in range(3)]

    assert answers == [200, 429, 429]
