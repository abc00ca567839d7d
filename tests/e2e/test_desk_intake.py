"""Somebody calls the desk, in a real browser: who is known appears while the number is typed, and a time is booked."""

import pytest
from playwright.sync_api import expect

from bookings.models import AppointmentRequest
from tests import factories
from tests.e2e.conftest import PHONE
from tests.e2e.staff import sign_in
from tests.factories import at

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_caller_is_known_while_the_number_is_typed_and_goes_with_a_time(open_browser, front_desk):
    factories.HospitalFactory()
    factories.request(full_name="Known Person", phone="+919847012345")
    session = factories.slot(factories.DoctorFactory(), at(3)).session
    page = sign_in(open_browser(PHONE), front_desk, "/desk/")
    addresses = []
    page.on("request", lambda request: addresses.append(request.url))

    page.get_by_role("link", name="New patient").click()
    page.get_by_label("Phone number").press_sequentially("98470 12345")
    expect(page.locator("#known")).to_contain_text("Known Person")
    page.get_by_label("Full name of the patient").fill("Fathima Sample")
    page.get_by_label("Doctor (optional)").select_option(label=str(session.doctor.full_name))
    page.get_by_role("button", name="Show free times").click()
    expect(page.get_by_label("Full name of the patient")).to_have_value("Fathima Sample")
    page.get_by_label("Free times").select_option(index=1)
    page.get_by_label("Language of the call", exact=True).select_option("ml")
    expect(page.locator("[data-language=ml]")).to_have_attribute("open", "")
    expect(page.locator("[data-language=en]")).not_to_have_attribute("open", "")
    page.get_by_label("I have read this out").check()
    form = page.url
    page.get_by_role("button", name="Book this time").click()

    expect(page.locator(".slip")).to_contain_text("Fathima")
    made = AppointmentRequest.objects.latest("pk")
    assert made.consents.get().language == "ml"
    page.goto(form)
    expect(page.locator(".slip")).to_contain_text(made.reference)
    assert AppointmentRequest.objects.count() == 2
    assert not [url for url in addresses if "98470" in url or "12345" in url]
