"""Sends what the outbox holds: each message is a row of ours, and a task of the queue until it is settled.

A mail may be sent twice, when a worker dies between the mail server's "yes" and our mark.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from common import queue
from common.message_budgets import Cause, Channel, spend
from directory.mail import send

from ..models import DeskTask, HistoryEntry, OutgoingMessage
from ..records import MESSAGE, create_task, may_get_phone_messages, task_of
from . import late, mails, surges, told, webhook

State = OutgoingMessage.State
Kind = OutgoingMessage.Kind
Event = HistoryEntry.Event

OVER_BUDGET = "over budget"
# What somebody outside can bring about, and the step that says who it was.
CAUSED_FROM_OUTSIDE = {
    Kind.RECEIVED: Event.REQUESTED,
    Kind.CANCELLED: Event.CANCELLED,
    Kind.EXPIRED: Event.EXPIRED,
}


def send_due_messages(limit=100):
    """Send up to `limit` messages that are due. Returns how many were dealt with."""
    return len(queue.run_due(MESSAGE, limit=limit))


def send_message(message_id):
    """What the queue does for one message. Settled before, or gone with its request, it needs nothing more."""
    pending = OutgoingMessage.objects.filter(pk=message_id, state=State.PENDING)
    message = pending.select_related(
        "appointment_request", "appointment__appointment_request", "appointment__doctor", "appointment__location"
    ).first()
    if message is None:
        return
    if not mails.is_still_true(message):
        if pending.update(state=State.SKIPPED) and told.came_too_late(message):
            create_task(DeskTask.Kind.MESSAGE_LATE, message.appointment_request)
    else:
        _send(message)


def _send(message):
    news = _facts(message)
    try:
        has_left = _CHANNELS[message.channel](message)
    except queue.PutOff as early:
        waits_until = message.created_at + timedelta(hours=settings.MESSAGE_WAIT_HOURS)
        if timezone.now() + early.wait < waits_until:
            raise
        return _hold_back(message, state=State.DEAD, last_error=OVER_BUDGET)
    if has_left:
        # What is sent is sent, whatever another worker wrote meanwhile.
        OutgoingMessage.objects.filter(pk=message.pk).update(state=State.SENT, sent_at=timezone.now(), told=news)
    else:
        OutgoingMessage.objects.filter(pk=message.pk, state=State.PENDING).update(state=State.SKIPPED)


def _facts(message):
    """What is kept of what it tells, so that the next one says what is different. Nothing of the patient."""
    if message.kind == Kind.LATE:
        return late.facts(message.appointment)
    return told.facts(message.appointment) if message.appointment else None


@transaction.atomic
def _hold_back(message, **what_became_of_it):
    """It does not leave, and it is not lost: somebody phones."""
    pending = OutgoingMessage.objects.filter(pk=message.pk, state=State.PENDING)
    if pending.update(**what_became_of_it):
        create_task(DeskTask.Kind.MESSAGE_HELD_BACK, message.appointment_request)


def cause_of(message):
    """What a form brings about has its budget; an answer of the desk waits for none."""
    if message.kind == Kind.URGENT and message.channel == OutgoingMessage.Channel.WEBHOOK:
        return Cause.STRANGER  # each costs money, and anybody can write such words
    if message.audience == OutgoingMessage.Audience.DESK or message.kind not in CAUSED_FROM_OUTSIDE:
        return Cause.STAFF
    event = CAUSED_FROM_OUTSIDE[message.kind]
    by_the_desk = message.appointment_request.history.filter(event=event, actor=HistoryEntry.Actor.DESK)
    return Cause.STAFF if by_the_desk.exists() else Cause.STRANGER


def _send_mail(message):
    mail = mails.mail_for(message)
    if mail is None:
        return False
    send(mail, cause=cause_of(message), most=surges.threshold())
    return True


def _send_to_phone(message):
    to_us = message.kind == Kind.URGENT
    if not settings.WEBHOOK_URL or not (to_us or may_get_phone_messages(message.appointment_request)):
        return False
    phone, most = webhook.number_for(message), surges.threshold()
    spend(cause_of(message), Channel.PHONE, phone, about=message.dedupe_key, most=most)
    try:
        webhook.send(message, mails.phone_text_for(message))
    except webhook.Refused as error:
        raise queue.GiveUp from error
    return True


_CHANNELS = {OutgoingMessage.Channel.MAIL: _send_mail, OutgoingMessage.Channel.WEBHOOK: _send_to_phone}


def give_up(task):
    """The queue tries no longer: the desk sees the message and its cause, and phones the patient."""
    pending = OutgoingMessage.objects.filter(pk=task.key, state=State.PENDING)
    if pending.update(state=State.DEAD, attempts=task.attempts, last_error=task.last_error):
        message = OutgoingMessage.objects.select_related("appointment_request").get(pk=task.key)
        if message.audience == OutgoingMessage.Audience.PATIENT:
            create_task(DeskTask.Kind.MESSAGE_DEAD, message.appointment_request)


@transaction.atomic
def send_again(message):
    """The desk has put the cause right: a dead message gets its tries once more."""
    dead = OutgoingMessage.objects.filter(pk=message.pk, state=State.DEAD)
    if dead.update(state=State.PENDING, attempts=0, last_error=""):
        queue.put(task_of(message))
