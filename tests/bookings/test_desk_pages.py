"""The desk's pages: what is late stands out in words, a call is a tap away, and their cost does not grow."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from bookings.models import AppointmentRequest
from tests import factories

pytestmark = pytest.mark.django_db


def inbox(client, user):
    client.force_login(user)
    return BeautifulSoup(client.get("/desk/").text, "html.parser")


def promise(appointment, **until):
    AppointmentRequest.objects.filter(pk=appointment.pk).update(
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


@pytest.mark.parametrize("count", [1, 30])
def test_the_pages_of_the_desk_take_at_most_15_queries(client, front_desk, count, django_assert_max_num_queries):
    doctor, treatment = factories.DoctorFactory(), factories.TreatmentFactory()
    for _number in range(count):
        appointment = factories.request(wished_doctor=doctor, treatment=treatment, department=treatment.department)
    client.force_login(front_desk)

    with django_assert_max_num_queries(15):
        client.get("/desk/")
    with django_assert_max_num_queries(15):
        client.get(f"/desk/requests/{appointment.reference}/")
