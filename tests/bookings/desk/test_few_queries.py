"""The page of a request takes as few queries in every form, signed in and all, with one doctor and with thirty."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from bookings import services
from bookings.free_times import free_times
from bookings.models import Appointment, DeskScope
from directory.models import PlanChange
from directory.opd import next_occurrence
from tests import factories

pytestmark = pytest.mark.django_db

MOST_QUERIES = 14
FORMS = ["requested", "signed out", "booked", "offered", "came", "held elsewhere"]


def somebody_of_one_place():
    person = factories.staff("Front desk")
    DeskScope.objects.create(user=person, location=factories.LocationFactory())
    DeskScope.objects.create(user=factories.staff("Front desk"), department=factories.DepartmentFactory())
    return person


def doctors_of_one_department(count):
    """The session of one of them."""
    department = factories.DepartmentFactory()
    for _number in range(count):
        session = factories.OpdSessionFactory()
        session.doctor.departments.add(department)
    return session


def in_form(form, session, by):
    appointment_request = factories.request(department=session.doctor.departments.get())
    day = next_occurrence(session.doctor).day
    times = [each.time for each in free_times(session.doctor, day, 14)[:3]]
    if form == "held elsewhere":
        elsewhere = {"location": factories.LocationFactory(), "starts": time(10), "ends": time(12)}
        PlanChange.objects.create(session=session, day=day, kind="moved", **elsewhere)
    if form in ("booked", "came"):
        services.book(appointment_request.pk, by=by, version=1, time=times[0])
    if form == "offered":
        until = timezone.now() + timedelta(hours=2)
        services.offer(appointment_request.pk, by=by, version=1, times=times, until=until)
    if form == "came":
        Appointment.objects.update(attendance="arrived")
    return appointment_request


def typed_while_signed_out(client, url):
    client.logout()
    client.post(f"{url}note/", {"note": "for a colleague"}, headers={"referer": f"http://testserver{url}"})


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("who", [lambda: factories.staff("Manager"), somebody_of_one_place])
def test_the_page_of_a_request(client, roles, django_assert_max_num_queries, who, form, count):
    person = who()
    appointment_request = in_form(form, doctors_of_one_department(count), factories.staff("Manager"))
    url = f"/desk/requests/{appointment_request.reference}/"
    client.force_login(person)
    client.get("/desk/")  # a process asks for its content types once
    if form == "signed out":
        typed_while_signed_out(client, url)
    client.force_login(person)

    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(url)

    assert page.status_code == 200
    assert bool(page.context["times"].best) == (form != "came")
    assert len(page.context["times"].held) == (3 if form == "offered" else 0)
