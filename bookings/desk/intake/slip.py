"""What a patient takes along: the number, whom to see, where, on which day and at about which time."""

from datetime import timedelta

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.dates import day_in_words, in_words, time_in_words

from ... import access_journal
from ...models import AccessRecord, Appointment, OutgoingMessage
from ..access import front_desk, request_for


@front_desk
@require_safe
def slip(request, reference):
    appointment_request = request_for(request.user, reference)
    access_journal.record_access(request.user, [appointment_request], AccessRecord.Way.PRINTED)
    appointment = appointment_request.booked
    context = {
        "appointment_request": appointment_request,
        "appointment": appointment,
        "day": day_in_words(appointment.day) if appointment else "",
        "time": time_in_words(likely_time(appointment)) if appointment else "",
        "promise": in_words(appointment_request.promised_by) if appointment_request.promised_by else "",
        "is_told": appointment_request.messages.filter(audience=OutgoingMessage.Audience.PATIENT).exists(),
    }
    return render(request, "desk/intake_slip.html", context)


def likely_time(appointment: Appointment):
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
