"""The computed OPD days against a plain day-by-day reading of the rules."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, example, given
from hypothesis import settings as how
from hypothesis import strategies as some

from directory.models import Holiday, Leave, OpdSession
from directory.opd import next_occurrence, next_occurrences, occurrences
from tests.factories import DoctorFactory, LocationFactory, OpdSessionFactory
from tests.sizes import size

pytestmark = pytest.mark.django_db
KOLKATA = ZoneInfo("Asia/Kolkata")
START = date(2026, 11, 1)

patiently = how(max_examples=size(20, 60), deadline=None, suppress_health_check=list(HealthCheck))
days = some.integers(0, 120).map(lambda number: START + timedelta(days=number))
maybe_days = some.none() | days
times = some.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))


@some.composite
def weekly_sessions(draw):
    """Sessions that do not overlap, because each has a day of the week of its own."""
    found = []
    for weekday in draw(some.sets(some.integers(0, 6), min_size=1, max_size=3)):
        starts, ends = sorted(draw(some.tuples(times, times).filter(lambda pair: pair[0] != pair[1])))
        first, last = draw(maybe_days), draw(maybe_days)
        if first and last and last < first:
            first, last = last, first
        found.append({"weekday": weekday, "starts": starts, "ends": ends, "valid_from": first, "valid_until": last})
    return found


stretches = some.lists(some.tuples(days, some.integers(0, 40)), max_size=3)


def a_doctor_with(sessions, leaves, holidays):
    OpdSession.objects.all().delete()
    Holiday.objects.all().delete()
    doctor, location = DoctorFactory(), LocationFactory()
    for session in sessions:
        OpdSessionFactory(doctor=doctor, location=location, **session)
    for first_day, length in leaves:
        Leave.objects.create(doctor=doctor, first_day=first_day, last_day=first_day + timedelta(days=length))
    for day in holidays:
        Holiday.objects.create(day=day, name={"en": "Holiday"})
    return doctor


def read_day_by_day(sessions, leaves, holidays, first_day, last_day):
    day = first_day
    while day <= last_day:
        away = day in holidays or any(start <= day <= start + timedelta(days=length) for start, length in leaves)
        for session in sessions:
            valid = (session["valid_from"] or day) <= day <= (session["valid_until"] or day)
            if day.weekday() == session["weekday"] and valid and not away:
                yield day, session["starts"], session["ends"]
        day += timedelta(days=1)


@patiently
@given(weekly_sessions(), stretches, some.sets(days, max_size=4), days, some.integers(0, 70))
def test_occurrences_are_those_a_person_would_count(sessions, leaves, holidays, first_day, length):
    doctor = a_doctor_with(sessions, leaves, holidays)
    last_day = first_day + timedelta(days=length)

    found = occurrences(doctor, first_day, last_day)

    expected = list(read_day_by_day(sessions, leaves, holidays, first_day, last_day))
    assert [(each.day, each.starts_at.time(), each.ends_at.time()) for each in found] == expected
    assert all(each.starts_at.utcoffset() == timedelta(hours=5.5) for each in found)


@patiently
@given(weekly_sessions(), stretches, some.sets(days, max_size=4), days, times)
def test_next_occurrence_is_the_first_of_all_that_are_still_to_begin(sessions, leaves, holidays, day, clock):
    doctor = a_doctor_with(sessions, leaves, holidays)
    after = datetime.combine(day, clock, tzinfo=KOLKATA)

    expected = [each for each in occurrences(doctor, day, day + timedelta(days=250)) if each.starts_at >= after]

    assert next_occurrence(doctor, after) == (expected[0] if expected else None)


# Zones with summer time, with half an hour of it, with a day that never was, and the hospital's own.
ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Pacific/Apia", "Asia/Kolkata"]


@patiently
@example("America/New_York", date(2026, 3, 8), [time(2, 30), time(3, 0), time(3, 15), time(4, 0)])
@example("Pacific/Apia", date(2011, 12, 30), [time(9, 0), time(10, 0), time(11, 0), time(12, 0)])
@given(
    some.sampled_from(ZONES),
    some.dates(date(2010, 1, 1), date(2030, 12, 31)),
    some.lists(times, min_size=4, max_size=4, unique=True).map(sorted),
)
def test_sessions_apart_on_paper_are_apart_in_fact_in_every_zone(settings, zone, day, four):
    settings.TIME_ZONE = zone
    timezone.get_default_timezone.cache_clear()
    try:
        first, second = (
            {"weekday": day.weekday(), "starts": starts, "ends": ends, "valid_from": None, "valid_until": None}
            for starts, ends in (four[:2], four[2:])
        )
        doctor = a_doctor_with([first, second], [], [])

        found = occurrences(doctor, day, day)

        for each in found:
            assert each.starts_at.astimezone(UTC) < each.ends_at.astimezone(UTC)
            shown = each.starts_at.astimezone(UTC).astimezone(ZoneInfo(zone))
            assert shown.replace(tzinfo=None) == each.starts_at.replace(tzinfo=None)  # a time the clocks do show
        if len(found) == 2:
            assert found[0].ends_at.astimezone(UTC) <= found[1].starts_at.astimezone(UTC)
    finally:
        timezone.get_default_timezone.cache_clear()


def test_a_day_that_never_was_has_no_session(settings):
    settings.TIME_ZONE = "Pacific/Apia"  # went from Thursday 29 to Saturday 31 December 2011
    timezone.get_default_timezone.cache_clear()
    try:
        session = OpdSessionFactory(weekday=4)

        assert occurrences(session.doctor, date(2011, 12, 30), date(2011, 12, 30)) == []
    finally:
        timezone.get_default_timezone.cache_clear()


def test_next_occurrence_steps_over_the_end_of_the_year_leave_and_a_holiday():
    session = OpdSessionFactory(weekday=3)
    Leave.objects.create(doctor=session.doctor, first_day=date(2026, 12, 28), last_day=date(2027, 1, 10))
    Holiday.objects.create(day=date(2027, 1, 14), name={"en": "Makara Sankranti"})

    found = next_occurrence(session.doctor, datetime(2026, 12, 25, 12, tzinfo=KOLKATA))

    assert found.day == date(2027, 1, 21)


def test_leave_without_an_end_gives_no_next_occurrence():
    session = OpdSessionFactory()
    Leave.objects.create(doctor=session.doctor, first_day=date(2026, 1, 1), last_day=date.max)

    assert next_occurrence(session.doctor) is None


def test_next_occurrences_asks_the_database_twice_for_any_number_of_doctors(django_assert_num_queries):
    sessions = [OpdSessionFactory() for _ in range(12)]

    with django_assert_num_queries(2):
        found = next_occurrences([session.doctor for session in sessions])

    assert {each.session.location.slug for each in found.values()} == {each.location.slug for each in sessions}
