"""Everything that can happen to an appointment request.

Each function is one thing a person does. It happens completely or not at all: the request, its
history and the messages about it are written in one transaction.
"""

import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils import timezone

from . import links
from .models import ONE_VISIT_AT_A_TIME, AppointmentRequest, HistoryEntry, OutgoingMessage

Status = AppointmentRequest.Status
Actor = HistoryEntry.Actor
Event = HistoryEntry.Event


class MoveNotAllowed(Exception):
    """The request is no longer in a state where this can be done."""


class ChangedMeanwhile(Exception):
    """Somebody changed the request after this person's page was made. `change` is the newest history entry."""

    def __init__(self, change):
        self.change = change
        super().__init__(str(change))


class TimeTaken(Exception):
    """The doctor already has a confirmed visit that overlaps this time."""


class InThePast(Exception):
    """A visit can only be confirmed for a time to come."""


class SentBeforeWithOtherAnswers(Exception):
    """This form was sent before, with other answers. `appointment` is the request it made."""

    def __init__(self, appointment):
        self.appointment = appointment
        super().__init__(appointment.reference)


def submit(*, idempotency_key, **answers):
    """A patient's request. The same key with the same answers returns the request that is already there.

    Raises SentBeforeWithOtherAnswers.
    """
    digest = _digest(answers)
    token_hash = links.token_hash(links.new_token(idempotency_key))
    try:
        with transaction.atomic():
            appointment = AppointmentRequest.objects.create(
                idempotency_key=idempotency_key, answers_digest=digest, token_hash=token_hash, **answers
            )
            _remember(appointment, Event.REQUESTED, from_status="", actor=Actor.PATIENT)
            _tell(appointment, OutgoingMessage.Kind.RECEIVED)
    except IntegrityError:
        already = AppointmentRequest.objects.filter(idempotency_key=idempotency_key).first()
        if already is None:
            raise
        if already.answers_digest != digest:
            raise SentBeforeWithOtherAnswers(already) from None
        return already
    return appointment


@transaction.atomic
def confirm(appointment_id, *, doctor, starts_at, ends_at, by, version, overlap_allowed=False):
    """The desk gives the request a doctor and a time. Raises TimeTaken, InThePast, MoveNotAllowed, ChangedMeanwhile."""
    _must_be_to_come(starts_at)
    appointment = _lock(appointment_id, version)
    _move(appointment, Status.CONFIRMED, Event.CONFIRMED, actor=Actor.DESK, by=by)
    _give_time(appointment, doctor, starts_at, ends_at, overlap_allowed)
    _tell(appointment, OutgoingMessage.Kind.CONFIRMED)
    return appointment


@transaction.atomic
def reschedule(appointment_id, *, doctor, starts_at, ends_at, by, version, overlap_allowed=False):
    """The desk moves a confirmed visit. Raises as `confirm` does."""
    _must_be_to_come(starts_at)
    appointment = _lock(appointment_id, version)
    if appointment.status != Status.CONFIRMED:
        raise MoveNotAllowed(f"{appointment} is not confirmed")
    _remember(appointment, Event.RESCHEDULED, from_status=appointment.status, actor=Actor.DESK, by=by)
    appointment.messages_sequence += 1
    _give_time(appointment, doctor, starts_at, ends_at, overlap_allowed)
    _tell(appointment, OutgoingMessage.Kind.RESCHEDULED)
    return appointment


@transaction.atomic
def decline(appointment_id, *, reason, by, version):
    """The desk cannot help. `reason` is a code of DeclineReason."""
    appointment = _lock(appointment_id, version)
    _move(appointment, Status.DECLINED, Event.DECLINED, actor=Actor.DESK, by=by, reason=reason)
    appointment.decline_reason = reason
    _save(appointment)
    if reason not in (AppointmentRequest.DeclineReason.SPAM, AppointmentRequest.DeclineReason.DUPLICATE):
        _tell(appointment, OutgoingMessage.Kind.DECLINED)
    return appointment


@transaction.atomic
def cancel(appointment_id, *, by=None, version=None):
    """The patient (no `by`) or the desk calls it off. A confirmed time becomes free at once."""
    appointment = _lock(appointment_id, version)
    _move(appointment, Status.CANCELLED, Event.CANCELLED, actor=Actor.DESK if by else Actor.PATIENT, by=by)
    appointment.messages_sequence += 1
    _save(appointment)
    _tell(appointment, OutgoingMessage.Kind.CANCELLED)
    return appointment


@transaction.atomic
def expire(appointment_id):
    """The wished-for days passed unanswered: our failure, and the patient is told so."""
    appointment = _lock(appointment_id, version=None)
    _move(appointment, Status.EXPIRED, Event.EXPIRED, actor=Actor.SYSTEM)
    _save(appointment)
    _tell(appointment, OutgoingMessage.Kind.EXPIRED)
    return appointment


def find_by_token(token):
    """The request behind a private link, or None."""
    return AppointmentRequest.objects.for_desk().filter(token_hash=links.token_hash(token)).first()


def _digest(answers):
    comparable = {name: getattr(value, "pk", value) for name, value in answers.items()}
    text = json.dumps(comparable, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _lock(appointment_id, version):
    appointment = AppointmentRequest.objects.select_for_update(of=["self"]).get(pk=appointment_id)
    if version is not None and appointment.version != version:
        raise ChangedMeanwhile(appointment.history.select_related("by").last())
    return appointment


def _move(appointment, status, event, *, actor, by=None, reason=""):
    """Check the move against the table and write the history. The caller saves."""
    if not appointment.can_move_to(status):
        raise MoveNotAllowed(f"{appointment} cannot become {status}")
    before, appointment.status = appointment.status, status
    if not AppointmentRequest.ALLOWED_MOVES[status]:
        appointment.closed_at = timezone.now()
    _remember(appointment, event, from_status=before, actor=actor, by=by, reason=reason)


def _give_time(appointment, doctor, starts_at, ends_at, overlap_allowed):
    appointment.doctor, appointment.starts_at, appointment.ends_at = doctor, starts_at, ends_at
    appointment.overlap_allowed = overlap_allowed
    try:
        with transaction.atomic():
            _save(appointment)
    except IntegrityError as error:
        if error.__cause__.diag.constraint_name == ONE_VISIT_AT_A_TIME:
            raise TimeTaken from error
        raise


def _save(appointment):
    appointment.version += 1
    appointment.save()


def _remember(appointment, event, *, from_status, actor, by=None, reason=""):
    HistoryEntry.objects.create(
        appointment=appointment,
        event=event,
        from_status=from_status,
        to_status=appointment.status,
        actor=actor,
        by=by,
        reason=reason,
    )


def _tell(appointment, kind):
    """Put the messages about this change into the outbox: to the patient if there is an address, and to the desk."""
    audiences = [OutgoingMessage.Audience.PATIENT] if appointment.email else []
    if kind == OutgoingMessage.Kind.RECEIVED:
        audiences.append(OutgoingMessage.Audience.DESK)
    for audience in audiences:
        OutgoingMessage.objects.create(
            dedupe_key=f"{appointment.reference}.{appointment.version}.{kind}.{audience}",
            kind=kind,
            audience=audience,
            appointment=appointment,
        )


def _must_be_to_come(starts_at):
    if starts_at <= timezone.now():
        raise InThePast
