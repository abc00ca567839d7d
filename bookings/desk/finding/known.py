"""Who is known already: of each request, whether this person answers it, and what it is booked for.

The search and the page of callers ask the same question here. Of what another part of the house answers, reference,
place and time may be told, and nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.utils import timezone

from ...models import Appointment, AppointmentRequest
from ..access import requests_for

Status = AppointmentRequest.Status


@dataclass(frozen=True)
class Known:
    appointment_request: AppointmentRequest
    appointments: list[Appointment]  # all that were made, the latest first
    is_ours: bool

    @property
    def booked(self) -> list[Appointment]:
        return [each for each in self.appointments if each.status == Appointment.Status.BOOKED]

    @property
    def is_open(self) -> bool:
        return self.appointment_request.status in (Status.REQUESTED, Status.BOOKED)

    @property
    def turn(self) -> tuple[int, float]:
        """What is to come, the next one first; what waits; then the newest."""
        now = timezone.now()
        coming = [each.starts_at for each in self.booked if each.ends_at > now]
        if coming:
            return 0, min(coming).timestamp()
        waits = self.appointment_request.status == Status.REQUESTED
        return 1 if waits else 2, -self.appointment_request.created_at.timestamp()


def known_of(requests: Iterable[AppointmentRequest], user: User) -> list[Known]:
    """In the order in which they are told. Two queries, however many there are."""
    rows = list(requests)
    ids = [each.pk for each in rows]
    ours = set(requests_for(user).filter(pk__in=ids).values_list("pk", flat=True))
    made = _appointments_of(ids)
    known = [Known(each, made.get(each.pk, []), each.pk in ours) for each in rows]
    return sorted(known, key=lambda each: each.turn)


def _appointments_of(ids: list[int]) -> dict[int, list[Appointment]]:
    """Without what was only held."""
    made = Appointment.objects.filter(appointment_request__in=ids)
    made = made.exclude(status__in=[Appointment.Status.OFFERED, Appointment.Status.RELEASED])
    found: dict[int, list[Appointment]] = {}
    for appointment in made.select_related("doctor", "location").order_by("-starts_at"):
        found.setdefault(appointment.appointment_request_id, []).append(appointment)
    return found
