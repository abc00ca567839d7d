"""What overlaps an appointment is looked for near it, however many years of rows its doctor has."""

import re
from datetime import timedelta

import pgtrigger
import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from bookings.models import Appointment
from tests import factories
from tests.bookings.appointments import book
from tests.desk.stress.plans import nodes_of, scanned

pytestmark = pytest.mark.django_db

YEARS = """
    insert into bookings_appointment (
        appointment_request_id, status, origin, doctor_id, location_id, day, starts_at, ends_at, exception_reason,
        attendance, sequence, given_at, created_at
    )
    select %(request)s, 'booked', 'phone', %(doctor)s, %(location)s, begins::date, begins,
        begins + interval '20 minutes', 'urgent', 'arrived', 0, begins - interval '1 day', begins
    from generate_series(1, %(rows)s) number, lateral (select now() - number * interval '1 hour' as begins) moment
"""
JUDGE_ONE = ("a_doctors_appointments_one_after_the_other", "no_overlap_that_no_exception_names",
             "exceptions_lie_outside_sessions", "appointments_fit_the_plan")  # fmt: skip
FILLS = [f"bookings.Appointment:{name}" for name in JUDGE_ONE]


@pytest.fixture
def doctor(roles):
    """Who has seen a patient every hour for half a year, and one tomorrow."""
    booked = book(factories.request(), factories.staff("Manager"), factories.at(1)).appointment
    values = {"request": factories.request().pk, "doctor": booked.doctor.pk, "location": booked.location.pk}
    with connection.cursor() as cursor, pgtrigger.ignore(*FILLS):
        cursor.execute("set constraints all immediate")
        cursor.execute(_in_place(YEARS, values | {"rows": 4_000}))
        cursor.execute("analyze bookings_appointment")
    return booked.doctor


def _in_place(sql, values):
    """pgtrigger.ignore knows no names."""
    return re.sub(r"%\((\w+)\)s", lambda found: str(values[found[1]]), sql)


def rule(name):
    """The condition of this trigger, asked of one row of the table as if that was written now."""
    [trigger] = [each for each in Appointment._meta.triggers if each.name == name]
    found = re.search(r"(exists \(.*\)) then raise", trigger.func)[1]
    row = Appointment.objects.order_by("-starts_at").values().first()
    return "select " + re.sub(r"\bnew\.(\w+)", lambda each: _literal(row[each[1]]), found)


def _literal(value):
    with connection.cursor() as cursor:
        return cursor.mogrify("%s", [value]).decode()


def looks_by(sql):
    """The indexes that the plan reads, and how many rows of the table it looks at."""
    nodes = [node for node in nodes_of(sql, "analyze") if node.get("Relation Name") == "bookings_appointment"]
    rows = sum(node["Actual Rows"] + node.get("Rows Removed by Filter", 0) for node in nodes)
    return {node["Index Name"] for node in nodes if "Index Name" in node}, rows


def test_the_rule_of_the_database_reads_the_index_and_few_rows(doctor):
    sql = rule("no_overlap_that_no_exception_names")

    indexes, rows = looks_by(sql)

    assert scanned(sql) == set()
    assert indexes == {"appointment_of_doctor_by_time"}
    assert rows < 100


def test_the_service_asks_the_same_way(doctor):
    now = timezone.now()
    overlapping = Appointment.objects.taking_place().overlapping(doctor, now, now + timedelta(minutes=20))
    sql, values = overlapping.query.sql_with_params()
    with connection.cursor() as cursor:
        sql = cursor.mogrify(sql, values).decode()

    indexes, rows = looks_by(sql)

    assert (scanned(sql), indexes) == (set(), {"appointment_of_doctor_by_time"})
    assert rows < 100


def test_negative_control_without_its_bound_the_rule_reads_years(doctor):
    """This test exists to ensure that the plans above can be told from a slow one."""
    sql = re.sub(r"other\.starts_at > \S+ - interval '25 hours' and", "", rule("no_overlap_that_no_exception_names"))
    assert sql != rule("no_overlap_that_no_exception_names")

    _indexes, rows = looks_by(sql)

    assert rows > 1_000


def test_no_appointment_lasts_longer_than_the_rule_looks_back(doctor):
    booked = Appointment.objects.filter(attendance="").get()
    for length, is_fine in ((timedelta(hours=25), True), (timedelta(hours=25, seconds=1), False)):
        with pgtrigger.ignore(*FILLS), transaction.atomic():
            if is_fine:
                Appointment.objects.filter(pk=booked.pk).update(ends_at=booked.starts_at + length)
                continue
            with pytest.raises(IntegrityError, match="appointment_lasts_a_day_at_most"):
                Appointment.objects.filter(pk=booked.pk).update(ends_at=booked.starts_at + length)
