"""What time alone brings about: requests that nobody answered expire, and visits are announced the day before."""

import logging
from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from . import services
from .models import AppointmentRequest, HistoryEntry, OutgoingMessage
from .records import enqueue_messages
from .refusals import Refusal

logger = logging.getLogger(__name__)


def expire_unanswered():
    """Close what we left unanswered. Returns how many, and raises the alarm in the log."""
    overdue = AppointmentRequest.objects.unanswered_too_long(timezone.localdate())
    expired = []
    for appointment_request_id in list(overdue.values_list("pk", flat=True)):
        try:
            expired.append(services.expire(appointment_request_id).reference)
        except Refusal:
            pass  # a colleague answered at this very moment
    if expired:
        logger.error("%s requests were not answered in time: %s", len(expired), ", ".join(expired))
    return len(expired)


def remind():
    """Announce tomorrow's visits, from a set hour of the day on. Safe to repeat."""
    now = timezone.localtime()
    if now.hour < settings.REMINDER_HOUR:
        return 0
    tomorrow = now.date() + timedelta(days=1)
    first = timezone.make_aware(datetime.combine(tomorrow, time.min))
    last = timezone.make_aware(datetime.combine(tomorrow + timedelta(days=1), time.min))
    appointments = AppointmentRequest.objects.filter(
        status=AppointmentRequest.Status.CONFIRMED, starts_at__gte=first, starts_at__lt=last, erased_at__isnull=True
    )
    # Who was given this time today knows it.
    told_today = HistoryEntry.objects.filter(event__in=["confirmed", "rescheduled"], at__date=now.date())
    reminded = OutgoingMessage.objects.filter(kind="reminder", dedupe_key__contains=f".{tomorrow}.")
    due = appointments.exclude(pk__in=told_today.values("appointment_request")).exclude(
        pk__in=reminded.values("appointment_request")
    )
    before = reminded.count()
    for appointment_request in due:
        enqueue_messages(appointment_request, OutgoingMessage.Kind.REMINDER, about=tomorrow)
    return reminded.count() - before  # some have nothing but a phone
