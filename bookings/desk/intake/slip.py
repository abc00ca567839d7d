"""What a patient takes along: the number, whom to see, where, on which day and at about which time."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.dates import day_in_words, in_words, time_in_words

from ... import access_journal
from ...day_lists.likely_times import likely_time
from ...models import AccessRecord, OutgoingMessage
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
