"""Floods are slowed down for the one who makes them and for nobody else, and nothing typed is lost."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from bookings.models import AppointmentRequest
from common import rate_limits
from common.models import Attempt
from tests import factories
from tests.bookings.forms_filled import CONTACT, START, asked, fill, own, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital():
    return factories.HospitalFactory()


def visitor(address):
    return Client(REMOTE_ADDR=address)


def test_a_flood_from_one_address_writes_ten_requests_a_minute(hospital, settings):
    settings.FORMS_PER_MINUTE = 1000
    answers = []
    for number in range(25):
        client = visitor("198.51.100.7")
        page = fill(client, contact={"phone": f"98470 123{number:02d}", "email": ""})
        answers.append(send(client, page).status_code)

    assert AppointmentRequest.objects.count() == 10
    assert answers.count(429) == 15


def test_another_visitor_gets_through_a_flood(hospital, settings):
    settings.REQUESTS_PER_MINUTE = 1
    asked(visitor("198.51.100.7"))
    refused = visitor("198.51.100.7")
    assert send(refused, fill(refused)).status_code == 429

    assert asked(visitor("198.51.100.8"))


def test_who_is_refused_keeps_what_was_typed_and_learns_when_to_try_again(client, hospital, settings):
    settings.REQUESTS_PER_MINUTE = 1
    asked(client)

    page = send(client, fill(client))

    assert page.status_code == 429
    assert 0 < int(page["Retry-After"]) <= 60
    assert "Try again in" in page.text
    assert "0495 270 0000" in page.text
    assert "Fathima Test" in page.text

    Attempt.objects.update(at=timezone.now() - timedelta(seconds=61))
    assert send(client, client.get(own(client, "check/"))).status_code == 302


def test_one_phone_number_makes_five_requests_an_hour_from_any_address(hospital):
    for number in range(5):
        asked(visitor(f"198.51.100.{number}"))

    client = visitor("198.51.100.99")
    page = send(client, fill(client))

    assert page.status_code == 429
    assert "minute" in page.text


def test_one_email_address_gets_mail_about_five_requests_an_hour(hospital):
    for number in range(5):
        asked(visitor(f"198.51.100.{number}"), contact={"phone": f"98470 1000{number}"})

    client = visitor("198.51.100.99")
    contact = {"phone": "98470 10009", "email": "Fathima@Patient.example"}

    assert send(client, fill(client, contact=contact)).status_code == 429
    assert asked(client, contact=contact | {"email": ""})


def test_wishes_about_one_request_are_limited_by_themselves(client, hospital, settings):
    settings.REQUESTS_PER_HOUR_AND_PHONE = 2
    for _request in range(2):
        appointment_request = asked(client)

    codes = [client.post(own(client, "status/change/"), {"wish": f"Wish {number}"}).status_code for number in range(4)]

    assert codes == [302, 302, 429, 429]
    assert appointment_request.notes.count() == 2


def test_forms_begun_are_limited_too(hospital, settings):
    settings.FORMS_PER_MINUTE = 3

    codes = [visitor("198.51.100.7").post(START).status_code for _number in range(5)]

    assert codes == [302, 302, 302, 429, 429]


def test_a_repeat_is_not_counted(client, hospital, settings):
    settings.REQUESTS_PER_MINUTE = 1
    page = fill(client)

    assert [send(client, page).status_code for _tap in range(4)] == [302] * 4


def test_a_form_that_is_sent_at_once_is_asked_for_again(client, hospital, settings):
    settings.MINIMUM_FILL_SECONDS = 3

    page = send(client, fill(client))

    assert "That was very quick" in page.text
    assert not AppointmentRequest.objects.exists()
    session = client.session
    [draft] = session["appointment_drafts"].values()
    draft["started"] -= 3
    session.save()
    assert send(client, page).status_code == 302


def test_neither_address_nor_phone_is_kept(client, hospital):
    asked(client)

    kept = str(list(Attempt.objects.values()))

    assert "127.0.0.1" not in kept
    assert "9847012345" not in kept


def test_old_tries_are_forgotten(hospital):
    Attempt.objects.create(kind="x", who="y", at=timezone.now() - timedelta(days=2))
    Attempt.objects.create(kind="x", who="y")

    assert rate_limits.forget_old_attempts() == 1


def test_a_form_that_is_too_large_is_refused_unread(client, hospital):
    page = client.post(f"{START}contact/", CONTACT | {"full_name": "x" * 70_000})

    assert page.status_code == 413
    assert 'href="tel:108"' in page.text


def test_a_likely_duplicate_is_marked_and_not_refused(client, hospital):
    first, second = asked(client), asked(client)

    assert (first.looks_like_duplicate, second.looks_like_duplicate) == (False, True)


def test_looking_up_is_limited_the_same_for_right_and_wrong(hospital, settings):
    settings.LOOK_UPS_PER_MINUTE = 2
    appointment_request = factories.request()
    right = {"reference": appointment_request.reference, "phone": appointment_request.phone}

    def look_up(client, data):
        return client.post(f"{START}status/find/", data)

    client = visitor("198.51.100.7")
    wrong_phone = look_up(client, right | {"phone": "98470 99999"})
    wrong_reference = look_up(client, right | {"reference": "ZZZZ-ZZZZ"})
    messages = [page.text.count("We found no request") for page in (wrong_phone, wrong_reference)]
    assert messages[0] == messages[1] > 0
    assert look_up(client, right).status_code == 429
    assert look_up(client, right | {"phone": "98470 99999"}).status_code == 429
    assert look_up(visitor("198.51.100.8"), right).status_code == 302
    # Nor can the phone number be guessed from many addresses at once.
    assert look_up(visitor("198.51.100.9"), right).status_code == 429


def test_nul_bytes_and_wrong_types_are_told_and_not_a_crash(client, hospital):
    client.post(START)

    for bad in ({"full_name": "a\0b"}, {"phone": "\0"}, {"call_language": "xx"}, {"full_name": ["a", "b"]}):
        assert client.post(own(client, "contact/"), CONTACT | bad).status_code in (200, 302)
    assert client.post(own(client, "about/"), {"treatment": "\0", "doctor": "x"}, follow=True).status_code == 200
    assert (
        client.post(own(client, "check/"), {"idempotency_key": "\0", "notice_sha256": uuid.uuid4()}).status_code == 302
    )
    assert client.get(f"{START}?treatment=%00&doctor=%ff").status_code == 200
