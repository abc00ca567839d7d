"""Two people at once. Each test holds one transaction open until the other is seen to wait for it."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from bookings import free_times, services
from bookings.free_times import Slot
from bookings.models import ONE_APPOINTMENT_AT_A_TIME, Appointment, AppointmentRequest
from directory.models import OpdSession
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


@pytest.fixture
def slot(transactional_db):
    return factories.slot(factories.DoctorFactory(), at(3))


def book(appointment_request, by, slot):
    return services.book(appointment_request.pk, time=slot, by=by, version=1)


def insert(appointment_request, session, starts_at):
    """Past the services and their locks."""
    return Appointment.objects.create(
        appointment_request=appointment_request,
        doctor=session.doctor,
        location=session.location,
        session=session,
        day=starts_at.date(),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=15),
        given_at=timezone.now(),
    )


def booked():
    return Appointment.objects.filter(status="booked").count()


def test_a_request_is_decided_once(front_desk, slot):
    appointment_request = factories.request()

    with while_a_colleague_does(
        lambda: services.decline(appointment_request.pk, reason="no_time", by=front_desk, version=None)
    ) as colleague:
        book(appointment_request, front_desk, slot)

    assert colleague[0].exception().code == "move_not_allowed"
    appointment_request.refresh_from_db()
    assert appointment_request.status == "booked"
    assert appointment_request.history.count() == 2


def test_a_colleague_with_an_old_page_is_told_so(front_desk, slot):
    appointment_request = factories.request()

    with while_a_colleague_does(
        lambda: services.decline(appointment_request.pk, reason="no_time", by=front_desk, version=1)
    ) as colleague:
        book(appointment_request, front_desk, slot)

    assert colleague[0].exception().code == "changed_meanwhile"


def test_two_requests_never_get_overlapping_times_of_one_doctor(front_desk, slot):
    first, second = factories.request(), factories.request()
    OpdSession.objects.update(slot_minutes=10)  # the second page was opened after it was changed
    overlapping = Slot(OpdSession.objects.get(), at(3, 10, 10))

    with while_a_colleague_does(lambda: book(second, front_desk, overlapping)) as colleague:
        insert(first, slot.session, at(3))

    assert colleague[0].exception().code == "time_taken"
    assert booked() == 1


def test_inserts_that_overlap_crosswise_wait_in_line(slot):
    assert isinstance(crosswise(slot.session), IntegrityError)
    assert booked() == 2


def test_negative_control_without_the_doctors_lock_they_die_in_a_deadlock(slot):
    [lock] = [each for each in Appointment._meta.triggers if each.name.startswith("a_doctors_appointments")]
    lock.uninstall(Appointment)
    try:
        with pytest.raises(OperationalError, match="deadlock"):
            raise crosswise(slot.session)
    finally:
        lock.install(Appointment)


def crosswise(session):
    """A colleague's row overlaps our first, and our second overlaps the colleague's; what the colleague is told."""
    ours, theirs, also_ours = (factories.request() for _number in range(3))
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            insert(ours, session, at(3))
            colleague = pool.submit(in_its_own_connection, lambda: insert(theirs, session, at(3, 10, 10)))
            wait_until_someone_waits_for_a_lock()
            insert(also_ours, session, at(3, 10, 20))
        return colleague.exception(timeout=10)


def test_forty_bookings_of_one_time_give_one_appointment(front_desk, slot):
    requests = [factories.request() for _number in range(40)]

    with ThreadPoolExecutor(20) as pool:
        tries = [
            pool.submit(in_its_own_connection, lambda each=each: book(each, front_desk, slot)) for each in requests
        ]
        failures = [outcome.exception(timeout=60) for outcome in tries]

    assert failures.count(None) == 1
    assert sum(failure.code == "time_taken" for failure in failures if failure) == 39
    assert booked() == 1


def test_negative_control_without_the_rule_the_fault_is_seen(front_desk, slot, monkeypatch):
    """This test exists to ensure that the tests above can see a double booking at all."""
    requests = [factories.request() for _number in range(10)]
    monkeypatch.setattr(free_times, "_refuse_overlap", lambda place, moving: None)

    with without_rules_against_overlaps():
        for each in requests:
            book(each, front_desk, slot)
        assert booked() == 10


@contextmanager
def without_rules_against_overlaps():
    [rule] = [each for each in Appointment._meta.constraints if each.name == ONE_APPOINTMENT_AT_A_TIME]
    [trigger] = [each for each in Appointment._meta.triggers if each.name == "no_overlap_that_no_exception_names"]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Appointment, rule)
    trigger.uninstall(Appointment)
    try:
        yield
    finally:
        Appointment.objects.filter(status="booked").update(status="cancelled", cancelled_at=timezone.now())
        trigger.install(Appointment)
        with connection.schema_editor() as editor:
            editor.add_constraint(Appointment, rule)


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
