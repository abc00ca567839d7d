"""What a patient writes may not be able to wait: a card is lifted, and out of hours somebody is told.

A prompt for the desk and no triage: nothing of it reaches the patient, and the promise to call stays as it is.
"""

from django.utils import timezone

from .. import callback_deadline
from ..models import AppointmentRequest, OutgoingMessage
from ..records import enqueue_messages
from ..urgency.known_words import reads_urgent

ONCE = "once"


def lift(appointment_request: AppointmentRequest, *texts: str) -> None:
    """The patient wrote again. What is lifted stays so, whatever else they say."""
    if not appointment_request.is_urgent and reads_urgent(*texts):
        appointment_request.is_urgent = True
        appointment_request.save(update_fields=["is_urgent"])
    tell_out_of_hours(appointment_request)


def tell_out_of_hours(appointment_request: AppointmentRequest) -> None:
    """Once for each request, to whom the settings name. While the desk is there, it sees the card."""
    if appointment_request.is_urgent and not _desk_is_there(appointment_request):
        enqueue_messages(appointment_request, OutgoingMessage.Kind.URGENT, about=ONCE)


def _desk_is_there(appointment_request: AppointmentRequest) -> bool:
    now, window = timezone.now(), appointment_request.call_window
    location = appointment_request.location or (window.location if window else None)
    desk = callback_deadline.desk_openings(now, location)
    return any(opening.opens <= now < opening.closes for opening in desk)
