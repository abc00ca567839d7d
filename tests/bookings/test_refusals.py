"""What no browser sends of itself: each is refused with words that help, and nothing of it is kept as an answer."""

from urllib.parse import urlencode

import pytest

from bookings.models import AppointmentRequest
from tests import factories
from tests.bookings.forms_filled import ABOUT, CONTACT, START, WHEN, asked, carried, fill, own

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def hospital():
    return factories.HospitalFactory()


def sent(client, path, body, kind=FORM):
    """The page that a browser ends on. Wrong answers lead back to their page, so that Back and refresh work."""
    answer = client.generic("POST", own(client, path), body, kind)
    return client.get(answer.url) if answer.status_code == 302 else answer


def without(fields, name):
    return {key: value for key, value in fields.items() if key != name}


REFUSED = {
    "NUL": ("contact/", CONTACT | {"full_name": "a\0b"}, "Null characters are not allowed"),
    "letters lost in a name": ("contact/", CONTACT | {"full_name": b"Am\xeena"}, "Some letters did not reach us"),
    "letters lost in a reason": ("about/", ABOUT | {"reason": b"\xff\xfe"}, "Some letters did not reach us"),
    "letters lost in a number": ("when/", WHEN | {"hospital_number": b"H\xff7"}, "Some letters did not reach us"),
    "too long": ("contact/", CONTACT | {"full_name": "x" * 121}, "at most 120 characters"),
    "no such choice": ("contact/", CONTACT | {"call_language": "xx"}, "Select a valid choice"),
    "no number": ("about/", ABOUT | {"treatment": "hip"}, "Select a valid choice"),
    "no day": ("when/", WHEN | {"preferred_day": "some day"}, "Enter a day, like"),
    "a day long ago": ("when/", WHEN | {"preferred_day": "1900-01-01"}, "Choose a day from today"),
    "no such day": ("when/", WHEN | {"preferred_day": "2027-02-30"}, "Enter a day, like"),
    "an address of nobody": ("contact/", CONTACT | {"email": "nobody"}, "Enter an email address"),
    **{
        f"{name} missing": (path, without(fields, name), words)
        for path, fields, name, words in [
            ("contact/", CONTACT, "for_whom", "Choose who the appointment is for"),
            ("contact/", CONTACT, "full_name", "Enter the full name of the patient"),
            ("contact/", CONTACT, "phone", "Enter your phone number"),
            ("contact/", CONTACT, "call_language", "Choose a language for the call"),
            ("when/", WHEN, "call_window", "Choose when we can call you"),
        ]
    },
}


@pytest.mark.parametrize(("path", "fields", "words"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_answer_is_told_beside_its_field(client, hospital, path, fields, words):
    client.post(START)

    page = sent(client, path, urlencode(fields))

    assert page.status_code == 200
    assert "<title>Error: " in page.text
    assert words in page.text
    assert 'href="#id_' in page.text
    assert client.get(own(client, "check/")).status_code == 302  # the answers are not complete


UNREADABLE = {
    "a megabyte": (413, FORM, b"full_name=" + b"x" * 1_000_000),
    "1,200 fields": (400, FORM, b"&".join(b"f%d=1" % number for number in range(1200))),
    "a broken upload": (400, "multipart/form-data", b"no boundary"),
}


@pytest.mark.parametrize(("status", "kind", "body"), UNREADABLE.values(), ids=UNREADABLE)
@pytest.mark.parametrize("path", ["", "about/", "contact/", "when/", "check/", "status/find/", "status/change/"])
def test_what_cannot_be_read_gets_a_page_that_helps(client, hospital, path, status, kind, body):
    asked(client)
    fill(client)

    page = client.generic("POST", own(client, path), body, kind)

    assert page.status_code == status
    assert 'href="tel:108"' in page.text
    assert AppointmentRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("path", "fields", "words"),
    [
        ("status/find/", {"reference": "a\0b", "phone": "98470 12345"}, "Null characters are not allowed"),
        ("status/find/", {"phone": "98470 12345"}, "Enter your reference number"),
        ("status/find/", {"reference": "x" * 21, "phone": "x"}, "at most 20 characters"),
        ("status/change/", {}, "Write what you would like to change"),
        ("status/change/", {"wish": b"\xff"}, "Some letters did not reach us"),
        ("status/change/", {"wish": "x" * 301}, "at most 300 characters"),
    ],
)
def test_a_wrong_answer_about_a_sent_request_is_told_too(client, hospital, path, fields, words):
    appointment_request = asked(client)

    page = sent(client, path, urlencode(fields))

    assert words in page.text
    assert "<title>Error: " in page.text
    assert not appointment_request.notes.exists()


def test_of_a_field_that_comes_twice_the_last_counts(client, hospital):
    client.post(START)

    client.generic("POST", own(client, "contact/"), urlencode(CONTACT) + "&full_name=Amina+Test", FORM)

    assert 'value="Amina Test"' in client.get(own(client, "contact/")).text


def test_no_consent_is_made_up(client, hospital):
    shown = {"answers_sha256": carried(fill(client).text)["answers_sha256"]}

    for bad in ({"idempotency_key": "\0", "notice_sha256": "0" * 64}, {}, {"answer": b"\xff"}):
        sent(client, "check/", urlencode({"answer": "on"} | bad | shown))
    sent(client, "check/", urlencode(shown).encode() + b"&answer=%ff&answer=", FORM)

    assert not AppointmentRequest.objects.exists()
