"""Holding free times for one patient, who takes one of them by a tap. An offer is an appointment that is held."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from .. import free_times, next_action
from ..free_times import Time
from ..models import Appointment, AppointmentRequest, HandledDisruption, HistoryEntry, OutgoingMessage
from ..records import enqueue_messages, record_history
from ..refusals import Code, Refusal
from . import changes, disruptions
from .appointments import refusals_of_the_database, write

Actor = HistoryEntry.Actor
Event = HistoryEntry.Event
Kind = OutgoingMessage.Kind
Status = AppointmentRequest.Status
How = HandledDisruption.How


@transaction.atomic
def offer(
    appointment_request_id: int, *, by: User, version: int | None, times: Sequence[Time], until: datetime
) -> AppointmentRequest:
    """Hold these times for the patient until then, and send them. What was offered before is no longer held.

    For a request that waits, or one whose time cannot be kept. Refused when one of the times cannot be given.
    """
    changes.lock_times(times)
    appointment_request = changes.lock(appointment_request_id, version)
    if not appointment_request.patient_may_change:
        raise Refusal(Code.MOVE_NOT_ALLOWED, f"{appointment_request} needs no time")
    changes.release_offers(appointment_request)
    disruptions.note(appointment_request, How.OFFERED, by=by)
    for time in times:
        held = Appointment(appointment_request=appointment_request, status=Appointment.Status.OFFERED, held_until=until)
        write(held, free_times.place_of(time))
    if appointment_request.status == Status.REQUESTED:
        next_action.after_offer(appointment_request, until)
    changes.save(appointment_request)
    record_history(appointment_request, Event.OFFERED, actor=Actor.DESK, by=by)
    enqueue_messages(appointment_request, Kind.OFFERED)
    return appointment_request


@transaction.atomic
def take_back_offer(appointment_request_id: int, *, by: User, version: int | None) -> AppointmentRequest:
    """The patient does not want what is held, or somebody else waits for it: it is free, and the patient is called."""
    appointment_request = changes.lock(appointment_request_id, version)
    if not changes.release_offers(appointment_request):
        raise Refusal(Code.MOVE_NOT_ALLOWED, f"nothing is held for {appointment_request}")
    if appointment_request.status == Status.REQUESTED:
        next_action.after_offer(appointment_request, timezone.now())
    changes.save(appointment_request)
    record_history(appointment_request, Event.OFFER_TAKEN_BACK, actor=Actor.DESK, by=by)
    return appointment_request


@transaction.atomic
def accept(appointment_request_id: int, appointment_id: int) -> AppointmentRequest:
    """The patient takes what is held for them. Twice is once; refused when it is no longer held."""
    held = Appointment.objects.filter(pk=appointment_id, appointment_request=appointment_request_id).first()
    if held is None:
        raise Refusal(Code.OFFER_IS_OVER)
    before = held.appointment_request.booked
    changes.lock_times([], held.doctor_id, *([before.doctor_id] if before else []))
    appointment_request = changes.lock(appointment_request_id, version=None)
    held.refresh_from_db()
    if held.status == Appointment.Status.BOOKED:
        return appointment_request
    if held.status != Appointment.Status.OFFERED or held.has_begun:
        raise Refusal(Code.OFFER_IS_OVER)
    changes.release_offers(appointment_request, but=held)
    disruptions.note(appointment_request, How.MOVED)
    if booked := appointment_request.booked:
        return _move_there(appointment_request, booked, held)
    changes.move(appointment_request, Status.BOOKED, Event.BOOKED, actor=Actor.PATIENT)
    held.status, held.held_until = Appointment.Status.BOOKED, None
    with refusals_of_the_database():  # the plan may have changed since it was offered
        held.save(update_fields=["status", "held_until"])
    changes.save(appointment_request)
    appointment_request.appointment = held
    enqueue_messages(appointment_request, Kind.CONFIRMED, appointment=held)
    return appointment_request


def _move_there(appointment_request: AppointmentRequest, booked: Appointment, held: Appointment) -> AppointmentRequest:
    """The calendar entry that the patient has is moved, in place of a second one."""
    place = {name: getattr(held, name) for name in free_times.PLACE}
    changes.release_offers(appointment_request)
    booked.sequence += 1
    write(booked, place)
    changes.save(appointment_request)
    record_history(appointment_request, Event.RESCHEDULED, actor=Actor.PATIENT)
    enqueue_messages(appointment_request, Kind.RESCHEDULED, appointment=booked)
    return appointment_request
