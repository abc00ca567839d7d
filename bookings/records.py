"""What every change of a request leaves behind: its history, its messages and the desk's tasks.

Always called inside the transaction of the change.
"""

from django.conf import settings

from .models import Consent, DeskTask, HistoryEntry, Note, OutgoingMessage

Audience = OutgoingMessage.Audience
Channel = OutgoingMessage.Channel
Kind = OutgoingMessage.Kind


def remember(appointment, event, *, actor, from_status=None, by=None, reason=""):
    HistoryEntry.objects.create(
        appointment=appointment,
        event=event,
        from_status=appointment.status if from_status is None else from_status,
        to_status=appointment.status,
        actor=actor,
        by=by,
        reason=reason,
    )


def tell(appointment, kind, about=None):
    """Put the messages about this change into the outbox, one for each reader and channel.

    `about` tells two messages of one kind apart; usually that is the version of the request.
    """
    messages = []
    for audience, channel in _readers(appointment, kind):
        key = f"{appointment.reference}.{about or appointment.version}.{kind}.{audience}"
        key = key if channel == Channel.MAIL else f"{key}.{channel}"
        messages.append(
            OutgoingMessage(dedupe_key=key, kind=kind, audience=audience, channel=channel, appointment=appointment)
        )
    OutgoingMessage.objects.bulk_create(messages, ignore_conflicts=True)  # the key says what was told before


def _readers(appointment, kind):
    if appointment.email:
        yield Audience.PATIENT, Channel.MAIL
    if settings.WEBHOOK_URL and may_get_phone_messages(appointment):
        yield Audience.PATIENT, Channel.WEBHOOK
    if kind == Kind.RECEIVED:
        yield Audience.DESK, Channel.MAIL


def may_get_phone_messages(appointment):
    return appointment.consents.in_force().filter(purpose=Consent.Purpose.PHONE_MESSAGES).exists()


def give_task(kind, appointment):
    """Ask the desk to do something. One open task of a kind is enough."""
    DeskTask.objects.get_or_create(kind=kind, appointment=appointment, done_at=None)


def add_note(appointment, text, by=None):
    return Note.objects.create(appointment=appointment, text=text, by=by)
