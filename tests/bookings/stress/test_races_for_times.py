"""Many at once for one time, for times that overlap, for the last number, and whole sessions on the move.

Through the services, and past their locks by plain inserts, where the rules of the database stand alone. Each has a
negative control, which takes the rule away and must see the fault.
"""

from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from bookings import free_times, services
from bookings.free_times import ExceptionalTime, Slot, Token
from bookings.models import ONE_APPOINTMENT_AT_A_TIME, ONE_NUMBER_EACH, Appointment, AppointmentRequest
from directory.models import OpdSession
from tests import factories
from tests.bookings.stress.at_once import AT_ONCE, MANY, TRIALS, all_at_once
from tests.factories import at
from tests.sizes import figures, size

pytestmark = pytest.mark.django_db(transaction=True)

CAPACITY = size(8, 20)
DAY = 3
RULES = {ONE_APPOINTMENT_AT_A_TIME, "no_overlap_that_no_exception_names"}


@pytest.fixture
def manager(roles):
    return factories.staff("Manager")


@pytest.fixture
def shared_session():
    return factories.OpdSessionFactory(
        weekday=at(DAY).weekday(), kind=OpdSession.Kind.TOKENS, slot_minutes=None, capacity=CAPACITY
    )


def unexcused_overlaps():
    """Pairs of one doctor that overlap, and neither names the other; two numbers of one session share it."""
    with connection.cursor() as cursor:
        cursor.execute("""
            select count(*) from bookings_appointment one join bookings_appointment other
            on one.id < other.id and one.doctor_id = other.doctor_id
            and tstzrange(one.starts_at, one.ends_at) && tstzrange(other.starts_at, other.ends_at)
            where one.status in ('offered', 'booked') and other.status in ('offered', 'booked')
            and one.id is distinct from other.beside_id and other.id is distinct from one.beside_id
            and (one.token_number is null or other.token_number is null
                 or (one.session_id, one.day) <> (other.session_id, other.day))
        """)
        return cursor.fetchone()[0]


def book(given, by):
    """Give it to many patients at once; what became of each."""
    requests = [factories.request(email="").pk for _number in range(MANY)]

    def one(number):
        services.book(requests[number], time=given(number), by=by, version=1)
        return "booked"

    return Counter(all_at_once([lambda number=number: one(number) for number in range(MANY)]))


def insert(held, starts_at, **columns):
    """Past the services and their locks: one row, and the rule that refused it."""
    appointment_request = factories.request(email="")

    def one():
        try:
            Appointment.objects.create(
                appointment_request=appointment_request,
                doctor=held.doctor,
                location=held.location,
                day=starts_at.date(),
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=15),
                given_at=timezone.now(),
                **{"session": held, **columns},
            )
        except IntegrityError as error:
            rule = error.__cause__.diag.constraint_name
            return next((name for name in RULES if name in rule), rule)
        return "booked"

    return one


@contextmanager
def without(*names):
    """Those constraints and triggers of appointments are gone for a while."""
    constraints = [each for each in Appointment._meta.constraints if each.name in names]
    triggers = [each for each in Appointment._meta.triggers if each.name in names]
    with connection.schema_editor() as editor:
        for each in constraints:
            editor.remove_constraint(Appointment, each)
    for each in triggers:
        each.uninstall(Appointment)
    try:
        yield
    finally:
        Appointment.objects.booked().update(status="cancelled", cancelled_at=timezone.now())
        for each in triggers:
            each.install(Appointment)
        with connection.schema_editor() as editor:
            for each in constraints:
                editor.add_constraint(Appointment, each)


def test_of_many_bookings_of_one_time_one_wins_and_the_others_are_told(front_desk):
    total = Counter()
    for _trial in range(TRIALS):
        slot = factories.slot(factories.DoctorFactory(), at(DAY))
        total += book(lambda number, slot=slot: slot, front_desk)
    assert total == {"booked": TRIALS, "time_taken": TRIALS * (MANY - 1)}
    figures("bookings of one time", trials=TRIALS, at_once=AT_ONCE, requests=MANY, **total)


def test_of_many_exceptions_beside_one_appointment_one_wins_and_no_ordinary_one(manager):
    total = Counter()
    for _trial in range(TRIALS):
        slot = factories.slot(factories.DoctorFactory(), at(DAY))
        first = services.book(factories.request().pk, time=slot, by=manager, version=1).appointment
        beside = ExceptionalTime(first.doctor, first.location, first.starts_at, first.ends_at, "urgent", first)
        total += book(lambda number, slot=slot, beside=beside: beside if number % 2 else slot, manager)
    assert total == {"booked": TRIALS, "time_taken": TRIALS * (MANY - 1)}
    assert unexcused_overlaps() == 0
    figures("bookings with exceptions among them", trials=TRIALS, requests=MANY, **total)


@pytest.mark.parametrize("minutes_apart", [0, 1], ids=["one-time", "overlapping-times"])
def test_the_database_alone_lets_one_win_and_nobody_dies_in_a_deadlock(front_desk, minutes_apart):
    total, began = Counter(), timezone.now()
    for _trial in range(TRIALS):
        session = factories.slot(factories.DoctorFactory(), at(DAY)).session
        times = [at(DAY) + timedelta(minutes=minutes_apart * number % 15) for number in range(MANY)]
        total += Counter(all_at_once([insert(session, moment) for moment in times]))
    assert total["booked"] == TRIALS
    assert set(total) <= {"booked", *RULES}
    assert unexcused_overlaps() == 0
    seconds = round((timezone.now() - began).total_seconds(), 1)
    figures(f"plain inserts {minutes_apart} min apart", trials=TRIALS, requests=MANY, seconds=seconds, **total)


def test_the_database_alone_lets_no_exception_overlap_what_it_does_not_name(manager):
    slot = factories.slot(factories.DoctorFactory(), at(DAY))
    first = services.book(factories.request().pk, time=slot, by=manager, version=1).appointment
    exception = {"session": None, "exception_reason": "urgent", "beside": first}
    inserts = [insert(slot.session, at(DAY), **(exception if number % 2 else {})) for number in range(MANY)]

    outcome = Counter(all_at_once(inserts))

    assert outcome["booked"] == 1
    assert unexcused_overlaps() == 0
    figures("plain inserts with exceptions among them", requests=MANY, **outcome)


def test_negative_control_without_the_rules_many_bookings_win(front_desk, monkeypatch):
    monkeypatch.setattr(free_times, "_refuse_overlap", lambda place, moving: None)
    slot = factories.slot(factories.DoctorFactory(), at(DAY))
    with without(*RULES):
        outcome = book(lambda number: slot, front_desk)
        overlaps = unexcused_overlaps()

    assert outcome["booked"] > 1
    assert overlaps
    figures("bookings of one time, rules taken away", overlaps=overlaps, **outcome)


def test_a_shared_session_gives_each_of_its_numbers_once(front_desk, shared_session):
    outcome = book(lambda number: Token(shared_session, at(DAY).date()), front_desk)

    given = Appointment.objects.filter(session=shared_session).values_list("token_number", flat=True)
    assert sorted(given) == list(range(1, CAPACITY + 1))
    assert outcome == {"booked": CAPACITY, "session_full": MANY - CAPACITY}
    figures("numbers of a shared session", requests=MANY, **outcome)


def test_negative_control_without_the_rule_a_number_is_given_twice(front_desk, shared_session, monkeypatch):
    monkeypatch.setattr(free_times, "_number", lambda *args: 1)
    with without(ONE_NUMBER_EACH):
        outcome = book(lambda number: Token(shared_session, at(DAY).date()), front_desk)

    assert outcome["booked"] > 1
    figures("numbers, rule taken away", **outcome)


@pytest.mark.parametrize("minutes", [15, 30], ids=["by-one-slot", "by-half-an-hour"])
def test_a_whole_session_is_shifted_while_others_book_into_it(front_desk, minutes):
    session = factories.OpdSessionFactory(weekday=at(DAY).weekday())
    starts = [at(DAY, 10) + timedelta(minutes=15 * number) for number in range(12)]
    for moment in starts[::2]:
        services.book(factories.request().pk, time=Slot(session, moment), by=front_desk, version=1)
    free = [factories.request().pk for _moment in starts]

    def take(pk, moment):
        services.book(pk, time=Slot(session, moment), by=front_desk, version=1)
        return "booked"

    def shift():
        return f"moved {len(services.shift_session(session, at(DAY).date(), minutes=minutes, by=front_desk)) >= 6}"

    actions = [lambda pk=pk, moment=moment: take(pk, moment) for pk, moment in zip(free, starts, strict=True)]
    outcome = Counter(all_at_once([*actions[:6], shift, *actions[6:]]))

    assert outcome["moved True"] == 1
    assert set(outcome) <= {"moved True", "booked", "time_taken", "session_not_held"}
    assert unexcused_overlaps() == 0
    assert not Appointment.objects.filter(starts_at__lt=at(DAY, 10) + timedelta(minutes=minutes)).exists()
    figures(f"a session shifted by {minutes} minutes", **outcome)


def test_moves_between_two_doctors_both_ways_at_once_find_no_deadlock(front_desk):
    sessions = [factories.slot(factories.DoctorFactory(), at(DAY)).session for _doctor in range(2)]
    pairs = []
    for number in range(size(15, 40)):
        for here, there in (sessions, sessions[::-1]):
            given = Slot(here, at(DAY, 8) + timedelta(minutes=15 * number))
            pk = services.book(factories.request().pk, time=given, by=front_desk, version=1).pk
            pairs.append((pk, Slot(there, at(DAY, 8) + timedelta(minutes=15 * (number + 1)))))

    def move(pk, given):
        services.reschedule(pk, time=given, by=front_desk, version=None)
        return "moved"

    outcome = Counter(all_at_once([lambda pk=pk, given=given: move(pk, given) for pk, given in pairs]))

    assert set(outcome) <= {"moved", "time_taken"}
    assert outcome["moved"]
    assert unexcused_overlaps() == 0
    figures("moves between two doctors", **outcome)


def test_of_many_who_take_an_offered_time_one_wins(front_desk):
    """The patient taps twenty times, in as many tabs, while the desk gives the other times away."""
    slot = factories.slot(factories.DoctorFactory(), at(DAY))
    others = [Slot(slot.session, at(DAY) + timedelta(minutes=15 * number)) for number in (1, 2)]
    pk = factories.request().pk
    until = timezone.now() + timedelta(hours=2)
    services.offer(pk, times=[slot, *others], until=until, by=front_desk, version=1)
    held = Appointment.objects.filter(status="offered").values_list("pk", flat=True)

    def accept(appointment_id):
        services.accept(pk, appointment_id)
        return "accepted"

    def steal():
        services.book(factories.request().pk, time=slot, by=front_desk, version=1)
        return "stolen"

    taps = [lambda each=each: accept(each) for each in list(held) * (MANY // 3)]
    outcome = Counter(all_at_once([steal, *taps, steal]))

    assert Appointment.objects.filter(appointment_request=pk, status="booked").count() == 1
    assert set(outcome) <= {"accepted", "offer_is_over", "time_taken", "stolen"}
    assert unexcused_overlaps() == 0
    figures("an offer accepted", **outcome)


def freed_slot(by):
    """A time that a patient gave back, and many who wait for it."""
    slot = factories.slot(factories.DoctorFactory(), at(DAY))
    pk = services.book(factories.request(email="").pk, time=slot, by=by, version=1).pk
    services.cancel(pk)
    return slot, [factories.request(email="").pk for _number in range(MANY)]


def offer_and_accept(pk, slot, by):
    """The desk offers it to this patient, who takes it at once."""
    until = timezone.now() + timedelta(hours=2)
    services.offer(pk, times=[slot], until=until, by=by, version=1)
    services.accept(pk, Appointment.objects.get(appointment_request=pk, status="offered").pk)
    return "accepted"


def test_a_freed_time_that_is_offered_to_many_and_accepted_by_all_is_one_patients(front_desk):
    total = Counter()
    for _trial in range(TRIALS):
        slot, waiting = freed_slot(front_desk)
        total += Counter(
            all_at_once([lambda pk=pk, slot=slot: offer_and_accept(pk, slot, front_desk) for pk in waiting])
        )
    assert total == {"accepted": TRIALS, "time_taken": TRIALS * (MANY - 1)}
    assert unexcused_overlaps() == 0
    figures("a freed time offered to all who wait", trials=TRIALS, requests=MANY, **total)


def test_a_freed_time_is_accepted_once_however_often_the_patient_taps(front_desk):
    slot, waiting = freed_slot(front_desk)
    until = timezone.now() + timedelta(hours=2)
    services.offer(waiting[0], times=[slot], until=until, by=front_desk, version=1)
    held = Appointment.objects.get(status="offered").pk

    def accept():
        return services.accept(waiting[0], held).status

    outcome = Counter(all_at_once([accept] * MANY))

    assert outcome == {"booked": MANY}  # twice is once
    assert Appointment.objects.filter(starts_at=slot.starts_at, status="booked").count() == 1
    assert AppointmentRequest.objects.get(pk=waiting[0]).history.filter(event="booked").count() == 1
    figures("taps on a freed time", taps=MANY, **outcome)


def test_negative_control_without_the_rules_a_freed_time_is_many_patients(front_desk, monkeypatch):
    monkeypatch.setattr(free_times, "_refuse_overlap", lambda place, moving: None)
    slot, waiting = freed_slot(front_desk)
    with without(*RULES):
        outcome = Counter(all_at_once([lambda pk=pk: offer_and_accept(pk, slot, front_desk) for pk in waiting]))
        overlaps = unexcused_overlaps()

    assert outcome["accepted"] > 1
    assert overlaps
    figures("a freed time, rules taken away", overlaps=overlaps, **outcome)
