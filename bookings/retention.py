"""Erasing patients' data when there is no reason to keep it any more. Rows stay, as counts."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from . import services
from .models import AppointmentRequest, HistoryEntry
from .models.request_rules import ERASED
from .patients import traces
from .records import record_history
from .refusals import Code, Refusal


def erase_past_retention(limit: int = 1000) -> int:
    """Erase what is past its day. Returns how many requests that were."""
    due = AppointmentRequest.objects.past_retention(timezone.localdate()).order_by("pk")
    ids = list(due.values_list("pk", flat=True)[:limit])
    return sum(erase(pk) for pk in ids)


@transaction.atomic
def erase(appointment_request_id: int, by: User | None = None) -> bool:
    """Blank everything personal of one request, for good. False when that was done before.

    What waits, or is still to come, is cancelled first.
    """
    appointment_request = AppointmentRequest.objects.select_for_update(of=["self"]).get(pk=appointment_request_id)
    if appointment_request.erased_at:
        return False
    booked = appointment_request.booked
    if booked and booked.ends_at <= timezone.now():
        appointment_request = services.close(appointment_request_id)
    if not appointment_request.is_closed:
        raise Refusal(Code.STILL_OPEN, appointment_request.reference)
    traces.forget(appointment_request)
    appointment_request.notes.all().delete()
    appointment_request.corrections.all().delete()
    for name, blank in ERASED.items():
        setattr(appointment_request, name, blank)
    appointment_request.erased_at = timezone.now()
    appointment_request.version += 1
    appointment_request.save()
    actor = HistoryEntry.Actor.DESK if by else HistoryEntry.Actor.SYSTEM
    record_history(appointment_request, HistoryEntry.Event.ERASED, actor=actor, by=by)
    return True
