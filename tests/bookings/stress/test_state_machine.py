"""Random sequences of everything people do. Short: 20 sequences of 12 steps. Long: 2,000 of 30.

After each step what must always hold is checked; each sequence ends with the mails being sent, and is rolled back.
The negative controls break one rule each, and the same sequences must see it.
"""

from collections import Counter
from datetime import time, timedelta
from itertools import combinations, pairwise

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bookings import free_times, retention, services
from bookings.free_times import ExceptionalTime, ExtraToken, FreeTokens, Slot, full_sessions
from bookings.messaging import outbox, told
from bookings.models import (
    ONE_APPOINTMENT_AT_A_TIME,
    ONE_NUMBER_EACH,
    Appointment,
    AppointmentRequest,
    DeskTask,
    OutgoingMessage,
)
from bookings.models.appointment_rules import TAKES_A_PLACE
from bookings.no_longer_fits import no_longer_fitting
from bookings.refusals import Refusal
from bookings.services import appointments, changes
from directory.models import Closure, Holiday, Leave, OpdSession, PlanChange
from directory.opd import occurrences_of
from tests import factories
from tests.factories import at
from tests.sizes import IS_LONG, figures, size

REFUSALS = (Refusal, PermissionDenied)
CLOSED = ("closed", "declined", "cancelled", "expired")
LEAST_ACCEPTED = 0.2
ACTS = [
    "submit", "book", "book", "book", "book_a_taken_time", "book_beside", "book_outside", "assign_token",
    "assign_extra_token", "offer", "accept", "move", "move", "decline", "cancel", "expire", "request_change",
    "withdraw", "correct", "leave_comes", "leave_goes", "holiday_comes", "location_closes", "session_is_moved",
    "session_is_off", "capacity_changes", "session_is_shifted", "session_is_called_off", "take_time_away",
    "time_passes", "attend", "attend", "close", "reopen_as_new", "note_call", "erase",
]  # fmt: skip
LIKELY = {
    "waiting": {
        "book", "book_beside", "book_outside", "assign_token", "assign_extra_token", "offer", "accept", "decline",
        "expire", "request_change", "book_a_taken_time",
    },
    "to come": {"move", "cancel", "withdraw", "take_time_away", "request_change", "attend", "close"},
    "begun": {"attend", "cancel", "close"},
    "over": {"reopen_as_new", "withdraw", "erase"},
}  # fmt: skip
steps = st.tuples(st.sampled_from(ACTS), st.integers(0, 11), st.integers(0, 11))
LONG = st.lists(steps, min_size=20, max_size=30)
SHORT = st.lists(steps, min_size=8, max_size=12)


class World:
    """One hospital of two doctors with sessions of times and a shared one, and everything that can be done there."""

    def __init__(self, manager, clock):
        self.by, self.clock = manager, clock
        self.location = factories.LocationFactory()
        self.doctors = [factories.DoctorFactory(), factories.DoctorFactory()]
        for doctor in self.doctors:
            for days in (1, 2):
                self.session(doctor, days, starts=time(9), ends=time(10), slot_minutes=20)
        self.shared = self.session(
            self.doctors[0], 2, starts=time(14), ends=time(16), kind="tokens", slot_minutes=None, capacity=2
        )
        self.requests = [factories.request().pk for _number in range(4)]

    def session(self, doctor, days, **columns):
        return factories.OpdSessionFactory(doctor=doctor, location=self.location, weekday=at(days).weekday(), **columns)

    def act(self, name, which, what):
        """Mostly with a request that the act is likely for, so that sequences get far."""
        there = list(AppointmentRequest.objects.filter(pk__in=self.requests).order_by("pk"))
        likely = [each for each in there if name in LIKELY[how_it_stands(each)] and not each.erased_at]
        chosen = likely if which % 4 and likely else there
        getattr(self, name)(chosen[which % len(chosen)], what)

    def free(self, what, kind):
        today = timezone.localdate()
        times = [
            each
            for doctor in self.doctors
            for each in free_times.free_times(doctor, today, 9)
            if isinstance(each, FreeTokens) == (kind == "tokens")
        ]
        if not times:
            raise Refusal("session_full")
        return times[what % len(times)].time

    def booked(self, what, **columns):
        booked = list(Appointment.objects.upcoming().filter(**columns))
        if not booked:
            raise Refusal("session_full")
        return booked[what % len(booked)]

    def give(self, appointment_request, given):
        services.book(appointment_request.pk, time=given, by=self.by, version=appointment_request.version)

    def submit(self, appointment_request, what):
        self.requests.append(factories.request(phone=f"+9198470123{what:02d}").pk)

    def book(self, appointment_request, what):
        self.give(appointment_request, self.free(what, "slots"))

    def book_a_taken_time(self, appointment_request, what):
        """One that was free a moment ago: every other time it is."""
        given = self.free(what, "slots")
        if what % 2:
            taken = self.booked(what, token_number=None, session__isnull=False)
            given = Slot(taken.session, timezone.localtime(taken.starts_at))
        self.give(appointment_request, given)

    def book_beside(self, appointment_request, what):
        first = self.booked(what, token_number=None)
        given = ExceptionalTime(first.doctor, self.location, first.starts_at, first.ends_at, "urgent", first)
        self.give(appointment_request, given)

    def book_outside(self, appointment_request, what):
        starts_at = timezone.localtime().replace(hour=20, minute=5 * what) + timedelta(days=1)
        doctor = self.doctors[what % 2]
        given = ExceptionalTime(doctor, self.location, starts_at, starts_at + timedelta(minutes=10), "urgent")
        self.give(appointment_request, given)

    def assign_token(self, appointment_request, what):
        self.give(appointment_request, self.free(what, "tokens"))

    def assign_extra_token(self, appointment_request, what):
        full = full_sessions(self.doctors[0], timezone.localdate(), 9)
        if not full:
            self.shared.capacity = 1
            self.shared.save()
            self.requests.append(factories.request().pk)
            services.book(self.requests[-1], time=self.free(0, "tokens"), by=self.by, version=1)
            full = full_sessions(self.doctors[0], timezone.localdate(), 9)
        given = ExtraToken(full[0].session, full[0].day, "doctor_agreed")
        self.give(appointment_request, given)

    def offer(self, appointment_request, what):
        times = list(dict.fromkeys([self.free(what, "slots"), self.free(what + 1, "slots")]))
        until = timezone.now() + timedelta(hours=2)
        services.offer(appointment_request.pk, by=self.by, version=None, times=times, until=until)

    def accept(self, appointment_request, what):
        offered = Appointment.objects.offered()
        if not offered:
            self.offer(appointment_request, what)
        held = Appointment.objects.offered()[0]
        services.accept(held.appointment_request_id, held.pk)

    def move(self, appointment_request, what):
        given = self.free(what, "tokens" if what % 5 == 0 else "slots")
        services.reschedule(appointment_request.pk, by=self.by, version=appointment_request.version, time=given)

    def decline(self, appointment_request, what):
        reason = AppointmentRequest.DeclineReason.values[what % 5]
        services.decline(appointment_request.pk, reason=reason, by=self.by, version=appointment_request.version)

    def cancel(self, appointment_request, what):
        services.cancel(appointment_request.pk, by=self.by if what % 2 else None)

    def expire(self, appointment_request, what):
        services.expire(appointment_request.pk)

    def request_change(self, appointment_request, what):
        services.request_change(appointment_request.pk, "Another day")

    def withdraw(self, appointment_request, what):
        services.withdraw_consent(appointment_request.pk, "answer")

    def correct(self, appointment_request, what):
        email = f"reader-{what}@patient.example"
        services.correct_contact(appointment_request.pk, by=self.by, version=None, email=email)

    def leave_comes(self, appointment_request, what):
        day = timezone.localdate() + timedelta(days=what % 3)
        part = {"starts": time(9), "ends": time(9, 30)} if what % 2 else {}
        Leave.objects.create(doctor=self.doctors[what % 2], first_day=day, last_day=day, **part)

    def leave_goes(self, appointment_request, what):
        for model in (Leave, Holiday, Closure, PlanChange):
            model.objects.all().delete()

    def holiday_comes(self, appointment_request, what):
        day = timezone.localdate() + timedelta(days=what % 3)
        Holiday.objects.get_or_create(day=day, location=None, defaults={"name": {"en": "Holiday"}})

    def location_closes(self, appointment_request, what):
        day = timezone.localdate() + timedelta(days=what % 3)
        Closure.objects.create(location=self.location, first_day=day, last_day=day)

    def session_is_moved(self, appointment_request, what):
        self.change(what, kind="moved", starts=time(9, 20 * (what % 2)), ends=time(10), location=self.location)

    def session_is_off(self, appointment_request, what):
        self.change(what, kind="cancelled", starts=None, ends=None, location=None)

    def change(self, what, **columns):
        session = self.some_session(what)
        PlanChange.objects.update_or_create(session=session, day=self.day_of(session), defaults=columns)

    def some_session(self, what):
        return list(OpdSession.objects.filter(kind="slots", doctor__in=self.doctors).order_by("pk"))[what % 4]

    def day_of(self, session):
        today = timezone.localdate() + timedelta(days=1)
        return today + timedelta(days=(session.weekday - today.weekday()) % 7)

    def capacity_changes(self, appointment_request, what):
        self.shared.capacity = 1 + what % 3
        self.shared.save()

    def session_is_shifted(self, appointment_request, what):
        session = self.some_session(what)
        services.shift_session(session, self.day_of(session), minutes=20, by=self.by)

    def session_is_called_off(self, appointment_request, what):
        session = self.some_session(what)
        services.call_off_session(session, self.day_of(session), by=self.by)

    def take_time_away(self, appointment_request, what):
        services.take_time_away(appointment_request.pk, by=self.by, version=None)

    def time_passes(self, appointment_request, what):
        """Until the next appointment has begun; every third time, until the day after."""
        next_one = self.booked(0)
        later = timedelta(days=1) if what % 3 == 0 else timedelta(minutes=1)
        self.clock.move_to(next_one.starts_at + later)

    def attend(self, appointment_request, what):
        """Mostly once it has begun."""
        if appointment_request.booked and what % 3:
            self.clock.move_to(max(timezone.now(), appointment_request.booked.starts_at))
        attendance = Appointment.Attendance.values[what % 2]
        services.note_attendance(
            appointment_request.pk, attendance=attendance, by=self.by, version=appointment_request.version
        )

    def close(self, appointment_request, what):
        if appointment_request.booked and what % 4:
            self.clock.move_to(max(timezone.now(), appointment_request.booked.ends_at + timedelta(minutes=1)))
        services.close(appointment_request.pk)

    def reopen_as_new(self, appointment_request, what):
        """Every other time of one that was called off just now."""
        if what % 2 and not appointment_request.is_over:
            self.cancel(appointment_request, what)
        self.requests.append(services.reopen_as_new(appointment_request.pk, by=self.by).pk)

    def note_call(self, appointment_request, what):
        services.note_call(appointment_request.pk, outcome="no_answer", by=self.by, text="Nobody there")

    def erase(self, appointment_request, what):
        retention.erase(appointment_request.pk)


def how_it_stands(appointment_request):
    if appointment_request.status == "requested":
        return "waiting"
    if appointment_request.is_over:
        return "over"
    return "begun" if appointment_request.booked.has_begun else "to come"


def check_what_always_holds():
    check_times()
    check_tokens()
    check_the_list_of_what_no_longer_fits()
    for each in AppointmentRequest.objects.prefetch_related("history", "notes", "corrections", "messages"):
        check_history(each)
        if each.erased_at:
            assert not any(getattr(each, name) for name in AppointmentRequest.PERSONAL_FIELDS)
            assert not each.notes.all()
            assert not each.corrections.all()
        keys = [message.dedupe_key for message in each.messages.all()]
        assert len(keys) == len(set(keys))
    expired = AppointmentRequest.objects.filter(status="expired").count()
    assert DeskTask.objects.filter(kind="expired").count() == expired


def check_times():
    """No two overlap but where an exception names the other, or both hold numbers of one session."""
    for one, other in combinations(Appointment.objects.filter(status__in=TAKES_A_PLACE), 2):
        if one.doctor_id != other.doctor_id or one.ends_at <= other.starts_at or other.ends_at <= one.starts_at:
            continue
        together = one.token_number and other.token_number and one.session_id == other.session_id
        assert together or one.beside_id == other.pk or other.beside_id == one.pk


def check_tokens():
    taken = Appointment.objects.filter(status__in=TAKES_A_PLACE, token_number__isnull=False)
    numbers = list(taken.values_list("session", "day", "token_number"))
    assert len(numbers) == len(set(numbers))


def check_the_list_of_what_no_longer_fits():
    """The query of the database, and the plan as Python reads it, name the same ones."""
    asked = set(no_longer_fitting().values_list("pk", flat=True))
    to_come = Appointment.objects.upcoming().filter(attendance="").select_related("session")
    assert asked == {each.pk for each in to_come if not fits(each)}


def fits(appointment):
    if appointment.session is None:
        return not free_times.why_absent(
            appointment.doctor, appointment.location, appointment.starts_at, appointment.ends_at
        )
    day, session = appointment.day, appointment.session
    held = [
        each
        for each in occurrences_of([appointment.doctor], day, day)[appointment.doctor_id]
        if (each.session, each.location) == (session, appointment.location)
    ]
    if appointment.token_number is None:
        return any(each.starts_at <= appointment.starts_at and appointment.ends_at <= each.ends_at for each in held)
    times = {(each.starts_at, each.ends_at) for each in held}
    within = appointment.is_exception or appointment.token_number <= session.capacity
    return (appointment.starts_at, appointment.ends_at) in times and within


def check_history(appointment_request):
    lines = list(appointment_request.history.all())
    assert [line.event for line in lines].count("requested") == 1
    assert lines[0].event == "requested"
    assert lines[-1].to_status == appointment_request.status
    assert all(before.to_status == after.from_status for before, after in pairwise(lines))
    final = {line.to_status for line in lines if line.to_status in CLOSED}
    assert len(final) <= 1
    assert bool(appointment_request.closed_at) == bool(final) == (appointment_request.status in CLOSED)
    booked = [each for each in appointment_request.appointments.all() if each.status == "booked"]
    assert (appointment_request.status == "booked") <= bool(booked)
    assert not booked or appointment_request.status in ("booked", "closed")
    if appointment_request.follows:
        assert appointment_request.follows.is_over
        assert appointment_request.follows.history.filter(event="followed").count() == 1


def check_what_was_told():
    """Every patient with a mailbox whose appointment can take place was told how it stands, and nothing else after."""
    while outbox.send_due_messages():
        pass
    to_come = Appointment.objects.upcoming().exclude(pk__in=no_longer_fitting().values("pk"))
    for each in to_come.exclude(appointment_request__email=""):
        sent = OutgoingMessage.objects.filter(appointment=each, audience="patient", state="sent", told__isnull=False)
        assert sent.order_by("-sent_at", "-pk").first().told == told.facts(each)


def run_sequences(by, count, sequences, **options):
    """{act: {"accepted": times, "refused": times}}"""
    outcomes = {}

    @given(sequences)
    @settings(
        max_examples=count,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        report_multiple_bugs=False,
        **options,
    )
    def run(sequence):
        with transaction.atomic(), time_machine.travel(at(1, hour=7), tick=False) as clock:
            world = World(by, clock)
            for name, which, what in sequence:
                outcome = outcomes.setdefault(name, Counter())
                try:
                    with transaction.atomic():
                        world.act(name, which, what)
                    outcome["accepted"] += 1
                except REFUSALS:
                    outcome["refused"] += 1
                check_what_always_holds()
            check_what_was_told()
            transaction.set_rollback(True)

    run()
    return outcomes


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(size(1, 4)))  # so that the cores share them
def test_whatever_people_do_the_rules_hold(roles, mail_server, part):
    outcomes = run_sequences(factories.staff("Manager"), size(20, 500), size(SHORT, LONG))

    for name, outcome in sorted(outcomes.items()):
        figures(name, **outcome)
        assert not IS_LONG or outcome["accepted"] >= LEAST_ACCEPTED * outcome.total(), name


def a_move_leaves_no_history(monkeypatch, cursor):
    monkeypatch.setattr(changes, "record_history", lambda *args, **how: None)


def appointments_may_overlap(monkeypatch, cursor):
    monkeypatch.setattr(free_times, "_refuse_overlap", lambda place, moving: None)
    cursor.execute(f"alter table bookings_appointment drop constraint {ONE_APPOINTMENT_AT_A_TIME}")
    uninstall("no_overlap_that_no_exception_names")


def numbers_are_given_twice(monkeypatch, cursor):
    cursor.execute(f"alter table bookings_appointment drop constraint {ONE_NUMBER_EACH}")
    monkeypatch.setattr(free_times, "_number", lambda *args: 1)


def leave_is_forgotten(monkeypatch, cursor):
    cursor.execute("""
        create or replace function bookings_unfit(first_day date, last_day date)
        returns table (appointment_id bigint, cause text) language sql stable as 'select 1, null::text where false'
    """)


def news_is_not_told(monkeypatch, cursor):
    monkeypatch.setattr(appointments, "enqueue_messages", lambda *args, **how: None)


def uninstall(name):
    [trigger] = [each for each in Appointment._meta.triggers if each.name == name]
    trigger.uninstall(Appointment)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fault",
    [
        a_move_leaves_no_history,
        appointments_may_overlap,
        numbers_are_given_twice,
        leave_is_forgotten,
        news_is_not_told,
    ],
    ids=lambda fault: fault.__name__,
)
def test_negative_control_a_broken_rule_is_seen(roles, monkeypatch, mail_server, fault):
    """This test exists to ensure that the sequences above reach what breaks when a rule is gone."""
    with connection.cursor() as cursor:
        fault(monkeypatch, cursor)

    with pytest.raises((AssertionError, AttributeError)):
        run_sequences(factories.staff("Manager"), 500, LONG, phases=[Phase.generate], derandomize=True)
