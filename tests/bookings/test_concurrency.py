"""Two people at once. Each test holds one transaction open until the other is seen to wait for it."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from bookings import services
from bookings.models import ONE_APPOINTMENT_AT_A_TIME, AppointmentRequest
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db(transaction=True)


def in_its_own_connection(action):
    try:
        return action()
    finally:
        connection.close()


def wait_until_someone_waits_for_a_lock():
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*) from pg_locks where not granted and (database is null or database ="
                " (select oid from pg_database where datname = current_database()))"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    pytest.fail("nobody waited for a lock")


@contextmanager
def while_a_colleague_does(action):
    """Run the body in a transaction; let `action` start, and wait, before it commits."""
    with ThreadPoolExecutor(1) as pool:
        colleague = []
        with transaction.atomic():
            yield colleague
            colleague.append(pool.submit(in_its_own_connection, action))
            wait_until_someone_waits_for_a_lock()
        colleague[0].exception(timeout=10)


def confirm(appointment_request, by, doctor, starts_at, version=1):
    return services.confirm(
        appointment_request.pk,
        slot=factories.slot(doctor, starts_at),
        by=by,
        version=version,
    )


def test_a_request_is_decided_once(front_desk):
    appointment_request, doctor = factories.request(), factories.DoctorFactory()

    with while_a_colleague_does(
        lambda: services.decline(appointment_request.pk, reason="no_time", by=front_desk, version=None)
    ) as colleague:
        confirm(appointment_request, front_desk, doctor, at(3))

    assert colleague[0].exception().code == "move_not_allowed"
    appointment_request.refresh_from_db()
    assert appointment_request.status == "confirmed"
    assert appointment_request.history.count() == 2


def test_a_colleague_with_an_old_page_is_told_so(front_desk):
    appointment_request, doctor = factories.request(), factories.DoctorFactory()

    with while_a_colleague_does(
        lambda: services.decline(appointment_request.pk, reason="no_time", by=front_desk, version=1)
    ) as colleague:
        confirm(appointment_request, front_desk, doctor, at(3))

    assert colleague[0].exception().code == "changed_meanwhile"


def test_two_requests_never_get_overlapping_times_of_one_doctor(front_desk):
    first, second, doctor = factories.request(), factories.request(), factories.DoctorFactory()

    with while_a_colleague_does(lambda: confirm(second, front_desk, doctor, at(3, 10, 10))) as colleague:
        confirm(first, front_desk, doctor, at(3, 10, 0))

    assert colleague[0].exception().code == "time_taken"
    assert AppointmentRequest.objects.filter(status="confirmed").count() == 1


def test_forty_confirms_of_one_time_give_one_visit(front_desk):
    doctor, requests = factories.DoctorFactory(), [factories.request() for _number in range(40)]

    with ThreadPoolExecutor(20) as pool:
        tries = [
            pool.submit(in_its_own_connection, lambda each=each: confirm(each, front_desk, doctor, at(3)))
            for each in requests
        ]
        failures = [outcome.exception(timeout=60) for outcome in tries]

    assert failures.count(None) == 1
    assert sum(failure.code == "time_taken" for failure in failures if failure) == 39
    assert AppointmentRequest.objects.filter(status="confirmed").count() == 1


def test_negative_control_without_the_constraint_the_fault_is_seen(front_desk):
    """This test exists to ensure that the tests above can see a double booking at all."""
    doctor, requests = factories.DoctorFactory(), [factories.request() for _number in range(10)]
    [rule] = [each for each in AppointmentRequest._meta.constraints if each.name == ONE_APPOINTMENT_AT_A_TIME]
    with connection.schema_editor() as editor:
        editor.remove_constraint(AppointmentRequest, rule)
    try:
        for each in requests:
            confirm(each, front_desk, doctor, at(3))

        assert AppointmentRequest.objects.filter(status="confirmed").count() == 10
    finally:
        AppointmentRequest.objects.filter(status="confirmed").update(overlap_reason="urgent")
        with connection.schema_editor() as editor:
            editor.add_constraint(AppointmentRequest, rule)


def test_forty_submits_of_one_form_make_one_request():
    key = uuid.uuid4()

    with ThreadPoolExecutor(20) as pool:
        tries = [
            pool.submit(in_its_own_connection, lambda: factories.request(idempotency_key=key).reference)
            for _number in range(40)
        ]
        references = {outcome.result(timeout=60) for outcome in tries}

    assert len(references) == 1
    appointment_request = AppointmentRequest.objects.get()
    assert sorted(appointment_request.messages.values_list("audience", flat=True)) == ["desk", "patient"]
    assert appointment_request.history.count() == 1
