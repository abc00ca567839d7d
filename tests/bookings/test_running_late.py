"""A session runs late: one tap at the desk, and its patients read it; no appointment moves."""

from datetime import date, time

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction

from bookings import links, services
from bookings.free_times import Slot, Token
from bookings.models import Appointment, SessionDelay
from directory.models import PlanChange
from directory.opd import moment
from tests import factories
from tests.bookings.refused import refused
from tests.bookings.stress.at_once import all_at_once

pytestmark = pytest.mark.django_db

THURSDAY = date(2026, 12, 3)
LATE = "The doctor is running about 20 minutes late."


@pytest.fixture(autouse=True)
def early_on_thursday(set_clock):
    set_clock("2026-12-03 08:00")


@pytest.fixture
def session():
    """From 10 to 1."""
    return factories.OpdSessionFactory()


@pytest.fixture
def booked(session, front_desk):
    given = Slot(session, moment(THURSDAY, time(10)))
    return services.book(factories.request().pk, by=front_desk, version=1, time=given)


def say(client, user, session, minutes, day=THURSDAY, query=""):
    client.force_login(user)
    return client.post(f"/desk/days/{session.pk}/{day}/late/{query}", {"minutes": minutes})


def status(client, appointment_request, language="en"):
    token = links.new_token(appointment_request.idempotency_key, appointment_request.link_number)
    page = client.get(f"/{language}/appointments/status/{token}/", follow=True)
    return " ".join(BeautifulSoup(page.text, "html.parser").main.get_text(" ").split())


def test_a_tap_tells_the_patients_of_the_session_and_of_no_other(client, front_desk, session, booked, set_clock):
    other = factories.OpdSessionFactory(starts=time(14), ends=time(15))
    elsewhere = services.book(
        factories.request().pk, by=front_desk, version=1, time=Slot(other, moment(THURSDAY, time(14)))
    )
    set_clock("2026-12-03 10:42")

    answer = say(client, front_desk, session, 20, query="?day=2026-12-03")

    assert answer["Location"] == f"/desk/days/?day=2026-12-03#list-{session.doctor_id}-{session.pk}"
    assert f"{LATE} As of 10:42 am." in status(client, booked)
    assert LATE not in status(client, elsewhere)
    assert "About 20 minutes late, as of 10:42 am." in " ".join(client.get("/desk/days/").text.split())
    assert Appointment.objects.get(appointment_request=booked).starts_at == booked.appointment.starts_at


def test_it_ends_with_the_session_and_with_zero(client, front_desk, session, booked, set_clock):
    services.run_late(session, THURSDAY, minutes=20, by=front_desk)
    set_clock("2026-12-03 13:19")
    assert LATE in status(client, booked)
    set_clock("2026-12-03 13:20")
    assert LATE not in status(client, booked)

    set_clock("2026-12-03 11:00")
    services.run_late(session, THURSDAY, minutes=0, by=front_desk)
    assert "minutes late" not in status(client, booked)


def test_who_did_not_come_and_whose_time_cannot_be_kept_are_not_told(client, front_desk, session, booked, set_clock):
    services.run_late(session, THURSDAY, minutes=20, by=front_desk)
    change = PlanChange.objects.create(session=session, day=THURSDAY, kind="cancelled")
    assert LATE not in status(client, booked)
    change.delete()

    set_clock("2026-12-03 10:30")
    services.note_attendance(booked.pk, attendance="no_show", by=front_desk, version=None)
    assert LATE not in status(client, booked)


def test_patients_of_a_shared_session_are_told_until_it_is_over(client, front_desk, set_clock):
    shared = factories.OpdSessionFactory(kind="tokens", slot_minutes=None, capacity=5)
    booked = services.book(factories.request().pk, by=front_desk, version=1, time=Token(shared, THURSDAY))
    services.run_late(shared, THURSDAY, minutes=20, by=front_desk)
    set_clock("2026-12-03 12:00")

    assert LATE in status(client, booked)


@pytest.mark.parametrize("minutes", ["-5", "241", "soon", ""])
def test_minutes_that_cannot_be_are_said_beside_the_field(client, front_desk, session, booked, minutes):
    page = BeautifulSoup(say(client, front_desk, session, minutes).text, "html.parser")

    field = page.select_one(f"#id_late_{session.pk}_minutes")
    assert page.select_one(".error-summary a")["href"] == f"#{field['id']}"
    assert field.get("value", "") == minutes
    assert "open" in page.select_one(".day__late").attrs
    assert not SessionDelay.objects.exists()


def test_only_a_session_that_is_held_today_runs_late(front_desk, session):
    with refused("session_not_held"):
        services.run_late(session, date(2026, 12, 10), minutes=10, by=front_desk)
    PlanChange.objects.create(session=session, day=THURSDAY, kind="cancelled")
    with refused("session_not_held"):
        services.run_late(session, THURSDAY, minutes=10, by=front_desk)


def test_the_database_refuses_a_delay_beyond_four_hours_and_a_second_one(front_desk, session):
    services.run_late(session, THURSDAY, minutes=240, by=front_desk)

    for minutes, on in ((241, date(2026, 12, 10)), (5, THURSDAY)):
        with pytest.raises(IntegrityError), transaction.atomic():
            SessionDelay.objects.create(session=session, day=on, minutes=minutes, by=front_desk)


@pytest.mark.django_db(transaction=True)
def test_many_who_say_it_at_once_leave_one_answer(front_desk, session):
    acts = [
        lambda minutes=minutes: services.run_late(session, THURSDAY, minutes=minutes, by=front_desk)
        for minutes in range(10, 40)
    ]

    assert all_at_once(acts) == [None] * 30

    assert SessionDelay.objects.get().minutes in range(10, 40)
