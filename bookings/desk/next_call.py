"""By when the desk calls next, and whether the first call came as promised, in words."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from common.dates import in_words

from ..models import AppointmentRequest


def next_call_in_words(appointment_request):
    """By when to call whom nobody has answered yet; time_left says whether that has passed."""
    if appointment_request.next_action_at is None:
        return ""
    when = {"when": in_words(appointment_request.next_action_at)}
    if appointment_request.next_action == AppointmentRequest.NextAction.CALL_BACK:
        return _("Call back at %(when)s") % when
    if appointment_request.first_attempt_at:
        return _("Call again by %(when)s") % when
    if appointment_request.promised_by and appointment_request.promised_by < timezone.now():
        return _("Promised by %(when)s") % when
    return _("Call by %(when)s") % when


def first_call_in_words(appointment_request):
    """When we called first, and how that stands to what we had promised."""
    called, promised = appointment_request.first_attempt_at, appointment_request.promised_by
    if called is None:
        return ""
    when = in_words(called)
    if promised is None:
        return _("First call: %(when)s") % {"when": when}
    if appointment_request.promise_kept:
        return _("First call: %(when)s, as promised") % {"when": when}
    late = timesince(promised, called, depth=1)
    return _("First call: %(when)s, %(time)s later than promised") % {"when": when, "time": late}


@dataclass(frozen=True)
class TimeLeft:
    """How near the next call is, as a person says it."""

    is_late: bool
    words: str


def time_left(appointment_request):
    due, now = appointment_request.next_action_at, timezone.now()
    if due is None:
        return None
    if due < now:
        return TimeLeft(True, _("Late by %(time)s") % {"time": timesince(due, now, depth=1)})
    return TimeLeft(False, _("%(time)s left") % {"time": timesince(now, due, depth=1)})
