"""Whether news of an appointment still helps whoever reads it, and what is different since the last that was told."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from common.dates import in_words
from directory.models import Doctor, Location

from ..models import Appointment, AppointmentRequest, OutgoingMessage
from ..no_longer_fits import cause_of

Kind = OutgoingMessage.Kind
NEWS = {Kind.CONFIRMED, Kind.RESCHEDULED}  # of a time: each tells it as it is now


def is_still_true(message):
    """False when the appointment went another way meanwhile, or its time has come."""
    appointment = message.appointment
    if _is_over(message):
        return False
    if message.kind == Kind.CANCELLED:
        return message.appointment_request.status == AppointmentRequest.Status.CANCELLED
    if message.kind == Kind.TIME_TAKEN_AWAY:
        return message.appointment_request.status == AppointmentRequest.Status.REQUESTED
    if appointment.status != Appointment.Status.BOOKED or cause_of(appointment):
        return False
    if message.kind == Kind.REMINDER:
        return timezone.localdate(appointment.starts_at) <= timezone.localdate() + timedelta(days=1)
    return not _newer_ones(message).exists() and _last_told(message) != facts(appointment)


def came_too_late(message):
    """Nobody was told in time what they had to know: a person has to phone."""
    return message.kind in NEWS | {Kind.CANCELLED, Kind.TIME_TAKEN_AWAY} and _is_over(message)


def _is_over(message):
    return message.appointment is not None and message.appointment.has_begun


def facts(appointment):
    """What a message tells of an appointment, as it is kept with the message. Nothing of the patient."""
    return {
        "starts_at": appointment.starts_at.isoformat(),
        "doctor": appointment.doctor_id,
        "location": appointment.location_id,
        "token_number": appointment.token_number,
    }


def kind_of(message):
    """A move that is the first news of its appointment is told as a confirmation."""
    if message.kind == Kind.RESCHEDULED and _last_told(message) is None:
        return Kind.CONFIRMED
    return message.kind


def changes(message):
    """[(what, as it was told before, as it is now)] of an appointment that was moved, in words."""
    before, now = _last_told(message), facts(message.appointment)
    return [
        (label, words(before[name]), words(now[name])) for name, label, words in _facts() if before[name] != now[name]
    ]


def _facts():
    return [
        ("starts_at", _("When"), lambda moment: in_words(datetime.fromisoformat(moment))),
        ("doctor", _("Doctor"), lambda pk: str(Doctor.objects.get(pk=pk).full_name)),
        ("location", _("Where"), lambda pk: str(Location.objects.get(pk=pk).name)),
        ("token_number", _("Your number"), lambda number: str(number or _("none"))),
    ]


def _last_told(message):
    sent = same_reader(message).exclude(kind=Kind.LATE).filter(state=OutgoingMessage.State.SENT, told__isnull=False)
    return sent.order_by("-sent_at", "-pk").values_list("told", flat=True).first()


def _newer_ones(message):
    return same_reader(message).filter(kind__in=NEWS, pk__gt=message.pk)


def same_reader(message):
    return OutgoingMessage.objects.filter(
        appointment=message.appointment, audience=message.audience, channel=message.channel
    )
