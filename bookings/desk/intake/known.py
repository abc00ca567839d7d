"""Who is known already by this phone number: their requests, and what they are booked for."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Window

from common.dates import in_words

from ... import access_journal
from ...models import AccessRecord, Appointment, AppointmentRequest
from ..access import requests_for
from .forms import LookUpForm

SHOWN = 8
OPEN = [AppointmentRequest.Status.REQUESTED, AppointmentRequest.Status.BOOKED]


@dataclass(frozen=True)
class KnownRequest:
    """One of them. What another location answers is told by reference, place and time, and by nothing else."""

    appointment_request: AppointmentRequest
    appointment: Appointment | None
    when: str
    is_ours: bool

    @property
    def is_open(self):
        return self.appointment_request.status in OPEN


@dataclass(frozen=True)
class Known:
    phone: str
    requests: list[KnownRequest]
    more: int = 0

    @property
    def is_open(self):
        return any(each.is_open for each in self.requests)


def known_by(user, data):
    """Of the number in this form; None where it is none. Those that are open first, then the newest."""
    form = LookUpForm(data)
    if not form.is_valid():
        return None
    phone = form.cleaned_data["phone"]
    rows = AppointmentRequest.objects.filter(phone=phone, erased_at__isnull=True).for_desk().order_by("-created_at")
    looked_at = list(rows.annotate(count=Window(Count("pk")))[: SHOWN * 4])
    found = sorted(looked_at, key=lambda each: each.status not in OPEN)[:SHOWN]
    ours = set(requests_for(user).filter(pk__in=[each.pk for each in found]).values_list("pk", flat=True))
    access_journal.record_access(user, found, AccessRecord.Way.SEARCH)
    booked = _booked(found)
    return Known(
        phone, [_known(each, booked[each.pk], each.pk in ours) for each in found], _count(looked_at) - len(found)
    )


def _count(rows):
    return rows[0].count if rows else 0


def _booked(found):
    """{request: what it is booked for, the last one last}"""
    appointments = defaultdict(list)
    rows = Appointment.objects.booked().filter(appointment_request__in=found)
    for each in rows.select_related("doctor", "location").order_by("pk"):
        appointments[each.appointment_request_id].append(each)
    return appointments


def _known(appointment_request, booked, is_ours):
    appointment = booked[-1] if booked else None
    when = in_words(appointment.starts_at) if appointment else ""
    return KnownRequest(appointment_request, appointment, when, is_ours)
