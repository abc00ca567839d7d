"""The one rule for time: what can be given, and whether one time can. Everybody asks here.

What can be given is the plan (directory.opd) less what is taken. The database repeats the rule
(models/appointment_rules.py), so that no way goes round it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from content.models import Treatment
from directory.models import Department, Doctor, Location, OpdSession
from directory.opd import Occurrence, occurrences_of, why_absent

from .models import Appointment
from .refusals import Code, Refusal

SLOTS, TOKENS = OpdSession.Kind.SLOTS, OpdSession.Kind.TOKENS


@dataclass(frozen=True)
class Slot:
    """A time of a session, as long as the session says."""

    session: OpdSession
    starts_at: datetime


@dataclass(frozen=True)
class Token:
    """The lowest free number of a shared session on one day."""

    session: OpdSession
    day: date


@dataclass(frozen=True)
class ExtraToken:
    """One number more than a shared session has. An exception: it takes a right and a reason."""

    session: OpdSession
    day: date
    reason: str


@dataclass(frozen=True)
class ExceptionalTime:
    """A time outside all sessions, or beside the one appointment that it names. It takes a right and a reason."""

    doctor: Doctor
    location: Location
    starts_at: datetime
    ends_at: datetime
    reason: str
    beside: Appointment | None = None


InASession = Slot | Token | ExtraToken
Time = InASession | ExceptionalTime
About = Doctor | Department | Treatment | Sequence[Doctor]
Place = dict[str, Any]  # the columns of an appointment that say who sees whom, when and where
PLACE = (
    "doctor", "location", "session", "day", "starts_at", "ends_at", "token_number", "exception_reason", "beside",
)  # fmt: skip


@dataclass(frozen=True)
class FreeSlot:
    session: OpdSession
    location: Location
    day: date
    starts_at: datetime
    ends_at: datetime

    @property
    def time(self) -> Slot:
        return Slot(self.session, self.starts_at)


@dataclass(frozen=True)
class FreeTokens:
    session: OpdSession
    location: Location
    day: date
    starts_at: datetime
    ends_at: datetime
    free: int  # of the session's capacity

    @property
    def time(self) -> Token:
        return Token(self.session, self.day)


def free_times(
    about: About, first_day: date, days: int, location: Location | None = None
) -> list[FreeSlot | FreeTokens]:
    """What can be given on so many days from the first one on, in order of time. Four queries, however many doctors."""
    return [each for each in times(about, first_day, days, location) if isinstance(each, FreeSlot) or each.free > 0]


def full_sessions(about: About, first_day: date, days: int, location: Location | None = None) -> list[FreeTokens]:
    """The shared sessions of those days of which every number is given: only an extra one is left."""
    return [each for each in times(about, first_day, days, location) if isinstance(each, FreeTokens) and not each.free]


def times(about: About, first_day: date, days: int, location: Location | None = None) -> list[FreeSlot | FreeTokens]:
    """What is free, and the shared sessions of which every number is given."""
    last_day = min(first_day + timedelta(days=days - 1), furthest_day())
    doctors = _doctors(about)
    planned = occurrences_of(doctors, first_day, last_day)
    taken = _taken(doctors, first_day, last_day)
    found = [
        free
        for held in planned.values()
        for occurrence in held
        if location in (None, occurrence.location)
        for free in _free_in(occurrence, taken[occurrence.session.doctor_id])
    ]
    return sorted(found, key=lambda free: free.starts_at)


def _doctors(about: About) -> list[Doctor]:
    if isinstance(about, Doctor):
        return [about]
    return list(about if isinstance(about, Sequence) else about.doctors.listed())


def furthest_day() -> date:
    return timezone.localdate() + timedelta(days=settings.APPOINTMENTS_DAYS_AHEAD)


def _taken(doctors: Iterable[Doctor], first_day: date, last_day: date) -> defaultdict[int, list[Appointment]]:
    taken = defaultdict(list)
    for each in Appointment.objects.taking_place().filter(doctor__in=doctors, day__range=(first_day, last_day)):
        taken[each.doctor_id].append(each)
    return taken


def _free_in(occurrence: Occurrence, taken: list[Appointment]) -> Iterator[FreeSlot | FreeTokens]:
    session, now = occurrence.session, timezone.now()
    where = (session, occurrence.location, occurrence.day)
    if session.kind == TOKENS:
        if occurrence.ends_at > now:
            free = session.tokens - len(_numbers_given(session, occurrence.day, taken))
            yield FreeTokens(*where, occurrence.starts_at, occurrence.ends_at, free)
        return
    for starts_at in _grid(occurrence):
        ends_at = starts_at + session.slot_length
        if starts_at > now and not _overlapping(taken, starts_at, ends_at):
            yield FreeSlot(*where, starts_at, ends_at)


def _grid(occurrence: Occurrence) -> Iterator[datetime]:
    length = occurrence.session.slot_length
    starts_at = occurrence.starts_at
    while starts_at + length <= occurrence.ends_at:
        yield starts_at
        starts_at += length


def _overlapping(taken: Iterable[Appointment], starts_at: datetime, ends_at: datetime) -> list[Appointment]:
    return [each for each in taken if each.starts_at < ends_at and starts_at < each.ends_at]


def _numbers_given(session: OpdSession, day: date, taken: Iterable[Appointment]) -> set[int]:
    same = [each for each in taken if (each.session_id, each.day) == (session.pk, day)]
    numbers = [each.token_number or 0 for each in same]
    return {number for number in numbers if 1 <= number <= session.tokens}


def place_of(time: Time, moving: Appointment | None = None) -> Place:
    """The columns of an appointment at this time; Refusal when it cannot be given.

    `moving` is the appointment that gives up its own time for it: that one is not in the way, and keeps its length,
    or its number in the same session.
    """
    if isinstance(time, Slot):
        place = _slot(time, moving)
    elif isinstance(time, ExceptionalTime):
        place = _exception(time)
    else:
        place = _token(time, moving)
    _refuse_the_past(place)
    _refuse_overlap(place, moving)
    return place


def _slot(time: Slot, moving: Appointment | None) -> Place:
    day = timezone.localdate(time.starts_at)
    if time.session.kind != SLOTS:
        raise Refusal(Code.SESSION_NOT_HELD)
    held = [each for each in _held(time.session, day) if time.starts_at in _grid(each)]
    if not held:
        raise Refusal(Code.SESSION_NOT_HELD)
    length = moving.length if moving and moving.token_number is None else time.session.slot_length
    if time.starts_at + length > held[0].ends_at:
        raise Refusal(Code.TIME_TAKEN)
    return _place(held[0], time.starts_at, time.starts_at + length)


def _token(time: Token | ExtraToken, moving: Appointment | None) -> Place:
    session = OpdSession.objects.get(pk=time.session.pk)  # as it stands now that it is locked
    held = _held(session, time.day)
    if session.kind != TOKENS or not held:
        raise Refusal(Code.SESSION_NOT_HELD)
    place = _place(held[0], held[0].starts_at, held[0].ends_at)
    if moving and moving.token_number and (moving.session_id, moving.day) == (session.pk, time.day):
        place["token_number"], place["exception_reason"] = moving.token_number, moving.exception_reason
    else:
        place["token_number"] = _number(session, time)
    if isinstance(time, ExtraToken):
        place["exception_reason"] = time.reason
    return place


def _number(session: OpdSession, time: Token | ExtraToken) -> int:
    given = set(
        Appointment.objects.taking_place().filter(session=session, day=time.day).values_list("token_number", flat=True)
    )
    number = next(number for number in range(1, len(given) + 2) if number not in given)
    if isinstance(time, ExtraToken):
        if number <= session.tokens:
            raise Refusal(Code.SESSION_NOT_FULL)
        return number
    if number > session.tokens:
        raise Refusal(Code.SESSION_FULL)
    return number


def _exception(time: ExceptionalTime) -> Place:
    day = timezone.localdate(time.starts_at)
    if cause := why_absent(time.doctor, time.location, time.starts_at, time.ends_at):
        raise Refusal(AWAY[cause])
    for held in occurrences_of([time.doctor], day, day)[time.doctor.pk]:
        inside = held.starts_at < time.ends_at and time.starts_at < held.ends_at
        if inside and (held.session.kind == TOKENS or not time.beside):
            raise Refusal(Code.INSIDE_A_SESSION)
    return {
        "doctor": time.doctor,
        "location": time.location,
        "session": None,
        "day": day,
        "starts_at": time.starts_at,
        "ends_at": time.ends_at,
        "token_number": None,
        "exception_reason": time.reason,
        "beside": time.beside,
    }


AWAY = {"left": Code.DOCTOR_LEFT, "leave": Code.ON_LEAVE, "closed": Code.LOCATION_CLOSED}


def _place(held: Occurrence, starts_at: datetime, ends_at: datetime) -> Place:
    return {
        "doctor": held.session.doctor,
        "location": held.location,
        "session": held.session,
        "day": held.day,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "token_number": None,
        "exception_reason": "",
        "beside": None,
    }


def _held(session: OpdSession, day: date) -> list[Occurrence]:
    held = occurrences_of([session.doctor], day, day)[session.doctor_id]
    return [each for each in held if each.session.pk == session.pk]


def _refuse_the_past(place: Place) -> None:
    # A number of a shared session may be given while it runs.
    begins = place["ends_at"] if place["token_number"] else place["starts_at"]
    if begins <= timezone.now():
        raise Refusal(Code.IN_THE_PAST)
    if place["day"] > furthest_day():
        raise Refusal(Code.TOO_FAR_AHEAD)


def _refuse_overlap(place: Place, moving: Appointment | None) -> None:
    taken = Appointment.objects.taking_place().overlapping(place["doctor"], place["starts_at"], place["ends_at"])
    if moving:
        taken = taken.exclude(pk=moving.pk).exclude(beside=moving)
    if place["token_number"]:
        taken = taken.exclude(session=place["session"], day=place["day"], token_number__isnull=False)
    in_the_way = list(taken)
    beside = place["beside"]
    if beside and beside not in in_the_way:
        raise Refusal(Code.NOTHING_OVERLAPS)
    others = [each for each in in_the_way if each != beside]
    if others:
        raise Refusal(Code.TIME_TAKEN, about=others[0])
