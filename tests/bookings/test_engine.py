"""Shared sessions, overlaps on purpose, what time alone brings about, and erasing."""

from datetime import timedelta

import pgtrigger
import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from bookings import deadlines, retention, services
from bookings.free_times import ExceptionalTime, ExtraToken, Token
from bookings.models import Appointment, AppointmentRequest, DeskTask, HistoryEntry
from bookings.no_longer_fits import no_longer_fitting
from directory.models import DeskHours, Holiday, OpdSession
from tests import factories
from tests.bookings.refused import refused
from tests.factories import at

pytestmark = pytest.mark.django_db

DAY = 3


@pytest.fixture
def manager(roles):
    return factories.staff("Manager")


@pytest.fixture
def shared_session():
    return factories.OpdSessionFactory(
        weekday=at(DAY).weekday(), kind=OpdSession.Kind.TOKENS, slot_minutes=None, capacity=3
    )


def assign_token(by, session, appointment_request=None):
    appointment_request = appointment_request or factories.request()
    time = Token(session, at(DAY).date())
    return services.book(appointment_request.pk, time=time, by=by, version=1).appointment


def give_time(by, doctor, starts_at, appointment_request=None):
    appointment_request = appointment_request or factories.request()
    return services.book(appointment_request.pk, time=factories.slot(doctor, starts_at), by=by, version=1)


def test_numbers_are_given_in_order_until_the_session_is_full(front_desk, shared_session):
    appointments = [assign_token(front_desk, shared_session) for _number in range(3)]

    assert [appointment.token_number for appointment in appointments] == [1, 2, 3]
    assert {appointment.doctor for appointment in appointments} == {shared_session.doctor}
    with refused("session_full"):
        assign_token(front_desk, shared_session)


def test_a_number_given_back_is_the_next_one_given(front_desk, shared_session):
    appointments = [assign_token(front_desk, shared_session) for _number in range(3)]
    services.cancel(appointments[1].appointment_request_id)

    assert assign_token(front_desk, shared_session).token_number == 2


def test_the_database_itself_refuses_a_number_beyond_the_capacity_and_one_twice(front_desk, shared_session):
    first, second = (assign_token(front_desk, shared_session) for _number in range(2))

    for number in (4, first.token_number, 0):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appointment.objects.filter(pk=second.pk).update(token_number=number)


def test_a_session_that_is_not_held_gives_no_numbers(front_desk, shared_session):
    Holiday.objects.create(day=at(DAY).date(), name={"en": "A holiday"})

    with refused("session_not_held"):
        assign_token(front_desk, shared_session)


def test_moving_from_a_shared_session_to_a_time_frees_the_number(front_desk, shared_session):
    appointment = assign_token(front_desk, shared_session)

    services.reschedule(
        appointment.appointment_request_id,
        time=factories.slot(appointment.doctor, at(5)),
        by=front_desk,
        version=None,
    )

    appointment.refresh_from_db()
    assert (appointment.token_number, appointment.session.kind) == (None, "slots")
    assert assign_token(front_desk, shared_session).token_number == 1


def test_an_exception_needs_its_own_right_and_a_reason_and_shows_in_history(front_desk, manager):
    doctor = factories.DoctorFactory()
    first = give_time(front_desk, doctor, at(DAY)).appointment
    with refused("time_taken"):
        give_time(manager, doctor, at(DAY))
    beside = ExceptionalTime(doctor, first.location, first.starts_at, first.ends_at, "urgent", first)
    with pytest.raises(PermissionDenied):
        services.book(factories.request().pk, time=beside, by=front_desk, version=1)

    second = services.book(factories.request().pk, time=beside, by=manager, version=1)

    assert (second.appointment.exception_reason, second.appointment.beside) == ("urgent", first)
    assert second.history.last().reason == "urgent"


def test_an_extra_token_is_an_exception_of_a_full_session(front_desk, manager, shared_session):
    for _number in range(3):
        assign_token(front_desk, shared_session)
    extra = ExtraToken(shared_session, at(DAY).date(), "doctor_agreed")
    with pytest.raises(PermissionDenied):
        services.book(factories.request().pk, time=extra, by=front_desk, version=1)

    appointment = services.book(factories.request().pk, time=extra, by=manager, version=1).appointment

    assert appointment.token_number == 4
    assert not no_longer_fitting()


def test_an_extra_token_that_is_moved_to_the_same_stays_what_it_is(front_desk, manager, shared_session):
    for _number in range(3):
        assign_token(front_desk, shared_session)
    day = at(DAY).date()
    extra = services.book(
        factories.request().pk, time=ExtraToken(shared_session, day, "doctor_agreed"), by=manager, version=1
    )

    services.reschedule(extra.pk, time=Token(shared_session, day), by=front_desk, version=2)

    extra.refresh_from_db()
    assert (extra.appointment.token_number, extra.appointment.exception_reason) == (4, "doctor_agreed")
    assert extra.version == 2


def test_an_unanswered_request_expires_after_its_last_wished_day_and_raises_the_alarm(caplog):
    today = timezone.localdate()
    waiting = factories.request(preferred_day=today, preferred_part="any")
    late = factories.request(preferred_day=today - timedelta(days=3), second_preferred_day=today - timedelta(days=1))

    call_command("expire_requests")
    call_command("expire_requests")

    waiting.refresh_from_db()
    late.refresh_from_db()
    assert (waiting.status, late.status) == ("requested", "expired")
    assert late.reference in caplog.text
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert DeskTask.objects.get().kind == "expired"
    assert late.messages.filter(kind="expired").count() == 1


def test_without_a_wish_a_request_expires_after_two_weeks():
    appointment_request = factories.request()

    assert appointment_request.expires_after == timezone.localdate() + timedelta(days=14)


def test_a_request_never_expires_before_the_call_that_was_promised():
    tomorrow = timezone.localdate() + timedelta(days=1)
    DeskHours.objects.create(weekday=tomorrow.weekday(), opens="09:00", closes="17:00")

    appointment_request = factories.request(preferred_day=timezone.localdate(), preferred_part="evening")

    assert (
        appointment_request.expires_after
        == timezone.localdate(appointment_request.promised_by)
        > appointment_request.preferred_day
    )


def test_tomorrows_appointments_are_announced_once(front_desk, settings):
    settings.REMINDER_HOUR = 0
    doctor = factories.DoctorFactory()
    appointments = [give_time(front_desk, doctor, at(days)) for days in (1, 2)]
    assert deadlines.remind() == 0  # they were told today
    with pgtrigger.ignore("bookings.HistoryEntry:history_is_kept"):  # as if they had been told a week ago
        HistoryEntry.objects.update(at=F("at") - timedelta(days=7))

    assert [deadlines.remind() for _run in range(3)] == [1, 0, 0]

    assert appointments[0].messages.filter(kind="reminder").count() == 1
    assert not appointments[1].messages.filter(kind="reminder").exists()


def test_reminders_wait_for_their_hour(front_desk, settings):
    settings.REMINDER_HOUR = 24

    assert deadlines.remind() == 0


def close(appointment_request, days_ago):
    services.cancel(appointment_request.pk)
    AppointmentRequest.objects.filter(pk=appointment_request.pk).update(
        purge_after=timezone.localdate() - timedelta(days=days_ago)
    )


def test_a_closed_request_is_kept_for_a_year(front_desk):
    cancelled = services.cancel(factories.request().pk)

    assert cancelled.purge_after == timezone.localdate() + timedelta(days=365)


def test_a_request_is_closed_the_day_after_its_appointment_and_kept_for_a_year(front_desk, time_machine):
    booked = give_time(front_desk, factories.DoctorFactory(), at(DAY))
    over = at(DAY + 1, hour=1)
    time_machine.move_to(at(DAY, hour=23), tick=False)
    assert deadlines.close_over() == 0

    time_machine.move_to(over, tick=False)

    assert [deadlines.close_over() for _run in range(2)] == [1, 0]
    booked.refresh_from_db()
    assert (booked.status, booked.purge_after) == ("closed", over.date() + timedelta(days=365))


def test_past_its_day_everything_personal_is_erased_and_the_row_stays(front_desk):
    old, recent = factories.request(hospital_number="H-77"), factories.request()
    services.note_call(old.pk, outcome="left_message", by=front_desk, text="Fathima's sister answered")
    lines = old.history.count()
    close(old, days_ago=1)
    close(recent, days_ago=0)

    call_command("erase_old_requests")

    old.refresh_from_db()
    recent.refresh_from_db()
    assert not any(getattr(old, name) for name in AppointmentRequest.PERSONAL_FIELDS)
    assert old.erased_at
    assert not old.notes.exists()
    assert old.history.count() == lines + 2
    assert recent.full_name == "Fathima Test"


@pytest.mark.parametrize("field", sorted(AppointmentRequest.PERSONAL_FIELDS))
def test_the_database_refuses_a_half_erased_request(field):
    appointment_request = factories.request()
    close(appointment_request, days_ago=1)
    retention.erase(appointment_request.pk)
    left = True if field == "is_urgent" else "left behind"

    with pytest.raises(IntegrityError), transaction.atomic():
        AppointmentRequest.objects.filter(pk=appointment_request.pk).update(**{field: left})


def test_the_database_refuses_notes_about_an_erased_patient(front_desk):
    appointment_request = factories.request()
    close(appointment_request, days_ago=1)
    services.note_call(appointment_request.pk, outcome="no_answer", by=front_desk, text="A note")
    erase_without_the_notes = (
        "update bookings_appointmentrequest set erased_at = now(), full_name = '', phone = '', email = '',"
        " reason = '', answers_digest = '', token_hash = null where id = %s"
    )
    with pytest.raises(DatabaseError, match="notes about this patient"), transaction.atomic():
        connection.cursor().execute(erase_without_the_notes, [appointment_request.pk])

    retention.erase(appointment_request.pk)

    with pytest.raises(DatabaseError, match="is erased"), transaction.atomic():
        appointment_request.notes.create(text="Afterwards")


def test_an_open_request_is_not_erased(front_desk):
    waiting, to_come = factories.request(), give_time(front_desk, factories.DoctorFactory(), at(DAY))

    for appointment_request in (waiting, to_come):
        with refused("still_open"):
            retention.erase(appointment_request.pk)
    with pytest.raises(CommandError, match="Cancel it"):
        call_command("erase_request", waiting.reference, "--alone")


def test_one_request_is_erased_on_demand():
    appointment_request = services.cancel(factories.request().pk)

    call_command("erase_request", appointment_request.reference)

    appointment_request.refresh_from_db()
    assert appointment_request.full_name == ""


def test_a_request_that_goes_on_in_another_is_kept_as_long_as_that_one(front_desk):
    earlier = services.decline(factories.request().pk, reason="no_time", by=front_desk, version=1)
    later = services.reopen_as_new(earlier.pk, by=front_desk)
    AppointmentRequest.objects.filter(pk=earlier.pk).update(purge_after=timezone.localdate() - timedelta(days=1))
    assert retention.erase_past_retention() == 0

    close(later, days_ago=1)

    assert retention.erase_past_retention() == 2


def test_erasing_a_patient_lists_what_has_the_same_phone_or_email_and_a_person_says_whose_it_is(capsys):
    asked = services.cancel(factories.request(full_name="Fathima Test").pk)
    again = services.cancel(factories.request(full_name="Fathima T", phone="+919847099999").pk)
    brother = services.cancel(factories.request(full_name="Rahim Test", email="").pk)
    stranger = services.cancel(factories.request(phone="+919847088888", email="other@patient.example").pk)

    with pytest.raises(CommandError) as listed:
        call_command("erase_request", asked.reference)
    assert all(each.reference in str(listed.value) for each in (again, brother))
    assert stranger.reference not in str(listed.value)
    with pytest.raises(CommandError, match="another phone number"):
        call_command("erase_request", asked.reference, "--also", stranger.reference)
    assert names() == ["Fathima T", "Fathima Test", "Fathima Test", "Rahim Test"]

    call_command("erase_request", asked.reference, "--also", again.reference)

    assert names() == ["", "", "Fathima Test", "Rahim Test"]


def names():
    return sorted(AppointmentRequest.objects.values_list("full_name", flat=True))


def test_where_one_of_them_is_still_to_come_nothing_is_erased(front_desk):
    over, to_come = services.cancel(factories.request().pk), give_time(front_desk, factories.DoctorFactory(), at(DAY))

    with pytest.raises(CommandError, match="still to come"):
        call_command("erase_request", over.reference, "--also", to_come.reference)

    over.refresh_from_db()
    assert over.full_name


def test_attendance_is_noted_on_the_day_and_who_did_not_come_afterwards(front_desk, time_machine):
    booked = give_time(front_desk, factories.DoctorFactory(), at(DAY))
    early, begun = at(DAY, hour=8), at(DAY, hour=11)

    def note(attendance):
        return services.note_attendance(booked.pk, attendance=attendance, by=front_desk, version=None)

    with refused("move_not_allowed"):
        note("arrived")
    time_machine.move_to(early, tick=False)
    with refused("move_not_allowed"):
        note("no_show")
    assert note("arrived").appointment.attendance == "arrived"
    time_machine.move_to(begun, tick=False)
    assert note("no_show").appointment.attendance == "no_show"
