"""A patient cancels: the desk reads name, phone and time, and offers it to whoever waits first, then the next."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from bookings import services
from bookings.desk.answering.time_forms import key_of
from bookings.free_times import Token
from bookings.models import Appointment, AppointmentRequest, DeskScope
from tests import factories
from tests.factories import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def doctor():
    doctor = factories.DoctorFactory()
    doctor.departments.add(factories.DepartmentFactory())
    return doctor


@pytest.fixture
def cancelled(doctor, front_desk):
    """Three days from now, at ten."""
    request = factories.request(full_name="Cancelling Person", phone="+919847000001")
    services.book(request.pk, by=front_desk, version=1, time=factories.slot(doctor, at(3)))
    services.cancel(request.pk)
    return AppointmentRequest.objects.get(pk=request.pk)


def asks(number, **answers):
    return factories.request(
        full_name=f"Waiting {number}", phone=f"+9198470123{number:02}", email=f"p{number}@patient.example", **answers
    )


def freed_page(client, user, cancelled):
    client.force_login(user)
    page = client.get("/desk/freed/", {"time": key_of(cancelled.appointment)})
    assert page.status_code == 200
    return BeautifulSoup(page.text, "html.parser")


def names(page):
    return [row.select_one("bdi").get_text() for row in page.select(".freed__row")]


def tap(client, form):
    sent = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    return BeautifulSoup(client.post(form["action"], sent, follow=True).text, "html.parser")


def test_the_task_has_name_phone_and_the_freed_time_and_counts_who_waits(client, front_desk, doctor, cancelled):
    for number in range(3):
        asks(number, preferred_doctor=doctor)
    client.force_login(front_desk)

    page = BeautifulSoup(client.get("/desk/").text, "html.parser")

    task = page.select_one("section[aria-labelledby=tasks-title] li")
    said = task.get_text(" ", strip=True)
    assert "Cancelling Person" in said
    assert task.select_one("a[href='tel:+919847000001']")
    assert "3 wait for this doctor" in said
    assert "10:00 am" in said
    link = task.select_one("a[href*=freed]")["href"]
    assert len(BeautifulSoup(client.get(link).text, "html.parser").select(".freed__row")) == 3


def test_first_who_named_the_doctor_then_the_department_oldest_first_and_only_whom_the_day_suits(
    client, front_desk, doctor, cancelled
):
    department, day = doctor.departments.get(), at(3).date()
    asks(1, department=department)
    asks(2, preferred_doctor=doctor, preferred_day=day, preferred_part="evening")
    asks(3, preferred_doctor=doctor, preferred_day=day, preferred_part="morning")
    asks(4, preferred_doctor=doctor, preferred_day=at(4).date())
    asks(5, preferred_doctor=doctor)
    asks(6, treatment=factories.TreatmentFactory(department=department))
    asks(7, preferred_doctor=factories.DoctorFactory(), department=department)
    asks(8)
    asks(9, preferred_doctor=doctor, preferred_day=at(9).date(), second_preferred_day=day, second_preferred_part="any")

    shown = names(freed_page(client, front_desk, cancelled))

    assert shown == ["Waiting 3", "Waiting 5", "Waiting 9", "Waiting 1", "Waiting 6"]


def test_one_tap_offers_it_to_the_first_and_when_that_is_not_wanted_to_the_next(
    client, front_desk, doctor, cancelled, settings
):
    first, second = asks(1, preferred_doctor=doctor), asks(2, preferred_doctor=doctor)
    page = freed_page(client, front_desk, cancelled)

    page = tap(client, page.select_one(".freed__row form"))
    held = Appointment.objects.get(status="offered")
    assert (held.appointment_request, held.starts_at) == (first, at(3))
    wait = held.held_until - held.given_at
    assert timedelta(0) < timedelta(hours=settings.FREED_TIME_OFFER_HOURS) - wait < timedelta(minutes=1)
    assert page.select(".freed__row form") == []

    page = tap(client, page.select_one(".note form[action*=take-back]"))
    assert names(page) == ["Waiting 2", "Waiting 1"]
    assert "Was asked before" in page.select(".freed__row")[1].get_text()
    tap(client, page.select_one(".freed__row form"))

    assert Appointment.objects.get(status="offered").appointment_request == second


def test_an_offer_that_is_over_is_free_for_the_next(client, front_desk, doctor, cancelled):
    asks(1, preferred_doctor=doctor)
    asks(2, preferred_doctor=doctor)
    tap(client, freed_page(client, front_desk, cancelled).select_one(".freed__row form"))
    Appointment.objects.filter(status="offered").update(held_until=at(0) - timedelta(days=1))

    page = freed_page(client, front_desk, cancelled)

    assert names(page) == ["Waiting 2", "Waiting 1"]
    assert page.select(".freed__row form")


def test_it_is_held_for_two_hours_and_never_beyond_its_beginning(client, front_desk, doctor, cancelled, time_machine):
    asks(1, preferred_doctor=doctor)
    begins = at(3)
    time_machine.move_to(begins - timedelta(minutes=50), tick=False)

    tap(client, freed_page(client, front_desk, cancelled).select_one(".freed__row form"))

    assert Appointment.objects.get(status="offered").held_until == begins


def test_a_day_that_was_not_wished_is_offered_to_nobody(client, front_desk, doctor, cancelled):
    day = timezone.localdate(at(3))
    asks(1, preferred_doctor=doctor, preferred_day=day + timedelta(days=1))
    asks(2, preferred_doctor=doctor, preferred_day=day)

    assert names(freed_page(client, front_desk, cancelled)) == ["Waiting 2"]


def test_what_lies_outside_the_scope_is_neither_shown_nor_offered(client, front_desk, roles, doctor, cancelled):
    mine, other = factories.LocationFactory(), factories.LocationFactory()
    DeskScope.objects.create(user=front_desk, location=mine)
    DeskScope.objects.create(user=factories.staff("Front desk"), location=other)
    asks(1, preferred_doctor=doctor, location=mine)
    hidden = asks(2, preferred_doctor=doctor, location=other)

    assert names(freed_page(client, front_desk, cancelled)) == ["Waiting 1"]
    sent = {"time": key_of(cancelled.appointment), "reference": hidden.reference, "version": 1}
    assert client.post("/desk/freed/offer/", sent, follow=True).status_code == 404
    assert not Appointment.objects.filter(status="offered").exists()


def test_of_two_at_the_desk_who_offer_it_one_is_told_that_it_is_taken(client, front_desk, doctor, cancelled):
    asks(1, preferred_doctor=doctor)
    asks(2, preferred_doctor=doctor)
    forms = freed_page(client, front_desk, cancelled).select(".freed__row form")

    tap(client, forms[0])
    said = tap(client, forms[1]).select_one("[role=alert]").get_text()

    assert "already has an appointment" in said
    assert Appointment.objects.filter(status="offered").count() == 1


@pytest.mark.parametrize("time", ["", "nonsense", "slot|99999|2026-12-01T10:00:00+05:30", "slot|1|\x00"])
def test_a_time_that_is_none_is_no_page(client, front_desk, time):
    client.force_login(front_desk)

    assert client.get("/desk/freed/", {"time": time}, follow=True).status_code == 404


def test_a_number_of_a_shared_session_is_offered_too(client, front_desk, doctor):
    session = factories.OpdSessionFactory(
        doctor=doctor, weekday=at(3).weekday(), kind="tokens", slot_minutes=None, capacity=1
    )
    request = factories.request()
    services.book(request.pk, by=front_desk, version=1, time=Token(session, at(3).date()))
    services.cancel(request.pk)
    asks(1, preferred_doctor=doctor)

    tap(client, freed_page(client, front_desk, AppointmentRequest.objects.get(pk=request.pk)).select_one("li form"))

    assert Appointment.objects.get(status="offered").token_number == 1
