"""A program that asks in bulk, with ten patients among what it sends: few strangers get mail, no patient is lost.

Short: 30 requests in bulk. Long: 1,000. All in ten minutes of the hospital's clock, by the real forms, to a real mail
server; five of the ten patients sit behind the same address of a carrier as part of the bulk.
"""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.passwords.links import ask_for
from bookings import services
from bookings.models import AppointmentRequest, OutgoingMessage
from common import queue
from directory.models import DeskHours
from tests import factories
from tests.bookings.forms_filled import asked
from tests.factories import at
from tests.mail_server import words
from tests.sizes import figures, size

pytestmark = pytest.mark.django_db

BULK = size(30, 1000)
MINUTES = 10
CARRIER = "203.0.113.9"
ADDRESSES = [CARRIER, *(f"198.51.{number}.7" for number in range(39))]
MOST_MAILS = 20
TEXTS = ("fever since", "pain in the", "my mother has", "please call about", "second opinion on")


@pytest.fixture(autouse=True)
def hospital(hospital):
    for weekday in range(7):
        DeskHours.objects.create(weekday=weekday, opens="08:00", closes="20:00")
    return hospital


def bulk_request(number):
    """Every second one goes to one of four victims, whose mailboxes it writes in ever new ways."""
    victim = f"vic.tim{number % 4}+{number}@victim.example"
    email = victim if number % 2 else f"somebody{number}@stranger{number}.example"
    asked(
        Client(REMOTE_ADDR=ADDRESSES[number % len(ADDRESSES)]),
        about={"reason": f"{TEXTS[number % len(TEXTS)]} {number} and {number * 7}"},
        contact={"full_name": f"Somebody {'abcdefghij'[number % 10]}", "phone": f"98{number:08}", "email": email},
    )


def patient_asks(number):
    address = CARRIER if number < 5 else f"192.0.2.{number}"
    contact = {"full_name": "Fathima Test", "phone": f"97{number:08}", "email": f"patient{number}@patient.example"}
    return asked(Client(REMOTE_ADDR=address), contact=contact)


def ten_minutes(time_machine, set_clock):
    """The bulk and the patients side by side, and the worker after each minute. Returns the patients' requests."""
    start, genuine = set_clock("2027-03-01 10:00"), []
    for minute in range(MINUTES):
        time_machine.move_to(start + timedelta(minutes=minute), tick=False)
        each = BULK // MINUTES
        for number in range(minute * each, (minute + 1) * each):
            bulk_request(number)
        genuine.append(patient_asks(minute))
        run_all()
    return genuine


def run_all():
    while queue.run_due("message", "password_link", limit=500):
        pass


def to_strangers(mail_server):
    return [mail for mail in mail_server.mails if mail["To"] != "desk@hospital.example"]


def test_a_program_that_asks_in_bulk_mails_few_strangers_and_hides_no_patient(
    mail_server, front_desk, client, time_machine, set_clock, caplog
):
    genuine = ten_minutes(time_machine, set_clock)

    mailed = len(to_strangers(mail_server))
    client.force_login(front_desk)
    inbox, page = client.get("/desk/").text, client.get("/desk/together/").text
    figures("bulk", in_bulk=BULK, mails_to_strangers=mailed, patients=len(genuine), alarms=len(alarms(caplog)))
    assert 0 < mailed <= MOST_MAILS
    assert AppointmentRequest.objects.waiting().count() == BULK + len(genuine)
    assert f"{BULK + len(genuine)} times more requests than usual" in inbox
    for appointment_request in genuine:
        assert appointment_request.promised_by > timezone.now()
        row = page[page.index(f"/desk/requests/{appointment_request.reference}/") :]
        assert "Call by Monday 1 March 2027" in row[: row.index("</li>")]
    assert len(alarms(caplog)) == 1


def test_after_the_bulk_answers_and_passwords_leave_at_once_and_no_message_is_lost(
    mail_server, front_desk, time_machine, set_clock
):
    genuine = ten_minutes(time_machine, set_clock)
    front_desk.email = "asha@staff.example"
    front_desk.save()
    for number, appointment_request in enumerate(genuine[:5]):
        slot = factories.slot(factories.DoctorFactory(), at(3 + number))
        services.book(appointment_request.pk, time=slot, by=front_desk, version=1)
    ask_for(front_desk.email)

    run_all()

    for number in range(5):
        assert "confirmed" in words(mail_server.to(f"patient{number}@patient.example")[-1])
    assert len(mail_server.to(front_desk.email)) == 1
    for hours in range(1, 9):
        time_machine.move_to(set_clock("2027-03-01 10:10") + timedelta(hours=hours), tick=False)
        run_all()
    assert not OutgoingMessage.objects.filter(state="pending").exists()
    for appointment_request in genuine[5:]:
        [message] = appointment_request.messages.filter(audience="patient")
        assert message.state == "sent" or appointment_request.tasks.open().filter(kind="held_back").exists()


def alarms(caplog):
    return [record for record in caplog.records if record.levelname == "ERROR"]


def test_negative_control_without_budgets_everybody_is_mailed(mail_server, settings, time_machine, set_clock):
    """This test exists to ensure that the proof above would see a flood."""
    settings.SURGE_AT_LEAST = settings.MESSAGES_PER_HOUR_AND_MAILBOX = settings.MESSAGES_PER_DAY_AND_MAILBOX = 10_000
    settings.STRANGERS_MESSAGES_PER_HOUR = 10_000

    ten_minutes(time_machine, set_clock)

    assert len(to_strangers(mail_server)) == BULK + MINUTES
