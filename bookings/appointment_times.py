"""Giving a request its time: one of the doctor's own, or the next number of a shared session.

Both fill in the request; services.py saves it, and the constraints of the database have the last word.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from directory.models import Doctor, Location, OpdSession
from directory.opd import occurrences

from .models import ONE_APPOINTMENT_AT_A_TIME, ONE_NUMBER_EACH, AppointmentRequest
from .refusals import Code, Refusal

REFUSED_BY_THE_DATABASE = {ONE_APPOINTMENT_AT_A_TIME: Code.TIME_TAKEN, ONE_NUMBER_EACH: Code.SESSION_FULL}


@dataclass(frozen=True)
class Slot:
    """A time of its own. Without a location it is where the patient wished to come."""

    doctor: Doctor
    starts_at: datetime
    ends_at: datetime
    location: Location | None = None


@dataclass(frozen=True)
class Token:
    """The lowest free number of a shared session on one day."""

    session: OpdSession
    day: date


def give_slot(appointment_request: AppointmentRequest, slot: Slot, overlap_reason: str) -> None:
    if slot.starts_at <= timezone.now():
        raise Refusal(Code.IN_THE_PAST)
    # One after the other for each doctor: the constraint alone is safe, but lets overlapping times deadlock.
    Doctor.objects.select_for_update(no_key=True).get(pk=slot.doctor.pk)
    appointment_request.doctor = slot.doctor
    appointment_request.starts_at, appointment_request.ends_at = slot.starts_at, slot.ends_at
    appointment_request.location = slot.location or appointment_request.location
    appointment_request.overlap_reason = overlap_reason
    appointment_request.session = appointment_request.session_day = None
    appointment_request.session_capacity = appointment_request.token_number = None


def assign_token(appointment_request: AppointmentRequest, token: Token) -> None:
    # Two colleagues at once: the second waits here, and then sees the number that the first has given.
    locked = OpdSession.objects.select_for_update(of=["self"]).select_related("doctor", "location")
    session = locked.get(pk=token.session.pk)
    held = next((o for o in occurrences(session.doctor, token.day, token.day) if o.session.pk == session.pk), None)
    if held is None or session.kind != OpdSession.Kind.TOKENS:
        raise Refusal(Code.SESSION_NOT_HELD)
    if held.ends_at <= timezone.now():
        raise Refusal(Code.IN_THE_PAST)
    appointment_request.doctor, appointment_request.location = session.doctor, held.location
    appointment_request.starts_at, appointment_request.ends_at = held.starts_at, held.ends_at
    appointment_request.overlap_reason = ""
    appointment_request.session, appointment_request.session_day = session, token.day
    appointment_request.session_capacity = session.capacity
    appointment_request.token_number = _lowest_free_number(session, token.day, appointment_request)


def _lowest_free_number(session, day, appointment_request):
    appointments = AppointmentRequest.objects.filter(session=session, session_day=day, status="confirmed")
    given = set(appointments.exclude(pk=appointment_request.pk).values_list("token_number", flat=True))
    number = next((number for number in range(1, session.capacity + 1) if number not in given), None)
    if number is None:
        raise Refusal(Code.SESSION_FULL)
    return number
