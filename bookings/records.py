"""What every change of a request leaves behind: its history, its messages and the desk's tasks.

Always called inside the transaction of the change.
"""

from django.conf import settings

from .models import Consent, DeskTask, HistoryEntry, Note, OutgoingMessage

Audience = OutgoingMessage.Audience
Channel = OutgoingMessage.Channel
Kind = OutgoingMessage.Kind


def record_history(appointment_request, event, *, actor, from_status=None, by=None, reason=""):
    HistoryEntry.objects.create(
        appointment_request=appointment_request,
        event=event,
        from_status=appointment_request.status if from_status is None else from_status,
        to_status=appointment_request.status,
        actor=actor,
        by=by,
        reason=reason,
    )


def enqueue_messages(appointment_request, kind, about=None):
    """Put the messages about this change into the outbox, one for each reader and channel.

    `about` tells two messages of one kind apart; usually that is the version of the request.
    """
    messages = []
    for audience, channel in _readers(appointment_request, kind):
        key = f"{appointment_request.reference}.{about or appointment_request.version}.{kind}.{audience}"
        key = key if channel == Channel.MAIL else f"{key}.{channel}"
        messages.append(
            OutgoingMessage(
                dedupe_key=key, kind=kind, audience=audience, channel=channel, appointment_request=appointment_request
            )
        )
    OutgoingMessage.objects.bulk_create(messages, ignore_conflicts=True)  # the key says what was told before


def _readers(appointment_request, kind):
    if appointment_request.email:
        yield Audience.PATIENT, Channel.MAIL
    if settings.WEBHOOK_URL and may_get_phone_messages(appointment_request):
        yield Audience.PATIENT, Channel.WEBHOOK
    if kind == Kind.RECEIVED:
        yield Audience.DESK, Channel.MAIL


def may_get_phone_messages(appointment_request):
    return appointment_request.consents.in_force().filter(purpose=Consent.Purpose.PHONE_MESSAGES).exists()


def create_task(kind, appointment_request):
    """Ask the desk to do something. One open task of a kind is enough."""
    DeskTask.objects.get_or_create(kind=kind, appointment_request=appointment_request, done_at=None)


def add_note(appointment_request, text, by=None):
    return Note.objects.create(appointment_request=appointment_request, text=text, by=by)
