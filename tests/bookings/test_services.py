"""Each move of a request: allowed or refused as the table says, with its history and its messages."""

import uuid

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction

from bookings import services
from bookings.models import AppointmentRequest, HistoryEntry, OutgoingMessage, new_reference
from tests import factories
from tests.bookings.refused import refused
from tests.factories import at

pytestmark = pytest.mark.django_db

Status = AppointmentRequest.Status
Event = HistoryEntry.Event


def confirm(appointment_request, by, doctor=None, starts_at=None, **more):
    starts_at = starts_at or at(days=3)
    return services.book(
        appointment_request.pk,
        time=factories.slot(doctor or factories.DoctorFactory(), starts_at),
        by=by,
        version=appointment_request.version,
        **more,
    )


MOVES = {
    Status.BOOKED: lambda appointment_request, by: confirm(appointment_request, by),
    Status.DECLINED: lambda appointment_request, by: services.decline(
        appointment_request.pk, reason="no_time", by=by, version=appointment_request.version
    ),
    Status.CANCELLED: lambda appointment_request, by: services.cancel(appointment_request.pk, by=by),
    Status.EXPIRED: lambda appointment_request, by: services.expire(appointment_request.pk),
    Status.CLOSED: lambda appointment_request, by: close_later(appointment_request),
    Status.REQUESTED: lambda appointment_request, by: services.take_time_away(
        appointment_request.pk, by=by, version=appointment_request.version
    ),
}


def close_later(appointment_request):
    """When its appointment is over."""
    with time_machine.travel(at(days=4), tick=False):
        return services.close(appointment_request.pk)


def request_that_is(status, by):
    appointment_request = factories.request()
    if status == Status.CLOSED:
        return close_later(confirm(appointment_request, by))
    if status != Status.REQUESTED:
        appointment_request = MOVES[status](appointment_request, by)
    return appointment_request


@pytest.mark.parametrize("to", list(MOVES))
@pytest.mark.parametrize("start", list(Status))
def test_every_move_is_allowed_or_refused_as_the_table_says(start, to, front_desk):
    appointment_request = request_that_is(start, front_desk)
    lines = appointment_request.history.count()

    if to in AppointmentRequest.ALLOWED_MOVES[start]:
        MOVES[to](appointment_request, front_desk)
        appointment_request.refresh_from_db()
        assert appointment_request.status == to
        assert appointment_request.history.count() == lines + 1
        assert appointment_request.history.last().from_status == start
        assert appointment_request.history.last().to_status == to
    else:
        with refused("move_not_allowed"):
            MOVES[to](appointment_request, front_desk)
        appointment_request.refresh_from_db()
        assert appointment_request.status == start
        assert appointment_request.history.count() == lines


@pytest.mark.parametrize("to", list(Status))
@pytest.mark.parametrize("start", list(Status))
def test_the_database_knows_the_same_moves(start, to, front_desk):
    appointment_request = request_that_is(start, front_desk)

    refused = ""
    try:
        with transaction.atomic():
            AppointmentRequest.objects.filter(pk=appointment_request.pk).update(status=to)
    except DatabaseError as error:
        refused = str(error)  # other rules may refuse an allowed move, because here nothing else changes with it

    never = start != to and to not in AppointmentRequest.ALLOWED_MOVES[start]
    assert ("never goes from" in refused) == never


def test_the_database_takes_one_last_decision_only(front_desk):
    appointment_request = services.cancel(confirm(factories.request(), front_desk).pk)

    with pytest.raises(IntegrityError, match="history_closes_a_request_once"):
        HistoryEntry.objects.create(
            appointment_request=appointment_request,
            event="declined",
            from_status="requested",
            to_status="declined",
            actor="system",
        )


def test_a_reference_is_easily_spoken_and_no_number_of_a_row():
    references = {new_reference() for _number in range(500)}

    assert len(references) == 500
    assert not set("".join(references)) & set("0O1IL5S8B2Z")
    assert all(len(reference) == 9 and reference[4] == "-" for reference in references)


def test_submit_writes_request_history_and_messages_together():
    appointment_request = factories.request()

    assert appointment_request.status == Status.REQUESTED
    assert list(appointment_request.history.values_list("event", "actor")) == [("requested", "patient")]
    assert set(appointment_request.messages.values_list("kind", "audience")) == {
        ("received", "patient"),
        ("received", "desk"),
    }


def test_submit_without_an_email_address_tells_only_the_desk():
    appointment_request = factories.request(email="")

    assert list(appointment_request.messages.values_list("audience", flat=True)) == ["desk"]


def test_submit_sent_twice_is_one_request():
    key = uuid.uuid4()

    first, second = factories.request(idempotency_key=key), factories.request(idempotency_key=key)

    assert first == second
    assert AppointmentRequest.objects.count() == 1
    assert OutgoingMessage.objects.count() == 2


def test_submit_with_the_same_key_and_other_answers_names_the_first_request():
    key = uuid.uuid4()
    first = factories.request(idempotency_key=key)

    with refused("sent_before") as caught:
        factories.request(idempotency_key=key, full_name="Somebody Else")

    assert caught.value.about == first
    assert AppointmentRequest.objects.get().full_name == "Fathima Test"


def test_a_time_that_another_appointment_of_the_doctor_overlaps_is_refused(front_desk):
    doctor = factories.DoctorFactory()
    confirm(factories.request(), front_desk, doctor, at(3, 10, 0))
    second = factories.request()

    with refused("time_taken"):
        confirm(second, front_desk, doctor, at(3, 10, 0))

    second.refresh_from_db()
    assert second.status == Status.REQUESTED
    assert list(second.history.values_list("event", flat=True)) == ["requested"]
    assert not second.messages.filter(kind="confirmed").exists()


def test_appointments_may_touch_and_another_doctors_may_be_at_that_time(front_desk):
    doctor = factories.DoctorFactory()
    confirm(factories.request(), front_desk, doctor, at(3, 10, 0))

    confirm(factories.request(), front_desk, doctor, at(3, 10, 15))
    confirm(factories.request(), front_desk, factories.DoctorFactory(), at(3, 10, 0))

    assert AppointmentRequest.objects.filter(status=Status.BOOKED).count() == 3


def test_confirm_refuses_a_time_that_has_passed(front_desk):
    with refused("in_the_past"):
        confirm(factories.request(), front_desk, starts_at=at(-1))


def test_cancelling_makes_the_time_free_again(front_desk):
    doctor = factories.DoctorFactory()
    services.cancel(confirm(factories.request(), front_desk, doctor).pk)

    confirm(factories.request(), front_desk, doctor)

    assert AppointmentRequest.objects.filter(status=Status.BOOKED).count() == 1


def test_a_page_that_is_out_of_date_learns_who_changed_the_request(front_desk):
    appointment_request = factories.request()
    confirm(appointment_request, front_desk)

    with refused("changed_meanwhile") as caught:
        services.decline(appointment_request.pk, reason="spam", by=front_desk, version=appointment_request.version)

    assert caught.value.about.by == front_desk
    assert caught.value.about.event == Event.BOOKED


def test_reschedule_keeps_the_request_booked_and_counts_the_calendar_entry_up(front_desk):
    appointment_request = confirm(factories.request(), front_desk)
    later = at(4, 11)

    services.reschedule(
        appointment_request.pk,
        time=factories.slot(appointment_request.appointment.doctor, later),
        by=front_desk,
        version=appointment_request.version,
    )

    appointment_request.refresh_from_db()
    appointment = appointment_request.appointments.get()
    assert (appointment_request.status, appointment.starts_at, appointment.sequence) == (Status.BOOKED, later, 1)
    assert appointment_request.history.last().event == Event.RESCHEDULED
    assert appointment_request.messages.filter(kind="rescheduled").exists()


@pytest.mark.parametrize("reason", ["spam", "duplicate"])
def test_declining_spam_and_duplicates_writes_to_nobody(reason, front_desk):
    appointment_request = factories.request()

    services.decline(appointment_request.pk, reason=reason, by=front_desk, version=1)

    assert not appointment_request.messages.filter(kind="declined").exists()


def test_history_cannot_be_changed_or_deleted():
    entry = factories.request().history.get()

    for change in (lambda: HistoryEntry.objects.update(actor="system"), entry.delete):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()

    assert HistoryEntry.objects.get() == entry


@pytest.mark.parametrize(
    "broken",
    [
        "status = 'confirmed'",
        "status = 'closed'",
        "status = 'arrived'",
        "status = 'declined', closed_at = now()",
        "status = 'cancelled'",
        "phone = '98470 12345'",
        "full_name = ''",
        "closed_at = now()",
    ],
)
def test_the_database_refuses_a_request_that_makes_no_sense(broken):
    appointment_request = factories.request()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update bookings_appointmentrequest set {broken} where id = %s", [appointment_request.pk])
