"""Giving a request its time: one of the doctor's own, or the next number of a shared session."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from directory.models import Doctor, OpdSession
from directory.opd import occurrences

from .models import ONE_APPOINTMENT_AT_A_TIME, ONE_NUMBER_EACH, AppointmentRequest


class TimeTaken(Exception):
    """The doctor already has a confirmed visit that overlaps this time."""


class SessionFull(Exception):
    """Every number of this shared session is given."""


class SessionNotHeld(Exception):
    """The doctor does not sit in this session on that day."""


class InThePast(Exception):
    """A visit can only be confirmed for a time to come."""


def give_time(appointment_request, *, doctor, starts_at, ends_at, overlap_reason, save, location=None):
    """A time of its own. Raises InThePast, TimeTaken."""
    if starts_at <= timezone.now():
        raise InThePast
    # One after the other for each doctor: the constraint alone is safe, but lets overlapping times deadlock.
    Doctor.objects.select_for_update(no_key=True).get(pk=doctor.pk)
    appointment_request.doctor, appointment_request.starts_at, appointment_request.ends_at = doctor, starts_at, ends_at
    appointment_request.overlap_reason = overlap_reason
    appointment_request.location = location or appointment_request.location
    appointment_request.session = appointment_request.session_day = None
    appointment_request.session_capacity = appointment_request.token_number = None
    _save_or_raise(appointment_request, save, {ONE_APPOINTMENT_AT_A_TIME: TimeTaken})


def assign_token(appointment_request, *, session, day, save):
    """The lowest free number of a shared session. Raises InThePast, SessionNotHeld, SessionFull."""
    # Two colleagues at once: the second waits here, and then sees the number that the first has given.
    session = OpdSession.objects.select_for_update(of=["self"]).select_related("doctor", "location").get(pk=session.pk)
    held = next((o for o in occurrences(session.doctor, day, day) if o.session.pk == session.pk), None)
    if held is None or session.kind != OpdSession.Kind.TOKENS:
        raise SessionNotHeld
    if held.ends_at <= timezone.now():
        raise InThePast
    appointment_request.doctor, appointment_request.starts_at, appointment_request.ends_at = (
        session.doctor,
        held.starts_at,
        held.ends_at,
    )
    appointment_request.overlap_reason = ""
    appointment_request.session, appointment_request.session_day, appointment_request.location = (
        session,
        day,
        session.location,
    )
    appointment_request.session_capacity = session.capacity
    appointment_request.token_number = _lowest_free_number(session, day, appointment_request)
    _save_or_raise(appointment_request, save, {ONE_NUMBER_EACH: SessionFull})


def _lowest_free_number(session, day, appointment_request):
    appointments = AppointmentRequest.objects.filter(session=session, session_day=day, status="confirmed")
    given = set(appointments.exclude(pk=appointment_request.pk).values_list("token_number", flat=True))
    number = next((number for number in range(1, session.capacity + 1) if number not in given), None)
    if number is None:
        raise SessionFull
    return number


def _save_or_raise(appointment_request, save, refusals):
    try:
        with transaction.atomic():
            save(appointment_request)
    except IntegrityError as error:
        refusal = refusals.get(error.__cause__.diag.constraint_name)
        if refusal:
            raise refusal from error
        raise
