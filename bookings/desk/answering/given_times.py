"""The times that a request has, or has had: asked for once, because its page shows them in three places."""

from dataclasses import dataclass

from django.utils import timezone

from ...models import Appointment
from ...no_longer_fits import CAUSES, with_cause

OFFERED, RELEASED = Appointment.Status.OFFERED, Appointment.Status.RELEASED


@dataclass(frozen=True)
class GivenTimes:
    held: list[Appointment]  # for this patient, who can still take one
    cause: str = ""  # why what is booked cannot take place


def given_times(appointment_request):
    """One query, and none where nothing was ever given. From here on the request knows its `appointment`."""
    rows = _rows(appointment_request) if getattr(appointment_request, "has_appointments", True) else []
    now = timezone.now()
    held = [each for each in rows if each.status == OFFERED and each.held_until > now]
    agreed = [each for each in rows if each.status != OFFERED]
    appointment_request.appointment = max(agreed, key=lambda each: each.pk, default=None)
    booked = appointment_request.booked
    return GivenTimes(held, CAUSES.get(booked.cause, "") if booked else "")


def _rows(appointment_request):
    rows = with_cause(appointment_request.appointments.exclude(status=RELEASED))
    return list(rows.select_related("doctor", "location", "session__doctor").order_by("starts_at", "pk"))
