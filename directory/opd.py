"""When a doctor really sits: weekly sessions, less leave and holidays.

All that needs to know "when" asks here: the doctors' pages, their calendar feeds, the request form and the desk.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.db.models import Q, QuerySet
from django.utils import timezone

from .models import Doctor, Holiday, Leave, Location, OpdSession
from .models.doctors import DoctorQuerySet

ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(weeks=1)

Stretches = list[tuple[date, date]]  # first and last day of each


@dataclass(frozen=True, order=True)
class Occurrence:
    """One session on one day. Both times are aware, in the hospital's zone."""

    starts_at: datetime
    ends_at: datetime
    day: date
    session: OpdSession

    def __hash__(self) -> int:
        return hash((self.session.pk, self.day))


def occurrences(doctor: Doctor, first_day: date, last_day: date) -> list[Occurrence]:
    """Every session of this doctor from the first day to the last, both included, in order."""
    away = Away([doctor], first_day)
    sessions = doctor.opd_sessions.select_related("location", "doctor")
    found = [
        occurrence
        for session in sessions
        for day in days_of(session, first_day, away.of(session), last_day)
        if (occurrence := on_day(session, day))
    ]
    return sorted(found, key=lambda occurrence: occurrence.starts_at)


def next_occurrence(doctor: Doctor, after: datetime | None = None) -> Occurrence | None:
    """The first session that begins at this moment (now, unless another is given) or later, or None."""
    return next_occurrences([doctor], after).get(doctor.pk)


def next_occurrences(doctors: Iterable[Doctor], after: datetime | None = None) -> dict[int, Occurrence]:
    """{doctor's id: next occurrence} of those who have one: three queries for any number of doctors."""
    after = timezone.localtime(after)
    doctors = list(doctors)
    away = Away(doctors, after.date())
    nearest: dict[int, Occurrence] = {}
    still_valid = Q(valid_until__isnull=True) | Q(valid_until__gte=after.date())
    sessions = OpdSession.objects.filter(still_valid, doctor__in=doctors).select_related("location", "doctor")
    for session in sessions:
        candidate = first_occurrence(session, after, away.of(session))
        best = nearest.get(session.doctor_id)
        if candidate and (best is None or candidate.starts_at < best.starts_at):
            nearest[session.doctor_id] = candidate
    return nearest


def places_at(doctor: Doctor, moment: datetime) -> list[Location]:
    """Where this doctor may be seen then: where a session is held, otherwise wherever they work."""
    day = timezone.localdate(moment)
    held = [each for each in occurrences(doctor, day, day) if each.starts_at <= moment < each.ends_at]
    return [each.session.location for each in held] or list(doctor.locations.all())


# A link beside them leads to all.
DOCTORS_BELOW_A_PAGE = 12


def doctors_below(doctors: DoctorQuerySet) -> list[Doctor]:
    """The first of these doctors, as cards below the page of their department, location, treatment or condition."""
    return with_next_opd(doctors.listed().in_order()[:DOCTORS_BELOW_A_PAGE])


def with_next_opd(doctors: Iterable[Doctor]) -> list[Doctor]:
    """The doctors as a list, each knowing its `next_opd`, as cards show it."""
    doctors = list(doctors)
    nearest = next_occurrences(doctors) if doctors else {}
    for doctor in doctors:
        doctor.next_opd = nearest.get(doctor.pk)  # type: ignore[attr-defined]  # only for cards
    return doctors


def weekly_sessions(doctor: Doctor) -> QuerySet[OpdSession]:
    """What the clinic table shows: sessions that are held now or will be."""
    over = Q(valid_until__lt=timezone.localdate())
    return doctor.opd_sessions.exclude(over).select_related("location")


def first_occurrence(session: OpdSession, after: datetime, away: Stretches) -> Occurrence | None:
    for day in days_of(session, after.date(), away):
        occurrence = on_day(session, day)
        if occurrence and occurrence.starts_at >= after:
            return occurrence
    return None


class Away:
    """Stretches of days, from a day onwards, on which no session is held: holidays, and each doctor's leave."""

    def __init__(self, doctors: Iterable[Doctor], first_day: date) -> None:
        self.holidays = [(day, day) for day in Holiday.objects.filter(day__gte=first_day).values_list("day", flat=True)]
        self.leaves: defaultdict[int, Stretches] = defaultdict(list)
        for leave in Leave.objects.filter(doctor__in=doctors, last_day__gte=first_day):
            self.leaves[leave.doctor_id].append((leave.first_day, leave.last_day))

    def of(self, session: OpdSession) -> Stretches:
        return self.holidays + self.leaves[session.doctor_id]


def days_of(session: OpdSession, first_day: date, away: Stretches, last_day: date = date.max) -> Iterator[date]:
    """The days on which a session is held, one by one; a long leave is stepped over in one go."""
    doctor = session.doctor
    last_day = min(last_day, session.valid_until or date.max, doctor.left_on or date.max)
    first_day = max(first_day, session.valid_from or date.min, doctor.joined_on or date.min)
    day = on_weekday(first_day, session.weekday)
    while day and day <= last_day:
        back = max((end for start, end in away if start <= day <= end), default=None)
        if back is None:
            yield day
            day = later(day, ONE_WEEK)
        else:
            day = on_weekday(later(back, ONE_DAY), session.weekday)


def on_weekday(day: date | None, weekday: int) -> date | None:
    """This day, or the next one that is such a day of the week. None after the end of the calendar."""
    return day and later(day, ONE_DAY * ((weekday - day.weekday()) % 7))


def later(day: date, step: timedelta) -> date | None:
    try:
        return day + step
    except OverflowError:
        return None


def on_day(session: OpdSession, day: date) -> Occurrence | None:
    """The occurrence on this day; None if the clocks skip all of it."""
    starts_at, ends_at = moment(day, session.starts), moment(day, session.ends)
    return Occurrence(starts_at, ends_at, day, session) if starts_at < ends_at else None


def moment(day: date, clock: time) -> datetime:
    """When the hospital's clocks show this time; when they are moved past it, the moment they are moved.

    A later time is never an earlier moment, so that sessions which do not overlap on paper never do in fact.
    """
    zone = timezone.get_default_timezone()
    wall = datetime.combine(day, clock, tzinfo=zone)
    back = wall.astimezone(UTC).astimezone(zone)
    return wall if back.replace(tzinfo=None) == wall.replace(tzinfo=None) else clocks_moved(wall, zone)


def clocks_moved(wall: datetime, zone: tzinfo) -> datetime:
    """The moment at which the clocks jump over a time that does not exist."""
    before, after = wall.replace(fold=1).astimezone(UTC), wall.astimezone(UTC)
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0).astimezone(zone)
