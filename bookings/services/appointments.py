"""Giving a request its time, moving it, calling it off, and noting who came."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from .. import free_times
from ..free_times import ExceptionalTime, ExtraToken, Place, Time
from ..models import (
    ONE_APPOINTMENT_AT_A_TIME,
    ONE_NUMBER_EACH,
    Appointment,
    AppointmentRequest,
    DeskTask,
    HandledDisruption,
    HistoryEntry,
    OutgoingMessage,
)
from ..records import create_task, enqueue_messages, record_history
from ..refusals import Code, Refusal
from . import changes, disruptions

Status = AppointmentRequest.Status
Actor = HistoryEntry.Actor
Event = HistoryEntry.Event
Kind = OutgoingMessage.Kind
How = HandledDisruption.How
REFUSED_BY_THE_DATABASE = {
    ONE_APPOINTMENT_AT_A_TIME: Code.TIME_TAKEN,
    ONE_NUMBER_EACH: Code.SESSION_FULL,
    "one_appointment_to_come_for_each_request": Code.MOVE_NOT_ALLOWED,
    # Triggers: their names in the database begin and end with something more.
    "no_overlap_that_no_exception_names": Code.TIME_TAKEN,
    "an_exception_overlaps_what_it_names": Code.NOTHING_OVERLAPS,
    "appointments_fit_the_plan": Code.SESSION_NOT_HELD,
    "exceptions_lie_outside_sessions": Code.INSIDE_A_SESSION,
    "plan_change_overlaps_no_other_session": Code.ANOTHER_SESSION,
}


@transaction.atomic
def book(
    appointment_request_id: int,
    *,
    by: User,
    version: int | None,
    time: Time,
    origin: str = Appointment.Origin.REQUEST,
) -> AppointmentRequest:
    """The desk gives the request a time. Refused as free_times.place_of says; exceptions take a right of their own."""
    _check_exception(time, by)
    changes.lock_times([time])
    appointment_request = changes.lock(appointment_request_id, version)
    if appointment_request.booked:
        raise Refusal(Code.MOVE_NOT_ALLOWED, f"{appointment_request} has a time: move it")
    disruptions.note(appointment_request, How.MOVED, by=by)
    changes.move(appointment_request, Status.BOOKED, Event.BOOKED, actor=Actor.DESK, by=by, reason=_reason(time))
    changes.release_offers(appointment_request)
    appointment = Appointment(appointment_request=appointment_request, origin=origin)
    write(appointment, free_times.place_of(time))
    changes.save(appointment_request)
    appointment_request.appointment = appointment
    enqueue_messages(appointment_request, Kind.CONFIRMED, appointment=appointment)
    return appointment_request


@transaction.atomic
def reschedule(appointment_request_id: int, *, by: User, version: int | None, time: Time) -> AppointmentRequest:
    """The desk moves a booked appointment. Takes what `book` does; what stays the same is told to nobody."""
    _check_exception(time, by)
    before = AppointmentRequest.objects.get(pk=appointment_request_id).appointment
    changes.lock_times([time], *([before.doctor_id] if before else []))
    appointment_request = changes.lock(appointment_request_id, version)
    appointment = appointment_request.booked
    if appointment is None or appointment.attendance or appointment != before:
        raise Refusal(Code.MOVE_NOT_ALLOWED, f"{appointment_request} is not booked, or has been")
    changes.release_offers(appointment_request)
    place = free_times.place_of(time, moving=appointment)
    if all(getattr(appointment, name) == value for name, value in place.items()):
        return appointment_request
    disruptions.note(appointment_request, How.MOVED, by=by)
    appointment.sequence += 1
    write(appointment, place)
    changes.save(appointment_request)
    record_history(appointment_request, Event.RESCHEDULED, actor=Actor.DESK, by=by, reason=_reason(time))
    enqueue_messages(appointment_request, Kind.RESCHEDULED, appointment=appointment)
    return appointment_request


@transaction.atomic
def cancel(
    appointment_request_id: int, *, by: User | None = None, version: int | None = None, reason: str = ""
) -> AppointmentRequest:
    """The patient (no `by`) or the desk, with a code of CancelReason, calls it off.

    A booked time becomes free at once, and the desk knows.
    """
    appointment_request = changes.lock(appointment_request_id, version)
    if appointment_request.is_over or not (by or appointment_request.patient_may_change):
        raise Refusal(Code.MOVE_NOT_ALLOWED, f"{appointment_request} can no longer be called off")
    call_off(appointment_request, by, reason)
    return appointment_request


def call_off(appointment_request: AppointmentRequest, by: User | None, reason: str = "") -> None:
    """`cancel`, for a request that is locked and may be called off."""
    booked = appointment_request.booked
    actor = Actor.DESK if by else Actor.PATIENT
    disruptions.note(appointment_request, How.CANCELLED, by=by)
    changes.move(appointment_request, Status.CANCELLED, Event.CANCELLED, actor=actor, by=by, reason=reason)
    changes.release_offers(appointment_request)
    if booked:
        free_the_time(booked)
        if by is None:
            create_task(DeskTask.Kind.PATIENT_CANCELLED, appointment_request)
    changes.save(appointment_request)
    enqueue_messages(appointment_request, Kind.CANCELLED, appointment=booked)


@transaction.atomic
def take_time_away(appointment_request_id: int, *, by: User, version: int | None) -> AppointmentRequest:
    """The hospital cannot keep the time: the request waits again, with a new promise, and the patient is told."""
    appointment_request = changes.lock(appointment_request_id, version)
    booked = appointment_request.booked
    if booked is None or booked.attendance:
        raise Refusal(Code.MOVE_NOT_ALLOWED, f"{appointment_request} has no time to take away")
    disruptions.note_taken_away(booked, by=by)
    changes.move(appointment_request, Status.REQUESTED, Event.TIME_TAKEN_AWAY, actor=Actor.DESK, by=by)
    free_the_time(booked)
    changes.save(appointment_request)
    enqueue_messages(appointment_request, Kind.TIME_TAKEN_AWAY, appointment=booked)
    return appointment_request


@transaction.atomic
def close(appointment_request_id: int) -> AppointmentRequest:
    """The last appointment is over."""
    appointment_request = changes.lock(appointment_request_id, version=None)
    booked = appointment_request.booked
    if booked is None or booked.ends_at > timezone.now():
        raise Refusal(Code.MOVE_NOT_ALLOWED, f"{appointment_request} is not over")
    changes.move(appointment_request, Status.CLOSED, Event.CLOSED, actor=Actor.SYSTEM)
    changes.save(appointment_request)
    return appointment_request


@transaction.atomic
def note_attendance(
    appointment_request_id: int, *, attendance: str, by: User, version: int | None
) -> AppointmentRequest:
    """Came, on the day of the appointment (early too), or did not come, once it has begun."""
    appointment_request = changes.lock(appointment_request_id, version)
    appointment = appointment_request.appointment
    if appointment is None or not appointment.may_note(attendance):
        raise Refusal(Code.MOVE_NOT_ALLOWED, f"{appointment_request} has not taken place")
    appointment.attendance = attendance
    appointment.save(update_fields=["attendance"])
    record_history(appointment_request, Event.ATTENDED, actor=Actor.DESK, by=by, reason=attendance)
    changes.save(appointment_request)
    return appointment_request


def free_the_time(appointment: Appointment) -> None:
    """For good: a cancelled appointment never comes back."""
    appointment.status = Appointment.Status.CANCELLED
    appointment.cancelled_at = timezone.now()
    appointment.sequence += 1
    appointment.save(update_fields=["status", "cancelled_at", "sequence"])


def _check_exception(time: Time, by: User) -> None:
    if isinstance(time, ExceptionalTime | ExtraToken) and not by.has_perm("bookings.book_exception"):
        raise PermissionDenied("only some people may give a time outside the plan, or beside another appointment")


def _reason(time: Time) -> str:
    return time.reason if isinstance(time, ExceptionalTime | ExtraToken) else ""


def write(appointment: Appointment, place: Place) -> None:
    """Save it at this place. Refused in words also where only the database sees what is in the way."""
    for name, value in place.items():
        setattr(appointment, name, value)
    appointment.given_at = timezone.now()
    with refusals_of_the_database():
        appointment.save()


@contextmanager
def refusals_of_the_database() -> Iterator[None]:
    """In words, where the database was faster than free_times: somebody wrote past the services' locks."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        code = _refused(_rule(error))
        if code is None:
            raise
        raise Refusal(code) from error


def _rule(error: IntegrityError) -> str:
    """The name of the constraint or trigger."""
    diagnostics = getattr(error.__cause__, "diag", None)
    return getattr(diagnostics, "constraint_name", None) or ""


def _refused(rule: str) -> Code | None:
    return next((code for name, code in REFUSED_BY_THE_DATABASE.items() if name in rule), None)
