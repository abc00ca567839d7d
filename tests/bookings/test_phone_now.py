"""A card is lifted by what the patient wrote, the desk may put it back, and out of hours somebody is told, once."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core import mail
from django.utils import timezone

from bookings import retention, services
from bookings.messaging import outbox
from bookings.models import AppointmentRequest, HistoryEntry, OutgoingMessage, RedFlag
from bookings.urgency import approval
from directory.models import DeskHours, Holiday
from tests import factories
from tests.bookings.forms_filled import asked

pytestmark = pytest.mark.django_db

URGENT, HARMLESS = "Chest pain since morning", "Knee pain"
NIGHT, NOON = "2026-11-26 22:00 +0530", "2026-11-26 12:00 +0530"


@pytest.fixture(autouse=True)
def words(clinician):
    row = RedFlag.objects.create(sign="Chest pain", language="en", phrases="chest", near="pain*")
    approval.approve([row], by=clinician)


@pytest.fixture
def desk_hours():
    for weekday in range(7):
        DeskHours.objects.create(weekday=weekday, opens="09:00", closes="17:00")


def inbox(client, user):
    client.force_login(user)
    return BeautifulSoup(client.get("/desk/").text, "html.parser").select(".inbox__card")


def test_a_request_that_cannot_wait_stands_first_and_says_why(client, front_desk):
    factories.request(reason=HARMLESS)
    lifted = factories.request(reason=URGENT)

    first, second = inbox(client, front_desk)

    assert lifted.reference in first.get_text()
    assert "Phone now" in first.get_text()
    assert "Chest pain: Chest pain" in " ".join(first.select_one(".phone-now__sign").get_text().split())
    assert first.select_one(".phone-now svg")
    assert "Phone now" not in second.get_text()


def test_the_words_of_a_change_lift_the_card_too(client, front_desk):
    appointment_request = factories.request(reason=HARMLESS)

    services.request_change(appointment_request.pk, "now I have chest pain")
    appointment_request.refresh_from_db()

    assert appointment_request.is_urgent
    client.force_login(front_desk)
    page = client.get(f"/desk/requests/{appointment_request.reference}/").text
    assert "<q><bdi>chest pain</bdi></q>" in page


def test_who_looked_at_it_puts_it_back_and_history_says_so(client, front_desk):
    lifted = factories.request(reason=URGENT)
    client.force_login(front_desk)

    answer = client.post(f"/desk/requests/{lifted.reference}/not-urgent/")
    lifted.refresh_from_db()

    assert answer.status_code == 302
    assert not lifted.is_urgent
    entry = lifted.history.get(event=HistoryEntry.Event.NOT_URGENT)
    assert entry.by == front_desk
    assert "Phone now" not in client.get(f"/desk/requests/{lifted.reference}/").text
    client.post(f"/desk/requests/{lifted.reference}/not-urgent/")
    assert lifted.history.filter(event=HistoryEntry.Event.NOT_URGENT).count() == 1


def test_looking_changes_nothing(client, front_desk):
    lifted = factories.request(reason=URGENT)
    client.force_login(front_desk)

    assert client.get(f"/desk/requests/{lifted.reference}/not-urgent/").status_code == 405
    client.get(f"/desk/requests/{lifted.reference}/")
    lifted.refresh_from_db()

    assert lifted.is_urgent


def test_words_that_come_later_lift_it_again(front_desk):
    lifted = factories.request(reason=URGENT)
    services.not_urgent(lifted.pk, by=front_desk)

    services.request_change(lifted.pk, "Another day, please")
    lifted.refresh_from_db()
    assert not lifted.is_urgent

    services.request_change(lifted.pk, "chest pain again")
    lifted.refresh_from_db()
    assert lifted.is_urgent


def test_erasing_forgets_that_it_was_urgent():
    lifted = services.cancel(factories.request(reason=URGENT).pk)

    retention.erase(lifted.pk)
    lifted.refresh_from_db()

    assert lifted.is_urgent is False
    assert "is_urgent" in AppointmentRequest.PERSONAL_FIELDS


def messages_of(appointment_request):
    return appointment_request.messages.filter(kind=OutgoingMessage.Kind.URGENT)


def test_out_of_hours_the_mailbox_is_told_once_without_a_word_about_the_patient(settings, desk_hours, front_desk):
    settings.URGENT_MAIL = "on-call@hospital.example"
    with time_machine.travel(NIGHT, tick=False):
        lifted = factories.request(reason=URGENT, email="")
        services.correct_contact(lifted.pk, by=front_desk, version=None, phone="+919847054321")  # another version
        services.request_change(lifted.pk, "chest pain is worse")
        outbox.send_due_messages()

    told = [sent for sent in mail.outbox if sent.to == ["on-call@hospital.example"]]
    assert [sent.subject for sent in told] == [f"Please phone this patient now ({lifted.reference})"]
    assert f"/desk/requests/{lifted.reference}/" in told[0].body
    assert not any(word in told[0].body + told[0].subject for word in ("Fathima", "9847012345", "hest pain"))
    assert messages_of(lifted).count() == 1


def test_while_the_desk_is_there_it_sees_the_card_and_nobody_is_told(settings, desk_hours):
    settings.URGENT_MAIL = "on-call@hospital.example"
    with time_machine.travel(NOON, tick=False):
        lifted = factories.request(reason=URGENT)

    assert lifted.is_urgent
    assert not messages_of(lifted).exists()


def test_on_a_holiday_the_desk_is_not_there(settings, desk_hours):
    settings.URGENT_MAIL = "on-call@hospital.example"
    with time_machine.travel(NOON, tick=False):
        Holiday.objects.create(day=timezone.localdate())
        assert messages_of(factories.request(reason=URGENT)).exists()


def test_without_a_setting_nobody_is_told_and_what_can_wait_tells_nobody(settings, desk_hours):
    with time_machine.travel(NIGHT, tick=False):
        assert not messages_of(factories.request(reason=URGENT)).exists()
        settings.URGENT_MAIL = "on-call@hospital.example"
        assert not messages_of(factories.request(reason=HARMLESS)).exists()


def test_what_was_looked_at_meanwhile_is_not_told_any_more(settings, desk_hours, front_desk):
    settings.URGENT_MAIL = "on-call@hospital.example"
    with time_machine.travel(NIGHT, tick=False):
        lifted = factories.request(reason=URGENT, email="")
        services.not_urgent(lifted.pk, by=front_desk)
        outbox.send_due_messages()

    assert messages_of(lifted).get().state == OutgoingMessage.State.SKIPPED


def test_a_number_is_told_by_the_gateway_and_never_the_patient(settings, desk_hours, monkeypatch):
    settings.WEBHOOK_URL, settings.WEBHOOK_SECRET = "https://gateway.example/", "s" * 32
    settings.URGENT_PHONE = "+919847099999"
    posted = []
    monkeypatch.setattr("bookings.messaging.webhook._post", lambda url, body, headers: posted.append(body.decode()))
    with time_machine.travel(NIGHT, tick=False):
        lifted = factories.request(reason=URGENT, email="")
        outbox.send_due_messages()

    [body] = posted
    assert '"to": "+919847099999"' in body
    assert f"/desk/requests/{lifted.reference}/" in body
    assert "9847012345" not in body


def pages_and_mails(client, reason):
    """What this patient is shown and sent, with all that is different between two requests taken out."""
    mail.outbox.clear()
    appointment_request = asked(client, about={"reason": reason})
    outbox.send_due_messages()
    seen = client.get("/en/request/sent/", follow=True).text + client.get("/en/status/", follow=True).text
    mails = [f"{sent.subject} {sent.body}" for sent in mail.outbox if sent.to == [appointment_request.email]]
    return appointment_request, seen, mails


def test_no_patient_reads_a_word_of_it(client, desk_hours, settings):
    """Neither on the pages nor in the mails that follow."""
    factories.HospitalFactory()
    settings.URGENT_MAIL = "on-call@hospital.example"
    lifted, seen, mails = pages_and_mails(client, URGENT)
    plain, _seen, plain_mails = pages_and_mails(type(client)(), HARMLESS)

    assert lifted.is_urgent
    assert not plain.is_urgent
    assert not any(word in seen.lower() for word in ("urgent", "phone now", "may not wait"))
    assert [kind_of(text, lifted) for text in mails] == [kind_of(text, plain) for text in plain_mails]
    assert not any("urgent" in text.lower() or "phone now" in text.lower() for text in mails)


def kind_of(text, appointment_request):
    return text.replace(appointment_request.reference, "REFERENCE").split("http")[0]
