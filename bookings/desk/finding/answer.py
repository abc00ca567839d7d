"""Whose requests and appointments were meant: all of a phone together, what is to come first, then the newest."""

from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.utils import timezone

from common.dates import in_words

from ...models import Appointment, AppointmentRequest
from ..access import requests_for
from ..next_call import next_call_in_words
from .question import Question

MOST_PHONES, MOST_REQUESTS, MOST_NAMED = 20, 200, 2000
Status = AppointmentRequest.Status


@dataclass
class Row:
    """One request. Of what another part of the house answers, only reference, place and time are told."""

    reference: str
    places: list[str]
    times: list[str]
    appointment_request: AppointmentRequest | None
    appointments: list[tuple[Appointment, str]] = field(default_factory=list)
    next_call: str = ""


@dataclass
class OfOnePhone:
    newest: AppointmentRequest | None  # that this person may see: whose name and phone stand above
    rows: list[Row]


@dataclass
class Answer:
    phones: list[OfOnePhone]
    more_phones: int = 0  # than are shown
    more_requests: bool = False

    @property
    def shown(self) -> list[AppointmentRequest]:
        rows = [row for phone in self.phones for row in phone.rows]
        return [row.appointment_request for row in rows if row.appointment_request]


def answer(question: Question, user: User) -> Answer:
    if question.reference and (found := question.by_reference().first()):
        return _answer_about([found.phone] if found.phone else [], user, found)
    phones = question.phones() if question.digits else _phones_by_name(question, user)
    return _answer_about(phones, user)


def _phones_by_name(question, user):
    """The latest first. Whom others answer is not found by name."""
    named = question.by_name()
    if named is None:
        return []
    # Asked on its own, so that the database uses the index of names, and does not read everything in order.
    ids = list(AppointmentRequest.objects.filter(named).order_by().values_list("pk", flat=True)[:MOST_NAMED])
    rows = requests_for(user).filter(pk__in=ids).order_by("-created_at").values_list("phone", flat=True)
    return list(dict.fromkeys(rows))


def _answer_about(phones, user, found=None):
    rows = AppointmentRequest.objects.filter(phone__in=phones[:MOST_PHONES]) if phones else _just(found)
    requests = list(rows.for_desk().select_related("set_aside").order_by("-created_at")[: MOST_REQUESTS + 1])
    is_cut, requests = len(requests) > MOST_REQUESTS, requests[:MOST_REQUESTS]
    own = set(requests_for(user).filter(pk__in=[each.pk for each in requests]).values_list("pk", flat=True))
    appointments = _appointments_of(requests)
    together = {}
    for each in sorted(requests, key=lambda request: _turn(request, appointments.get(request.pk, []))):
        together.setdefault(each.phone, []).append(each)
    shown = [together[phone] for phone in phones if phone in together] or list(together.values())
    people = [_of_one_phone(theirs, own, appointments) for theirs in shown]
    return Answer(people, max(len(phones) - MOST_PHONES, 0), is_cut)


def _just(found):
    return AppointmentRequest.objects.filter(pk=found.pk) if found else AppointmentRequest.objects.none()


def _appointments_of(requests):
    made = Appointment.objects.filter(appointment_request__in=[each.pk for each in requests])
    made = made.exclude(status__in=[Appointment.Status.OFFERED, Appointment.Status.RELEASED])
    found = {}
    for appointment in made.select_related("doctor", "location").order_by("-starts_at"):
        found.setdefault(appointment.appointment_request_id, []).append(appointment)
    return found


def _turn(appointment_request, appointments):
    """What is to come, the next one first; what waits; then the newest."""
    now = timezone.now()
    coming = [each.starts_at for each in appointments if each.status == "booked" and each.ends_at > now]
    if coming:
        return 0, min(coming).timestamp()
    return 1 if appointment_request.status == Status.REQUESTED else 2, -appointment_request.created_at.timestamp()


def _of_one_phone(requests, own, appointments):
    mine = [each for each in requests if each.pk in own]
    newest = max(mine, key=lambda each: each.created_at, default=None)
    return OfOnePhone(newest, [_row(each, each.pk in own, appointments.get(each.pk, [])) for each in requests])


def _row(appointment_request, is_mine, appointments):
    booked = [each for each in appointments if each.status == Appointment.Status.BOOKED]
    places = [each.location for each in booked] or [appointment_request.location]
    row = Row(
        appointment_request.reference,
        places=[place.name for place in places if place],
        times=[in_words(each.starts_at) for each in booked],
        appointment_request=appointment_request if is_mine else None,
    )
    if is_mine:
        row.appointments = [(each, in_words(each.starts_at)) for each in appointments]
        row.next_call = next_call_in_words(appointment_request)
    return row
