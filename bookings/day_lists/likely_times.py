"""About when a patient is seen, also one who has a number and no time of their own."""

from datetime import datetime, timedelta

from django.utils import timezone

from ..models import Appointment


def likely_time(appointment: Appointment) -> datetime:
    """Of a number: when those before it have had their share of the session, and not before it was given.

    A time of the patient's own is that time.
    """
    session = appointment.session
    if not appointment.token_number or session is None or not session.tokens:
        return appointment.starts_at
    for_each = appointment.length / session.tokens
    likely = max(appointment.starts_at + for_each * (appointment.token_number - 1), appointment.given_at)
    local = timezone.localtime(likely)
    return local - timedelta(minutes=local.minute % 5, seconds=local.second, microseconds=local.microsecond)


def is_to_come(appointment: Appointment) -> bool:
    return likely_time(appointment) > timezone.now()
