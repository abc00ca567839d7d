"""What time alone brings about: unanswered requests expire, appointments are announced the day before, then over."""

import logging
from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from . import services
from .models import Appointment, AppointmentRequest, HistoryEntry, OutgoingMessage
from .no_longer_fits import no_longer_fitting
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


def close_over():
    """Close the requests whose appointment is over, the day after. Returns how many."""
    today = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    over = AppointmentRequest.objects.filter(status="booked").exclude(appointments__in=_not_over(today))
    closed = 0
    for appointment_request_id in list(over.values_list("pk", flat=True)):
        try:
            services.close(appointment_request_id)
            closed += 1
        except Refusal:
            pass  # a colleague moved it at this very moment
    return closed


def _not_over(moment):
    return Appointment.objects.booked().filter(ends_at__gt=moment)


def remind():
    """Announce tomorrow's appointments that can take place, from a set hour of the day on. Safe to repeat."""
    now = timezone.localtime()
    if now.hour < settings.REMINDER_HOUR:
        return 0
    tomorrow = now.date() + timedelta(days=1)
    first = timezone.make_aware(datetime.combine(tomorrow, time.min))
    last = timezone.make_aware(datetime.combine(tomorrow + timedelta(days=1), time.min))
    to_come = Appointment.objects.booked().filter(starts_at__gte=first, starts_at__lt=last)
    to_come = to_come.exclude(pk__in=no_longer_fitting(tomorrow, tomorrow).values("pk"))
    # Who was given this time today knows it.
    told_today = HistoryEntry.objects.filter(event__in=["booked", "rescheduled"], at__date=now.date())
    reminded = OutgoingMessage.objects.filter(kind="reminder", dedupe_key__contains=f".{tomorrow}.")
    due = to_come.exclude(appointment_request__in=told_today.values("appointment_request")).exclude(
        pk__in=reminded.values("appointment")
    )
    before = reminded.count()
    for each in due.select_related("appointment_request"):
        enqueue_messages(each.appointment_request, OutgoingMessage.Kind.REMINDER, appointment=each, about=tomorrow)
    return reminded.count() - before  # some have nothing but a phone
