"""Whose requests and appointments were meant: all of a phone together, what is to come first, then the newest."""

from dataclasses import dataclass, field

from django.contrib.auth.models import User

from common.dates import in_words

from ...models import Appointment, AppointmentRequest
from ..access import requests_for
from ..next_call import next_call_in_words
from .known import known_of
from .question import Question

MOST_PHONES, MOST_REQUESTS, MOST_NAMED = 20, 200, 2000


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
    together = {}
    for each in known_of(requests[:MOST_REQUESTS], user):
        together.setdefault(each.appointment_request.phone, []).append(each)
    shown = [together[phone] for phone in phones if phone in together] or list(together.values())
    people = [_of_one_phone(theirs) for theirs in shown]
    return Answer(people, max(len(phones) - MOST_PHONES, 0), len(requests) > MOST_REQUESTS)


def _just(found):
    return AppointmentRequest.objects.filter(pk=found.pk) if found else AppointmentRequest.objects.none()


def _of_one_phone(known):
    mine = [each.appointment_request for each in known if each.is_ours]
    newest = max(mine, key=lambda each: each.created_at, default=None)
    return OfOnePhone(newest, [_row(each) for each in known])


def _row(known):
    appointment_request, booked = known.appointment_request, known.booked
    places = [each.location for each in booked] or [appointment_request.location]
    row = Row(
        appointment_request.reference,
        places=[place.name for place in places if place],
        times=[in_words(each.starts_at) for each in booked],
        appointment_request=appointment_request if known.is_ours else None,
    )
    if known.is_ours:
        row.appointments = [(each, in_words(each.starts_at)) for each in known.appointments]
        row.next_call = next_call_in_words(appointment_request)
    return row
