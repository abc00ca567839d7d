"""The SQL that rules of the database ask says exactly what Python says about the sessions that are held."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as some

from directory.models import Closure, Doctor, Holiday, Hospital, Leave, Location, OpdSession, PlanChange
from directory.opd import next_occurrences, occurrences_of
from tests.factories import DoctorFactory, HospitalFactory, LocationFactory, OpdSessionFactory
from tests.sizes import size

pytestmark = pytest.mark.django_db

patiently = how(max_examples=size(30, 150), deadline=None, suppress_health_check=list(HealthCheck))
FIRST = date(2026, 11, 2)  # a Monday
LENGTH = 13

days = some.integers(0, LENGTH).map(lambda number: FIRST + timedelta(days=number))
maybe_days = some.none() | days
clocks = some.integers(0, 23).map(lambda half: time(8 + half // 2, half % 2 * 30))
in_order = some.tuples(clocks, clocks).filter(lambda pair: pair[0] != pair[1]).map(sorted)
maybe_in_order = some.tuples(maybe_days, maybe_days).map(
    lambda pair: (min(pair), max(pair)) if None not in pair else pair
)
stretches = some.tuples(days, some.integers(0, 5)).map(lambda pair: (pair[0], pair[0] + timedelta(days=pair[1])))
which = some.integers(0, 2)
sessions = some.tuples(which, which, some.integers(0, 6), in_order, some.booleans(), maybe_in_order)
number_of_session = some.integers(0, 11)
plans = some.fixed_dictionaries(
    {
        "employed": some.lists(maybe_in_order, min_size=3, max_size=3),
        "sessions": some.lists(sessions, min_size=1, max_size=12),
        "leaves": some.lists(some.tuples(which, stretches), max_size=3),
        "parts": some.lists(some.tuples(number_of_session, days, in_order), min_size=2, max_size=20),
        "holidays": some.lists(some.tuples(number_of_session, days, some.none() | which), min_size=1, max_size=4),
        "closures": some.lists(some.tuples(which, stretches), min_size=1, max_size=2),
        "changes": some.lists(some.tuples(number_of_session, days, some.none() | in_order, which), max_size=12),
    }
)


def empty_tables():
    for model in (PlanChange, Leave, OpdSession, Holiday, Closure, Doctor, Location):
        model.objects.all().delete()


def set_up(plan):
    """What the database accepts of this plan; where it refuses a row, there is none."""
    empty_tables()
    doctors = [DoctorFactory(joined_on=first, left_on=last) for first, last in plan["employed"]]
    places = [LocationFactory() for _each in range(3)]
    made = [kept for each in plan["sessions"] if (kept := if_accepted(session, doctors, places, *each))]
    for who, (first, last) in plan["leaves"]:
        Leave.objects.create(doctor=doctors[who], first_day=first, last_day=last)
    for place, (first, last) in plan["closures"]:
        Closure.objects.create(location=places[place], first_day=first, last_day=last)
    if made:
        for number, day, place in plan["holidays"]:
            where = None if place is None else places[place]
            if_accepted(holiday, near(day, made[number % len(made)]), where)
        for number, day, hours in plan["parts"]:
            away(made[number % len(made)], day, hours)
        for number, day, hours, place in plan["changes"]:
            if_accepted(change, made[number % len(made)], day, hours, places[place])
    return doctors


def session(doctors, places, who, place, weekday, hours, shared, validity):
    kind = {"kind": "tokens", "slot_minutes": None, "capacity": 20} if shared else {"kind": "slots"}
    return OpdSessionFactory(
        doctor=doctors[who],
        location=places[place],
        weekday=weekday,
        starts=hours[0],
        ends=hours[1],
        valid_from=validity[0],
        valid_until=validity[1],
        **kind,
    )


def near(day, session):
    """A day of the session in the same week: otherwise few of what is drawn would meet."""
    return day + timedelta(days=session.weekday - day.weekday())


def holiday(day, place):
    return Holiday.objects.create(day=day, location=place, name={"en": "Onam"})


def away(session, day, hours):
    day = near(day, session)
    Leave.objects.create(doctor=session.doctor, first_day=day, last_day=day, starts=hours[0], ends=hours[1])


def change(session, day, hours, place):
    """Moved where there are hours, otherwise cancelled."""
    moved = {"kind": "moved", "starts": hours[0], "ends": hours[1], "location": place} if hours else {}
    return PlanChange.objects.create(session=session, day=near(day, session), **moved)


def if_accepted(make, *values):
    try:
        with transaction.atomic():
            return make(*values)
    except IntegrityError:
        return None


def held_in_sql(first_day, last_day):
    with connection.cursor() as cursor:
        cursor.execute(
            "select session_id, doctor_id, location_id, day, starts_at, ends_at, kind, slot_minutes, capacity "
            "from directory_held_sessions(%s, %s)",
            [first_day, last_day],
        )
        return sorted(cursor.fetchall(), key=str)


def held_in_python(doctors, first_day, last_day):
    found = [
        (
            each.session.pk,
            doctor,
            each.location.pk,
            each.day,
            each.starts_at.astimezone(UTC),
            each.ends_at.astimezone(UTC),
            each.session.kind,
            each.session.slot_minutes,
            each.session.capacity,
        )
        for doctor, held in occurrences_of(doctors, first_day, last_day).items()
        for each in held
    ]
    return sorted(found, key=str)


@patiently
@given(plans, some.integers(0, 2), some.integers(0, 2))
def test_python_and_sql_agree_whatever_the_plan(plan, later, sooner):
    doctors = set_up(plan)
    around = FIRST + timedelta(days=later - 1), FIRST + timedelta(days=LENGTH + 1 - sooner)

    assert held_in_python(doctors, *around) == held_in_sql(*around)


@patiently
@given(plans, days, clocks)
def test_the_next_session_is_the_first_of_all_that_are_still_to_begin(plan, day, clock):
    doctors = set_up(plan)
    after = datetime.combine(day, clock, tzinfo=timezone.get_default_timezone())
    held = occurrences_of(doctors, day, day + timedelta(days=60))

    found = next_occurrences(doctors, after)

    to_come = {doctor: [each for each in rows if each.starts_at >= after] for doctor, rows in held.items()}
    assert {doctor: each for doctor, each in found.items() if each.day <= day + timedelta(days=60)} == {
        doctor: rows[0] for doctor, rows in to_come.items() if rows
    }


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("America/New_York", date(2026, 3, 8), [(1, 30), (2, 15), (2, 45), (3, 30)]),  # from two o'clock to three
        ("America/New_York", date(2026, 11, 1), [(0, 30), (1, 15), (1, 45), (2, 30)]),  # from two back to one
        ("Australia/Lord_Howe", date(2026, 10, 4), [(1, 45), (2, 10), (2, 20), (2, 45)]),  # half an hour
        ("Pacific/Apia", date(2011, 12, 30), [(9, 0), (10, 0), (11, 0), (12, 0)]),  # a day that never was
        ("Europe/London", date(2026, 7, 1), [(9, 0), (10, 0), (11, 0), (12, 0)]),
    ],
)
def test_they_agree_in_zones_whose_clocks_are_moved(settings, zone, day, hours):
    HospitalFactory(time_zone=zone)
    settings.TIME_ZONE = zone
    timezone.get_default_timezone.cache_clear()
    try:
        doctor, times = DoctorFactory(), [time(*each) for each in hours]
        for starts, ends in pairwise(times):
            OpdSessionFactory(doctor=doctor, weekday=day.weekday(), starts=starts, ends=ends)
        around = day - timedelta(days=1), day + timedelta(days=1)

        found = held_in_python([doctor], *around)

        assert found == held_in_sql(*around)
        assert bool(found) == (zone != "Pacific/Apia")
    finally:
        timezone.get_default_timezone.cache_clear()


def test_without_a_hospital_the_clocks_are_those_of_india():
    OpdSessionFactory(weekday=3, starts=time(10), ends=time(13))
    Hospital.objects.all().delete()

    held = held_in_sql(date(2026, 12, 3), date(2026, 12, 3))

    assert [row[4:6] for row in held] == [
        (datetime(2026, 12, 3, 4, 30, tzinfo=UTC), datetime(2026, 12, 3, 7, 30, tzinfo=UTC))
    ]


def test_setting_up_the_site_tells_the_database_the_zone(settings):
    HospitalFactory(time_zone="Asia/Kolkata")
    settings.TIME_ZONE = "Europe/London"

    call_command("set_up_site", verbosity=0)

    assert Hospital.objects.get().time_zone == "Europe/London"


def test_what_is_asked_about_one_session_reads_no_other():
    """A rule of the database asks for each row that is written: PostgreSQL must look into the function."""
    kept = OpdSessionFactory()
    for _number in range(30):
        OpdSessionFactory()

    with connection.cursor() as cursor:
        cursor.execute(
            "explain (analyze, costs off, timing off) "
            "select from directory_held_sessions('2026-12-03', '2026-12-03') where session_id = %s",
            [kept.pk],
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "Function Scan on directory_held_sessions" not in plan
    assert "directory_opdsession" in plan
