"""The demonstration fills a whole site, as people will first see it."""

from datetime import datetime, time, timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.utils import timezone
from filer.models import Image

from bookings.models import Appointment, AppointmentRequest
from demonstration import appointments
from directory.models import DeskHours, Doctor, Holiday
from directory.opd import next_occurrence, next_occurrences

pytestmark = pytest.mark.django_db


def midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))


def test_the_demonstration_says_when_everybody_is_there(demonstration):
    doctors = Doctor.objects.listed()
    assert set(next_occurrences(doctors)) == set(doctors.values_list("pk", flat=True))
    assert DeskHours.objects.count() == 6
    assert Holiday.objects.count() == 3


def test_the_front_desk_finds_requests_and_an_appointment(client, demonstration):
    appointments.load()
    client.force_login(get_user_model().objects.get(username="frontdesk"))

    inbox = BeautifulSoup(client.get("/desk/").text, "html.parser")

    assert len(inbox.select(".inbox__card")) == 3
    appointment = Appointment.objects.booked().get()
    assert appointment.appointment_request.status == "booked"
    assert appointment.appointment_request.reference in client.get("/desk/list/to-come/").text
    held = next_occurrence(appointment.doctor, after=midnight(timezone.localdate() + timedelta(days=1)))
    assert (appointment.session, appointment.location) == (held.session, held.location)
    assert (appointment.starts_at, appointment.exception_reason) == (held.starts_at, "")
    requests = AppointmentRequest.objects.all()
    assert all("Demo" in each.full_name or "ഡെമോ" in each.full_name or "ديمو" in each.full_name for each in requests)
    # No mail goes out to anybody, and these numbers have nobody behind them.
    assert {each.email for each in requests} == {""}
    assert all(each.phone.startswith("+914950000") for each in requests)


def test_some_pages_show_what_they_explain_in_every_language_they_have(client, demonstration):
    for url, alternative in (
        ("/en/treatments/cataract-surgery/", "Two eyes"),
        ("/en/treatments/coronary-angioplasty/", "The same artery three times"),
        ("/ar/treatments/botox-therapy-for-neurological-conditions/", "شخص مغمض العينين"),
    ):
        page = client.get(url).text
        assert f'alt="{alternative}' in page
        assert 'width="640" height="320"' in page
    assert Image.objects.count() == 3
