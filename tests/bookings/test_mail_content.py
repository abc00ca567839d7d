"""What a patient's mail says besides its news: about whom, where, whom to call, and what a calendar does with it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from bookings import services
from bookings.messaging import outbox
from bookings.models import AppointmentRequest
from tests import factories
from tests.factories import at
from tests.mail_server import words

pytestmark = pytest.mark.django_db

PATIENT = "fathima@patient.example"


@pytest.fixture(autouse=True)
def hospital():
    return factories.HospitalFactory()


@pytest.fixture
def clinic():
    return factories.LocationFactory(
        name={"en": "City Clinic", "ml": "സിറ്റി ക്ലിനിക്"},
        address={"en": "12 Beach Road\nKozhikode 673001"},
        directions={"en": "Bus 7 to the beach. The lift is on the left."},
        phone="+914952700001",
        map_url="https://maps.example/city-clinic",
    )


def confirmed(front_desk, location=None, **answers):
    appointment_request = factories.request(**answers)
    slot = factories.slot(factories.DoctorFactory(), at(3), location=location)
    return services.book(appointment_request.pk, time=slot, by=front_desk, version=1)


def text_of(mail):
    return words(mail).replace("\r\n", "\n")


def calendar_entry(mail):
    [part] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    [event] = Calendar.from_ical(part.get_content()).walk("VEVENT")
    return event


def test_an_answer_to_a_patients_mail_reaches_the_desk(mail_server):
    factories.request()

    outbox.send_due_messages()

    assert mail_server.to(PATIENT)[0]["Reply-To"] == "desk@hospital.example"
    assert mail_server.to("desk@hospital.example")[0]["Reply-To"] is None


def test_a_family_knows_which_mail_is_about_whom(mail_server):
    child = factories.request(full_name="Amina Test", contact_name="Fathima Test", relation="child")
    father = factories.request(full_name="Basheer Test", contact_name="Fathima Test", relation="parent")

    outbox.send_due_messages()

    about = [words(mail).splitlines()[2] for mail in mail_server.to(PATIENT)]
    assert about == [
        f"This is about Amina, reference {child.reference}.",
        f"This is about Basheer, reference {father.reference}.",
    ]


def test_a_name_that_is_none_is_not_repeated(mail_server):
    appointment_request = factories.request(full_name="http://evil.example/x now")

    outbox.send_due_messages()

    assert words(mail_server.to(PATIENT)[0]).splitlines()[2] == f"Reference: {appointment_request.reference}"


def test_a_confirmation_says_how_to_get_there_and_whom_to_call_from_abroad(mail_server, front_desk, clinic):
    confirmed(front_desk, clinic)

    outbox.send_due_messages()

    text = text_of(mail_server.to(PATIENT)[-1])
    assert "Where: City Clinic\n12 Beach Road\nKozhikode 673001\nPhone there: +91 495 270 0001\n" in text
    assert "How to get there:\nBus 7 to the beach. The lift is on the left.\n" in text
    assert "On the map:\nhttps://maps.example/city-clinic\n" in text
    assert "Call us on +91 495 270 0000." in text
    assert "In an emergency call 108." in text


@pytest.mark.parametrize(("language", "way"), [("ml", "എത്താനുള്ള വഴി:"), ("hi", "कैसे पहुँचें:"), ("ar", "كيفية الوصول:")])
def test_the_way_is_told_in_the_patients_language(mail_server, front_desk, clinic, language, way):
    confirmed(front_desk, clinic, language=language)

    outbox.send_due_messages()

    text = text_of(mail_server.to(PATIENT)[-1])
    assert way in text
    assert "Fathima" in text
    assert "This is about" not in text


def test_a_place_of_which_little_is_known_leaves_no_gaps(mail_server, front_desk):
    confirmed(front_desk, factories.LocationFactory(name={"en": "City Clinic"}))

    outbox.send_due_messages()

    text = text_of(mail_server.to(PATIENT)[-1])
    assert "Where: City Clinic\n\nSee your request:" in text
    assert "How to get there" not in text


def test_the_calendar_entry_has_the_address_and_an_alarm_and_asks_for_no_answer(
    mail_server, front_desk, clinic, settings
):
    settings.DEFAULT_FROM_EMAIL = "Test Hospital <appointments@hospital.example>"
    confirmed(front_desk, clinic)

    outbox.send_due_messages()

    event = calendar_entry(mail_server.to(PATIENT)[-1])
    assert event["LOCATION"] == "City Clinic, 12 Beach Road, Kozhikode 673001"
    assert "Bus 7" in event["DESCRIPTION"]
    assert "+91 495 270 0000" in event["DESCRIPTION"]
    assert event["ORGANIZER"] == "MAILTO:appointments@hospital.example"
    assert event["ATTENDEE"].params == {"PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}
    [alarm] = event.walk("VALARM")
    assert alarm.decoded("TRIGGER") == timedelta(days=-1)


def test_a_cancelled_entry_rings_no_alarm(mail_server, front_desk):
    services.cancel(confirmed(front_desk).pk)

    outbox.send_due_messages()

    assert calendar_entry(mail_server.to(PATIENT)[-1]).walk("VALARM") == []


def test_a_mail_that_leaves_late_promises_no_hour_that_has_passed(mail_server):
    late = factories.request()
    AppointmentRequest.objects.filter(pk=late.pk).update(promised_by=timezone.now() - timedelta(minutes=1))

    outbox.send_due_messages()

    assert "We will call you to agree a time." in words(mail_server.to(PATIENT)[0])
