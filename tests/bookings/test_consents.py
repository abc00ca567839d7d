"""Consent: the exact notice, each purpose by itself, and taken back as easily as it was given."""

import hashlib

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from bookings import consents
from bookings.models import AppointmentRequest, Consent, PrivacyNotice
from tests import factories
from tests.bookings.forms_filled import asked, fill, own, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital():
    return factories.HospitalFactory()


def test_each_purpose_is_a_row_with_the_exact_notice(client, hospital):
    before = timezone.now()
    page = fill(client, language="ml")
    send(client, page, phone_messages="on")

    rows = AppointmentRequest.objects.get().consents.all()

    assert {row.purpose for row in rows} == {"answer", "phone_messages"}
    for row in rows:
        assert (row.language, row.version) == ("ml", 1)
        assert row.sha256 == hashlib.sha256(row.notice.text.encode()).hexdigest()
        assert before <= row.given_at <= timezone.now()
        assert row.withdrawn_at is None


@pytest.mark.parametrize("language", ["en", "ml", "hi", "ar"])
def test_the_notice_stands_alone_in_every_language(client, hospital, language, settings):
    settings.GRIEVANCE_OFFICER, settings.GRIEVANCE_OFFICER_EMAIL = "Asha Officer", "officer@hospital.example"

    page = client.get(f"/{language}/appointments/privacy/")

    assert page.text.count("<h2>") == 6
    for fact in ("Asha Officer", "officer@hospital.example", "0495 270 0000", "365"):
        assert fact in page.text
        assert fact in consents.notice_text(language)  # not only at the foot of the page
    assert "{" not in consents.notice_text(language)


def test_a_new_wording_becomes_the_next_version_and_the_old_one_stays(hospital):
    first = consents.current_notice("en")
    assert consents.current_notice("en") == first

    factories.HospitalFactory().__class__.objects.update(phone="+914952700001")
    second = consents.current_notice("en")

    assert (first.version, second.version) == (1, 2)
    assert PrivacyNotice.objects.get(version=1).text == first.text


def test_a_kept_notice_cannot_be_changed_or_deleted(hospital):
    notice = consents.current_notice("en")

    for change in (lambda: PrivacyNotice.objects.update(text="x"), notice.delete):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()


def test_who_read_an_older_wording_is_asked_to_read_again(client, hospital):
    page = fill(client)
    hospital.phone = "+914952700001"
    hospital.save()

    again = send(client, page)
    assert "The privacy notice has changed" in again.text
    assert not AppointmentRequest.objects.exists()

    assert send(client, again).status_code == 302


def test_withdrawing_is_one_press_on_the_status_page(client, hospital):
    appointment_request = asked(client)
    page = client.get(own(client, "status/"))
    assert 'name="purpose" value="answer"' in page.text

    page = client.post(own(client, "status/withdraw/"), {"purpose": "answer"}, follow=True)

    assert "Your consent is withdrawn" in page.text
    appointment_request.refresh_from_db()
    assert appointment_request.status == "cancelled"
    assert appointment_request.consents.get().withdrawn_at
    assert appointment_request.history.filter(event="withdrawn", reason="answer").exists()
    assert appointment_request.tasks.get().kind == "withdrawn"


def test_withdrawing_phone_messages_leaves_the_request_as_it_is(client, hospital):
    send(client, fill(client), phone_messages="on")

    client.post(own(client, "status/withdraw/"), {"purpose": "phone_messages"})

    appointment_request = AppointmentRequest.objects.get()
    assert appointment_request.status == "requested"
    assert set(Consent.objects.in_force().values_list("purpose", flat=True)) == {"answer"}


def test_withdrawing_twice_changes_nothing_more(client, hospital):
    appointment_request = asked(client)
    for _press in range(2):
        client.post(own(client, "status/withdraw/"), {"purpose": "answer"})

    assert appointment_request.history.filter(event="withdrawn").count() == 1


def test_looking_at_the_link_withdraws_nothing(client, hospital):
    appointment_request = asked(client)

    assert client.get(own(client, "status/withdraw/") + "?purpose=answer").status_code == 405

    assert not appointment_request.consents.get().withdrawn_at
