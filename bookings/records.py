"""What every change of a request leaves behind: its history, its messages and the desk's tasks.

Always called inside the transaction of the change.
"""

from django.conf import settings

from common import queue
from common.models import Task
from common.phone_numbers import country_of

from .models import Consent, DeskTask, HistoryEntry, Note, OutgoingMessage

Audience = OutgoingMessage.Audience
Channel = OutgoingMessage.Channel
Kind = OutgoingMessage.Kind
TYPED_AT_DESK = "typed_at_desk"  # in a session of the desk, by reference: erased with the patient's data
MESSAGE = "message"  # the kind of its task in the queue


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


def enqueue_messages(appointment_request, kind, *, appointment=None, about=None):
    """Put the messages about this change into the outbox, one for each reader and channel.

    `about` tells two messages of one kind apart; usually that is the version of the request.
    """
    messages = []
    for audience, channel in _readers(appointment_request, kind):
        key = f"{appointment_request.reference}.{about or appointment_request.version}.{kind}.{audience}"
        key = key if channel == Channel.MAIL else f"{key}.{channel}"
        messages.append(
            OutgoingMessage(
                dedupe_key=key,
                kind=kind,
                audience=audience,
                channel=channel,
                appointment_request=appointment_request,
                appointment=appointment,
            )
        )
    # The key says what was told before. Such a row stays as it is, and only gives its number to its task.
    OutgoingMessage.objects.bulk_create(
        messages, update_conflicts=True, unique_fields=["dedupe_key"], update_fields=["dedupe_key"]
    )
    queue.put(*map(task_of, messages))
    if kind == Kind.URGENT:
        return
    if settings.WEBHOOK_URL and not appointment_request.email and _wants_phone_messages_elsewhere(appointment_request):
        create_task(DeskTask.Kind.MESSAGE_HELD_BACK, appointment_request)


def task_of(message):
    """In one lane for each reader of each request, so that "cancelled" never overtakes "confirmed"."""
    lane = f"{MESSAGE} {message.appointment_request_id} {message.audience}"
    return Task(kind=MESSAGE, key=str(message.pk), lane=lane)


def _readers(appointment_request, kind):
    if kind == Kind.URGENT:
        yield from _out_of_hours()
        return
    if appointment_request.email:
        yield Audience.PATIENT, Channel.MAIL
    if settings.WEBHOOK_URL and may_get_phone_messages(appointment_request):
        yield Audience.PATIENT, Channel.WEBHOOK
    if kind == Kind.RECEIVED:
        yield Audience.DESK, Channel.MAIL


def _out_of_hours():
    if settings.URGENT_MAIL:
        yield Audience.DESK, Channel.MAIL
    if settings.URGENT_PHONE and settings.WEBHOOK_URL:
        yield Audience.DESK, Channel.WEBHOOK


def may_be_told(appointment_request):
    """Some message reaches this patient; else what we say on the phone is all they get."""
    if appointment_request.email:
        return True
    return bool(settings.WEBHOOK_URL) and may_get_phone_messages(appointment_request)


def may_get_phone_messages(appointment_request):
    return _has_agreed(appointment_request) and _is_in_reach(appointment_request)


def _wants_phone_messages_elsewhere(appointment_request):
    return _has_agreed(appointment_request) and not _is_in_reach(appointment_request)


def _has_agreed(appointment_request):
    return appointment_request.consents.in_force().filter(purpose=Consent.Purpose.PHONE_MESSAGES).exists()


def _is_in_reach(appointment_request):
    """Messages go to the countries of our patients only: elsewhere there are numbers that earn by each of them."""
    countries = settings.PHONE_MESSAGE_COUNTRIES
    return "all" in countries or country_of(appointment_request.phone) in countries


def create_task(kind, appointment_request):
    """Ask the desk to do something. One open task of a kind is enough."""
    DeskTask.objects.get_or_create(kind=kind, appointment_request=appointment_request, done_at=None)


def add_note(appointment_request, text, by=None):
    return Note.objects.create(appointment_request=appointment_request, text=text, by=by)
