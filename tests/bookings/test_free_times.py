"""What can be given: the session's own length, free numbers, nothing that is taken, away, past or too far ahead."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from bookings import services
from bookings.free_times import FreeTokens, Slot, Token, free_times, full_sessions
from directory.models import Leave, OpdSession
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db

DAY = 3


def given(about, **options):
    """The clocks of the slots on the one day."""
    return [f"{timezone.localtime(each.starts_at):%H:%M}" for each in free_times(about, at(DAY).date(), 1, **options)]


def session(**columns):
    return factories.OpdSessionFactory(weekday=at(DAY).weekday(), starts=time(9), ends=time(10), **columns)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (20, ["09:00", "09:20", "09:40"]),
        (30, ["09:00", "09:30"]),
        (25, ["09:00", "09:25"]),  # the last ten minutes hold none
    ],
)
def test_slots_have_the_length_of_their_session(minutes, expected):
    assert given(session(slot_minutes=minutes).doctor) == expected


def test_what_is_booked_or_held_is_not_free(front_desk):
    held = session(slot_minutes=20)
    services.book(factories.request().pk, by=front_desk, version=1, time=Slot(held, at(DAY, 9, 20)))
    until = timezone.now() + timedelta(hours=1)
    services.offer(factories.request().pk, by=front_desk, version=1, times=[Slot(held, at(DAY, 9))], until=until)

    assert given(held.doctor) == ["09:40"]


def test_an_appointment_that_kept_its_length_leaves_only_what_does_not_touch_it(front_desk):
    held = session(slot_minutes=15)
    services.book(factories.request().pk, by=front_desk, version=1, time=Slot(held, at(DAY, 9, 15)))
    OpdSession.objects.filter(pk=held.pk).update(slot_minutes=20)

    assert given(held.doctor) == ["09:40"]


def test_leave_for_a_part_of_the_day_leaves_the_rest():
    held = session(slot_minutes=20)
    Leave.objects.create(
        doctor=held.doctor, first_day=at(DAY).date(), last_day=at(DAY).date(), starts=time(9), ends=time(9, 30)
    )

    assert given(held.doctor) == ["09:30"]


def test_a_shared_session_says_how_many_numbers_are_free_until_there_is_none(front_desk):
    shared = session(kind="tokens", slot_minutes=None, capacity=2)
    token = Token(shared, at(DAY).date())
    for free in (2, 1):
        [found] = free_times(shared.doctor, at(DAY).date(), 1)
        assert (type(found), found.free, found.time) == (FreeTokens, free, token)
        services.book(factories.request().pk, by=front_desk, version=1, time=token)

    assert free_times(shared.doctor, at(DAY).date(), 1) == []
    assert [each.session for each in full_sessions(shared.doctor, at(DAY).date(), 1)] == [shared]


def test_what_has_begun_is_given_no_more_but_a_number_of_a_session_that_runs(time_machine):
    slots, shared = session(slot_minutes=30), session(kind="tokens", slot_minutes=None, capacity=2)
    day, during = at(DAY).date(), at(DAY, 9, 10)
    time_machine.move_to(during, tick=False)

    assert [timezone.localtime(each.starts_at).minute for each in free_times(slots.doctor, day, 1)] == [30]
    assert [each.free for each in free_times(shared.doctor, day, 1)] == [2]


def test_a_shared_session_that_is_over_has_no_numbers_left(time_machine):
    held = session(kind="tokens", slot_minutes=None, capacity=3)
    day = at(DAY).date()
    time_machine.move_to(at(DAY, 10, 1))

    assert free_times(held.doctor, day, 1) == []


def test_nothing_is_given_further_ahead_than_the_setting_says(settings):
    settings.APPOINTMENTS_DAYS_AHEAD = DAY - 1

    assert given(session().doctor) == []


def test_a_department_and_a_treatment_have_the_times_of_their_doctors_and_a_place_only_its_own():
    department, treatment = factories.DepartmentFactory(), factories.TreatmentFactory()
    here, there, nowhere = session(slot_minutes=60), session(slot_minutes=60), session(slot_minutes=60)
    for each in (here, there):
        each.doctor.departments.add(department)
        treatment.doctors.add(each.doctor)

    for about in (department, treatment):
        assert {each.session for each in free_times(about, at(DAY).date(), 1)} == {here, there}
        assert {each.session for each in free_times(about, at(DAY).date(), 1, here.location)} == {here}
    assert nowhere.doctor not in department.doctors.all()


def test_two_weeks_of_thirty_doctors_take_five_queries(front_desk, django_assert_max_num_queries):
    department = factories.DepartmentFactory()
    for number in range(30):
        held = session(slot_minutes=20)
        held.doctor.departments.add(department)
        if number % 3 == 0:
            services.book(factories.request().pk, by=front_desk, version=1, time=Slot(held, at(DAY, 9)))

    with django_assert_max_num_queries(5):
        found = free_times(department, timezone.localdate(), 14)

    assert len(found) == 30 * 3 * 2 - 10
