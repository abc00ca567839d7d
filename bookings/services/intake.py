"""Who calls, or stands at the desk: a request that the desk writes down, with its appointment in the same stroke."""

import uuid
from collections.abc import Callable
from typing import Unpack

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from .. import consents, new_requests
from ..free_times import InASession, Time
from ..models import Appointment, AppointmentRequest, HistoryEntry, OutgoingMessage
from ..new_requests import Answers
from ..records import enqueue_messages, record_history
from ..refusals import Code, Refusal
from . import changes
from .appointments import book, note_attendance

Actor = HistoryEntry.Actor
Event = HistoryEntry.Event
Kind = OutgoingMessage.Kind
Origin = Appointment.Origin


def take_in(
    *,
    idempotency_key: uuid.UUID,
    by: User,
    consent: consents.Given,
    origin: str,
    time: InASession | None = None,
    **answers: Unpack[Answers],
) -> AppointmentRequest:
    """What a caller or a walk-in tells the desk. With a time it is booked at once, and nobody is promised a call.

    The same key with the same answers returns the request that is already there. Refused with SENT_BEFORE,
    NOTICE_CHANGED, and as `book` refuses; then nothing is kept.
    """
    if time and not answers.get("location"):
        answers["location"] = time.session.location
    digest = _digest(answers, time)

    def write() -> AppointmentRequest:
        new = new_requests.write_down(idempotency_key, digest, answers, is_promised_a_call=time is None)
        consents.write_down(new, consent)
        return _begin(new, by, time, origin)

    return _once(idempotency_key, digest, time, write)


def follow_up(
    appointment_request_id: int,
    *,
    idempotency_key: uuid.UUID,
    by: User,
    time: InASession,
    consent: consents.Given | None = None,
) -> AppointmentRequest:
    """The next time of somebody who came: a new request that follows the newest one of theirs, booked at once.

    Consent is taken over; where none is in force, `consent` is a new one. Who is here today has come, and that is
    noted. Refused with GOES_ON_ALREADY while the newest one is not over, with MOVE_NOT_ALLOWED where nobody came, and
    as `book` refuses.
    """

    def write() -> AppointmentRequest:
        earlier = _newest_after(appointment_request_id)
        appointment = earlier.appointment
        if appointment is None or not appointment.may_lead_on:
            raise Refusal(Code.MOVE_NOT_ALLOWED if earlier.is_over else Code.GOES_ON_ALREADY, about=earlier)
        if not earlier.is_over:
            arrived = Appointment.Attendance.ARRIVED
            earlier = note_attendance(earlier.pk, attendance=arrived, by=by, version=None)
        new = new_requests.write_down(
            idempotency_key, digest, _answers_after(earlier, time), follows=earlier, is_promised_a_call=False
        )
        _carry_consent_on(earlier, new, consent)
        record_history(earlier, Event.FOLLOWED, actor=Actor.DESK, by=by)
        return _begin(new, by, time, Origin.FOLLOW_UP)

    digest = _digest({}, time)
    return _once(idempotency_key, digest, time, write)


def newest_after(appointment_request: AppointmentRequest) -> AppointmentRequest:
    """The last of the requests that follow each other, which may be this one."""
    while following := AppointmentRequest.objects.filter(follows=appointment_request).first():
        appointment_request = following
    return appointment_request


def _newest_after(appointment_request_id: int) -> AppointmentRequest:
    """It, locked. Who comes second at the same moment finds what the first has made."""
    earlier = changes.lock(appointment_request_id, version=None)
    newest = newest_after(earlier)
    return earlier if newest == earlier else changes.lock(newest.pk, version=None)


def _answers_after(earlier: AppointmentRequest, time: InASession) -> Answers:
    answers = new_requests.answers_of(earlier)
    answers |= {
        "visit_kind": AppointmentRequest.VisitKind.FOLLOW_UP,
        "preferred_doctor": time.session.doctor,
        "location": time.session.location,
    }
    return answers


def _carry_consent_on(earlier: AppointmentRequest, new: AppointmentRequest, spoken_now: consents.Given | None) -> None:
    """Without leave to answer the request there is none."""
    if spoken_now:
        consents.write_down(new, spoken_now)
    elif consents.is_given(earlier) and consents.may_answer(earlier):
        consents.take_over(earlier, new)
    else:
        raise Refusal(Code.MOVE_NOT_ALLOWED, f"{earlier} may not be followed without consent")


def _begin(new: AppointmentRequest, by: User, time: Time | None, origin: str) -> AppointmentRequest:
    record_history(new, Event.REQUESTED, from_status="", actor=Actor.DESK, by=by)
    if time:
        return book(new.pk, by=by, version=None, time=time, origin=origin)
    enqueue_messages(new, Kind.RECEIVED)
    return new


def _once(
    key: uuid.UUID, digest: str, time: Time | None, write: Callable[[], AppointmentRequest]
) -> AppointmentRequest:
    """Locks in the one order, doctors first; and the same form twice, even at the same moment, is one request."""
    if already := _written(key, digest):
        return already
    try:
        with transaction.atomic():
            changes.lock_times([time] if time else [])
            return write()
    except IntegrityError:
        if already := _written(key, digest):
            return already
        raise
    except Refusal:
        # The other press of the same button was faster: what stands in the way is its own appointment.
        if already := _written(key, digest):
            return already
        raise


def _written(key: uuid.UUID, digest: str) -> AppointmentRequest | None:
    already = AppointmentRequest.objects.filter(idempotency_key=key).first()
    if already and already.answers_digest != digest:
        raise Refusal(Code.SENT_BEFORE, already.reference, about=already)
    return already


def _digest(answers: Answers, time: InASession | None) -> str:
    """Another time in the same form is another answer."""
    when = getattr(time, "starts_at", None) or getattr(time, "day", None)
    said = {**answers, "session": time.session if time else None, "when": when}
    return new_requests.digest_of(said)  # type: ignore[arg-type]
