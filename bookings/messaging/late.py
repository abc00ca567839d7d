"""That a doctor runs late, or is in time again: whether it still helps, and in which words it is told."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from common.dates import time_in_words

from ..day_lists.likely_times import is_to_come, likely_time
from ..models import Appointment, OutgoingMessage, SessionDelay
from ..no_longer_fits import cause_of
from .told import same_reader

Kind, State = OutgoingMessage.Kind, OutgoingMessage.State
MINUTES = "late_minutes"  # in what is kept of a message


def is_still_true(message: OutgoingMessage) -> bool:
    """Before the patient's time, and other than what they were told last."""
    appointment = message.appointment
    if appointment.status != Appointment.Status.BOOKED or not is_to_come(appointment) or cause_of(appointment):
        return False
    told = same_reader(message).filter(kind=Kind.LATE)
    if told.filter(pk__gt=message.pk).exists():
        return False
    last = told.filter(state=State.SENT).order_by("-pk").values_list("told", flat=True).first()
    return (last or {MINUTES: 0}) != facts(appointment)


def facts(appointment: Appointment) -> dict[str, int]:
    return {MINUTES: _minutes(appointment)}


def words(appointment: Appointment) -> dict[str, object]:
    return {"minutes_late": _minutes(appointment), "likely_at": time_in_words(_likely_now(appointment))}


def subject(appointment: Appointment) -> str:
    if _minutes(appointment):
        return _("The doctor is running late today (%(reference)s)")
    return _("The doctor is in time again today (%(reference)s)")


def _likely_now(appointment: Appointment) -> datetime:
    return likely_time(appointment) + timedelta(minutes=_minutes(appointment))


def _minutes(appointment: Appointment) -> int:
    """What all of the session are told: also who reads it late reads the same as the others."""
    delays = SessionDelay.objects.filter(session=appointment.session_id, day=appointment.day)
    return delays.values_list("told_minutes", flat=True).first() or 0
