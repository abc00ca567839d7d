"""The desk's pages: what is late stands out in words, a call is a tap away, and their cost does not grow."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from bookings.models import AppointmentRequest
from directory.opd import next_occurrence
from tests import factories

pytestmark = pytest.mark.django_db


def inbox(client, user):
    client.force_login(user)
    return BeautifulSoup(client.get("/desk/").text, "html.parser")


def promise(appointment_request, **until):
    AppointmentRequest.objects.filter(pk=appointment_request.pk).update(
        promised_by=timezone.now() + timedelta(minutes=1, **until)
    )


def test_a_card_says_how_late_we_are_and_leads_to_the_request(client, front_desk):
    late, in_time = factories.request(full_name="Late Person"), factories.request(full_name="Early Person")
    promise(late, hours=-3)
    promise(in_time, hours=3)

    cards = inbox(client, front_desk).select(".inbox__card")

    assert ["inbox__card--late" in card["class"] for card in cards] == [True, False]
    assert "Late by 2\xa0hours" in cards[0].get_text()
    assert "3\xa0hours left" in cards[1].get_text()
    assert cards[0].select_one("h3 a")["href"] == f"/desk/requests/{late.reference}/"


def test_a_call_is_one_tap_and_whatsapp_only_where_the_patient_has_it(client, front_desk):
    factories.request(phone="+919847012345", phone_on_whatsapp=True)
    factories.request(phone="+919847054321", phone_on_whatsapp=False)

    links = [
        [link["href"] for link in card.select(".inbox__call a")] for card in inbox(client, front_desk).select("li")
    ]

    assert [found for found in links if found] == [
        ["tel:+919847012345", "https://wa.me/919847012345"],
        ["tel:+919847054321"],
    ]


def test_an_empty_inbox_says_so(client, front_desk):
    assert "Nobody is waiting." in inbox(client, front_desk).select_one(".inbox__nobody").get_text()


def confirm(client, front_desk, doctor, starts_at, appointment_request=None, **more):
    """The desk confirms without saying more; returns the answer and the request as it is then."""
    appointment_request = appointment_request or factories.request()
    local = timezone.localtime(starts_at)
    client.force_login(front_desk)
    answer = client.post(
        f"/desk/requests/{appointment_request.reference}/confirm/",
        {"version": 1, "doctor": doctor.pk, "day": local.date(), "time": f"{local:%H:%M}", "minutes": 15, **more},
    )
    appointment_request.refresh_from_db()
    return answer, appointment_request


def test_a_confirmed_visit_is_where_the_doctor_sits_then(client, front_desk):
    session = factories.OpdSessionFactory()
    session.doctor.locations.add(session.location, factories.LocationFactory())
    held = next_occurrence(session.doctor)

    _answer, appointment_request = confirm(client, front_desk, session.doctor, held.starts_at + timedelta(minutes=30))

    assert (appointment_request.status, appointment_request.location) == ("confirmed", session.location)


def test_a_patient_may_wish_for_one_of_the_doctors_locations(client, front_desk):
    doctor, [here, there] = factories.DoctorFactory(), [factories.LocationFactory() for _each in range(2)]
    doctor.locations.add(here, there)

    _answer, appointment_request = confirm(
        client, front_desk, doctor, factories.at(2), factories.request(location=there)
    )

    assert (appointment_request.status, appointment_request.location) == ("confirmed", there)


def test_where_nobody_can_know_the_desk_is_asked(client, front_desk):
    doctor, [here, there] = factories.DoctorFactory(), [factories.LocationFactory() for _each in range(2)]
    doctor.locations.add(here, there)

    answer, appointment_request = confirm(client, front_desk, doctor, factories.at(2))
    assert "Choose where: this doctor works at several locations" in answer.text
    assert appointment_request.status == "requested"

    _answer, appointment_request = confirm(
        client, front_desk, doctor, factories.at(2), appointment_request, location=there.pk
    )
    assert (appointment_request.status, appointment_request.location) == ("confirmed", there)
    assert there.name["en"] in client.get(f"/desk/requests/{appointment_request.reference}/").text


def test_on_a_site_with_one_location_it_is_there(client, front_desk):
    only = factories.LocationFactory()

    assert confirm(client, front_desk, factories.DoctorFactory(), factories.at(2))[1].location == only


@pytest.mark.parametrize("count", [1, 30])
def test_the_pages_of_the_desk_take_at_most_15_queries(client, front_desk, count, django_assert_max_num_queries):
    doctor, treatment = factories.DoctorFactory(), factories.TreatmentFactory()
    for _number in range(count):
        appointment_request = factories.request(
            preferred_doctor=doctor, treatment=treatment, department=treatment.department
        )
    client.force_login(front_desk)

    with django_assert_max_num_queries(15):
        client.get("/desk/")
    with django_assert_max_num_queries(15):
        client.get(f"/desk/requests/{appointment_request.reference}/")


def test_a_time_that_is_taken_is_said_beside_the_time(client, front_desk):
    doctor = factories.DoctorFactory()
    confirm(client, front_desk, doctor, factories.at(2))

    answer, appointment_request = confirm(client, front_desk, doctor, factories.at(2))

    problem = BeautifulSoup(answer.text, "html.parser").select_one(".error-summary a")
    assert (problem["href"], problem.get_text()) == ("#id_time", "This doctor already has a visit at that time")
    assert appointment_request.status == "requested"


def test_what_is_confirmed_is_moved_and_not_confirmed_again(client, front_desk):
    doctor = factories.DoctorFactory()
    _answer, appointment_request = confirm(client, front_desk, doctor, factories.at(2))
    url = f"/desk/requests/{appointment_request.reference}/"
    assert BeautifulSoup(client.get(url).text, "html.parser").select_one("#confirm-title").get_text() == (
        "Move to another time"
    )

    later = factories.at(3)
    form = {"doctor": doctor.pk, "day": later.date(), "time": f"{later:%H:%M}", "minutes": 15, "version": 2}
    client.post(f"{url}confirm/", form)
    appointment_request.refresh_from_db()
    assert appointment_request.starts_at == factories.at(2)

    client.post(f"{url}move/", form)
    appointment_request.refresh_from_db()
    assert (appointment_request.status, appointment_request.starts_at) == ("confirmed", later)
