"""A page brings the answers of earlier pages with it: where the session was lost with the database, they are not."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.utils import timezone

from bookings.models import AppointmentRequest
from tests.bookings.forms_filled import ABOUT, CONTACT, WHEN, begin, carried, fill
from tests.factories import HospitalFactory, LocationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hospital():
    HospitalFactory()
    LocationFactory()


def earlier(text):
    return re.search(r'name="earlier" value="([^"]+)"', text)[1]


def at_when(client):
    """A draft with two answered pages, and the text of its third."""
    draft = begin(client)
    client.post(f"{draft}about/", ABOUT)
    client.post(f"{draft}contact/", CONTACT | {"full_name": "Leela Demo"})
    return draft, client.get(f"{draft}when/").text


def lose_sessions():
    Session.objects.all().delete()


def test_each_page_brings_back_what_the_session_has_lost(client):
    draft, text = at_when(client)
    lose_sessions()

    page = client.post(f"{draft}when/", WHEN | {"earlier": earlier(text)}, follow=True)
    assert "Leela Demo" in page.text
    lose_sessions()
    answer = client.post(f"{draft}check/", {**carried(page.text), "answer": "on", "earlier": earlier(page.text)})

    assert answer.url.endswith("/sent/")
    assert AppointmentRequest.objects.get().full_name == "Leela Demo"


def test_what_was_sent_and_comes_back_is_sent_once(client):
    page = fill(client)
    fields = {**carried(page.text), "answer": "on", "earlier": earlier(page.text)}
    url = page.request["PATH_INFO"]
    client.post(url, fields)
    lose_sessions()

    assert client.post(url, fields).url.endswith("/sent/")
    assert AppointmentRequest.objects.count() == 1


@pytest.mark.parametrize("spoil", [lambda text: text[:-3] + "abc", lambda text: "", lambda text: "nonsense"])
def test_what_we_did_not_write_brings_nothing_back(client, spoil):
    draft, text = at_when(client)
    lose_sessions()

    page = client.post(f"{draft}when/", WHEN | {"earlier": spoil(earlier(text))}, follow=True)

    assert "Leela Demo" not in page.text
    assert "You were away for some hours" in page.text


def test_a_page_brings_back_its_own_draft_alone(client):
    _draft, text = at_when(client)
    other = begin(client)
    lose_sessions()

    page = client.post(f"{other}when/", WHEN | {"earlier": earlier(text)}, follow=True)

    assert "Leela Demo" not in page.text


def test_after_hours_it_is_forgotten_as_the_session_would_have(client, settings):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        draft, text = at_when(client)
        lose_sessions()
        clock.shift(timedelta(hours=settings.DRAFT_HOURS, seconds=1))

        page = client.post(f"{draft}when/", WHEN | {"earlier": earlier(text)}, follow=True)

    assert "Leela Demo" not in page.text


def test_what_the_session_knows_is_newer_than_what_a_page_carries(client):
    draft, text = at_when(client)
    client.post(f"{draft}contact/", CONTACT | {"full_name": "Newer Demo"})

    page = client.post(f"{draft}when/", WHEN | {"earlier": earlier(text)}, follow=True)

    assert "Newer Demo" in page.text
    assert "Leela Demo" not in page.text


def test_a_sent_request_is_not_made_a_draft_again(client):
    page = fill(client)
    draft = page.request["PATH_INFO"].removesuffix("check/")
    asked_page = client.get(f"{draft}when/").text
    client.post(page.request["PATH_INFO"], {**carried(page.text), "answer": "on"})

    answer = client.post(f"{draft}when/", WHEN | {"earlier": earlier(asked_page)})

    assert answer.url.endswith("/sent/")
