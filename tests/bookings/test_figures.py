"""The sums of each day: counted from the rows, as often as wanted, and read without them."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from bookings import retention, services
from bookings.figures import counting, histograms, reading
from bookings.models import AppointmentRequest, DayFigures, DeskScope
from bookings.models.desk.day_figures import CLASSES
from common import queue
from tests import factories
from tests.bookings import appointments

pytestmark = pytest.mark.django_db

TODAY = "2027-03-03 12:00"


def asked(day, minutes_to_attempt=None, minutes_to_answer=None, **fields):
    """A request of that day, with the times that the desk took."""
    made = factories.request(**fields)
    came = timezone.make_aware(datetime.fromisoformat(day))
    moments = {"created_at": came, "promised_by": came + timedelta(hours=4)}
    if minutes_to_attempt is not None:
        moments["first_attempt_at"] = came + timedelta(minutes=minutes_to_attempt)
    if minutes_to_answer is not None:
        moments["first_answered_at"] = came + timedelta(minutes=minutes_to_answer)
    AppointmentRequest.objects.filter(pk=made.pk).update(**moments)
    return made


def all_figures():
    names = ["day", "department", "location", *counting.NUMBERS, *counting.CLASSED]
    return list(DayFigures.objects.order_by("day", "department", "location").values_list(*names))


def report(first, last, user=None):
    user = user or factories.staff("Manager")
    return reading.report(
        user, timezone.datetime.fromisoformat(first).date(), timezone.datetime.fromisoformat(last).date()
    )


@pytest.mark.parametrize("share", [0.5, 0.9])
@pytest.mark.parametrize("seed", range(20))
def test_a_median_read_from_classes_lies_in_the_class_of_the_true_one(seed, share):
    chance = random.Random(seed)
    minutes = sorted(min(chance.lognormvariate(chance.uniform(2, 8), 1.2), 43_000) for _each in range(501))
    counts = [0] * CLASSES
    for each in minutes:
        counts[histograms.class_of(each)] += 1

    exact, read = minutes[round(share * 500)], histograms.quantile(counts, share)

    low, high = next(edges for edges in pairwise(histograms.EDGES) if edges[0] <= exact < edges[1])
    assert low <= read <= high


def test_python_and_the_database_put_a_time_into_the_same_class():
    with connection.cursor() as cursor:
        for minutes in (0, 4.9, 5, 59, 60, 1440, 43199, 43200, 99999):
            cursor.execute("select width_bucket(%s::numeric, %s::numeric[])", [minutes, list(histograms.BOUNDS)])
            assert cursor.fetchone()[0] == histograms.class_of(minutes)


def test_no_class_is_wider_than_the_times_in_it_allow():
    for low, high in pairwise(histograms.BOUNDS):
        assert high - low <= 10 or (high - low) / low <= (0.35 if low < 1440 else 0.5)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (None, "–"), (0.2, "about 1 min"), (25, "about 25 min"), (59.8, "about 1 h"), (125, "about 2 h"),
        (150, "about 2.5 h"), (1000, "about 17 h"), (3000, "about 2 days"), (60_000, "more than 30 days"),
    ],
)  # fmt: skip
def test_a_time_is_said_as_exactly_as_it_is_known(minutes, words):
    assert histograms.in_words(minutes) == words


def test_a_day_is_counted_by_department_and_location(set_clock):
    set_clock(TODAY)
    heart, north = factories.DepartmentFactory(), factories.LocationFactory()
    asked("2027-03-01 10:00", 30, 100, department=heart, location=north)
    asked("2027-03-01 11:00", 300, 310, department=heart, location=north)
    asked("2027-03-01 23:30", location=north)  # promised for, and broken on, the next day
    asked("2027-03-02 00:10", 20)

    counting.recount_lately()

    shown = {(str(row[0]), row[1], row[2]): row[3:8] for row in all_figures()}
    assert shown == {
        ("2027-03-01", heart.pk, north.pk): (2, 2, 2, 1, 1),
        ("2027-03-01", None, north.pk): (1, 0, 0, 0, 0),
        ("2027-03-02", None, north.pk): (0, 0, 1, 0, 1),
        ("2027-03-02", None, None): (1, 0, 1, 1, 0),
    }


def test_an_appointment_that_was_cancelled_is_none(front_desk, set_clock):
    set_clock("2027-03-01 08:00")
    for _number in range(2):
        free = factories.slot(factories.DoctorFactory(), factories.at(1, hour=10))
        booked = services.book(factories.request().pk, by=front_desk, version=1, time=free)
    services.cancel(booked.pk)
    set_clock(TODAY)

    counting.recount_lately()

    assert report("2027-03-02", "2027-03-02").total.appointments == 1


def test_a_request_counts_for_the_department_of_its_treatment_or_doctor(set_clock):
    set_clock(TODAY)
    heart, eyes = factories.DepartmentFactory.create_batch(2)
    treatment, doctor = factories.TreatmentFactory(department=heart), factories.DoctorFactory()
    doctor.departments.add(eyes)
    asked("2027-03-01 10:00", treatment=treatment)
    asked("2027-03-01 10:00", preferred_doctor=doctor)

    counting.recount_lately()
    found = report("2027-03-01", "2027-03-03")

    assert {pk: sums.requests for pk, sums in found.departments.items()} == {heart.pk: 1, eyes.pk: 1}


def test_counting_again_changes_nothing_and_all_days_are_the_same_as_the_late_ones(front_desk, set_clock):
    set_clock(TODAY)
    asked("2027-03-01 10:00", 30, 100)
    asked("2027-02-20 10:00")
    appointments.note(front_desk, appointments.appointment(front_desk))

    counting.recount_lately()
    first = all_figures()
    counting.recount_lately()
    again = all_figures()
    call_command("count_days")

    assert first == again == all_figures()
    assert sum(row[8] for row in first) == 1  # the appointment


def test_a_day_changes_with_its_rows_and_goes_when_nothing_is_left(set_clock):
    set_clock(TODAY)
    made = asked("2027-03-01 10:00")
    counting.recount_lately()
    AppointmentRequest.objects.filter(pk=made.pk).update(created_at=timezone.now(), promised_by=None)

    counting.recount_lately()

    assert [str(day) for day, *_rest in all_figures()] == ["2027-03-03"]


def test_who_was_erased_still_counts(front_desk, set_clock):
    set_clock(TODAY)
    made = asked("2027-03-01 10:00", 30)
    services.decline(made.pk, reason="no_time", by=front_desk, version=1)
    counting.recount_lately()
    before = all_figures()

    retention.erase(made.pk)
    counting.recount_all()

    assert all_figures() == before
    assert before[0][3] == 1


def test_what_was_not_a_real_request_is_left_out(front_desk, set_clock):
    set_clock(TODAY)
    services.decline(asked("2027-03-01 10:00").pk, reason="spam", by=front_desk, version=1)

    counting.recount_lately()

    assert all_figures() == []


def test_today_is_read_from_the_rows_and_other_days_from_the_sums(set_clock):
    set_clock(TODAY)
    asked("2027-03-01 10:00", 30, 60)
    counting.recount_lately()
    asked("2027-03-03 08:00", 10, 20)

    found = report("2027-02-25", "2027-03-03")

    assert found.total.requests == 2
    assert {str(day): sums.requests for day, sums in found.days.items()} == {"2027-03-01": 1, "2027-03-03": 1}
    assert {str(monday): sums.requests for monday, sums in found.weeks.items()} == {"2027-03-01": 2}
    assert 10 <= found.total.median_to_attempt <= 40


def test_a_report_reads_days_and_not_the_requests_behind_them(set_clock):
    set_clock(TODAY)
    asked("2027-03-01 10:00")
    counting.recount_all()
    asked("2027-03-01 10:00")  # not counted yet

    assert report("2027-03-01", "2027-03-02").total.requests == 1


def test_who_has_a_scope_sees_the_sums_of_it_and_a_manager_those_of_all(front_desk, set_clock):
    set_clock(TODAY)
    north, south = factories.LocationFactory.create_batch(2)
    heart = factories.DepartmentFactory()
    for day in ("2027-03-01 10:00", "2027-03-03 10:00"):
        asked(day, location=north, department=heart)
        asked(day, location=north)
        asked(day, location=south)
    counting.recount_all()

    def requests(user):
        return report("2027-03-01", "2027-03-03", user).total.requests

    assert requests(front_desk) == 6
    DeskScope.objects.create(user=front_desk, location=north, department=heart)
    assert requests(front_desk) == 2
    DeskScope.objects.create(user=front_desk, location=north)
    assert requests(front_desk) == 4
    manager = factories.staff("Manager")
    DeskScope.objects.create(user=manager, location=south)
    assert requests(manager) == 6


def test_the_worker_counts(set_clock):
    set_clock(TODAY)
    asked("2027-03-01 10:00")

    queue.run_due("count_days", "count_all_days")

    assert len(all_figures()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_count_at_once_do_no_harm():
    for _each in range(5):
        factories.request()
    counting.recount_all()
    before = all_figures()

    def in_its_own_connection(count):
        try:
            return count()
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(in_its_own_connection, [counting.recount_lately, counting.recount_all] * 6))

    assert all_figures() == before
    assert sum(row[3] for row in before) == 5
