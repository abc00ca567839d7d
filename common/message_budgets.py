"""How many messages may leave, so that nobody can flood a mailbox or a phone through the site.

Counted where rate_limits.py counts, in the shared database: a worker on any machine knows what the others sent.
"""

import enum
import logging
import uuid
from datetime import timedelta

from django.conf import settings

from . import queue, rate_limits
from .rate_limits import Limit, RateLimitExceeded

logger = logging.getLogger(__name__)

MESSAGES = uuid.UUID("0f8a7a5e-7a42-4c0e-9d0b-6f0f5f2b9c11")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SHORTEST_WAIT = timedelta(minutes=1)  # so that a thousand messages that wait do not keep the workers busy


class Cause(enum.StrEnum):
    """Who brings a message about. No cause uses up what another one may send."""

    STRANGER = "stranger"  # whoever finds a form
    PASSWORD = "password"  # noqa: S105 - whoever asks for a new one, in whosever name
    STAFF = "staff"  # one of us, or our own clock: nothing to keep in bounds


class Channel(enum.StrEnum):
    MAIL = "mail"
    PHONE = "phone"


def spend(cause, channel, reader, *, about, is_ours=False, most=None):
    """Count one message to this mailbox or number that is about to leave; tried again, it is the same one.

    Raises queue.PutOff while a budget is used up. What goes to an address of ours is only counted for the whole site.
    `most` is what strangers may bring about in this hour, where that is fewer than the setting says.
    """
    if cause == Cause.STAFF:
        return
    budgets = _budgets(cause, channel, reader, is_ours, most)
    try:
        rate_limits.hit(*budgets, about=uuid.uuid5(MESSAGES, about))
    except RateLimitExceeded as over:
        if _of_the_site(channel) in over.kinds:
            _raise_the_alarm(channel)
        raise queue.PutOff(max(over.wait, SHORTEST_WAIT)) from None


def forget(channel, reader):
    """What was counted for this mailbox or number is gone: its owner asked to be forgotten."""
    for cause in (Cause.STRANGER, Cause.PASSWORD):
        budgets = _budgets(cause, channel, reader, is_ours=False, most=None)
        rate_limits.reset(*[budget for budget in budgets if budget[1] == reader])


def fold_mailbox(address):
    """One name for all addresses that reach one mailbox. Only to count by: a mail goes to what was written."""
    local, _at, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0].replace('.', '')}@{domain}"


def _budgets(cause, channel, reader, is_ours, most):
    # Colleagues write the desk's own address for patients without one. New passwords are asked for in anybody's name.
    if cause == Cause.PASSWORD or not is_ours:
        yield Limit(f"{cause}-{channel}-hour", _setting("HOUR", channel), HOUR), reader
        yield Limit(f"{cause}-{channel}-day", _setting("DAY", channel), DAY), reader
    if cause == Cause.STRANGER:
        allowed = settings.STRANGERS_MESSAGES_PER_HOUR
        yield Limit(_of_the_site(channel), allowed if most is None else min(most, allowed), HOUR), "the site"


def _setting(time, channel):
    return getattr(settings, f"MESSAGES_PER_{time}_AND_{'MAILBOX' if channel == Channel.MAIL else 'PHONE'}")


def _of_the_site(channel):
    return f"stranger-{channel}-site"


def _raise_the_alarm(channel):
    """Once an hour, whichever of the workers comes first."""
    try:
        rate_limits.hit((Limit("message-alarm", 1, HOUR), channel))
    except RateLimitExceeded:
        return
    logger.error("the %s messages of this hour that strangers may bring about are used up: more of them wait", channel)
