"""The best free times for a request, so that the desk proposes and need not ask.

What fits is compared in this order: the doctor whom the patient named, the wished days and their parts, the language
of the call, the location; of what fits alike, the soonest.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from directory.models import Doctor, Location

from .asking.preferred_days import part_of_day
from .free_times import FreeSlot, FreeTokens, times
from .models import AppointmentRequest, ProposedTime

Free = FreeSlot | FreeTokens
PlaceKey = tuple[int, date, datetime]
DAYS = 14
DAYS_OF_FEW = 42  # some doctors sit once a month, and of a few the database is asked as fast
FEW = 4
DAYS_AROUND_A_WISH = 3
APART = timedelta(hours=1)  # three quarters of one hour are no choice
ONE_AT_A_TIME = 90714  # the number of the lock: two pages opened at once propose one after the other


@dataclass(frozen=True)
class Found:
    best: list[Free]
    free: list[Free]  # all that was chosen from
    full: list[FreeTokens]  # shared sessions of the same days of which every number is given


NOTHING = Found([], [], [])


def proposals(
    appointment_request: AppointmentRequest,
    *,
    count: int = 3,
    without: Iterable[Free] = (),
    first_day: date | None = None,
    doctors: Sequence[Doctor] | None = None,
) -> list[Free]:
    """The best first. `without`: what is proposed elsewhere on the same page. Five queries.

    `doctors` are those to choose from, in place of all whom the request may be about. What another page proposes at
    this moment is left out.
    """
    elsewhere = _on_other_pages(appointment_request) + Counter(map(_key, without))
    return _find(appointment_request, elsewhere, count=count, first_day=first_day, doctors=doctors).best


def propose(
    appointment_request: AppointmentRequest,
    *,
    first_day: date | None = None,
    doctors: Sequence[Doctor] | None = None,
) -> Found:
    """`proposals` for a page that somebody opens: for some minutes no other page proposes the same."""
    with transaction.atomic(savepoint=False):
        elsewhere = _take_turns(appointment_request)
        found = _find(appointment_request, elsewhere, first_day=first_day, doctors=doctors)
        until = timezone.now() + timedelta(minutes=settings.PROPOSED_MINUTES)
        ProposedTime.objects.bulk_create(
            ProposedTime(
                appointment_request=appointment_request,
                session=each.session,
                day=each.day,
                starts_at=each.starts_at,
                until=until,
            )
            for each in found.best
        )
    return found


def best_of(free: Iterable[Free], appointment_request: AppointmentRequest, *, count: int = 3) -> list[Free]:
    """The best of these, for a page of many patients that asked for the times of all at once. No query."""
    wanted = _Wanted(appointment_request)
    return _apart(sorted(free, key=wanted.order), wanted, count)


def listed_doctors(appointment_request: AppointmentRequest) -> list[Doctor]:
    """All, in order; `could` says who may be asked about this request: see _Wanted.could."""
    who = Doctor.objects.filter(_Wanted(appointment_request).could(), pk=OuterRef("pk"))
    return list(Doctor.objects.listed().annotate(could=Exists(who)).defer("biography").order_by("pk"))


def _find(
    appointment_request: AppointmentRequest,
    elsewhere: Counter[PlaceKey],
    *,
    count: int = 3,
    first_day: date | None = None,
    doctors: Sequence[Doctor] | None = None,
) -> Found:
    wanted = _Wanted(appointment_request, first_day)
    whom = _who_could(wanted) if doctors is None else doctors
    if not whom:
        return NOTHING
    first, days = wanted.stretch()
    planned = times(whom, first, max(days, DAYS_OF_FEW) if len(whom) <= FEW else days)
    left = [each for each in planned if _number_left(each) > elsewhere[_key(each)]]
    soon = [each for each in left if each.day < first + timedelta(days=days)]
    best = _apart(sorted(soon or left, key=wanted.order), wanted, count)
    return Found(best, [each for each in planned if _number_left(each) > 0], _full(planned))


def _who_could(wanted: "_Wanted") -> list[Doctor]:
    return list(Doctor.objects.listed().filter(wanted.could()).order_by("pk").distinct())


def _full(planned: Iterable[Free]) -> list[FreeTokens]:
    return [each for each in planned if isinstance(each, FreeTokens) and not each.free]


def _take_turns(appointment_request: AppointmentRequest) -> Counter[PlaceKey]:
    """Wait for whoever proposes at this moment, forget what this page proposed before, and see what others propose.

    Sent at once, but three statements: the last one must see what was written while the first one waited.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select pg_advisory_xact_lock(%s);
            delete from bookings_proposedtime where appointment_request_id = %s or until <= %s;
            select session_id, day, starts_at from bookings_proposedtime
            """,
            [ONE_AT_A_TIME, appointment_request.pk, timezone.now()],
        )
        return Counter((row[0], row[1], row[2]) for row in cursor.fetchall())


def _on_other_pages(appointment_request: AppointmentRequest) -> Counter[PlaceKey]:
    others = ProposedTime.objects.filter(until__gt=timezone.now()).exclude(appointment_request=appointment_request)
    return Counter((row[0], row[1], row[2]) for row in others.values_list("session", "day", "starts_at"))


def _key(free: Free) -> PlaceKey:
    return free.session.pk, free.day, free.starts_at


def _number_left(free: Free) -> int:
    return free.free if isinstance(free, FreeTokens) else 1


class _Wanted:
    """What a request asks for; without a wish everything fits."""

    def __init__(self, appointment_request: AppointmentRequest, first_day: date | None = None) -> None:
        booked = appointment_request.booked
        today = timezone.localdate()
        self.request = appointment_request
        self.first_day = max(first_day or today, today)
        self.doctor: Doctor | None = booked.doctor if booked else appointment_request.preferred_doctor
        self.location: Location | None = appointment_request.location or (booked.location if booked else None)
        self.days = [wish for wish in _wishes(appointment_request) if wish[0] >= self.first_day]

    def could(self) -> Q:
        """The one who was named, and whoever else could: of the treatment, the department, or that doctor's own."""
        request, named = self.request, self.doctor
        if request.treatment:
            others = Q(treatments=request.treatment)
        elif request.department:
            others = Q(departments=request.department)
        elif named:
            others = Q(departments__in=named.departments.all())
        else:
            return Q(pk__in=[])
        who = others & Q(accepting_new_patients=True)
        return who | Q(pk=named.pk) if named else who

    def stretch(self) -> tuple[date, int]:
        """The first day to look at, and how many: from now on, or around the wishes."""
        first, days = self.first_day, DAYS
        if self.days:
            around = timedelta(days=DAYS_AROUND_A_WISH)
            earliest, latest = min(self.days)[0], max(self.days)[0]
            if latest + around >= first + timedelta(days=days):
                first = max(first, earliest - around)
                days = max(days, min((latest + around - first).days + 1, DAYS_OF_FEW))
        return first, days

    def fit(self, free: Free) -> tuple[bool, int, bool, bool]:
        """The less, the better."""
        doctor = free.session.doctor
        return (
            self.doctor is not None and doctor.pk != self.doctor.pk,
            self._days_off(free),
            self.request.call_language not in doctor.languages,
            self.location is not None and free.location.pk != self.location.pk,
        )

    def order(self, free: Free) -> tuple[object, ...]:
        return (*self.fit(free), free.starts_at, free.session.doctor_id, free.session.pk)

    def _days_off(self, free: Free) -> int:
        """0 and 1: as wished first or second; 2 and 3: that day, at another part of it; then by the days between."""
        return min((_days_off(free, day, part, number) for number, (day, part) in enumerate(self.days)), default=0)


def _wishes(appointment_request: AppointmentRequest) -> Iterator[tuple[date, str]]:
    for name in ("preferred", "second_preferred"):
        if day := getattr(appointment_request, f"{name}_day"):
            yield day, getattr(appointment_request, f"{name}_part")


def _days_off(free: Free, day: date, part: str, number: int) -> int:
    if free.day != day:
        return 3 + abs((free.day - day).days)
    is_right_part = part in ("", AppointmentRequest.PartOfDay.ANY, part_of_day(free.starts_at))
    return number if is_right_part else 2 + number


def _apart(ordered: Sequence[Free], wanted: _Wanted, count: int) -> list[Free]:
    """The first ones; of those that fit alike, rather some that differ by an hour."""
    chosen: list[Free] = []
    for _fit, alike in groupby(ordered, key=wanted.fit):
        close: list[Free] = []
        for free in alike:
            is_close = any(abs(free.starts_at - other.starts_at) < APART for other in chosen)
            (close if is_close else chosen).append(free)
        chosen += close
        if len(chosen) >= count:
            break
    return chosen[:count]
