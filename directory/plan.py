"""What differs from the weekly sessions: absences, and changes of one session on one day, read once for many doctors.

`directory_held_sessions` in migrations/0002_database_rules.py says the same in SQL, for rules of the database.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta
from typing import NamedTuple

from django.db.models import BigIntegerField, CharField, F, Q, TimeField, Value
from django.db.models.functions import Cast

from .models import Closure, Doctor, Holiday, Leave, Location, OpdSession, PlanChange

ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(weeks=1)

Stretches = list[tuple[date, date]]  # first and last day of each
Piece = tuple[time, time]


class Difference(NamedTuple):
    """Days on which nobody sits at the location, or the doctor sits nowhere; with neither, nobody sits at all.

    With a session, it is what is different about that one on the first day.
    """

    first: date
    last: date
    starts: time | None  # with both times, the doctor is away for a part of that one day
    ends: time | None
    place: int | None
    who: int | None
    session: int | None
    kind: str


class Plan:
    """What is different from the first day to the last, of these doctors: one query, two where a session moves."""

    def __init__(self, doctors: Iterable[Doctor], first_day: date, last_day: date = date.max) -> None:
        self.closed: defaultdict[int | None, Stretches] = defaultdict(list)  # None: everywhere
        self.away: defaultdict[int, Stretches] = defaultdict(list)
        self.parts: defaultdict[tuple[int, date], list[Piece]] = defaultdict(list)
        self.changes: defaultdict[int, dict[date, PlanChange]] = defaultdict(dict)
        for row in differences(list(doctors), first_day, last_day):
            self.add(row)
        self._find_places()

    def add(self, row: Difference) -> None:
        if row.session is not None:
            of_the_day = {"starts": row.starts, "ends": row.ends, "location_id": row.place}
            self.changes[row.session][row.first] = PlanChange(
                session_id=row.session, day=row.first, kind=row.kind, **of_the_day
            )
        elif row.who is None:
            self.closed[row.place].append((row.first, row.last))
        elif row.starts is None or row.ends is None:
            self.away[row.who].append((row.first, row.last))
        else:
            self.parts[row.who, row.first].append((row.starts, row.ends))

    def _find_places(self) -> None:
        moved = [each for changes in self.changes.values() for each in changes.values() if each.location_id]
        places = Location.objects.in_bulk({each.location_id for each in moved}) if moved else {}
        for change in moved:
            change.location = places[change.location_id]

    def days_of(self, session: OpdSession, first_day: date, last_day: date = date.max) -> Iterator[date]:
        """The days on which a session may be held, one by one; a long leave is stepped over in one go."""
        first_day, last_day = within(session, first_day, last_day)
        changes = self.changes[session.pk]
        changed = sorted(day for day in changes if first_day <= day <= last_day and day.weekday() == session.weekday)
        usual = weekly_days(session.weekday, first_day, last_day, self.absent(session, session.location_id))
        return heapq.merge(changed, (day for day in usual if day not in changes))

    def days_to_change(self, session: OpdSession, first_day: date, last_day: date) -> Iterator[date]:
        """The days for which a change has a meaning: also those on which its location is closed, for it may move."""
        first_day, last_day = within(session, first_day, last_day)
        return weekly_days(session.weekday, first_day, last_day, self.closed[None] + self.away[session.doctor_id])

    def held_on(self, session: OpdSession, day: date) -> tuple[Location, list[Piece]]:
        """Where and when this session is held on one of its days. Without any piece it is not held."""
        change = self.changes[session.pk].get(day)
        location = (change and change.location) or session.location
        cancelled = change is not None and change.kind == PlanChange.Kind.CANCELLED
        if cancelled or any(first <= day <= last for first, last in self.absent(session, location.pk)):
            return location, []
        starts, ends = (change and change.starts) or session.starts, (change and change.ends) or session.ends
        pieces = without((starts, ends), self.parts.get((session.doctor_id, day), []))
        if pieces and session.kind == OpdSession.Kind.TOKENS:
            pieces = [(pieces[0][0], pieces[-1][1])]  # who holds a number waits until the doctor is back
        return location, pieces

    def absent(self, session: OpdSession, place: int) -> Stretches:
        return self.closed[None] + self.closed[place] + self.away[session.doctor_id]


NO_TIME, NOBODY = Cast(Value(None), TimeField()), Cast(Value(None), BigIntegerField())
ABSENT = (NOBODY, Value("", CharField()))  # no session, and nothing different about one


def differences(doctors: list[Doctor], first_day: date, last_day: date) -> Iterable[Difference]:
    """Holidays, closed locations, leave and changed sessions, in one query."""
    during = Q(first_day__lte=last_day, last_day__gte=first_day)
    holidays = Holiday.objects.order_by().filter(day__range=(first_day, last_day))
    closures = Closure.objects.order_by().filter(during)
    leaves = Leave.objects.order_by().filter(during, doctor__in=doctors)
    changes = PlanChange.objects.order_by().filter(session__doctor__in=doctors, day__range=(first_day, last_day))
    rows = holidays.values_list(F("day"), F("day"), NO_TIME, NO_TIME, F("location"), NOBODY, *ABSENT).union(
        closures.values_list(F("first_day"), F("last_day"), NO_TIME, NO_TIME, F("location"), NOBODY, *ABSENT),
        leaves.values_list(F("first_day"), F("last_day"), F("starts"), F("ends"), NOBODY, F("doctor"), *ABSENT),
        changes.values_list(F("day"), F("day"), F("starts"), F("ends"), F("location"), NOBODY, F("session"), F("kind")),
        all=True,
    )
    return map(Difference._make, rows)


def within(session: OpdSession, first_day: date, last_day: date) -> tuple[date, date]:
    """Those of these days on which the session is valid and its doctor works here."""
    doctor = session.doctor
    first_day = max(first_day, session.valid_from or date.min, doctor.joined_on or date.min)
    return first_day, min(last_day, session.valid_until or date.max, doctor.left_on or date.max)


def without(whole: Piece, parts: Iterable[Piece]) -> list[Piece]:
    """What is left of a stretch of the day when these parts are taken away."""
    pieces = [whole]
    for gone, back in parts:
        cut = [each for starts, ends in pieces for each in ((starts, min(ends, gone)), (max(starts, back), ends))]
        pieces = [(starts, ends) for starts, ends in cut if starts < ends]
    return pieces


def weekly_days(weekday: int, first_day: date, last_day: date, absent: Stretches) -> Iterator[date]:
    day = on_weekday(first_day, weekday)
    while day and day <= last_day:
        back = max((last for first, last in absent if first <= day <= last), default=None)
        if back is None:
            yield day
            day = later(day, ONE_WEEK)
        else:
            day = on_weekday(later(back, ONE_DAY), weekday)


def on_weekday(day: date | None, weekday: int) -> date | None:
    """This day, or the next one that is such a day of the week. None after the end of the calendar."""
    return day and later(day, ONE_DAY * ((weekday - day.weekday()) % 7))


def later(day: date, step: timedelta) -> date | None:
    try:
        return day + step
    except OverflowError:
        return None
