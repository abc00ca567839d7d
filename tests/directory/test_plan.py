"""What is different on a day: what a person expects of it, and what the model and the database refuse."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from icalendar import Calendar

from directory.models import Closure, Holiday, Leave, OpdSession, PlanChange
from directory.opd import next_occurrence, occurrences, occurrences_of, weekly_sessions
from tests.factories import DoctorFactory, LocationFactory, OpdSessionFactory, at

pytestmark = pytest.mark.django_db

THURSDAY = date(2026, 12, 3)
NEXT = THURSDAY + timedelta(days=7)
MOVED, CANCELLED = PlanChange.Kind.MOVED, PlanChange.Kind.CANCELLED


@pytest.fixture
def session():
    """Thursdays, 10 to 1, each patient at a time of their own."""
    return OpdSessionFactory()


def shared(**fields):
    return OpdSessionFactory(kind="tokens", slot_minutes=None, capacity=20, **fields)


def away(session, *hours, day=THURSDAY):
    starts, ends = (time(*each) if isinstance(each, tuple) else time(each) for each in hours)
    return Leave.objects.create(doctor=session.doctor, first_day=day, last_day=day, starts=starts, ends=ends)


def hours(session, day=THURSDAY):
    return [f"{each.starts_at:%H:%M}–{each.ends_at:%H:%M}" for each in occurrences(session.doctor, day, day)]


def test_leave_at_the_beginning_or_the_end_shortens_a_session(session):
    away(session, 9, (10, 30))
    away(session, 12, 14)

    assert hours(session) == ["10:30–12:00"]
    assert hours(session, NEXT) == ["10:00–13:00"]


def test_leave_in_the_middle_leaves_two_pieces_that_are_not_the_same(session):
    away(session, (11, 0), (11, 30))

    pieces = occurrences(session.doctor, THURSDAY, THURSDAY)

    assert hours(session) == ["10:00–11:00", "11:30–13:00"]
    assert len(set(pieces)) == len({each.key for each in pieces}) == 2
    assert next_occurrence(session.doctor, pieces[0].ends_at) == pieces[1]


def test_who_holds_a_number_waits_while_the_doctor_is_away():
    session = shared()
    away(session, (11, 0), (11, 30))

    assert hours(session) == ["10:00–13:00"]

    away(session, 10, (10, 15))
    away(session, 12, 13)

    assert hours(session) == ["10:15–12:00"]


@pytest.mark.parametrize("make", [OpdSessionFactory, shared])
def test_leave_over_all_of_it_takes_the_session_away(make):
    session = make()
    away(session, 10, 12)
    away(session, (11, 30), 13)

    assert hours(session) == []


def test_a_cancelled_session_is_not_held_and_the_one_beside_it_is(session):
    OpdSessionFactory(doctor=session.doctor, starts=time(16), ends=time(17))

    PlanChange.objects.create(session=session, day=THURSDAY, kind=CANCELLED)

    assert hours(session) == ["16:00–17:00"]
    assert hours(session, NEXT) == ["10:00–13:00", "16:00–17:00"]


def test_a_moved_session_is_held_where_and_when_it_was_moved_to(session):
    other = LocationFactory()
    PlanChange.objects.create(session=session, day=THURSDAY, kind=MOVED, starts=time(15), ends=time(16), location=other)
    Closure.objects.create(location=session.location, first_day=THURSDAY, last_day=THURSDAY)

    (held,) = occurrences(session.doctor, THURSDAY, THURSDAY)

    assert (hours(session), held.location) == (["15:00–16:00"], other)

    Holiday.objects.create(day=THURSDAY, location=other, name={"en": "Feast of the parish"})

    assert hours(session) == []


def test_leave_is_taken_from_the_hours_that_a_session_was_moved_to(session):
    PlanChange.objects.create(session=session, day=THURSDAY, kind=MOVED, starts=time(12), ends=time(16))
    away(session, 10, 13)

    assert hours(session) == ["13:00–16:00"]


def test_a_closed_location_and_its_holiday_are_of_that_location_only(session):
    elsewhere = OpdSessionFactory(doctor=session.doctor, starts=time(16), ends=time(17))
    Closure.objects.create(location=session.location, first_day=THURSDAY, last_day=THURSDAY)
    Holiday.objects.create(day=NEXT, location=elsewhere.location, name={"en": "Feast of the parish"})

    assert hours(session) == ["16:00–17:00"]
    assert hours(session, NEXT) == ["10:00–13:00"]


def test_a_location_closed_for_good_gives_no_next_session(session):
    Closure.objects.create(location=session.location, first_day=THURSDAY, last_day=date.max)

    assert next_occurrence(session.doctor, at(400)) is None


def test_a_change_of_a_day_that_the_session_has_left_says_nothing(session):
    PlanChange.objects.create(session=session, day=THURSDAY, kind=MOVED, starts=time(8), ends=time(9))

    session.weekday = 4
    session.save()

    assert hours(session) == []
    assert hours(session, THURSDAY + timedelta(days=1)) == ["10:00–13:00"]


def test_an_extra_session_is_held_on_its_day_and_is_not_in_the_clinic_table(session):
    friday = THURSDAY + timedelta(days=1)
    extra = OpdSessionFactory(doctor=session.doctor, weekday=4, valid_from=friday, valid_until=friday)
    until = OpdSessionFactory(doctor=session.doctor, weekday=5, valid_until=date.max)

    assert hours(session, friday) == ["10:00–13:00"]
    assert set(weekly_sessions(session.doctor)) == {session, until}
    assert extra not in weekly_sessions(session.doctor)


def test_the_sessions_of_thirty_doctors_in_two_weeks_take_three_queries(django_assert_num_queries):
    place = LocationFactory()
    sessions = [OpdSessionFactory(weekday=day % 7, location=place) for day in range(30)]
    for session in sessions:
        day = THURSDAY + timedelta(days=(session.weekday - 3) % 7)
        PlanChange.objects.create(session=session, day=day, kind=MOVED, location=place, starts=time(8), ends=time(9))
        away(session, 8, (8, 30), day=day)
    Closure.objects.create(location=LocationFactory(), first_day=THURSDAY, last_day=NEXT)

    with django_assert_num_queries(3):
        found = occurrences_of([each.doctor for each in sessions], THURSDAY, THURSDAY + timedelta(days=13))
        assert {str(each.location) for held in found.values() for each in held} == {str(place)}

    assert {len(held) for held in found.values()} == {2}


def test_the_calendar_feed_says_what_is_different(client, session):
    day = next_occurrence(session.doctor).day
    place = LocationFactory(name={"en": "Beach clinic"})
    PlanChange.objects.create(session=session, day=day, kind=MOVED, starts=time(15), ends=time(18), location=place)
    away(session, 16, 17, day=day)

    feed = Calendar.from_ical(client.get(session.doctor.get_absolute_url() + "opd.ics").content)

    events = feed.walk("VEVENT")
    on_that_day = [event for event in events if event.decoded("dtstart").date() == day]
    assert [event["location"] for event in on_that_day] == ["Beach clinic"] * 2
    assert {event["location"] for event in events if event not in on_that_day} == {str(session.location)}
    assert len({event["uid"] for event in events}) == len(events)


# --- What is refused ---

REFUSED_LEAVE = {
    "one time alone": ({"starts": time(10)}, "ends"),
    "the other alone": ({"ends": time(10)}, "starts"),
    "times in the wrong order": ({"starts": time(12), "ends": time(10)}, "ends"),
    "no time at all": ({"starts": time(10), "ends": time(10)}, "ends"),
    "times of several days": ({"last_day": NEXT, "starts": time(10), "ends": time(12)}, "starts"),
    "days in the wrong order": ({"last_day": THURSDAY - timedelta(days=1)}, "last_day"),
}


@pytest.mark.parametrize(("fields", "field"), REFUSED_LEAVE.values(), ids=REFUSED_LEAVE)
def test_wrong_leave_is_refused_beside_its_field_and_by_the_database(fields, field):
    leave = Leave(doctor=DoctorFactory(), **{"first_day": THURSDAY, "last_day": THURSDAY, **fields})

    assert refused_beside(leave) == [field]
    assert database_refuses(leave)


REFUSED_CHANGES = {
    "another day of the week": ({"day": THURSDAY + timedelta(days=1)}, "day"),
    "times of a cancelled session": ({"starts": time(9), "ends": time(10)}, "starts"),
    "a time of a cancelled session": ({"ends": time(10)}, "ends"),
    "a place of a cancelled session": ({"location": True}, "location"),
    "times in the wrong order": ({"kind": MOVED, "starts": time(12), "ends": time(10)}, "ends"),
    "moved to nothing else": ({"kind": MOVED}, "starts"),
    "moved into another session": ({"kind": MOVED, "starts": time(15), "ends": time(17)}, "starts"),
    "before it is valid": ({"day": THURSDAY - timedelta(days=700)}, "day"),
}


@pytest.mark.parametrize(("fields", "field"), REFUSED_CHANGES.values(), ids=REFUSED_CHANGES)
def test_a_wrong_change_is_refused_beside_its_field_and_by_the_database(fields, field):
    session = OpdSessionFactory(valid_from=THURSDAY)
    OpdSessionFactory(doctor=session.doctor, starts=time(16), ends=time(18))
    if "location" in fields:
        fields = {"location": LocationFactory()}
    change = PlanChange(session=session, **{"day": THURSDAY, "kind": CANCELLED, **fields})

    assert database_refuses(change)
    assert refused_beside(change) == [field]


def test_a_session_is_changed_once_a_day(session):
    PlanChange.objects.create(session=session, day=THURSDAY)
    again = PlanChange(session=session, day=THURSDAY)

    assert refused_beside(again) == ["__all__"]
    assert database_refuses(again)


def test_what_is_not_given_of_a_move_is_as_the_session_has_it(session):
    other = LocationFactory()
    to_another_place = PlanChange(session=session, day=THURSDAY, kind=MOVED, location=other)
    longer = PlanChange(session=session, day=NEXT, kind=MOVED, ends=time(14))

    for change in (to_another_place, longer):
        change.full_clean()
        change.save()

    assert (hours(session), hours(session, NEXT)) == (["10:00–13:00"], ["10:00–14:00"])


def test_a_session_may_move_to_where_another_is_not_held_on_that_day(session):
    other = OpdSessionFactory(doctor=session.doctor, starts=time(16), ends=time(18))
    PlanChange.objects.create(session=other, day=THURSDAY, kind=CANCELLED)
    change = PlanChange(session=session, day=THURSDAY, kind=MOVED, starts=time(16), ends=time(18))

    change.full_clean()
    change.save()

    assert hours(session) == ["16:00–18:00"]


def test_two_sessions_cannot_move_to_the_same_time(session):
    other = OpdSessionFactory(doctor=session.doctor, starts=time(16), ends=time(18))
    PlanChange.objects.create(session=session, day=THURSDAY, kind=MOVED, starts=time(8), ends=time(9))
    change = PlanChange(session=other, day=THURSDAY, kind=MOVED, starts=time(8, 30), ends=time(10))

    assert database_refuses(change)
    assert refused_beside(change) == ["starts"]


def test_an_extra_session_cannot_be_where_another_was_moved_to(session):
    PlanChange.objects.create(session=session, day=THURSDAY, kind=MOVED, starts=time(16), ends=time(18))
    fields = {"weekday": 3, "starts": time(17), "ends": time(19), "valid_from": THURSDAY, "valid_until": THURSDAY}

    assert refused_beside(OpdSession(doctor=session.doctor, location=session.location, **fields)) == ["starts"]


@pytest.mark.parametrize("with_location", [False, True])
def test_a_day_is_a_holiday_once_for_the_hospital_and_once_for_each_location(with_location):
    place = LocationFactory()
    Holiday.objects.create(day=THURSDAY, name={"en": "Onam"})
    Holiday.objects.create(day=THURSDAY, name={"en": "Feast"}, location=place)
    again = Holiday(day=THURSDAY, name={"en": "Again"}, location=place if with_location else None)

    assert refused_beside(again) == ["__all__"]
    assert database_refuses(again)


def test_a_location_opens_again_after_it_has_closed():
    closure = Closure(location=LocationFactory(), first_day=NEXT, last_day=THURSDAY)

    assert refused_beside(closure) == ["last_day"]
    assert database_refuses(closure)


def refused_beside(row):
    with pytest.raises(ValidationError) as error:
        row.full_clean()
    return list(error.value.message_dict)


def database_refuses(row):
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return True
    return False
