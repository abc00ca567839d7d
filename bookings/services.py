"""Everything that can happen to an appointment request.

Each function is one thing a person does. It happens completely or not at all: the request, its
history, its consents and the messages about it are written in one transaction.
"""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from . import consents, links, new_requests, visit_times
from .models import AppointmentRequest, Consent, DeskTask, HistoryEntry, OutgoingMessage
from .records import add_note, give_task, remember, tell
from .visit_times import InThePast, SessionFull, SessionNotHeld, TimeTaken

__all__ = ["InThePast", "SessionFull", "SessionNotHeld", "TimeTaken"]  # callers catch them from here, too

Status = AppointmentRequest.Status
Actor = HistoryEntry.Actor
Event = HistoryEntry.Event
Kind = OutgoingMessage.Kind


class MoveNotAllowed(Exception):
    """The request is no longer in a state where this can be done."""


class ChangedMeanwhile(Exception):
    """Somebody changed the request after this person's page was made. `change` is the newest history entry."""

    def __init__(self, change):
        self.change = change
        super().__init__(str(change))


class OverlapNotAllowed(Exception):
    """Only some people may give a time that overlaps another visit."""


class SentBeforeWithOtherAnswers(Exception):
    """This form was sent before, with other answers. `appointment` is the request it made."""

    def __init__(self, appointment):
        self.appointment = appointment
        super().__init__(appointment.reference)


def submit(*, idempotency_key, consent=None, **answers):
    """A patient's request. The same key with the same answers returns the request that is already there.

    `consent` is what was agreed to (consents.Given). Raises SentBeforeWithOtherAnswers.
    """
    digest = new_requests.digest_of(answers)
    try:
        with transaction.atomic():
            appointment = new_requests.write_down(idempotency_key, digest, answers)
            if consent:
                consents.write_down(appointment, consent)
            remember(appointment, Event.REQUESTED, from_status="", actor=Actor.PATIENT)
            tell(appointment, Kind.RECEIVED)
    except IntegrityError:
        already = AppointmentRequest.objects.filter(idempotency_key=idempotency_key).first()
        if already is None:
            raise
        if already.answers_digest != digest:
            raise SentBeforeWithOtherAnswers(already) from None
        return already
    return appointment


@transaction.atomic
def confirm(appointment_id, *, by, version, **time):
    """The desk gives the request a time: doctor, starts_at and ends_at, or session and day of a shared session.

    Raises MoveNotAllowed, ChangedMeanwhile, OverlapNotAllowed, and what visit_times raises.
    """
    appointment = _lock(appointment_id, version)
    _move(appointment, Status.CONFIRMED, Event.CONFIRMED, actor=Actor.DESK, by=by, reason=_overlap(time, by))
    _give_time(appointment, time)
    tell(appointment, Kind.CONFIRMED)
    return appointment


@transaction.atomic
def reschedule(appointment_id, *, by, version, **time):
    """The desk moves a confirmed visit. Takes and raises what `confirm` does."""
    appointment = _lock(appointment_id, version)
    if appointment.status != Status.CONFIRMED or appointment.is_over:
        raise MoveNotAllowed(f"{appointment} is not confirmed, or has been")
    remember(appointment, Event.RESCHEDULED, actor=Actor.DESK, by=by, reason=_overlap(time, by))
    appointment.messages_sequence += 1
    _give_time(appointment, time)
    tell(appointment, Kind.RESCHEDULED)
    return appointment


@transaction.atomic
def decline(appointment_id, *, reason, by, version):
    """The desk cannot help. `reason` is a code of DeclineReason."""
    appointment = _lock(appointment_id, version)
    _move(appointment, Status.DECLINED, Event.DECLINED, actor=Actor.DESK, by=by, reason=reason)
    appointment.decline_reason = reason
    _save(appointment)
    if reason not in (AppointmentRequest.DeclineReason.SPAM, AppointmentRequest.DeclineReason.DUPLICATE):
        tell(appointment, Kind.DECLINED)
    return appointment


@transaction.atomic
def cancel(appointment_id, *, by=None, version=None):
    """The patient (no `by`) or the desk calls it off. A confirmed time becomes free at once."""
    appointment = _lock(appointment_id, version)
    if appointment.is_over or not (by or appointment.patient_may_change):
        raise MoveNotAllowed(f"{appointment} can no longer be called off")
    _cancel(appointment, by)
    return appointment


@transaction.atomic
def expire(appointment_id):
    """The wished-for days passed unanswered: our failure. The patient is told so, and the desk has to phone."""
    appointment = _lock(appointment_id, version=None)
    _move(appointment, Status.EXPIRED, Event.EXPIRED, actor=Actor.SYSTEM)
    _save(appointment)
    give_task(DeskTask.Kind.EXPIRED, appointment)
    tell(appointment, Kind.EXPIRED)
    return appointment


@transaction.atomic
def wish_change(appointment_id, text):
    """The patient asks for something else. The request stays as it is until the desk has answered."""
    appointment = _lock(appointment_id, version=None)
    if not appointment.patient_may_change:
        raise MoveNotAllowed(f"{appointment} is closed, or the visit has begun")
    add_note(appointment, text)
    remember(appointment, Event.CHANGE_WISHED, actor=Actor.PATIENT)
    give_task(DeskTask.Kind.CHANGE_WISHED, appointment)
    return appointment


@transaction.atomic
def withdraw_consent(appointment_id, purpose):
    """The patient takes consent back. Without leave to answer it, a request or visit to come is called off."""
    appointment = _lock(appointment_id, version=None)
    if not consents.withdraw(appointment, purpose):
        return appointment
    remember(appointment, Event.CONSENT_WITHDRAWN, actor=Actor.PATIENT, reason=purpose)
    if purpose == Consent.Purpose.PHONE_MESSAGES:
        return appointment
    give_task(DeskTask.Kind.CONSENT_WITHDRAWN, appointment)
    if appointment.patient_may_change:
        _cancel(appointment, by=None)
    until = timezone.localdate() + timedelta(days=settings.KEEP_WITHDRAWN_REQUESTS_DAYS)
    appointment.purge_after = min(appointment.purge_after, until)
    _save(appointment)
    return appointment


@transaction.atomic
def ask_again(appointment_id, *, by):
    """The desk puts right what was closed by mistake: a new request with the same answers, linked to this one.

    Asked twice, it returns the request that is already there. Raises MoveNotAllowed.
    """
    earlier = _lock(appointment_id, version=None)
    if already := AppointmentRequest.objects.filter(follows=earlier).first():
        return already
    if not earlier.is_over or not consents.may_answer(earlier):
        raise MoveNotAllowed(f"{earlier} goes on by itself, or may not go on")
    answers = new_requests.answers_of(earlier)
    appointment = new_requests.write_down(uuid.uuid4(), new_requests.digest_of(answers), answers, follows=earlier)
    consents.take_over(earlier, appointment)
    remember(earlier, Event.FOLLOWED, actor=Actor.DESK, by=by)
    remember(appointment, Event.REQUESTED, from_status="", actor=Actor.DESK, by=by)
    tell(appointment, Kind.RECEIVED)
    return appointment


@transaction.atomic
def note_attendance(appointment_id, *, attendance, by, version):
    """Came, or did not come. Only for a confirmed visit whose time has begun."""
    appointment = _lock(appointment_id, version)
    if appointment.status != Status.CONFIRMED or appointment.starts_at > timezone.now():
        raise MoveNotAllowed(f"{appointment} has not taken place")
    appointment.attendance = attendance
    remember(appointment, Event.ATTENDED, actor=Actor.DESK, by=by, reason=attendance)
    _save(appointment)
    return appointment


@transaction.atomic
def note_call(appointment_id, *, outcome, by, text=""):
    """The desk phoned. A call that reached nobody is history, not a state."""
    appointment = _lock(appointment_id, version=None)
    remember(appointment, Event.CALLED, actor=Actor.DESK, by=by, reason=outcome)
    if text:
        add_note(appointment, text, by)
    return appointment


def finish_task(task, *, by):
    """Somebody did what the desk was asked to do. The first to say so stands."""
    DeskTask.objects.filter(pk=task.pk, done_at=None).update(done_at=timezone.now(), done_by=by)


def find_by_token(token):
    """The request behind a private link, or None."""
    return AppointmentRequest.objects.for_desk().filter(token_hash=links.token_hash(token)).first()


def _lock(appointment_id, version):
    appointment = AppointmentRequest.objects.select_for_update(of=["self"]).get(pk=appointment_id)
    if appointment.erased_at:
        raise MoveNotAllowed(f"nobody knows any more whose request {appointment} was")
    if version is not None and appointment.version != version:
        raise ChangedMeanwhile(appointment.history.select_related("by").last())
    return appointment


def _move(appointment, status, event, *, actor, by=None, reason=""):
    """Check the move against the table and write the history. The caller saves."""
    if not appointment.can_move_to(status):
        raise MoveNotAllowed(f"{appointment} cannot become {status}")
    before, appointment.status = appointment.status, status
    now = timezone.now()
    if actor == Actor.DESK and appointment.first_answered_at is None:
        appointment.first_answered_at = now
    if not AppointmentRequest.ALLOWED_MOVES[status]:
        appointment.closed_at = now
        appointment.purge_after = _keep_until(now)
    remember(appointment, event, from_status=before, actor=actor, by=by, reason=reason)


def _cancel(appointment, by):
    _move(appointment, Status.CANCELLED, Event.CANCELLED, actor=Actor.DESK if by else Actor.PATIENT, by=by)
    appointment.messages_sequence += 1
    _save(appointment)
    tell(appointment, Kind.CANCELLED)


def _overlap(time, by):
    reason = time.get("overlap_reason", "")
    if reason and not by.has_perm("bookings.overlap_appointmentrequest"):
        raise OverlapNotAllowed
    return reason


def _give_time(appointment, time):
    if "session" in time:
        visit_times.give_number(appointment, save=_save_visit, **time)
    else:
        visit_times.give_time(appointment, save=_save_visit, **{"overlap_reason": "", **time})


def _save_visit(appointment):
    appointment.purge_after = _keep_until(appointment.ends_at)
    _save(appointment)


def _save(appointment):
    appointment.version += 1
    appointment.save()


def _keep_until(moment):
    return timezone.localdate(moment) + timedelta(days=settings.KEEP_CLOSED_REQUESTS_DAYS)
