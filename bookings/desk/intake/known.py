"""Who is known already by this phone number: their requests, and what they are booked for."""

from dataclasses import dataclass

from django.db.models import Count, Window

from common.dates import in_words

from ... import access_journal
from ...models import AccessRecord, Appointment, AppointmentRequest
from ..finding.known import Known, known_of
from .forms import LookUpForm

SHOWN = 8


@dataclass(frozen=True)
class KnownByPhone:
    """`requests`: each with what it is booked for, and when that is in words."""

    phone: str
    requests: list[tuple[Known, Appointment | None, str]]
    more: int = 0

    @property
    def is_open(self):
        return any(known.is_open for known, _appointment, _when in self.requests)


def known_by(user, data):
    """Of the number in this form; None where it is none. Those that are to come first, then what waits, the newest."""
    form = LookUpForm(data)
    if not form.is_valid():
        return None
    phone = form.cleaned_data["phone"]
    rows = AppointmentRequest.objects.filter(phone=phone, erased_at__isnull=True).for_desk().order_by("-created_at")
    looked_at = list(rows.annotate(count=Window(Count("pk")))[: SHOWN * 4])
    found = known_of(looked_at, user)[:SHOWN]
    ours = [each.appointment_request for each in found if each.is_ours]
    access_journal.record_access(user, ours, AccessRecord.Way.SEARCH)
    return KnownByPhone(phone, [_with_time(each) for each in found], _count(looked_at) - len(found))


def _count(rows):
    return rows[0].count if rows else 0


def _with_time(known):
    appointment = known.booked[0] if known.booked else None
    return known, appointment, in_words(appointment.starts_at) if appointment else ""
