"""A name, phone number or email address that was wrong."""

from django.contrib.auth.models import User
from django.db import transaction

from .. import links
from ..models import AppointmentRequest, ContactCorrection, HistoryEntry, OutgoingMessage
from ..records import enqueue_messages, record_history
from . import changes

Audience, Channel, Kind, State = (
    OutgoingMessage.Audience, OutgoingMessage.Channel, OutgoingMessage.Kind, OutgoingMessage.State,
)  # fmt: skip


@transaction.atomic
def correct_contact(appointment_request_id: int, *, by: User, version: int | None, **right: str) -> AppointmentRequest:
    """Put right `full_name`, `phone` or `email`. History says that, and only the erasable correction says what.

    Another email address ends the private link that the wrong one has, stops what was not sent to it yet, and is told
    how the request stands.
    """
    appointment_request = changes.lock(appointment_request_id, version)
    changed = {name: new for name, new in right.items() if getattr(appointment_request, name) != new}
    for name, new in changed.items():
        old = getattr(appointment_request, name)
        ContactCorrection.objects.create(
            appointment_request=appointment_request, field=ContactCorrection.Field(name), old=old, new=new, by=by
        )
        setattr(appointment_request, name, new)
        record_history(
            appointment_request, HistoryEntry.Event.CORRECTED, actor=HistoryEntry.Actor.DESK, by=by, reason=name
        )
    if "email" in changed:
        _end_link(appointment_request)
    if changed:
        changes.save(appointment_request)
    if "email" in changed:
        _tell_once_more(appointment_request)
    return appointment_request


def _end_link(appointment_request: AppointmentRequest) -> None:
    appointment_request.link_number += 1
    token = links.new_token(appointment_request.idempotency_key, appointment_request.link_number)
    appointment_request.token_hash = links.token_hash(token)


def _tell_once_more(appointment_request: AppointmentRequest) -> None:
    mails = appointment_request.messages.filter(audience=Audience.PATIENT, channel=Channel.MAIL)
    mails.filter(state=State.PENDING).update(state=State.SKIPPED)
    mails.update(told=None)  # whoever was told that, was somebody else
    if appointment_request.booked:
        enqueue_messages(appointment_request, Kind.CONFIRMED, appointment=appointment_request.booked)
    elif appointment_request.status == AppointmentRequest.Status.REQUESTED:
        enqueue_messages(appointment_request, Kind.RECEIVED)
