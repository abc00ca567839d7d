"""Sends what the outbox holds. Any number of these may run at once.

A row is leased before it is sent and marked after, each in its own short transaction, so a killed
worker loses nothing: its lease ends and another takes the row. What can happen is a mail sent
twice, when a worker dies between the mail server's "yes" and our mark.
"""

import logging
import smtplib
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from ..models import DeskTask, OutgoingMessage
from ..records import create_task, may_get_phone_messages
from . import mails, webhook

logger = logging.getLogger(__name__)

State = OutgoingMessage.State
LEASE = timedelta(seconds=settings.MESSAGE_LEASE_SECONDS)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=settings.MESSAGE_FIRST_WAIT_SECONDS), timedelta(minutes=30)
MOST_ATTEMPTS = 60  # at half an hour each, more than a day of a mail server being away


def send_due_messages(limit=100):
    """Send up to `limit` messages that are due. Returns how many were dealt with."""
    for count in range(limit):
        message = _claim()
        if message is None:
            return count
        _send(message)
    return limit


@transaction.atomic
def _claim():
    """One at a time to each reader about each request, so that "cancelled" never overtakes "confirmed"."""
    now = timezone.now()
    pending = OutgoingMessage.objects.filter(state=State.PENDING)
    busy = pending.filter(
        appointment_request=OuterRef("appointment_request"), audience=OuterRef("audience"), lease_until__gt=now
    )
    due = pending.filter(~Exists(busy), next_attempt_at__lte=now).exclude(lease_until__gt=now)
    due = due.select_for_update(skip_locked=True, no_key=True, of=["self", "appointment_request"])
    message = due.select_related("appointment_request").order_by("next_attempt_at", "pk").first()
    # Once more, now that the request is locked: the question above saw the messages as they were when it began.
    if message is None or pending.filter(
        appointment_request=message.appointment_request, audience=message.audience, lease_until__gt=now
    ):
        return None
    message.lease_until = now + LEASE
    message.attempts += 1
    message.save(update_fields=["lease_until", "attempts"])
    return message


def _send(message):
    if not mails.is_still_true(message):
        return _finish(message, State.SKIPPED)
    try:
        sent = _CHANNELS[message.channel](message)
    except webhook.Refused as error:
        return _finish(message, State.DEAD, error)
    except Exception as error:  # a worker must outlive any one message
        if _is_permanent(error):
            return _finish(message, State.DEAD, error)
        return _try_later(message, error)
    return _finish(message, State.SENT if sent else State.SKIPPED)


def _send_mail(message):
    mail = mails.mail_for(message)
    if mail is None:
        return False
    mail.send()
    return True


def _send_to_phone(message):
    if not settings.WEBHOOK_URL or not may_get_phone_messages(message.appointment_request):
        return False
    webhook.send(message, mails.phone_text_for(message))
    return True


_CHANNELS = {OutgoingMessage.Channel.MAIL: _send_mail, OutgoingMessage.Channel.WEBHOOK: _send_to_phone}


def _is_permanent(error):
    """SMTP 5xx about this reader or this mail. About us (login, sender, greeting), it waits until that is put right."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _text in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and 500 <= error.smtp_code < 600


@transaction.atomic
def _finish(message, state, error=None):
    outcome = {
        "state": state,
        "sent_at": timezone.now() if state == State.SENT else None,
        "last_error": _cause(error),
    }
    if _mark(message, **outcome) and state == State.DEAD:
        if message.audience == OutgoingMessage.Audience.PATIENT:
            create_task(DeskTask.Kind.MESSAGE_DEAD, message.appointment_request)
        # Ids only: addresses and names stay out of the logs.
        logger.error("message %s could not be sent: %s", message.pk, message.last_error)


def _try_later(message, error):
    if message.attempts >= MOST_ATTEMPTS:
        return _finish(message, State.DEAD, error)
    wait = min(FIRST_WAIT * 2 ** (message.attempts - 1), LONGEST_WAIT)
    _mark(message, next_attempt_at=timezone.now() + wait, last_error=_cause(error))
    logger.warning("message %s will be tried again in %s: %s", message.pk, wait, message.last_error)


def _cause(error):
    """What went wrong, as a name and a code. Not in the server's words: they like to repeat the address."""
    if error is None:
        return ""
    codes = [code for code, _text in getattr(error, "recipients", {}).values()] or [getattr(error, "smtp_code", "")]
    return " ".join([type(error).__name__, str(getattr(error, "http_status", codes[0]))]).strip()


def _mark(message, **outcome):
    """Write down what became of this try. False when it took so long that another worker has the message by now."""
    mine = OutgoingMessage.objects.filter(pk=message.pk, state=State.PENDING)
    if outcome.get("state") != State.SENT:  # what is sent is sent, whoever did it
        mine = mine.filter(lease_until=message.lease_until)
    for name, value in outcome.items():
        setattr(message, name, value)
    return bool(mine.update(lease_until=None, **outcome))


def send_again(message):
    """The desk has put the cause right: a dead message gets its tries once more."""
    revived = OutgoingMessage.objects.filter(pk=message.pk, state=State.DEAD)
    return revived.update(state=State.PENDING, attempts=0, next_attempt_at=timezone.now(), last_error="")
