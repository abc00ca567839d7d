"""Erasing patients' data when there is no reason to keep it any more. Rows stay, as counts."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from common.security_events.log import tell

from . import services
from .models import AppointmentRequest, HistoryEntry, KeptForm
from .models.request_rules import ERASED
from .patients import traces
from .records import record_history
from .refusals import Code, Refusal


def erase_past_retention(limit: int = 1000) -> int:
    """Erase what is past its day. Returns how many requests that were."""
    due = AppointmentRequest.objects.past_retention(timezone.localdate()).order_by("pk")
    ids = list(due.values_list("pk", flat=True)[:limit])
    return sum(erase(pk) for pk in ids)


def may_be_erased(appointment_request: AppointmentRequest) -> bool:
    """What waits, or is still to come, is cancelled first."""
    booked = appointment_request.booked
    return appointment_request.is_closed or bool(booked and booked.ends_at <= timezone.now())


@transaction.atomic
def erase_together(requests: Iterable[AppointmentRequest], by: User | None = None, reason: str = "") -> dict[str, bool]:
    """Of one person: all of these or, when one is open or still to come, none. Whether each was erased only now."""
    ordered = sorted(requests, key=lambda each: each.pk)  # of two people who erase at once, one waits
    return {each.reference: erase(each.pk, by, reason) for each in ordered}


@transaction.atomic
def erase(appointment_request_id: int, by: User | None = None, reason: str = "") -> bool:
    """Blank everything personal of one request, for good. False when that was done before.

    Refused with STILL_OPEN, see may_be_erased. `reason` is a code of HistoryEntry.DataReason.
    """
    appointment_request = AppointmentRequest.objects.select_for_update(of=["self"]).get(pk=appointment_request_id)
    if appointment_request.erased_at:
        return False
    if not may_be_erased(appointment_request):
        raise Refusal(Code.STILL_OPEN, appointment_request.reference, about=appointment_request)
    if not appointment_request.is_closed:
        appointment_request = services.close(appointment_request_id)
    traces.forget(appointment_request)
    appointment_request.notes.all().delete()
    appointment_request.corrections.all().delete()
    for name, blank in ERASED.items():
        setattr(appointment_request, name, blank)
    appointment_request.erased_at = timezone.now()
    appointment_request.version += 1
    appointment_request.save()
    actor = HistoryEntry.Actor.DESK if by else HistoryEntry.Actor.SYSTEM
    record_history(appointment_request, HistoryEntry.Event.ERASED, actor=actor, by=by, reason=reason)
    tell("erased", by=by.pk if by else None, request=appointment_request.pk, reason=reason or None)
    return True


def forget_kept_forms() -> int:
    """What was typed when a session ended, and nobody came back for. Returns how many went."""
    return KeptForm.objects.over().delete()[0]
