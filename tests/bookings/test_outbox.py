"""Messages leave through a real mail server on loopback."""

import smtplib
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone

from bookings import services
from bookings.messaging import outbox
from bookings.models import OutgoingMessage
from bookings.records import task_of
from common import queue
from common.models import Task
from tests import factories
from tests.bookings.forms_filled import own
from tests.factories import at
from tests.mail_server import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital():
    return factories.HospitalFactory()


def pending():
    return OutgoingMessage.objects.filter(state="pending")


def confirmed(front_desk, **answers):
    appointment_request = factories.request(**answers)
    services.book(
        appointment_request.pk,
        time=factories.slot(factories.DoctorFactory(name={"en": "Asha Test", "ml": "ആശ ടെസ്റ്റ്"}), at(3)),
        by=front_desk,
        version=1,
    )
    appointment_request.refresh_from_db()
    return appointment_request


def test_a_request_is_told_to_the_patient_and_to_the_desk(mail_server, hospital):
    appointment_request = factories.request()

    assert outbox.send_due_messages() == 2

    [to_patient] = mail_server.to("fathima@patient.example")
    [to_desk] = mail_server.to("desk@hospital.example")
    assert appointment_request.reference in words(to_patient)
    assert "This is a request" in words(to_patient)
    assert "Fathima" not in to_desk.as_string()
    assert set(OutgoingMessage.objects.values_list("state", flat=True)) == {"sent"}


def test_the_confirmation_names_day_time_zone_and_doctor(mail_server, hospital, front_desk):
    appointment_request = confirmed(front_desk)

    outbox.send_due_messages()

    confirmation = mail_server.to("fathima@patient.example")[-1]
    assert timezone.localtime(at(3)).strftime("%A") in words(confirmation)
    assert "10:00 am IST" in words(confirmation)
    assert "Dr Asha Test" in words(confirmation)
    assert appointment_request.reference in confirmation["Subject"]


def test_the_confirmation_is_in_the_patients_language(mail_server, hospital, front_desk):
    confirmed(front_desk, language="ml")

    outbox.send_due_messages()

    assert "ആശ ടെസ്റ്റ്" in words(mail_server.to("fathima@patient.example")[-1])


def test_no_subject_names_the_treatment(mail_server, hospital, front_desk, editor, clinician, publisher):
    treatment = factories.published(editor, clinician, publisher, title="Hip replacement").treatment
    confirmed(front_desk, treatment=treatment)

    outbox.send_due_messages()

    assert mail_server.mails
    assert not [mail["Subject"] for mail in mail_server.mails if "hip" in mail["Subject"].lower()]


def test_a_message_that_is_no_longer_true_is_not_sent(mail_server, hospital):
    services.cancel(factories.request().pk)

    outbox.send_due_messages()

    assert [mail["Subject"][:10] for mail in mail_server.to("fathima@patient.example")] == ["Cancelled:"]
    assert OutgoingMessage.objects.get(kind="received", audience="patient").state == "skipped"


def test_a_mail_server_that_is_away_is_tried_again_later(settings, hospital):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    factories.request()

    outbox.send_due_messages()

    assert set(Task.objects.values_list("attempts", "last_error")) == {(1, "ConnectionRefusedError")}
    assert not Task.objects.filter(run_at__lte=timezone.now()).exists()
    assert pending().count() == 2
    assert outbox.send_due_messages() == 0


def test_the_waits_grow_up_to_half_an_hour(settings, hospital):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    factories.request(email="")
    waits = []

    for _try in range(9):
        Task.objects.update(run_at=timezone.now())
        before = timezone.now()
        outbox.send_due_messages()
        waits.append(round((Task.objects.get().run_at - before).total_seconds()))

    assert waits == [30, 60, 120, 240, 480, 960, 1800, 1800, 1800]


def test_a_refusal_for_good_is_not_tried_again(mail_server, hospital):
    mail_server.answer = "550 no such mailbox"
    factories.request()

    outbox.send_due_messages()

    assert set(OutgoingMessage.objects.values_list("state", flat=True)) == {"dead"}


def test_a_refusal_for_now_is_tried_again(mail_server, hospital):
    mail_server.answer = "451 try later"
    factories.request()

    outbox.send_due_messages()
    mail_server.answer = "250 OK"
    Task.objects.update(run_at=timezone.now())
    outbox.send_due_messages()

    assert len(mail_server.mails) == 2
    assert not pending().exists()


def test_a_killed_workers_message_is_taken_up_when_its_lease_ends(mail_server, hospital):
    factories.request(email="")
    assert queue._claim(["message"]) is not None  # the worker dies here
    assert outbox.send_due_messages() == 0

    Task.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    assert outbox.send_due_messages() == 1
    assert len(mail_server.mails) == 1


@pytest.mark.parametrize("error", [None, TimeoutError(), queue.GiveUp()], ids=["sent", "later", "dead"])
def test_a_worker_that_took_too_long_overwrites_nothing(mail_server, hospital, error, monkeypatch):
    """Its lease is over, and another has sent the message by now."""
    factories.request(email="")
    slow = queue._claim(["message"])
    Task.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert outbox.send_due_messages() == 1

    if error:
        OutgoingMessage.objects.update(state="pending", sent_at=None)  # the slow one had begun before
        monkeypatch.setitem(outbox._CHANNELS, "mail", refusing(error))
    queue._run(slow)

    message = OutgoingMessage.objects.get()
    assert (message.state, message.last_error) == ("pending" if error else "sent", "")
    assert (len(mail_server.mails), Task.objects.count()) == (1, 0)


def refusing(error):
    def refuse(_message):
        raise error

    return refuse


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (smtplib.SMTPSenderRefused(550, b"not you", "us@hospital.example"), "pending"),
        (smtplib.SMTPAuthenticationError(535, b"no"), "pending"),
        (smtplib.SMTPConnectError(554, b"no"), "pending"),
        (smtplib.SMTPRecipientsRefused({"a@x.example": (550, b"no a@x.example")}), "dead"),
        (smtplib.SMTPRecipientsRefused({"a@x.example": (450, b"later")}), "pending"),
        (smtplib.SMTPDataError(554, b"no"), "dead"),
    ],
)
def test_what_is_about_us_is_tried_again_and_what_is_about_the_reader_is_not(hospital, error, state, monkeypatch):
    factories.request(email="")
    monkeypatch.setattr(EmailMessage, "send", refusing(error))

    outbox.send_due_messages()

    message, task = OutgoingMessage.objects.get(), Task.objects.get()
    assert (message.state, task.is_dead) == (state, state == "dead")
    assert message.last_error == (task.last_error if state == "dead" else "")
    assert task.last_error.startswith(type(error).__name__)
    assert "@" not in task.last_error


def test_a_mail_sent_twice_carries_one_message_id(mail_server, hospital):
    factories.request(email="")
    outbox.send_due_messages()

    message = OutgoingMessage.objects.get()
    OutgoingMessage.objects.update(state="pending", sent_at=None)
    queue.put(task_of(message))
    outbox.send_due_messages()

    assert len(mail_server.mails) == 2
    assert len({mail["Message-ID"] for mail in mail_server.mails}) == 1


def test_the_link_in_the_mail_opens_the_status_page(mail_server, hospital, client):
    appointment_request = factories.request()
    outbox.send_due_messages()
    [mail] = mail_server.to("fathima@patient.example")
    [link] = [line for line in words(mail).splitlines() if "/appointments/status/" in line]

    page = client.get(link.split("localhost:8000")[1], follow=True)

    assert page.redirect_chain == [(own(client, "status/"), 302)]
    assert appointment_request.reference in page.text


@pytest.mark.parametrize("language", ["en", "ml", "hi", "ar"])
@pytest.mark.parametrize("kind", OutgoingMessage.Kind.values)
def test_every_message_can_be_written_in_every_language(kind, language, hospital, front_desk, settings):
    from bookings.messaging import mails

    settings.URGENT_MAIL = "on-call@hospital.example"
    appointment_request = confirmed(front_desk, language=language)
    message = OutgoingMessage(kind=kind, audience="patient", appointment_request=appointment_request, dedupe_key="x")
    if kind == "late":  # is about nothing else
        message.appointment = appointment_request.appointment

    mail = mails.mail_for(message)

    assert appointment_request.reference in mail.subject + mail.body
    assert "{" not in mail.body
    assert "None" not in mail.body
