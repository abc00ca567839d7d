"""When and where a doctor really sits: weekly sessions, less leave and holidays, and with what is changed on a day.

All that needs to know "when" asks here: the doctors' pages, their calendar feeds, the request form and the desk.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from .models import Closure, Doctor, Leave, Location, OpdSession
from .models.doctors import DoctorQuerySet
from .plan import Plan


@dataclass(frozen=True, order=True)
class Occurrence:
    """One session on one day, or one piece of it. Both times are aware, in the hospital's zone.

    A session of times of their own comes in pieces where the doctor is away in the middle of it.
    """

    starts_at: datetime
    ends_at: datetime
    day: date
    session: OpdSession
    location: Location  # where it is held on that day

    def __hash__(self) -> int:
        return hash((self.session.pk, self.day, self.starts_at))

    @property
    def key(self) -> str:
        """For forms and feeds: 7.2026-12-03, or 7.2026-12-03.1430 where it does not begin when the session does."""
        plain = f"{self.session.pk}.{self.day}"
        return plain if self.starts_at.time() == self.session.starts else f"{plain}.{self.starts_at:%H%M}"


def occurrences(doctor: Doctor, first_day: date, last_day: date) -> list[Occurrence]:
    """Every session of this doctor from the first day to the last, both included, in order."""
    return occurrences_of([doctor], first_day, last_day)[doctor.pk]


def occurrences_of(doctors: Iterable[Doctor], first_day: date, last_day: date) -> dict[int, list[Occurrence]]:
    """{doctor's id: sessions from the first day to the last, in order}: two queries for any number of doctors."""
    doctors = list(doctors)
    plan = Plan(doctors, first_day, last_day)
    found: dict[int, list[Occurrence]] = {doctor.pk: [] for doctor in doctors}
    for session in valid_sessions(doctors, first_day):
        for day in plan.days_of(session, first_day, last_day):
            found[session.doctor_id] += on_day(session, day, plan)
    for each in found.values():
        each.sort(key=lambda occurrence: occurrence.starts_at)
    return found


def valid_sessions(doctors: Iterable[Doctor], first_day: date) -> QuerySet[OpdSession]:
    """The sessions of these doctors that are not over for good before that day."""
    still_valid = Q(valid_until__isnull=True) | Q(valid_until__gte=first_day)
    return OpdSession.objects.filter(still_valid, doctor__in=doctors).select_related("location", "doctor")


def next_occurrence(doctor: Doctor, after: datetime | None = None) -> Occurrence | None:
    """The first session that begins at this moment (now, unless another is given) or later, or None."""
    return next_occurrences([doctor], after).get(doctor.pk)


def next_occurrences(doctors: Iterable[Doctor], after: datetime | None = None) -> dict[int, Occurrence]:
    """{doctor's id: next occurrence} of those who have one: two queries for any number of doctors."""
    after = timezone.localtime(after)
    doctors = list(doctors)
    plan = Plan(doctors, after.date())
    nearest: dict[int, Occurrence] = {}
    for session in valid_sessions(doctors, after.date()):
        candidate = first_occurrence(session, after, plan)
        best = nearest.get(session.doctor_id)
        if candidate and (best is None or candidate.starts_at < best.starts_at):
            nearest[session.doctor_id] = candidate
    return nearest


def why_absent(doctor: Doctor, location: Location, starts_at: datetime, ends_at: datetime) -> str:
    """Why nobody meets this doctor there and then, in a session or not: left, closed, leave; empty when they may."""
    day = timezone.localdate(starts_at)
    if not (doctor.joined_on or date.min) <= day <= (doctor.left_on or date.max):
        return "left"
    if Closure.objects.filter(location=location, first_day__lte=day, last_day__gte=day).exists():
        return "closed"
    leaves = Leave.objects.filter(doctor=doctor, first_day__lte=day, last_day__gte=day)
    return "leave" if any(_covers(leave, day, starts_at, ends_at) for leave in leaves) else ""


def _covers(leave: Leave, day: date, starts_at: datetime, ends_at: datetime) -> bool:
    if leave.starts is None or leave.ends is None:
        return True
    return moment(day, leave.starts) < ends_at and starts_at < moment(day, leave.ends)


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
    """What the clinic table shows: sessions that are held now or will be, without those of a single day."""
    over = Q(valid_until__lt=timezone.localdate())
    single = Q(valid_from__isnull=False, valid_from=F("valid_until"))
    return doctor.opd_sessions.exclude(over).exclude(single).select_related("location")


def first_occurrence(session: OpdSession, after: datetime, plan: Plan) -> Occurrence | None:
    for day in plan.days_of(session, after.date()):
        for occurrence in on_day(session, day, plan):
            if occurrence.starts_at >= after:
                return occurrence
    return None


def on_day(session: OpdSession, day: date, plan: Plan) -> list[Occurrence]:
    """What is held of this session on one of its days, without what the clocks skip."""
    location, pieces = plan.held_on(session, day)
    times = [(moment(day, starts), moment(day, ends)) for starts, ends in pieces]
    return [Occurrence(*both, day, session, location) for both in times if both[0] < both[1]]


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
