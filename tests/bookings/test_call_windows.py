"""When patients may ask to be called: what the desk can keep is offered, with the times at which it is there."""

from datetime import time

import pytest
from bs4 import BeautifulSoup
from django.db.models import ProtectedError

from directory.models import CallWindow, DeskHours
from tests import factories
from tests.bookings.forms_filled import ABOUT, CONTACT, WHEN, asked, begin, fill, own

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hospital():
    CallWindow.objects.set_up()
    return factories.HospitalFactory()


def desk_answers(opens, closes, location=None):
    for weekday in range(5):
        DeskHours.objects.create(weekday=weekday, opens=opens, closes=closes, location=location)


def offered(client, language="en"):
    draft = begin(client, language)
    client.post(f"{draft}about/", ABOUT)
    client.post(f"{draft}contact/", CONTACT)
    page = BeautifulSoup(client.get(f"{draft}when/").text, "html.parser")
    return [label.get_text(" ", strip=True) for label in page.select("label[for^=id_call_window]")]


def window(name):
    return CallWindow.objects.get(name__en=name)


def test_a_window_is_offered_as_what_the_desk_can_keep_of_it(client):
    desk_answers(time(9), time(17))

    assert offered(client) == [
        "Morning, 9:00 am to 12:00 pm",
        "Afternoon, 12:00 pm to 4:00 pm",
        "Evening, 4:00 pm to 5:00 pm",
        "Any time",
    ]


def test_a_window_outside_the_desks_hours_is_not_offered(client):
    desk_answers(time(12), time(16))

    assert offered(client) == ["Afternoon, 12:00 pm to 4:00 pm", "Any time"]


def test_while_no_hours_are_known_nothing_is_ruled_out(client):
    assert offered(client)[0] == "Morning, 8:00 am to 12:00 pm"


def test_what_the_hospital_does_not_offer_any_more_cannot_be_chosen(client):
    CallWindow.objects.filter(name__en="Morning").update(is_offered=False)

    assert "Choose a time from the list" in fill(client, when={"call_window": window("Morning").pk}).text
    assert offered(client)[0].startswith("Afternoon")


def test_a_window_has_the_hospitals_own_words_in_each_language(client):
    desk_answers(time(9), time(17))

    assert offered(client, "ml")[0] == "രാവിലെ, രാവിലെ 9:00 മുതൽ ഉച്ചയ്ക്ക് 12:00 വരെ"
    assert offered(client, "hi")[0] == "सुबह, सुबह 9:00 बजे से दोपहर 12:00 बजे तक"
    assert offered(client, "ar")[0] == "صباحًا، من 9:00 صباحًا إلى 12:00 ظهرًا"


def test_the_chosen_window_is_shown_and_the_call_is_promised_in_it(client, set_clock):
    set_clock("2026-11-23 09:00")
    desk_answers(time(9), time(17))

    evening = {"call_window": window("Evening").pk}
    assert "Evening, 4:00 pm to 5:00 pm" in fill(client, when=evening).text
    appointment_request = asked(client, when=evening)

    assert appointment_request.call_window == window("Evening")
    page = client.get(own(client, "sent/")).text
    assert "Monday 23 November 2026, 5:00 pm IST" in page
    assert "Evening, 4:00 pm to 5:00 pm" in page


def test_a_location_whose_desk_is_not_there_then_is_told_beside_the_question(client):
    desk_answers(time(9), time(17))
    there = factories.LocationFactory(name={"en": "Vadakara"})
    desk_answers(time(9), time(13), there)

    page = fill(client, when={"call_window": window("Evening").pk, "location": there.pk})

    error = BeautifulSoup(page.text, "html.parser").select_one("#id_call_window_error li").contents[-1]
    assert error == "We do not call for Vadakara at that time. Choose another."


def test_a_window_of_one_location_is_for_who_goes_there(client):
    desk_answers(time(9), time(17))
    there, elsewhere = factories.LocationFactory(name={"en": "Vadakara"}), factories.LocationFactory()
    desk_answers(time(17), time(20), there)
    late = factories.CallWindowFactory(name={"en": "Late"}, starts=time(18), ends=time(21), location=there)

    assert "Late, 6:00 pm to 8:00 pm, Vadakara" in offered(client)
    refused = fill(client, when={"call_window": late.pk, "location": elsewhere.pk})
    assert "We do not call for" in refused.text
    assert asked(client, when={"call_window": late.pk, "location": there.pk}).call_window == late


def test_any_time_is_an_answer_and_none_is_not(client):
    assert asked(client, when={"call_window": "any"}).call_window is None
    assert "Choose when we can call you" in fill(client, when=WHEN | {"call_window": ""}).text


def test_what_a_patient_has_chosen_is_not_deleted(client):
    factories.request(call_window=window("Morning"))

    with pytest.raises(ProtectedError):
        window("Morning").delete()
