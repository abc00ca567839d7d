"""Keeping what was done for each patient whose time cannot be kept. Written by the service that does it."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from ..models import Appointment, AppointmentRequest, HandledDisruption
from ..models.desk.disruptions import TAKEN_AWAY
from ..no_longer_fits import cause_code
from ..refusals import Code, Refusal
from . import changes

How = HandledDisruption.How


def note(appointment_request: AppointmentRequest, how: str, *, by: User | None = None) -> None:
    """Before it is done: `how` a booked time that no longer fits, or one that was taken away, is handled.

    For all other requests nothing is kept.
    """
    if booked := appointment_request.booked:
        if cause := cause_code(booked):
            keep(booked, cause, how, by=by)
        return
    taken_away = HandledDisruption.objects.filter(appointment__appointment_request=appointment_request)
    taken_away = taken_away.filter(appointment__status=Appointment.Status.CANCELLED)
    taken_away.exclude(how__in=HandledDisruption.SETTLED).update(how=how, by=by, at=timezone.now())


def note_taken_away(appointment: Appointment, *, by: User, cause: str = "") -> None:
    """Before the hospital takes a time away: from here on its patient waits for another."""
    keep(appointment, cause or cause_code(appointment) or TAKEN_AWAY, How.TAKEN_AWAY, by=by)


def keep(appointment: Appointment, cause: str, how: str, *, by: User | None) -> None:
    """One row for each appointment and cause, with the newest step."""
    row = HandledDisruption(appointment=appointment, cause=cause, how=how, by=by)
    HandledDisruption.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["appointment", "cause"], update_fields=["how", "by", "at"]
    )


@transaction.atomic
def told_on_the_phone(appointment_request_id: int, *, by: User, version: int | None) -> AppointmentRequest:
    """The patient knows that the time cannot be kept, and has no other yet. Refused where it fits."""
    appointment_request = changes.lock(appointment_request_id, version)
    waits = appointment_request.status == AppointmentRequest.Status.REQUESTED
    if not waits and not (appointment_request.booked and cause_code(appointment_request.booked)):
        raise Refusal(Code.MOVE_NOT_ALLOWED, f"the time of {appointment_request} fits")
    note(appointment_request, How.TOLD, by=by)
    return appointment_request
