"""Rule by way: what may never be booked is refused by the services, by the desk's form, by the ORM and by plain SQL.

There is no other way: no admin page and no import writes appointments (the last test). What the database cannot
know: whether `given_at` is the present moment, whether a slot begins on the grid of its session (its length may
have changed since), whether an extra token is needed still (the capacity may be raised later), and who has the right
to an exception.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from bookings import services
from bookings.free_times import ExceptionalTime, ExtraToken, Slot, Token
from bookings.models import Appointment, RedFlag
from directory.models import Closure, Holiday, Leave, OpdSession, PlanChange
from tests import factories
from tests.bookings.refused import refused
from tests.factories import at

pytestmark = pytest.mark.django_db

DAY = 3


@dataclass
class World:
    """A doctor with a session of slots in the morning and a shared one in the afternoon, three days from now."""

    manager: object
    morning: OpdSession = field(init=False)
    shared: OpdSession = field(init=False)

    def __post_init__(self):
        weekday = at(DAY).weekday()
        self.morning = factories.OpdSessionFactory(weekday=weekday, starts=time(9), ends=time(12))
        self.doctor, self.location = self.morning.doctor, self.morning.location
        self.shared = factories.OpdSessionFactory(
            doctor=self.doctor,
            location=self.location,
            weekday=weekday,
            starts=time(14),
            ends=time(16),
            kind=OpdSession.Kind.TOKENS,
            slot_minutes=None,
            capacity=2,
        )
        self.day = at(DAY).date()

    def book(self, given):
        appointment_request = factories.request()
        return services.book(appointment_request.pk, by=self.manager, version=1, time=given).appointment

    def columns(self, **changed):
        """Those of a good appointment, with what is changed."""
        starts_at = changed.get("starts_at", at(DAY, 9))
        return {
            "doctor": self.doctor,
            "location": self.location,
            "session": self.morning,
            "day": timezone.localdate(starts_at),
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=15),
            "given_at": timezone.now(),
        } | changed

    def token_columns(self, number, **changed):
        ends_at = at(DAY, 16)
        return self.columns(session=self.shared, starts_at=at(DAY, 14), ends_at=ends_at, token_number=number, **changed)

    def outside(self, starts_at, **changed):
        """An exception."""
        return self.columns(session=None, starts_at=starts_at, exception_reason="urgent", **changed)


@dataclass
class Bad:
    """One thing that may not be: the columns, the rule of the database against it, and what the desk would ask for."""

    columns: dict  # empty: the database cannot know
    rule: str
    given: object = None  # None: the services have no words for it
    code: str = ""


def exceptional(world, starts_at, beside=None, minutes=15):
    ends_at = starts_at + timedelta(minutes=minutes)
    return ExceptionalTime(world.doctor, world.location, starts_at, ends_at, "urgent", beside)


def taken(world):
    world.book(Slot(world.morning, at(DAY, 10)))
    return Bad(
        world.columns(starts_at=at(DAY, 10)),
        "one_appointment_at_a_time",
        Slot(world.morning, at(DAY, 10)),
        "time_taken",
    )


def partly_taken(world):
    world.book(Slot(world.morning, at(DAY, 10)))
    OpdSession.objects.filter(pk=world.morning.pk).update(slot_minutes=10)
    world.morning.refresh_from_db()
    return Bad(
        world.columns(starts_at=at(DAY, 10, 10)),
        "one_appointment_at_a_time",
        Slot(world.morning, at(DAY, 10, 10)),
        "time_taken",
    )


def taken_by_an_exception_whose_neighbour_is_cancelled(world):
    first = world.book(Slot(world.morning, at(DAY, 10)))
    world.book(exceptional(world, at(DAY, 10), beside=first))
    services.cancel(first.appointment_request_id)
    return Bad(
        world.columns(starts_at=at(DAY, 10)),
        "no_overlap_that_no_exception_names",
        Slot(world.morning, at(DAY, 10)),
        "time_taken",
    )


def beside_one_and_over_another(world):
    first = world.book(Slot(world.morning, at(DAY, 10)))
    world.book(Slot(world.morning, at(DAY, 10, 15)))
    return Bad(
        world.outside(at(DAY, 10), ends_at=at(DAY, 10, 30), beside=first),
        "no_overlap_that_no_exception_names",
        exceptional(world, at(DAY, 10), beside=first, minutes=30),
        "time_taken",
    )


def beside_what_is_elsewhere(world):
    first = world.book(Slot(world.morning, at(DAY, 10)))
    return Bad(
        world.outside(at(DAY, 11), beside=first),
        "an_exception_overlaps_what_it_names",
        exceptional(world, at(DAY, 11), beside=first),
        "nothing_overlaps",
    )


def inside_a_session_beside_nothing(world):
    return Bad(
        world.outside(at(DAY, 10, 5)),
        "exceptions_lie_outside_sessions",
        exceptional(world, at(DAY, 10, 5)),
        "inside_a_session",
    )


def inside_a_shared_session_beside_a_token(world):
    first = world.book(Token(world.shared, world.day))
    return Bad(
        world.outside(at(DAY, 15), beside=first),
        "exceptions_lie_outside_sessions",
        exceptional(world, at(DAY, 15), beside=first),
        "inside_a_session",
    )


def a_slot_of_a_shared_session(world):
    return Bad(
        world.columns(session=world.shared, starts_at=at(DAY, 15)),
        "appointments_fit_the_plan",
        Slot(world.shared, at(DAY, 15)),
        "session_not_held",
    )


def a_token_twice(world):
    world.book(Token(world.shared, world.day))
    return Bad(world.token_columns(1), "one_token_for_each_appointment")


def a_token_above_capacity(world):
    for _number in range(2):
        world.book(Token(world.shared, world.day))
    return Bad(world.token_columns(3), "appointments_fit_the_plan", Token(world.shared, world.day), "session_full")


def an_extra_token_while_others_are_free(world):
    return Bad({}, "", ExtraToken(world.shared, world.day, "urgent"), "session_not_full")


def before_the_session(world):
    return Bad(
        world.columns(starts_at=at(DAY, 3)),
        "appointments_fit_the_plan",
        Slot(world.morning, at(DAY, 3)),
        "session_not_held",
    )


def over_the_end_of_the_session(world):
    return Bad(world.columns(starts_at=at(DAY, 11, 50)), "appointments_fit_the_plan")


def on_another_weekday(world):
    return Bad(
        world.columns(starts_at=at(DAY + 1, 10)),
        "appointments_fit_the_plan",
        Slot(world.morning, at(DAY + 1, 10)),
        "session_not_held",
    )


def with_a_day_that_is_not_its_own(world):
    return Bad(world.columns(starts_at=at(DAY + 1, 10), day=world.day), "appointments_fit_the_plan")


def after_the_session_ended_for_good(world):
    OpdSession.objects.filter(pk=world.morning.pk).update(valid_until=world.day - timedelta(days=1))
    return in_the_morning(world)


def on_a_holiday(world):
    Holiday.objects.create(day=world.day, name={"en": "Holiday"})
    return in_the_morning(world)


def on_a_holiday_of_the_location(world):
    Holiday.objects.create(day=world.day, name={"en": "Holiday"}, location=world.location)
    return in_the_morning(world)


def on_a_day_without_the_session(world):
    PlanChange.objects.create(session=world.morning, day=world.day, kind="cancelled")
    return in_the_morning(world)


def on_a_day_with_another_time(world):
    PlanChange.objects.create(
        session=world.morning, day=world.day, kind="moved", starts=time(10), ends=time(12), location=world.location
    )
    return in_the_morning(world)


def in_the_morning(world, code="session_not_held"):
    return Bad(world.columns(), "appointments_fit_the_plan", Slot(world.morning, at(DAY, 9)), code)


def elsewhere(world):
    return Bad(world.columns(location=factories.LocationFactory()), "appointments_fit_the_plan")


def of_another_doctor(world):
    return Bad(world.columns(doctor=factories.DoctorFactory()), "appointments_fit_the_plan")


def on_leave(world):
    Leave.objects.create(doctor=world.doctor, first_day=world.day, last_day=world.day)
    return in_the_morning(world)


def on_leave_for_an_hour(world):
    Leave.objects.create(doctor=world.doctor, first_day=world.day, last_day=world.day, starts=time(9), ends=time(10))
    return in_the_morning(world)


def an_exception_on_leave(world):
    Leave.objects.create(doctor=world.doctor, first_day=world.day, last_day=world.day)
    return in_the_evening(world, "on_leave")


def an_exception_on_leave_for_an_hour(world):
    Leave.objects.create(doctor=world.doctor, first_day=world.day, last_day=world.day, starts=time(20), ends=time(21))
    return in_the_evening(world, "on_leave")


def an_exception_in_a_closed_location(world):
    Closure.objects.create(location=world.location, first_day=world.day, last_day=world.day)
    return in_the_evening(world, "location_closed")


def an_exception_after_the_last_day(world):
    world.doctor.left_on = world.day - timedelta(days=1)
    world.doctor.save()
    return in_the_evening(world, "doctor_left")


def in_the_evening(world, code):
    return Bad(world.outside(at(DAY, 20)), "appointments_fit_the_plan", exceptional(world, at(DAY, 20)), code)


def in_the_past(world):
    starts_at = at(DAY - 7, 10)
    return Bad(
        world.columns(starts_at=starts_at),
        "appointment_is_given_for_a_time_to_come",
        Slot(world.morning, starts_at),
        "in_the_past",
    )


def more_than_a_year_ahead(world):
    starts_at = at(DAY + 53 * 7, 10)
    return Bad(
        world.columns(starts_at=starts_at),
        "appointment_is_given_within_a_year",
        Slot(world.morning, starts_at),
        "too_far_ahead",
    )


def in_the_year_2999(world):
    starts_at = timezone.make_aware(datetime(2999, 1, 3, 10))
    return Bad(
        world.outside(starts_at),
        "appointment_is_given_within_a_year",
        exceptional(world, starts_at),
        "too_far_ahead",
    )


def neither_of_a_session_nor_an_exception(world):
    return Bad(world.columns(session=None, starts_at=at(DAY, 20)), "appointment_is_a_slot_a_token_or_an_exception")


def backwards(world):
    return Bad(world.columns(ends_at=at(DAY, 9) - timedelta(minutes=1)), "appointment_ends_after_it_starts")


RULES = [
    taken,
    partly_taken,
    taken_by_an_exception_whose_neighbour_is_cancelled,
    beside_one_and_over_another,
    beside_what_is_elsewhere,
    inside_a_session_beside_nothing,
    inside_a_shared_session_beside_a_token,
    a_slot_of_a_shared_session,
    a_token_twice,
    a_token_above_capacity,
    an_extra_token_while_others_are_free,
    before_the_session,
    over_the_end_of_the_session,
    on_another_weekday,
    with_a_day_that_is_not_its_own,
    after_the_session_ended_for_good,
    on_a_holiday,
    on_a_holiday_of_the_location,
    on_a_day_without_the_session,
    on_a_day_with_another_time,
    elsewhere,
    of_another_doctor,
    on_leave,
    on_leave_for_an_hour,
    an_exception_on_leave,
    an_exception_on_leave_for_an_hour,
    an_exception_in_a_closed_location,
    an_exception_after_the_last_day,
    in_the_past,
    more_than_a_year_ahead,
    in_the_year_2999,
    neither_of_a_session_nor_an_exception,
    backwards,
]
UNKNOWN_TO_THE_DATABASE = [an_extra_token_while_others_are_free]
rules = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
rules_of_the_database = pytest.mark.parametrize(
    "rule", [each for each in RULES if each not in UNKNOWN_TO_THE_DATABASE], ids=lambda rule: rule.__name__
)


@pytest.fixture
def world(roles):
    return World(factories.staff("Manager"))


@rules
def test_the_services_refuse(world, rule):
    bad = rule(world)
    if bad.given is None:
        return  # no argument of theirs can say it
    with refused(bad.code):
        world.book(bad.given)


@rules
def test_a_move_refuses(world, rule):
    appointment_request = world.book(Slot(world.morning, at(DAY + 7, 11))).appointment_request
    bad = rule(world)
    if bad.given is None:
        return
    with refused(bad.code):
        services.reschedule(appointment_request.pk, by=world.manager, version=None, time=bad.given)


@rules_of_the_database
def test_the_orm_refuses(world, rule):
    bad = rule(world)
    with pytest.raises(IntegrityError) as caught:
        Appointment.objects.create(appointment_request=factories.request(), **bad.columns)
    assert bad.rule in rule_of(caught)


@rules_of_the_database
def test_an_update_refuses(world, rule):
    booked = world.book(Slot(world.morning, at(DAY + 7, 11)))
    bad = rule(world)
    with pytest.raises(IntegrityError) as caught:
        Appointment.objects.filter(pk=booked.pk).update(**bad.columns)
    assert bad.rule in rule_of(caught)


@rules_of_the_database
def test_plain_sql_refuses(world, rule):
    bad, appointment_request = rule(world), factories.request()
    columns = {
        "appointment_request": appointment_request, "status": "booked", "origin": "request", "attendance": "",
        "token_number": None, "exception_reason": "", "beside": None, "sequence": 0, "created_at": timezone.now(),
    } | bad.columns  # fmt: skip
    names = [Appointment._meta.get_field(name).column for name in columns]
    values = [getattr(value, "pk", value) for value in columns.values()]
    statement = f"insert into bookings_appointment ({', '.join(names)}) values ({', '.join(['%s'] * len(names))})"

    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)

    assert bad.rule in rule_of(caught)


def rule_of(caught):
    return caught.value.__cause__.diag.constraint_name


@rules
def test_the_desks_form_refuses_in_words(world, rule, client):
    bad, appointment_request = rule(world), factories.request()
    if bad.given is None:
        return
    client.force_login(world.manager)

    page = client.post(f"/desk/requests/{appointment_request.reference}/confirm/", typed(bad.given)).text

    assert 'class="error-summary' in page
    appointment_request.refresh_from_db()
    assert appointment_request.status == "requested"


def typed(given):
    """What the desk's form sends for it."""
    match given:
        case Slot():
            return {"version": 1, "time": f"slot|{given.session.pk}|{given.starts_at.isoformat()}"}
        case Token():
            return {"version": 1, "time": f"token|{given.session.pk}|{given.day}"}
        case ExtraToken():
            token = f"token|{given.session.pk}|{given.day}"
            return {"version": 1, "extra_token": token, "exception_reason": given.reason}
    local = timezone.localtime(given.starts_at)
    return {
        "version": 1,
        "exception_reason": given.reason,
        "doctor": given.doctor.pk,
        "location": given.location.pk,
        "day": local.date().isoformat(),
        "clock": f"{local:%H:%M}",
        "minutes": int((given.ends_at - given.starts_at) / timedelta(minutes=1)),
        "beside": given.beside.appointment_request.reference if given.beside else "",
    }


def test_the_table_itself_would_pass_where_nothing_is_wrong(world):
    """The columns that each rule spoils are those of a good appointment."""
    Appointment.objects.create(appointment_request=factories.request(), **world.columns())
    Appointment.objects.create(appointment_request=factories.request(), **world.token_columns(1))
    Appointment.objects.create(appointment_request=factories.request(), **world.outside(at(DAY, 20)))


def test_no_stricter_isolation_looks_at_rows_of_before_the_lock(world, transactional_db):
    appointment_request = factories.request()
    with transaction.atomic():
        connection.cursor().execute("set transaction isolation level repeatable read")
        with pytest.raises(IntegrityError, match="at that time"):
            Appointment.objects.create(appointment_request=appointment_request, **world.columns())


def test_no_admin_page_writes_appointments():
    registered = [each for each in apps.get_app_config("bookings").get_models() if admin.site.is_registered(each)]

    assert registered == [RedFlag]  # words of editors, no patient's


@pytest.mark.parametrize("day", [date(9999, 12, 31), date(1, 1, 1)])
def test_a_day_that_no_calendar_reaches_is_an_error_beside_the_field(world, client, day):
    appointment_request = factories.request()
    client.force_login(world.manager)
    given = typed(exceptional(world, at(DAY, 20))) | {"day": day.isoformat()}

    answer = client.post(f"/desk/requests/{appointment_request.reference}/confirm/", given)

    assert answer.status_code == 200
    assert 'class="error-summary' in answer.text
