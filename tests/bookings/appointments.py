"""Confirmed visits: to come, or begun half an hour ago."""

from datetime import timedelta

from django.utils import timezone

from bookings import services
from bookings.models import AppointmentRequest
from tests import factories
from tests.factories import at


def appointment(by, appointment_request=None, *, begun=True):
    """A confirmed visit; one that began half an hour ago."""
    appointment_request = appointment_request or factories.request()
    starts_at = at(3)
    services.confirm(
        appointment_request.pk,
        slot=factories.slot(factories.DoctorFactory(), starts_at),
        by=by,
        version=appointment_request.version,
    )
    if begun:
        begins = timezone.now() - timedelta(minutes=30)
        times = {"starts_at": begins, "ends_at": begins + timedelta(minutes=15)}
        AppointmentRequest.objects.filter(pk=appointment_request.pk).update(**times)
    return AppointmentRequest.objects.get(pk=appointment_request.pk)


def note(by, appointment_request, attendance="arrived"):
    return services.note_attendance(
        appointment_request.pk, attendance=attendance, by=by, version=appointment_request.version
    )
