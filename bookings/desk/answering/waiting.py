"""A time that became free, and who waits for it: whoever named this doctor, then this department, oldest first."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, When
from django.utils import timezone

from directory.models import Department, Doctor

from ...asking.preferred_days import part_of_day
from ...free_times import TOKENS, Slot, Time, Token
from ...models import Appointment, AppointmentRequest, DeskTask
from .time_forms import begins, key_of, told

FREES = (DeskTask.Kind.PATIENT_CANCELLED, DeskTask.Kind.CHANGE_REQUESTED)


@dataclass(frozen=True)
class Freed:
    """A place of a session that somebody had."""

    time: Time
    doctor: Doctor
    day: date
    starts_at: datetime

    def who_can(self):
        """The condition on a request that may have it: whom it is about, and the days that suit."""
        departments = Department.objects.filter(doctors=self.doctor)
        names_department = Q(department__in=departments) | Q(treatment__department__in=departments)
        is_about = Q(preferred_doctor=self.doctor) | (Q(preferred_doctor=None) & names_department)
        suits = Q(preferred_day=None) | self._wished_as("preferred") | self._wished_as("second_preferred")
        return is_about & suits

    def _wished_as(self, name):
        parts = ["", AppointmentRequest.PartOfDay.ANY, part_of_day(self.starts_at)]
        return Q(**{f"{name}_day": self.day, f"{name}_part__in": parts})

    def taken_by(self):
        """Who holds it or has it now, or None."""
        taken = Appointment.objects.taking_place()
        if isinstance(self.time, Token):
            here = taken.filter(session=self.time.session, day=self.day)
            given = list(here.select_related("appointment_request"))
            is_full = len(given) >= self.time.session.tokens
            return given[-1] if is_full else None
        ends_at = self.starts_at + self.time.session.slot_length
        here = taken.overlapping(self.doctor, self.starts_at, ends_at)
        return here.select_related("appointment_request").first()


def freed_at(time):
    doctor, starts_at = time.session.doctor, begins(time)
    return Freed(time, doctor, timezone.localdate(starts_at), starts_at)


def freed_by(appointment):
    """What somebody else could have in place of this appointment; None outside sessions, and when it is over."""
    if appointment is None or appointment.session is None or appointment.has_begun:
        return None
    session = appointment.session
    time = Token(session, appointment.day) if session.kind == TOKENS else Slot(session, appointment.starts_at)
    return Freed(time, appointment.doctor, appointment.day, appointment.starts_at)


def waiting_for(freed, rows):
    """Of these rows, the first is asked first. `was_asked`: it was offered this very time before."""
    offered = Appointment.objects.filter(
        appointment_request=OuterRef("pk"), session=freed.time.session, day=freed.day, starts_at=freed.starts_at
    ).exclude(status=Appointment.Status.CANCELLED)
    named_first = Case(When(preferred_doctor=freed.doctor, then=0), default=1, output_field=IntegerField())
    waiting = rows.filter(freed.who_can(), status=AppointmentRequest.Status.REQUESTED, erased_at=None)
    return waiting.annotate(was_asked=Exists(offered)).order_by("was_asked", named_first, "created_at", "pk")


def with_freed_times(tasks, rows):
    """The tasks as a list; one that frees a time knows its key and how many of the rows wait: `freed`. Two queries."""
    tasks = list(tasks)
    places = _places_of(tasks)
    waiting = rows.filter(status=AppointmentRequest.Status.REQUESTED).order_by()
    counted = {f"n{pk}": Count("pk", filter=freed_by(each).who_can(), distinct=True) for pk, each in places.items()}
    counts = waiting.aggregate(**counted) if counted else {}
    for task in tasks:
        if place := places.get(task.pk):
            task.freed, task.freed_in_words = (key_of(place), counts[f"n{task.pk}"]), told(freed_by(place).time)
    return tasks


def _places_of(tasks):
    """{id of a task: the newest appointment of its request}, where that is a place of a session to come."""
    about = {task.appointment_request_id: task.pk for task in tasks if task.kind in FREES}
    if not about:
        return {}
    made = Appointment.objects.filter(appointment_request__in=about).exclude(status__in=["offered", "released"])
    newest = made.order_by("appointment_request_id", "-pk").distinct("appointment_request_id")
    newest = newest.select_related("session__doctor", "doctor")
    return {about[each.appointment_request_id]: each for each in newest if freed_by(each)}
