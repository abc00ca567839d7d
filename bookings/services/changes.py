"""What every change of a request does: lock it, check the move, count its version."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from directory.models import Doctor, OpdSession

from .. import next_action
from ..free_times import ExceptionalTime, Time
from ..models import Appointment, AppointmentRequest, HistoryEntry
from ..records import record_history
from ..refusals import Code, Refusal

Status = AppointmentRequest.Status
Actor = HistoryEntry.Actor
Event = HistoryEntry.Event


def lock_times(times: Iterable[Time], *more_doctors: int) -> None:
    """Make everybody else who gives a time of these doctors wait. Doctors by id, then sessions, then requests.

    What was held for somebody and not taken in time is free from here on.
    """
    times = list(times)
    doctors = {each.doctor.pk if isinstance(each, ExceptionalTime) else each.session.doctor_id for each in times}
    doctors |= set(more_doctors)
    _lock_rows(Doctor.objects.filter(pk__in=doctors))
    _lock_rows(OpdSession.objects.filter(pk__in={each.session.pk for each in times if hasattr(each, "session")}))
    now = timezone.now()
    held_too_long = Appointment.objects.filter(
        doctor__in=doctors, status=Appointment.Status.OFFERED, held_until__lte=now
    )
    held_too_long.update(status=Appointment.Status.RELEASED, held_until=None)


def _lock_rows(rows: QuerySet) -> None:
    list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk"))


def lock(appointment_request_id: int, version: int | None) -> AppointmentRequest:
    """The request, until the transaction ends. Refused when it is erased, or no longer in this version."""
    appointment_request = AppointmentRequest.objects.select_for_update(of=["self"]).get(pk=appointment_request_id)
    if appointment_request.erased_at:
        raise Refusal(Code.MOVE_NOT_ALLOWED, f"nobody knows any more whose request {appointment_request} was")
    if version is not None and appointment_request.version != version:
        newest = appointment_request.history.select_related("by").last()
        raise Refusal(Code.CHANGED_MEANWHILE, newest, about=newest)
    return appointment_request


def release_offers(appointment_request: AppointmentRequest, but: Appointment | None = None) -> int:
    """What is held for this patient is free again. Whose request has an answer, needs no choice. Returns how many."""
    held = appointment_request.appointments.filter(status=Appointment.Status.OFFERED)
    others = held.exclude(pk=but.pk) if but else held
    return others.update(status=Appointment.Status.RELEASED, held_until=None)


def move(
    appointment_request: AppointmentRequest,
    status: str,
    event: str,
    *,
    actor: str,
    by: User | None = None,
    reason: str = "",
) -> None:
    """Check the move against the table and write the history. The caller saves."""
    if not appointment_request.can_move_to(status):
        raise Refusal(Code.MOVE_NOT_ALLOWED, f"{appointment_request} cannot become {status}")
    before, appointment_request.status = appointment_request.status, status
    now = timezone.now()
    if actor == Actor.DESK and appointment_request.first_answered_at is None:
        appointment_request.first_answered_at = now
    if status == Status.REQUESTED:
        next_action.promise_anew(appointment_request)
    else:
        next_action.after_answer(appointment_request, by_desk=actor == Actor.DESK)
    if not AppointmentRequest.ALLOWED_MOVES[status]:
        appointment_request.closed_at = now
        kept = keep_until(now)  # shorter already, where consent was withdrawn
        appointment_request.purge_after = min(appointment_request.purge_after or kept, kept)
    record_history(appointment_request, event, from_status=before, actor=actor, by=by, reason=reason)


def save(appointment_request: AppointmentRequest) -> None:
    appointment_request.version += 1
    appointment_request.save()


def keep_until(moment: datetime) -> date:
    return timezone.localdate(moment) + timedelta(days=settings.KEEP_CLOSED_REQUESTS_DAYS)
