"""Who comes on one day: by doctor and session, in the order in which they are seen."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import Promise

from directory.models import Doctor, Location, OpdSession
from directory.opd import Occurrence, on_day
from directory.plan import Plan

from ..models import Appointment, AppointmentRequest, OutgoingMessage, SessionDelay
from ..no_longer_fits import CAUSES, no_longer_fitting
from .likely_times import is_to_come

Key = tuple[int, int | None]


@dataclass
class Row:
    appointment: Appointment
    cause: Promise | str = ""  # why it cannot be kept

    @property
    def is_told_late(self) -> bool:
        return self.appointment.late_message in (OutgoingMessage.State.PENDING, OutgoingMessage.State.SENT)  # type: ignore[attr-defined]  # annotated

    @property
    def may_note(self) -> list[tuple[str, Promise]]:
        """What can be noted now; after a slip, what it was not."""
        return [
            (choice.value, choice.label)
            for choice in Appointment.Attendance
            if choice != self.appointment.attendance and self.appointment.may_note(choice)
        ]


@dataclass
class SessionList:
    """One session on one day; without a session, a doctor's times outside all sessions."""

    doctor: Doctor
    session: OpdSession | None
    location: Location
    day: date
    starts_at: datetime
    ends_at: datetime
    is_held: bool = True
    rows: list[Row] = field(default_factory=list)
    late_by: int = 0  # minutes
    late_as_of: datetime | None = None
    late_tellings: int = 0  # how often its patients were told

    @property
    def key(self) -> str:
        return f"{self.doctor.pk}-{self.session.pk if self.session else 'outside'}"

    @property
    def is_shared(self) -> bool:
        return self.session is not None and self.session.kind == OpdSession.Kind.TOKENS

    @property
    def is_today(self) -> bool:
        return self.day == timezone.localdate()

    @property
    def is_over(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def told(self) -> int:
        """To how many patients the newest message about it has left, or is about to."""
        return sum(row.is_told_late for row in self.rows)

    @property
    def to_phone(self) -> list[AppointmentRequest]:
        """Whose time is to come and whom no message reaches. Who got the time later heard of it at the desk."""
        if not self.late_tellings or not self.is_today or self.late_as_of is None:
            return []
        waiting = [row for row in self.rows if not row.is_told_late and not row.appointment.attendance]
        waiting = [row for row in waiting if is_to_come(row.appointment) and not row.cause]
        return [row.appointment.appointment_request for row in waiting if row.appointment.given_at <= self.late_as_of]

    @property
    def counts(self) -> Counter[str]:
        """By what is noted; under "unnoted" those of whom nothing is."""
        return Counter(row.appointment.attendance or "unnoted" for row in self.rows)


def lists_of(appointments: QuerySet[Appointment], sessions: QuerySet[OpdSession], day: date) -> list[SessionList]:
    """Those of these appointments that are booked for the day, and the sessions that are held then, booked or not.

    Six queries, however many there are.
    """
    booked = _booked(appointments, day)
    lists: dict[Key, SessionList] = {}
    for held in _held(sessions, day):
        lists[held.session.doctor_id, held.session.pk] = _empty(held)
    causes = _causes(booked, day)
    for each in booked:
        own = lists.setdefault((each.doctor_id, each.session_id), _not_held(each))
        own.ends_at = max(own.ends_at, each.ends_at)
        own.late_by, own.late_as_of = each.late_by or 0, each.late_as_of  # type: ignore[attr-defined]  # annotated
        own.late_tellings = each.late_tellings or 0  # type: ignore[attr-defined]
        own.rows.append(Row(each, causes.get(each.pk, "")))
    return sorted(lists.values(), key=lambda each: (str(each.doctor.full_name), each.starts_at))


def _booked(appointments: QuerySet[Appointment], day: date) -> list[Appointment]:
    delays = SessionDelay.objects.order_by().filter(session=OuterRef("session"), day=day)
    booked = appointments.booked().for_desk()  # type: ignore[attr-defined]  # mypy knows no queryset of ours
    booked = booked.filter(day=day, appointment_request__erased_at=None).order_by("token_number", "starts_at")
    news = OutgoingMessage.objects.filter(appointment=OuterRef("pk"), kind=OutgoingMessage.Kind.LATE).order_by("-pk")
    return list(
        booked.annotate(
            late_by=Subquery(delays.values("minutes")),
            late_as_of=Subquery(delays.values("at")),
            late_tellings=Subquery(delays.values("tellings")),
            late_message=Subquery(news.values("state")[:1]),
        )
    )


def _held(sessions: QuerySet[OpdSession], day: date) -> Iterator[Occurrence]:
    """The first piece of each session; a past day has only what was booked."""
    if day < timezone.localdate():
        return
    weekly = list(sessions.filter(weekday=day.weekday(), doctor__is_listed=True).select_related("doctor", "location"))
    plan = Plan({each.doctor for each in weekly}, day, day)
    for session in weekly:
        pieces = on_day(session, day, plan) if day in plan.days_of(session, day, day) else []
        yield from pieces[:1]


def _empty(held: Occurrence) -> SessionList:
    return SessionList(held.session.doctor, held.session, held.location, held.day, held.starts_at, held.ends_at)


def _not_held(booked: Appointment) -> SessionList:
    """For an appointment of a session that the plan does not have today, or had then; or of none."""
    is_held = booked.session is None or booked.day < timezone.localdate()
    return SessionList(
        booked.doctor, booked.session, booked.location, booked.day, booked.starts_at, booked.ends_at, is_held
    )


def _causes(booked: list[Appointment], day: date) -> dict[int, Promise]:
    """{appointment: why it cannot be kept}"""
    if day < timezone.localdate() or not booked:
        return {}
    return {each.pk: CAUSES[each.cause] for each in no_longer_fitting(day, day)}  # type: ignore[attr-defined]
