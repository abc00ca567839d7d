"""Everything that can happen to an appointment request.

Each function is one thing a person does. It happens completely or not at all: the request, its
history, its consents and the messages about it are written in one transaction.
"""

import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from . import appointment_times, consents, links, new_requests
from .appointment_times import Slot, Token
from .models import AppointmentRequest, Consent, DeskTask, HistoryEntry, OutgoingMessage
from .records import add_note, create_task, enqueue_messages, record_history
from .refusals import Code, Refusal

Status = AppointmentRequest.Status
Actor = HistoryEntry.Actor
Event = HistoryEntry.Event
Kind = OutgoingMessage.Kind


def submit(*, idempotency_key, consent=None, **answers):
    """A patient's request. The same key with the same answers returns the request that is already there.

    `consent` is what was agreed to (consents.Given). Refused with SENT_BEFORE and NOTICE_CHANGED.
    """
    digest = new_requests.digest_of(answers)
    try:
        with transaction.atomic():
            appointment_request = new_requests.write_down(idempotency_key, digest, answers)
            if consent:
                consents.write_down(appointment_request, consent)
            record_history(appointment_request, Event.REQUESTED, from_status="", actor=Actor.PATIENT)
            enqueue_messages(appointment_request, Kind.RECEIVED)
    except IntegrityError:
        already = AppointmentRequest.objects.filter(idempotency_key=idempotency_key).first()
        if already is None:
            raise
        if already.answers_digest != digest:
            raise Refusal(Code.SENT_BEFORE, already.reference, about=already) from None
        return already
    return appointment_request


@transaction.atomic
def confirm(
    appointment_request_id: int,
    *,
    by: User,
    version: int | None,
    slot: Slot | None = None,
    token: Token | None = None,
    overlap_reason: str = "",
) -> AppointmentRequest:
    """The desk gives the request a time: either a slot or a token.

    `overlap_reason`, a code of OverlapReason, lets a slot overlap another; it needs a right of its own.
    """
    _check_overlap(overlap_reason, by)
    appointment_request = _lock(appointment_request_id, version)
    _move(appointment_request, Status.CONFIRMED, Event.CONFIRMED, actor=Actor.DESK, by=by, reason=overlap_reason)
    _give_time(appointment_request, slot, token, overlap_reason)
    enqueue_messages(appointment_request, Kind.CONFIRMED)
    return appointment_request


@transaction.atomic
def reschedule(
    appointment_request_id: int,
    *,
    by: User,
    version: int | None,
    slot: Slot | None = None,
    token: Token | None = None,
    overlap_reason: str = "",
) -> AppointmentRequest:
    """The desk moves a confirmed appointment. Takes what `confirm` does."""
    _check_overlap(overlap_reason, by)
    appointment_request = _lock(appointment_request_id, version)
    if appointment_request.status != Status.CONFIRMED or appointment_request.is_over:
        raise Refusal(Code.MOVE_NOT_ALLOWED, f"{appointment_request} is not confirmed, or has been")
    record_history(appointment_request, Event.RESCHEDULED, actor=Actor.DESK, by=by, reason=overlap_reason)
    appointment_request.messages_sequence += 1
    _give_time(appointment_request, slot, token, overlap_reason)
    enqueue_messages(appointment_request, Kind.RESCHEDULED)
    return appointment_request


@transaction.atomic
def decline(appointment_request_id, *, reason, by, version):
    """The desk cannot help. `reason` is a code of DeclineReason."""
    appointment_request = _lock(appointment_request_id, version)
    _move(appointment_request, Status.DECLINED, Event.DECLINED, actor=Actor.DESK, by=by, reason=reason)
    appointment_request.decline_reason = reason
    _save(appointment_request)
    if reason not in (AppointmentRequest.DeclineReason.SPAM, AppointmentRequest.DeclineReason.DUPLICATE):
        enqueue_messages(appointment_request, Kind.DECLINED)
    return appointment_request


@transaction.atomic
def cancel(appointment_request_id, *, by=None, version=None):
    """The patient (no `by`) or the desk calls it off. A confirmed time becomes free at once."""
    appointment_request = _lock(appointment_request_id, version)
    if appointment_request.is_over or not (by or appointment_request.patient_may_change):
        raise Refusal(Code.MOVE_NOT_ALLOWED, f"{appointment_request} can no longer be called off")
    _cancel(appointment_request, by)
    return appointment_request


@transaction.atomic
def expire(appointment_request_id):
    """The wished-for days passed unanswered: our failure. The patient is told so, and the desk has to phone."""
    appointment_request = _lock(appointment_request_id, version=None)
    _move(appointment_request, Status.EXPIRED, Event.EXPIRED, actor=Actor.SYSTEM)
    _save(appointment_request)
    create_task(DeskTask.Kind.EXPIRED, appointment_request)
    enqueue_messages(appointment_request, Kind.EXPIRED)
    return appointment_request


@transaction.atomic
def request_change(appointment_request_id, text):
    """The patient asks for something else. The request stays as it is until the desk has answered."""
    appointment_request = _lock(appointment_request_id, version=None)
    if not appointment_request.patient_may_change:
        raise Refusal(Code.MOVE_NOT_ALLOWED, f"{appointment_request} is closed, or the visit has begun")
    add_note(appointment_request, text)
    record_history(appointment_request, Event.CHANGE_REQUESTED, actor=Actor.PATIENT)
    create_task(DeskTask.Kind.CHANGE_REQUESTED, appointment_request)
    return appointment_request


@transaction.atomic
def withdraw_consent(appointment_request_id, purpose):
    """The patient takes consent back. Without leave to answer it, a request or visit to come is called off."""
    appointment_request = _lock(appointment_request_id, version=None)
    if not consents.withdraw(appointment_request, purpose):
        return appointment_request
    record_history(appointment_request, Event.CONSENT_WITHDRAWN, actor=Actor.PATIENT, reason=purpose)
    if purpose == Consent.Purpose.PHONE_MESSAGES:
        return appointment_request
    create_task(DeskTask.Kind.CONSENT_WITHDRAWN, appointment_request)
    if appointment_request.patient_may_change:
        _cancel(appointment_request, by=None)
    until = timezone.localdate() + timedelta(days=settings.KEEP_WITHDRAWN_REQUESTS_DAYS)
    appointment_request.purge_after = min(appointment_request.purge_after, until)
    _save(appointment_request)
    return appointment_request


@transaction.atomic
def reopen_as_new(appointment_request_id, *, by):
    """The desk puts right what was closed by mistake: a new request with the same answers, linked to this one.

    Asked twice, it returns the request that is already there. Refused with MOVE_NOT_ALLOWED.
    """
    earlier = _lock(appointment_request_id, version=None)
    if already := AppointmentRequest.objects.filter(follows=earlier).first():
        return already
    if not earlier.is_over or not consents.may_answer(earlier):
        raise Refusal(Code.MOVE_NOT_ALLOWED, f"{earlier} goes on by itself, or may not go on")
    answers = new_requests.answers_of(earlier)
    appointment_request = new_requests.write_down(
        uuid.uuid4(), new_requests.digest_of(answers), answers, follows=earlier
    )
    consents.take_over(earlier, appointment_request)
    record_history(earlier, Event.FOLLOWED, actor=Actor.DESK, by=by)
    record_history(appointment_request, Event.REQUESTED, from_status="", actor=Actor.DESK, by=by)
    enqueue_messages(appointment_request, Kind.RECEIVED)
    return appointment_request


@transaction.atomic
def note_attendance(appointment_request_id, *, attendance, by, version):
    """Came, or did not come. Only for a confirmed visit whose time has begun."""
    appointment_request = _lock(appointment_request_id, version)
    if appointment_request.status != Status.CONFIRMED or appointment_request.starts_at > timezone.now():
        raise Refusal(Code.MOVE_NOT_ALLOWED, f"{appointment_request} has not taken place")
    appointment_request.attendance = attendance
    record_history(appointment_request, Event.ATTENDED, actor=Actor.DESK, by=by, reason=attendance)
    _save(appointment_request)
    return appointment_request


@transaction.atomic
def note_call(appointment_request_id, *, outcome, by, text=""):
    """The desk phoned. A call that reached nobody is history, not a state."""
    appointment_request = _lock(appointment_request_id, version=None)
    record_history(appointment_request, Event.CALLED, actor=Actor.DESK, by=by, reason=outcome)
    if text:
        add_note(appointment_request, text, by)
    return appointment_request


def finish_task(task, *, by):
    """Somebody did what the desk was asked to do. The first to say so stands."""
    DeskTask.objects.filter(pk=task.pk, done_at=None).update(done_at=timezone.now(), done_by=by)


def find_by_token(token):
    """The request behind a private link, or None."""
    return AppointmentRequest.objects.for_desk().filter(token_hash=links.token_hash(token)).first()


def _lock(appointment_request_id, version):
    appointment_request = AppointmentRequest.objects.select_for_update(of=["self"]).get(pk=appointment_request_id)
    if appointment_request.erased_at:
        raise Refusal(Code.MOVE_NOT_ALLOWED, f"nobody knows any more whose request {appointment_request} was")
    if version is not None and appointment_request.version != version:
        newest = appointment_request.history.select_related("by").last()
        raise Refusal(Code.CHANGED_MEANWHILE, newest, about=newest)
    return appointment_request


def _move(appointment_request, status, event, *, actor, by=None, reason=""):
    """Check the move against the table and write the history. The caller saves."""
    if not appointment_request.can_move_to(status):
        raise Refusal(Code.MOVE_NOT_ALLOWED, f"{appointment_request} cannot become {status}")
    before, appointment_request.status = appointment_request.status, status
    now = timezone.now()
    if actor == Actor.DESK and appointment_request.first_answered_at is None:
        appointment_request.first_answered_at = now
    if not AppointmentRequest.ALLOWED_MOVES[status]:
        appointment_request.closed_at = now
        appointment_request.purge_after = _keep_until(now)
    record_history(appointment_request, event, from_status=before, actor=actor, by=by, reason=reason)


def _cancel(appointment_request, by):
    _move(appointment_request, Status.CANCELLED, Event.CANCELLED, actor=Actor.DESK if by else Actor.PATIENT, by=by)
    appointment_request.messages_sequence += 1
    _save(appointment_request)
    enqueue_messages(appointment_request, Kind.CANCELLED)


def _check_overlap(reason, by):
    if reason and not by.has_perm("bookings.overlap_appointmentrequest"):
        raise PermissionDenied("only some people may give a time that overlaps another appointment")


def _give_time(appointment_request, slot, token, overlap_reason):
    if slot:
        appointment_times.give_slot(appointment_request, slot, overlap_reason)
    else:
        appointment_times.assign_token(appointment_request, token)
    appointment_request.purge_after = _keep_until(appointment_request.ends_at)
    try:
        with transaction.atomic():
            _save(appointment_request)
    except IntegrityError as error:
        code = appointment_times.REFUSED_BY_THE_DATABASE.get(error.__cause__.diag.constraint_name)
        if code:
            raise Refusal(code) from error
        raise


def _save(appointment_request):
    appointment_request.version += 1
    appointment_request.save()


def _keep_until(moment):
    return timezone.localdate(moment) + timedelta(days=settings.KEEP_CLOSED_REQUESTS_DAYS)
