"""What meets at one moment: leave and a confirmation, two who settle one patient, two who send times to all."""

from datetime import time

import pytest
from django.db import transaction

from bookings import services
from bookings.desk.days.disrupted import disrupted_for, disrupted_rows
from bookings.desk.days.new_times import held_until, propose_to
from bookings.free_times import Slot
from bookings.models import Appointment, HandledDisruption
from bookings.refusals import Refusal
from directory.models import Leave
from directory.opd import moment
from tests import factories
from tests.bookings.stress.at_once import all_at_once
from tests.bookings.test_concurrency import while_a_colleague_does
from tests.factories import at

pytestmark = pytest.mark.django_db(transaction=True)

DAYS = 7


@pytest.fixture
def session(transactional_db):
    return factories.OpdSessionFactory(weekday=at(DAYS).weekday())


def given(session, minutes=0, days=DAYS):
    return Slot(session, moment(at(days).date(), time(10, minutes)))


def book(session, by, minutes=0):
    return services.book(factories.request().pk, by=by, version=1, time=given(session, minutes))


def go_on_leave(session):
    day = at(DAYS).date()
    return Leave.objects.create(doctor=session.doctor, first_day=day, last_day=day)


def test_leave_that_comes_while_the_desk_confirms_lists_the_patient_once(front_desk, session):
    """The leave is entered, and committed, while the confirmation is written and not committed."""
    with transaction.atomic():
        appointment_request = book(session, front_desk)
        all_at_once([lambda: go_on_leave(session)])

    assert [each.appointment_request for each in disrupted_for(front_desk)] == [appointment_request]
    assert [each.cause for each in disrupted_for(front_desk)] == ["leave"]


def test_a_confirmation_that_comes_while_leave_is_entered_is_listed_once_or_refused(front_desk, session):
    outcome = []
    with transaction.atomic():
        go_on_leave(session)
        outcome += all_at_once([lambda: book(session, front_desk)])

    listed = list(disrupted_for(front_desk))
    assert len(listed) == Appointment.objects.booked().count() == 1
    assert outcome == [listed[0].appointment_request]


def test_two_who_settle_one_patient_leave_one_row(front_desk, session):
    appointment_request = book(session, front_desk)
    go_on_leave(session)

    with while_a_colleague_does(lambda: services.cancel(appointment_request.pk, by=front_desk, version=2)) as colleague:
        services.reschedule(appointment_request.pk, by=front_desk, version=2, time=given(session, days=2 * DAYS))

    assert isinstance(colleague[0].exception(), Refusal)
    [row] = HandledDisruption.objects.all()
    assert (row.cause, row.how) == ("leave", "moved")


def test_the_same_disruption_handled_by_many_at_once_is_one_row(front_desk, session):
    appointment_request = book(session, front_desk)
    go_on_leave(session)

    all_at_once([lambda: services.told_on_the_phone(appointment_request.pk, by=front_desk, version=None)] * 20)

    assert HandledDisruption.objects.get().how == "told"


def send_to_all(by):
    rows, *_counts = disrupted_rows(by)
    propose_to(rows)
    sent = 0
    for row in rows:
        times = [each.time for each in row.proposed]
        try:
            services.offer(
                row.request.pk, by=by, version=row.request.version, times=times,
                until=held_until(times, row.appointment),
            )  # fmt: skip
            sent += 1
        except Refusal:
            pass
    return sent


def test_two_who_send_times_to_all_send_each_patient_one_offer_and_hold_no_place_twice(front_desk, session):
    for minutes in (0, 15, 30, 45):
        book(session, front_desk, minutes)
    go_on_leave(session)

    sent = all_at_once([lambda: send_to_all(front_desk)] * 2)

    assert sum(sent) == 4
    held = Appointment.objects.offered()
    assert len({each.starts_at for each in held}) == len(held) == 12
    assert HandledDisruption.objects.filter(how="offered").count() == 4


def test_of_many_who_cancel_the_same_patients_one_does_for_each(front_desk, session):
    requests = [book(session, front_desk, minutes) for minutes in (0, 15)]
    go_on_leave(session)

    outcomes = all_at_once(
        [lambda each=each: services.cancel(each.pk, by=front_desk, version=2).status for each in requests * 10]
    )

    assert sorted(map(str, outcomes)).count("cancelled") == 2
    assert HandledDisruption.objects.filter(how="cancelled").count() == 2
