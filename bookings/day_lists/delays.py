"""What the patients of a session that runs late are told."""

from datetime import timedelta

from django.utils import timezone

from directory.opd import occurrences_of

from ..models import Appointment, SessionDelay


def delay_of(appointment: Appointment | None) -> SessionDelay | None:
    """How late the session of this appointment runs now; None in time, on another day, and when it is over."""
    if appointment is None or appointment.session_id is None or appointment.day != timezone.localdate():
        return None
    if appointment.attendance == Appointment.Attendance.NO_SHOW:
        return None
    delay = SessionDelay.objects.filter(session=appointment.session_id, day=appointment.day, minutes__gt=0).first()
    return delay if delay and not _is_over(appointment, delay) else None


def _is_over(appointment: Appointment, delay: SessionDelay) -> bool:
    day, doctor = appointment.day, appointment.doctor
    held = occurrences_of([doctor], day, day)[doctor.pk]
    ends = [each.ends_at for each in held if each.session.pk == appointment.session_id]
    return max([appointment.ends_at, *ends]) + timedelta(minutes=delay.minutes) <= timezone.now()
