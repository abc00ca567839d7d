"""What a patient sends and takes back, and what the desk answers when it gives no time."""

import uuid
from datetime import datetime, timedelta
from typing import Unpack

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from .. import consents, links, new_requests, next_action
from ..models import AppointmentRequest, Consent, DeskTask, HandledDisruption, HistoryEntry, OutgoingMessage
from ..new_requests import Answers
from ..records import add_note, create_task, enqueue_messages, record_history
from ..refusals import Code, Refusal
from . import changes, disruptions, phone_now
from .appointments import call_off

Status = AppointmentRequest.Status
Actor = HistoryEntry.Actor
Event = HistoryEntry.Event
Kind = OutgoingMessage.Kind


def submit(
    *,
    idempotency_key: uuid.UUID,
    consent: consents.Given | None = None,
    network: str = "",
    **answers: Unpack[Answers],
) -> AppointmentRequest:
    """A patient's request. The same key with the same answers returns the request that is already there.

    `consent` is what was agreed to (consents.Given), `network` a mark of where it came from. Refused with SENT_BEFORE
    and NOTICE_CHANGED.
    """
    digest = new_requests.digest_of(answers)
    try:
        with transaction.atomic():
            appointment_request = new_requests.write_down(idempotency_key, digest, answers, network=network)
            if consent:
                consents.write_down(appointment_request, consent)
            record_history(appointment_request, Event.REQUESTED, from_status="", actor=Actor.PATIENT)
            enqueue_messages(appointment_request, Kind.RECEIVED)
            phone_now.tell_out_of_hours(appointment_request)
    except IntegrityError:
        already = AppointmentRequest.objects.filter(idempotency_key=idempotency_key).first()
        if already is None:
            raise
        if already.answers_digest != digest:
            raise Refusal(Code.SENT_BEFORE, already.reference, about=already) from None
        return already
    return appointment_request


@transaction.atomic
def decline(appointment_request_id: int, *, reason: str, by: User, version: int | None) -> AppointmentRequest:
    """The desk cannot help. `reason` is a code of DeclineReason."""
    appointment_request = changes.lock(appointment_request_id, version)
    disruptions.note(appointment_request, HandledDisruption.How.CANCELLED, by=by)
    changes.move(appointment_request, Status.DECLINED, Event.DECLINED, actor=Actor.DESK, by=by, reason=reason)
    changes.release_offers(appointment_request)
    appointment_request.decline_reason = reason
    changes.save(appointment_request)
    if reason not in (AppointmentRequest.DeclineReason.SPAM, AppointmentRequest.DeclineReason.DUPLICATE):
        enqueue_messages(appointment_request, Kind.DECLINED)
    return appointment_request


@transaction.atomic
def expire(appointment_request_id: int) -> AppointmentRequest:
    """The wished-for days passed unanswered: our failure. The patient is told so, and the desk has to phone."""
    appointment_request = changes.lock(appointment_request_id, version=None)
    changes.move(appointment_request, Status.EXPIRED, Event.EXPIRED, actor=Actor.SYSTEM)
    changes.save(appointment_request)
    create_task(DeskTask.Kind.EXPIRED, appointment_request)
    enqueue_messages(appointment_request, Kind.EXPIRED)
    return appointment_request


@transaction.atomic
def request_change(appointment_request_id: int, text: str) -> AppointmentRequest:
    """The patient asks for something else. The request stays as it is until the desk has answered."""
    appointment_request = changes.lock(appointment_request_id, version=None)
    if not appointment_request.patient_may_change:
        raise Refusal(Code.MOVE_NOT_ALLOWED, f"{appointment_request} is closed, or the appointment has begun")
    add_note(appointment_request, text)
    record_history(appointment_request, Event.CHANGE_REQUESTED, actor=Actor.PATIENT)
    create_task(DeskTask.Kind.CHANGE_REQUESTED, appointment_request)
    phone_now.lift(appointment_request, text)
    return appointment_request


@transaction.atomic
def withdraw_consent(appointment_request_id: int, purpose: str) -> AppointmentRequest:
    """The patient takes consent back. Without leave to answer it, a request or an appointment to come is called off."""
    appointment_request = changes.lock(appointment_request_id, version=None)
    if not consents.withdraw(appointment_request, purpose):
        return appointment_request
    record_history(appointment_request, Event.CONSENT_WITHDRAWN, actor=Actor.PATIENT, reason=purpose)
    if purpose == Consent.Purpose.PHONE_MESSAGES:
        return appointment_request
    create_task(DeskTask.Kind.CONSENT_WITHDRAWN, appointment_request)
    if appointment_request.patient_may_change:
        call_off(appointment_request, by=None)
    until = timezone.localdate() + timedelta(days=settings.KEEP_WITHDRAWN_REQUESTS_DAYS)
    appointment_request.purge_after = min(appointment_request.purge_after or until, until)
    changes.save(appointment_request)
    return appointment_request


@transaction.atomic
def reopen_as_new(appointment_request_id: int, *, by: User) -> AppointmentRequest:
    """The desk puts right what was closed by mistake: a new request with the same answers, linked to this one.

    Asked twice, it returns the request that is already there. Refused with MOVE_NOT_ALLOWED.
    """
    earlier = changes.lock(appointment_request_id, version=None)
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
def note_call(
    appointment_request_id: int,
    *,
    outcome: str,
    by: User,
    text: str = "",
    call_back_at: datetime | None = None,
    seen: int | None = None,
) -> AppointmentRequest:
    """The desk phoned. A call that settled nothing is history, not a state; an open request is then called again.

    `call_back_at` belongs to the outcome CALL_BACK of an open request. `seen` is how many calls the page showed: what
    the same person has noted since then is the same press of a button, and is not noted again.
    """
    appointment_request = changes.lock(appointment_request_id, version=None)
    calls = appointment_request.history.filter(event=Event.CALLED)
    if _is_there_already(calls, seen, by=by, reason=outcome):
        return appointment_request
    record_history(appointment_request, Event.CALLED, actor=Actor.DESK, by=by, reason=outcome)
    if text:
        add_note(appointment_request, text, by)
    if appointment_request.status == Status.REQUESTED:
        next_action.after_call(appointment_request, outcome, call_back_at)
        # The version stays: who has this request's page open may still answer it.
        appointment_request.save(update_fields=["first_attempt_at", "next_action", "next_action_at"])
    return appointment_request


@transaction.atomic
def write_note(appointment_request_id: int, *, text: str, by: User, seen: int | None = None) -> None:
    """Words for colleagues. The version stays: who has this request's page open may still answer it.

    `seen` is how many notes the page showed; see `note_call`.
    """
    appointment_request = changes.lock(appointment_request_id, version=None)
    if not _is_there_already(appointment_request.notes.all(), seen, by=by, text=text):
        add_note(appointment_request, text, by)


def _is_there_already(rows: QuerySet, seen: int | None, **same: object) -> bool:
    """The newest of the rows that came after those that were seen says the same."""
    if seen is None:
        return False
    newest = rows.order_by("pk").last()
    return rows.count() > seen and all(getattr(newest, name) == value for name, value in same.items())


@transaction.atomic
def not_urgent(appointment_request_id: int, *, by: User) -> AppointmentRequest:
    """Somebody at the desk looked at what lifted the card, and it can wait. Words that come later lift it again."""
    appointment_request = changes.lock(appointment_request_id, version=None)
    if appointment_request.is_urgent:
        appointment_request.is_urgent = False
        # The version stays: nothing that a colleague may be answering has changed.
        appointment_request.save(update_fields=["is_urgent"])
        record_history(appointment_request, Event.NOT_URGENT, actor=Actor.DESK, by=by)
    return appointment_request


def finish_task(task: DeskTask, *, by: User) -> None:
    """Somebody did what the desk was asked to do. The first to say so stands."""
    DeskTask.objects.filter(pk=task.pk, done_at=None).update(done_at=timezone.now(), done_by=by)


def find_by_token(token: str) -> AppointmentRequest | None:
    """The request behind a private link, or None."""
    return AppointmentRequest.objects.for_desk().filter(token_hash=links.token_hash(token)).first()
