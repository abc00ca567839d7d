"""A whole session of one day, shifted or called off in one go."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from directory.models import OpdSession, PlanChange
from directory.opd import occurrences_of

from ..free_times import Token
from ..models import Appointment, AppointmentRequest, HistoryEntry, OutgoingMessage
from ..records import enqueue_messages, record_history
from ..refusals import Code, Refusal
from . import changes, disruptions
from .appointments import free_the_time, refusals_of_the_database

Event = HistoryEntry.Event
Actor = HistoryEntry.Actor
Kind = OutgoingMessage.Kind


@transaction.atomic
def shift_session(
    session: OpdSession, day: date, *, minutes: int, by: User, seen_start: datetime | None = None
) -> list[AppointmentRequest]:
    """Hold a session so many minutes later (or earlier) on one day, and move all its appointments with it.

    Returns the requests whose patients are told. Refused when it is not held on that day, and with SESSION_MOVED when
    it does not begin at `seen_start`: a button that is pressed twice moves it once.
    """
    changes.lock_times([Token(session, day)])
    by_that, booked = timedelta(minutes=minutes), _lock_appointments(session, day)
    held = [each for each in occurrences_of([session.doctor], day, day)[session.doctor_id] if each.session == session]
    if not held:
        raise Refusal(Code.SESSION_NOT_HELD)
    if seen_start is not None and seen_start != held[0].starts_at:
        raise Refusal(Code.SESSION_MOVED)
    starts_at, ends_at = held[0].starts_at + by_that, held[-1].ends_at + by_that
    if any(timezone.localdate(moment) != day for moment in (starts_at, ends_at)) or starts_at <= timezone.now():
        raise Refusal(Code.IN_THE_PAST)
    times = {
        "kind": PlanChange.Kind.MOVED,
        "location": held[0].location,
        "starts": timezone.localtime(starts_at).time(),
        "ends": timezone.localtime(ends_at).time(),
    }
    with refusals_of_the_database():
        _change_plan(session, day, times)
    # What lay outside already stays where it is: on the list of what no longer fits.
    booked = [each for each in booked if held[0].starts_at <= each.starts_at and each.ends_at <= held[-1].ends_at]
    with refusals_of_the_database():
        Appointment.objects.filter(pk__in=[each.pk for each in booked]).update(
            starts_at=F("starts_at") + by_that,
            ends_at=F("ends_at") + by_that,
            sequence=F("sequence") + 1,
            given_at=timezone.now(),
        )
    return [_tell(each.appointment_request, Event.RESCHEDULED, Kind.RESCHEDULED, by) for each in booked]


@transaction.atomic
def call_off_session(session: OpdSession, day: date, *, by: User) -> list[AppointmentRequest]:
    """Do not hold a session on one day. Its patients wait again, each with a new promise, and all are told.

    Who was seen before stays as they are. Refused when the day is over, and where nothing is held or booked then.
    """
    if day < timezone.localdate():
        raise Refusal(Code.IN_THE_PAST)
    changes.lock_times([Token(session, day)])
    booked = _lock_appointments(session, day)
    is_planned = session.is_weekly_day(day)  # other days may have appointments still, of a plan that was changed
    if not is_planned and not booked:
        raise Refusal(Code.SESSION_NOT_HELD)
    for appointment in booked:
        disruptions.note_taken_away(appointment, by=by, cause="session")
    if is_planned:
        _change_plan(session, day, {"kind": PlanChange.Kind.CANCELLED, "starts": None, "ends": None, "location": None})
    for appointment in booked:
        appointment_request = appointment.appointment_request
        changes.move(
            appointment_request, AppointmentRequest.Status.REQUESTED, Event.TIME_TAKEN_AWAY, actor=Actor.DESK, by=by
        )
        free_the_time(appointment)
        changes.save(appointment_request)
        enqueue_messages(appointment_request, Kind.TIME_TAKEN_AWAY, appointment=appointment)
    return [each.appointment_request for each in booked]


def _change_plan(session: OpdSession, day: date, columns: dict[str, Any]) -> None:
    change = PlanChange.objects.filter(session=session, day=day)
    if not change.update(**columns):
        PlanChange.objects.create(session=session, day=day, **columns)


def _lock_appointments(session: OpdSession, day: date) -> list[Appointment]:
    """What is booked there and not over, with its requests locked, by id."""
    booked = Appointment.objects.booked().filter(session=session, day=day, attendance="", ends_at__gt=timezone.now())
    requests = AppointmentRequest.objects.filter(pk__in=booked.values("appointment_request")).order_by("pk")
    list(requests.select_for_update().values_list("pk"))
    return list(booked.select_related("appointment_request").order_by("appointment_request"))


def _tell(appointment_request: AppointmentRequest, event: str, kind: str, by: User) -> AppointmentRequest:
    changes.save(appointment_request)
    record_history(appointment_request, event, actor=Actor.DESK, by=by)
    enqueue_messages(appointment_request, kind, appointment=appointment_request.appointment)
    return appointment_request
