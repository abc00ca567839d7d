"""Booked appointments: to come, or begun half an hour ago."""

from datetime import timedelta

import time_machine
from django.utils import timezone

from bookings import services
from bookings.models import AppointmentRequest
from tests import factories
from tests.factories import at


def appointment(by, appointment_request=None, *, begun=True):
    """A request with a booked time; one that began half an hour ago was booked the day before."""
    appointment_request = appointment_request or factories.request()
    if not begun:
        return book(appointment_request, by, at(3))
    now = timezone.localtime()
    starts_at = (now - timedelta(minutes=30)).replace(second=0, microsecond=0)
    starts_at -= timedelta(minutes=starts_at.minute % 15)
    if (starts_at.hour, starts_at.minute) == (23, 45):
        starts_at -= timedelta(minutes=15)  # a day's session ends a minute before midnight
    with time_machine.travel(now - timedelta(days=1), tick=False):
        return book(appointment_request, by, starts_at)


def book(appointment_request, by, starts_at, doctor=None):
    time = factories.slot(doctor or factories.DoctorFactory(), starts_at)
    services.book(appointment_request.pk, by=by, version=appointment_request.version, time=time)
    return AppointmentRequest.objects.get(pk=appointment_request.pk)


def note(by, appointment_request, attendance="arrived"):
    return services.note_attendance(
        appointment_request.pk, attendance=attendance, by=by, version=appointment_request.version
    )
