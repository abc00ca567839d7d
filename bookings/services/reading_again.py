"""Words that a clinician approves today may stand in a request of yesterday: what waits is read again.

A bounded number at a time, in the queue; the task names the last one that was read, and puts the next.
"""

from contextlib import suppress

from django.db import transaction
from django.db.models import QuerySet

from common import queue
from common.models import Task

from ..models import AppointmentRequest, DeskTask, HistoryEntry
from ..models.red_flags import READ_AGAIN
from ..refusals import Refusal
from ..urgency.known_words import finder
from . import changes, phone_now

AT_ONCE = 200
Status = AppointmentRequest.Status


def read_some(after: str) -> None:
    waiting = AppointmentRequest.objects.filter(status=Status.REQUESTED)
    asked_for_a_change = AppointmentRequest.objects.filter(
        status=Status.BOOKED, pk__in=DeskTask.objects.open().values("appointment_request").order_by()
    )
    some = sorted({*_after(int(after), waiting), *_after(int(after), asked_for_a_change)})[:AT_ONCE]
    words = finder()
    for appointment_request in AppointmentRequest.objects.filter(pk__in=some).prefetch_related("history", "notes"):
        if words.finds_any(_not_looked_at(appointment_request)):
            with suppress(Refusal):  # it was erased this moment
                _lift(appointment_request.pk)
    if len(some) == AT_ONCE:
        queue.put(Task(kind=READ_AGAIN, key=str(some[-1])))


def _after(pk: int, requests: QuerySet) -> list[int]:
    unread = requests.filter(pk__gt=pk, is_urgent=False, erased_at=None).order_by("pk")
    return list(unread.values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def _lift(appointment_request_id: int) -> None:
    """Asked once more under the lock: a colleague may be answering, or may have looked at it this moment."""
    appointment_request = changes.lock(appointment_request_id, version=None)
    if not appointment_request.is_closed:
        phone_now.lift(appointment_request, *_not_looked_at(appointment_request))


def _not_looked_at(appointment_request: AppointmentRequest) -> list[str]:
    """What the patient wrote since somebody at the desk said "not urgent"; that person had read the rest."""
    events = appointment_request.history.all()
    looked_at = max((entry.at for entry in events if entry.event == HistoryEntry.Event.NOT_URGENT), default=None)
    notes = [note for note in appointment_request.notes.all() if note.by_id is None]
    if looked_at:
        return [note.text for note in notes if note.at > looked_at]
    written = [getattr(appointment_request, name) for name in AppointmentRequest.FREE_TEXT]
    return [*written, *(note.text for note in notes)]
