"""What leaves: calendar entries that follow the visit, phone messages by the gateway, and dead ones that people see."""

from datetime import UTC

import pytest
from django.utils import timezone
from icalendar import Calendar

from bookings import consents, services
from bookings.messaging import outbox
from bookings.models import DeskTask, OutgoingMessage
from bookings.records import enqueue_messages
from common import queue
from common.models import Task
from tests import factories, gateway
from tests.factories import at
from tests.mail_server import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital():
    return factories.HospitalFactory()


@pytest.fixture
def phones(settings):
    with gateway.running() as running:
        settings.WEBHOOK_URL, settings.WEBHOOK_SECRET = running.url, gateway.SECRET
        yield running


def confirmed(front_desk, appointment_request=None):
    appointment_request = appointment_request or factories.request()
    return services.book(
        appointment_request.pk,
        time=factories.slot(factories.DoctorFactory(), at(3)),
        by=front_desk,
        version=appointment_request.version,
    )


def with_phone_messages(**answers):
    given = consents.Given(("answer", "phone_messages"), "en", consents.notice_hash("en"))
    return factories.request(consent=given, email="", **answers)


def calendar_of(mail):
    [part] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_content())
    [event] = calendar.walk("VEVENT")
    assert part.get_param("method") == calendar["METHOD"]
    return str(calendar["METHOD"]), event


def test_the_calendar_entry_follows_the_visit(mail_server, hospital, front_desk):
    appointment = confirmed(front_desk)
    outbox.send_due_messages()
    services.reschedule(
        appointment.pk,
        time=factories.slot(appointment.appointment.doctor, at(4)),
        by=front_desk,
        version=appointment.version,
    )
    outbox.send_due_messages()
    services.cancel(appointment.pk)
    outbox.send_due_messages()

    entries = [calendar_of(mail) for mail in mail_server.to("fathima@patient.example")]

    assert [method for method, _event in entries] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({event["UID"] for _method, event in entries}) == 1
    assert [event["SEQUENCE"] for _method, event in entries] == [0, 1, 2]
    assert entries[1][1].decoded("DTSTART") == at(4).astimezone(UTC)
    assert entries[2][1]["STATUS"] == "CANCELLED"


def test_cancelling_what_was_never_confirmed_has_no_calendar_entry(mail_server, hospital):
    services.cancel(factories.request().pk)

    outbox.send_due_messages()

    assert not [
        part for mail in mail_server.mails for part in mail.walk() if part.get_content_type() == "text/calendar"
    ]


def test_no_calendar_entry_says_what_it_is_about(mail_server, hospital, front_desk, editor, clinician, publisher):
    treatment = factories.published(editor, clinician, publisher).treatment
    confirmed(front_desk, factories.request(treatment=treatment, reason="Secret reason"))

    outbox.send_due_messages()

    _method, event = calendar_of(mail_server.to("fathima@patient.example")[-1])
    text = event.to_ical().decode().lower()
    assert "hip" not in text
    assert "secret" not in text


def test_the_mail_names_the_promise(mail_server, hospital):
    from directory.models import DeskHours

    for weekday in range(7):
        DeskHours.objects.create(weekday=weekday, opens="09:00", closes="17:00")
    appointment_request = factories.request()

    outbox.send_due_messages()

    text = words(mail_server.to("fathima@patient.example")[0])
    assert timezone.localtime(appointment_request.promised_by).strftime("%A") in text


def test_a_phone_message_is_signed_and_says_nothing_about_health(phones, hospital, front_desk, mail_server):
    appointment_request = confirmed(front_desk, with_phone_messages(reason="Secret reason"))

    outbox.send_due_messages()

    assert phones.refused == 0
    [message] = [message for message in phones.taken if message["kind"] == "confirmed"]
    assert message["to"] == "+919847012345"
    assert "10:00 am IST" in message["text"]
    assert appointment_request.reference in message["text"]
    assert "/appointments/status/" in message["text"]
    assert "Secret" not in message["text"]
    assert "Fathima" not in message["text"]


def test_without_consent_no_message_goes_to_a_phone(phones, hospital, mail_server):
    factories.request()

    outbox.send_due_messages()

    assert phones.taken == []


def test_consent_taken_back_stops_messages_that_still_wait(phones, hospital, mail_server):
    appointment_request = with_phone_messages()
    services.withdraw_consent(appointment_request.pk, "phone_messages")

    outbox.send_due_messages()

    assert phones.taken == []
    assert OutgoingMessage.objects.get(channel="webhook").state == "skipped"


def test_a_wrong_secret_waits_until_it_is_put_right(phones, hospital, mail_server, settings):
    settings.WEBHOOK_SECRET = "another secret of at least thirty-two characters"
    with_phone_messages()
    outbox.send_due_messages()
    assert phones.taken == []

    settings.WEBHOOK_SECRET = gateway.SECRET
    Task.objects.update(run_at=timezone.now())
    outbox.send_due_messages()

    assert len(phones.taken) == 1


@pytest.mark.parametrize("answer", [302, 429, 500, 503])
def test_a_gateway_in_trouble_is_tried_again_and_redirects_are_not_followed(phones, hospital, mail_server, answer):
    phones.answer = answer
    with_phone_messages()

    outbox.send_due_messages()

    message = OutgoingMessage.objects.get(channel="webhook")
    task = Task.objects.get(key=message.pk)
    assert (message.state, task.attempts, task.last_error) == ("pending", 1, f"NotNow {answer}")


def test_a_dead_message_becomes_a_task_and_can_be_sent_again(phones, hospital, mail_server, front_desk, client):
    phones.answer = 422
    appointment_request = with_phone_messages()
    outbox.send_due_messages()
    assert DeskTask.objects.get().kind == "message_dead"
    client.force_login(front_desk)
    assert "phone the patient" in client.get("/desk/").text
    message = OutgoingMessage.objects.get(state="dead")
    assert "Could not be sent" in client.get(f"/desk/requests/{appointment_request.reference}/").text

    phones.answer = 200
    assert client.post(f"/desk/messages/{message.pk}/again/").url == f"/desk/requests/{appointment_request.reference}/"
    outbox.send_due_messages()
    client.post(f"/desk/tasks/{DeskTask.objects.get().pk}/done/")

    assert len(phones.taken) == 1
    assert DeskTask.objects.get().done_by == front_desk
    assert "phone the patient" not in client.get("/desk/").text


def test_a_patients_mail_that_is_refused_for_good_becomes_a_task(mail_server, hospital):
    mail_server.answer = "550 no such mailbox"
    factories.request()

    outbox.send_due_messages()

    assert DeskTask.objects.get().kind == "message_dead"


def test_nothing_is_sent_about_an_erased_request(mail_server, hospital):
    from bookings.retention import erase

    erase(services.cancel(factories.request().pk).pk)

    outbox.send_due_messages()

    assert mail_server.to("fathima@patient.example") == []


def test_the_desk_sees_every_message_that_was_given_up_and_why(phones, mail_server, hospital, front_desk, client):
    phones.answer, mail_server.answer = 422, "550 fathima@patient.example: no such mailbox"
    given = consents.Given(("answer", "phone_messages"), "en", consents.notice_hash("en"))
    appointment_request = factories.request(consent=given)
    client.force_login(front_desk)
    assert "desk/messages/" not in client.get("/desk/").text
    outbox.send_due_messages()
    assert "Messages that could not be sent" in client.get("/desk/").text

    page = client.get("/desk/messages/").text

    assert page.count(appointment_request.reference) >= 3  # to the patient by mail and phone, and to the desk
    assert "SMTPDataError 550" in page
    assert "Refused 422" in page
    assert "fathima" not in page
    phones.answer, mail_server.answer = 200, "250 OK"
    for message in OutgoingMessage.objects.dead():
        assert client.post(f"/desk/messages/{message.pk}/again/", {"from_list": "yes"}).url == "/desk/messages/"
    outbox.send_due_messages()
    assert "Every message has left" in client.get("/desk/messages/").text


def move(front_desk, appointment, day):
    return services.reschedule(
        appointment.pk,
        time=factories.slot(appointment.appointment.doctor, at(day)),
        by=front_desk,
        version=appointment.version,
    )


def test_a_visit_moved_before_its_mails_left_is_told_once(mail_server, hospital, front_desk):
    appointment = confirmed(front_desk)
    appointment = move(front_desk, move(front_desk, appointment, 4), 5)

    outbox.send_due_messages()

    [mail] = [mail for mail in mail_server.to("fathima@patient.example") if "confirmed" in mail["Subject"]]
    assert calendar_of(mail)[1].decoded("DTSTART") == at(5).astimezone(UTC)
    assert not [mail for mail in mail_server.mails if "changed" in mail["Subject"]]


def test_a_visit_moved_there_and_back_before_anybody_was_told_is_told_nothing_new(mail_server, hospital, front_desk):
    appointment = confirmed(front_desk)
    outbox.send_due_messages()
    first = len(mail_server.to("fathima@patient.example"))
    move(front_desk, move(front_desk, appointment, 4), 3)

    outbox.send_due_messages()

    assert len(mail_server.to("fathima@patient.example")) == first


def remind(appointment_request):
    enqueue_messages(appointment_request, "reminder", appointment=appointment_request.appointment, about="once more")


def test_a_reminder_that_leaves_late_says_today(mail_server, hospital, front_desk, time_machine):
    appointment_request, early = confirmed(front_desk), at(3, hour=1)
    time_machine.move_to(early, tick=False)
    remind(appointment_request)

    outbox.send_due_messages()

    reminder = mail_server.to("fathima@patient.example")[-1]
    assert "is today" in reminder["Subject"]
    assert "Your appointment is today." in words(reminder)


def test_a_reminder_of_a_visit_that_was_moved_further_away_is_not_sent(mail_server, hospital, front_desk):
    remind(confirmed(front_desk))

    outbox.send_due_messages()

    assert not [mail for mail in mail_server.mails if "tomorrow" in mail["Subject"] or "today" in mail["Subject"]]


def test_a_calendar_entry_keeps_its_name_when_the_site_moves(mail_server, hospital, front_desk, settings):
    appointment = confirmed(front_desk)
    outbox.send_due_messages()
    settings.SITE_ADDRESS = "https://hospital.example"
    services.cancel(appointment.pk)
    outbox.send_due_messages()

    entries = [calendar_of(mail)[1] for mail in mail_server.to("fathima@patient.example")]

    assert entries[0]["UID"] == entries[1]["UID"]
    assert str(appointment.idempotency_key) not in str(entries)


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("K.M. Thomas", "Dear K. M. Thomas,"),
        ("Anne-Marie D’Souza", "Dear Anne-Marie D’Souza,"),
        ("ഫാത്തിമ ബീവി", "Dear ഫാത്തിമ ബീവി,"),
        ("فاطمة", "Dear فاطمة,"),
        ("Visit evil.example", "Dear Visit evil. example,"),
        ("Win at http://evil.example/x", "Hello,"),
        ("You won 1,000,000", "Hello,"),
        ("a " * 50, "Hello,"),
    ],
)
def test_a_mail_carries_names_and_nobodys_links(mail_server, hospital, name, greeting):
    factories.request(full_name=name.strip())

    outbox.send_due_messages()

    assert words(mail_server.to("fathima@patient.example")[0]).splitlines()[0] == greeting


def test_news_about_one_request_never_overtake_each_other(mail_server, hospital, front_desk):
    """The second worker waits with "cancelled" until the first is done with "confirmed"."""
    appointment = confirmed(front_desk)
    told = OutgoingMessage.objects.get(kind="confirmed")
    Task.objects.exclude(key=told.pk).delete()
    assert queue._claim(["message"]).key == str(told.pk)
    services.cancel(appointment.pk)
    other = factories.request(email="")

    assert outbox.send_due_messages() == 1  # the desk's, about the other request

    assert OutgoingMessage.objects.get(appointment_request=other).state == "sent"
    assert OutgoingMessage.objects.get(kind="cancelled").state == "pending"
    Task.objects.filter(key=told.pk).delete()
    assert outbox.send_due_messages() == 1
