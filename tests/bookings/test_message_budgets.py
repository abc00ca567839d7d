"""What is too many waits, and what waited too long becomes a task; the desk's answers always leave."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.passwords.links import ask_for
from bookings import consents, services
from bookings.messaging import outbox
from bookings.models import DeskTask, OutgoingMessage
from common import queue
from common.models import Task
from tests import factories, gateway
from tests.bookings.appointments import appointment
from tests.factories import at

pytestmark = pytest.mark.django_db

PATIENT = "fathima@patient.example"


@pytest.fixture(autouse=True)
def hospital():
    return factories.HospitalFactory()


@pytest.fixture
def phones(settings):
    with gateway.running() as running:
        settings.WEBHOOK_URL, settings.WEBHOOK_SECRET = running.url, gateway.SECRET
        yield running


def confirm(front_desk, appointment_request, day=3):
    slot = factories.slot(factories.DoctorFactory(), at(day))
    return services.book(appointment_request.pk, time=slot, by=front_desk, version=1)


def with_phone_messages(**answers):
    given = consents.Given(("answer", "phone_messages"), "en", consents.notice_hash("en"))
    return factories.request(consent=given, email="", **answers)


def send_all_that_ever_becomes_due():
    Task.objects.update(run_at=timezone.now())
    outbox.send_due_messages(limit=1000)


def test_what_is_too_many_for_one_mailbox_waits_and_leaves_later(mail_server, time_machine):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    for number in range(7):
        factories.request(email=f"Fat.hima+{number}@patient.example")

    outbox.send_due_messages()
    outbox.send_due_messages()

    assert len([mail for mail in mail_server.mails if "patient.example" in mail["To"]]) == 5
    assert OutgoingMessage.objects.filter(state="pending").count() == 2
    assert list(Task.objects.filter(kind="message").values_list("attempts", flat=True)) == [0, 0]
    assert not DeskTask.objects.exists()
    time_machine.move_to(now + timedelta(minutes=61), tick=False)
    outbox.send_due_messages()
    assert len([mail for mail in mail_server.mails if "patient.example" in mail["To"]]) == 7


def test_the_desk_and_its_answers_are_never_kept_waiting(mail_server, front_desk):
    requests = [factories.request() for _number in range(9)]
    outbox.send_due_messages()
    for day, appointment_request in enumerate(requests, start=3):
        confirm(front_desk, appointment_request, day)
    services.cancel(requests[0].pk, by=front_desk)

    outbox.send_due_messages()

    assert len(mail_server.to("desk@hospital.example")) == 9
    confirmed = [mail for mail in mail_server.to(PATIENT) if "confirmed" in mail["Subject"]]
    assert len(confirmed) == 8
    assert len([mail for mail in mail_server.to(PATIENT) if "Cancelled" in mail["Subject"]]) == 1


def test_cancelling_over_and_over_fills_no_mailbox(mail_server):
    for _number in range(9):
        services.cancel(factories.request().pk)

    outbox.send_due_messages()

    assert len(mail_server.to(PATIENT)) == 5


def test_what_cannot_leave_in_time_becomes_a_task(mail_server, settings, front_desk, client):
    settings.MESSAGES_PER_DAY_AND_MAILBOX = 1
    factories.request()
    told_by_phone = factories.request()

    outbox.send_due_messages()

    message = OutgoingMessage.objects.get(appointment_request=told_by_phone, audience="patient")
    assert (message.state, message.last_error) == ("dead", "over budget")
    assert [task.appointment_request for task in DeskTask.objects.open()] == [told_by_phone]
    client.force_login(front_desk)
    page = client.get("/desk/").text
    assert 'Messages that were held back: phone these patients <span class="badge badge--bad">1</span>' in page
    assert told_by_phone.reference in client.get("/desk/list/held-back/").text
    assert "To do" not in page


def test_what_waits_for_the_whole_site_becomes_a_task_after_some_hours(mail_server, settings, time_machine, caplog):
    settings.STRANGERS_MESSAGES_PER_HOUR = 0
    now = timezone.now()
    factories.request()

    for hours in (1, 2, 4):
        time_machine.move_to(now + timedelta(hours=hours))
        send_all_that_ever_becomes_due()
        assert not DeskTask.objects.exists()
    time_machine.move_to(now + timedelta(hours=5, minutes=30))
    send_all_that_ever_becomes_due()

    assert DeskTask.objects.get().kind == "held_back"
    assert mail_server.to(PATIENT) == []
    assert {record.levelname for record in caplog.records} == {"ERROR"}


def test_a_message_that_waits_is_not_sent_when_the_desk_was_faster(mail_server, settings, front_desk):
    settings.STRANGERS_MESSAGES_PER_HOUR = 0
    appointment_request = factories.request()
    outbox.send_due_messages()
    confirm(front_desk, appointment_request)

    send_all_that_ever_becomes_due()

    [mail] = mail_server.to(PATIENT)
    assert "confirmed" in mail["Subject"]
    assert OutgoingMessage.objects.get(kind="received", audience="patient").state == "skipped"
    assert not DeskTask.objects.exists()


def test_a_mail_server_that_is_back_after_the_visit_has_begun_sends_no_news_of_it(mail_server, front_desk):
    appointment(front_desk, begun=True)

    outbox.send_due_messages()

    assert mail_server.to(PATIENT) == []
    assert DeskTask.objects.get().kind == "message_late"


def test_links_for_a_password_fill_no_mailbox_and_are_not_starved(mail_server):
    person = factories.staff("Front desk")
    person.email = "asha@hospital.example"
    person.save()
    for _number in range(9):
        factories.request(email=person.email)
        ask_for(person.email)

    queue.run_due()

    passwords = [mail for mail in mail_server.to(person.email) if "password" in mail["Subject"]]
    assert len(passwords) == 5


def test_an_address_of_ours_may_stand_for_patients_without_one(mail_server):
    for _number in range(7):
        factories.request(email="desk@hospital.example")

    outbox.send_due_messages()

    assert len(mail_server.to("desk@hospital.example")) == 14


def test_one_phone_gets_five_messages_an_hour(phones, mail_server):
    for _number in range(7):
        with_phone_messages()

    outbox.send_due_messages()

    assert len(phones.taken) == 5


@pytest.mark.parametrize(
    ("countries", "phone", "messages", "tasks"),
    [
        (["IN", "AE"], "+919847012345", 1, 0),
        (["IN", "AE"], "+971501234567", 1, 0),
        (["IN", "AE"], "+8811234567890", 0, 1),
        (["IN", "AE"], "+12025550143", 0, 1),
        (["all"], "+12025550143", 1, 0),
    ],
)
def test_phone_messages_go_where_our_patients_are(phones, mail_server, settings, countries, phone, messages, tasks):
    settings.PHONE_MESSAGE_COUNTRIES = countries
    with_phone_messages(phone=phone)

    outbox.send_due_messages()

    assert (len(phones.taken), DeskTask.objects.open().count()) == (messages, tasks)


def test_who_has_an_email_needs_no_call_for_want_of_phone_messages(phones, mail_server):
    given = consents.Given(("answer", "phone_messages"), "en", consents.notice_hash("en"))
    factories.request(consent=given, phone="+12025550143")

    outbox.send_due_messages()

    assert len(mail_server.to(PATIENT)) == 1
    assert not DeskTask.objects.exists()
