"""A session of today runs late: said at the desk, shown to its patients, and told to those whose time is to come."""

from datetime import date

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from directory.models import OpdSession
from directory.opd import occurrences_of

from ..day_lists.likely_times import is_to_come
from ..models import Appointment, OutgoingMessage, SessionDelay
from ..no_longer_fits import no_longer_fitting
from ..records import enqueue_messages
from ..refusals import Code, Refusal

Kind = OutgoingMessage.Kind


@transaction.atomic
def run_late(session: OpdSession, day: date, *, minutes: int, by: User) -> None:
    """Say by how much a session of today is late; 0: in time again. No appointment moves.

    Whoever says it last is believed; a small change is shown and not told. Refused when it is not held today.
    """
    held = occurrences_of([session.doctor], day, day)[session.doctor_id]
    if day != timezone.localdate() or session not in [each.session for each in held]:
        raise Refusal(Code.SESSION_NOT_HELD)
    delay = _say(session, day, minutes, by)
    if delay.is_news:
        _tell(delay)


def _say(session: OpdSession, day: date, minutes: int, by: User) -> SessionDelay:
    """From here on the row is locked: who says it at the same time, waits, and then knows what was told."""
    late = SessionDelay(session=session, day=day, minutes=minutes, by=by)
    SessionDelay.objects.bulk_create(
        [late], update_conflicts=True, unique_fields=["session", "day"], update_fields=["minutes", "by", "at"]
    )
    return SessionDelay.objects.get(session=session, day=day)


def _tell(delay: SessionDelay) -> None:
    to_tell = [each for each in _who_are_told(delay) if is_to_come(each)]
    delay.told_minutes, delay.tellings = delay.minutes, delay.tellings + 1
    delay.save(update_fields=["told_minutes", "tellings"])
    about = f"{delay.session_id}.{delay.day}.{delay.tellings}"
    for each in to_tell:
        enqueue_messages(each.appointment_request, Kind.LATE, appointment=each, about=about)


def _who_are_told(delay: SessionDelay) -> QuerySet[Appointment]:
    rows = Appointment.objects.booked().filter(session=delay.session_id, day=delay.day)
    rows = rows.filter(appointment_request__erased_at=None).exclude(attendance=Appointment.Attendance.NO_SHOW)
    rows = rows.exclude(pk__in=no_longer_fitting(delay.day, delay.day).values("pk"))
    if not delay.minutes:  # in time again: that is news only to who heard of it
        rows = rows.filter(pk__in=OutgoingMessage.objects.filter(kind=Kind.LATE).values("appointment"))
    return rows.for_desk()
