"""Two people ask in two tabs of one browser, or one after the other on one phone; no script runs.

Each step of a journey is a function, so that a failure names it.
"""

import pytest
from django.utils import translation
from django.utils.translation import gettext as _
from playwright.sync_api import expect

from bookings import links
from bookings.models import AppointmentRequest
from tests import factories
from tests.e2e.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)

ANU, BINU = ("Anu Test", "98470 11111"), ("Binu Test", "98470 22222")


@pytest.fixture
def tabs(open_browser, live_server):
    """Two tabs of one browser."""
    factories.HospitalFactory()
    first = open_browser(PHONE, java_script_enabled=False)
    return first, first.context.new_page()


def press(page, name=None):
    """The one button of the form, or the one with this name."""
    buttons = page.locator("main form button[type=submit]")
    with page.expect_navigation():
        (page.get_by_role("button", name=name, exact=True) if name else buttons.first).click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def given_a_request_opened_by_its_link(page, full_name, language="en"):
    appointment_request = factories.request(full_name=full_name, language=language)
    page.goto(f"/{language}/appointments/status/{links.token_of(appointment_request)}/")
    return appointment_request


def when_somebody_begins(page, language="en"):
    page.goto(f"/{language}/appointments/")
    press(page)


def when_who_it_is_for_is_answered(page, person):
    full_name, phone = person
    page.check("#id_for_whom_0")
    page.fill("#id_full_name", full_name)
    page.fill("#id_phone", phone)
    press(page)


def when_everything_is_answered(page, person):
    press(page)  # what it is about: everything there is optional
    when_who_it_is_for_is_answered(page, person)
    page.locator("[name=call_window]").last.check()  # any time
    press(page)
    expect(page.locator("main")).to_contain_text(person[0])


def when_it_is_sent(page):
    page.check("#id_answer")
    press(page)


def then_it_is_the_receipt_of(page, full_name):
    reference = AppointmentRequest.objects.get(full_name=full_name).reference
    expect(page.locator(".done__reference")).to_have_text(reference)


def then_the_requests_are(**statuses):
    found = AppointmentRequest.objects.values_list("full_name", "status")
    assert {name.split()[0].lower(): status for name, status in found} == statuses


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_cancel_page_of_one_request_cancels_that_one(tabs, language):
    first, second = tabs
    anu = given_a_request_opened_by_its_link(first, "Anu Test", language)
    first.locator("main a[href$='/cancel/']").click()
    binu = given_a_request_opened_by_its_link(second, "Binu Test", language)

    press(first)

    then_the_requests_are(anu="cancelled", binu="requested")
    translation.activate(language)
    expect(first.locator("main")).to_contain_text(_("This request is cancelled."))
    expect(first.locator("h1")).to_contain_text(anu.reference)
    second.reload()
    expect(second.locator("h1")).to_contain_text(binu.reference)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_two_tabs_send_two_requests(tabs, language):
    for tab, person in zip(tabs, (ANU, BINU), strict=True):
        when_somebody_begins(tab, language)
        when_everything_is_answered(tab, person)

    for tab in tabs:
        when_it_is_sent(tab)

    assert AppointmentRequest.objects.count() == 2
    for tab, (full_name, _phone) in zip(tabs, (ANU, BINU), strict=True):
        then_it_is_the_receipt_of(tab, full_name)
        tab.reload()
        then_it_is_the_receipt_of(tab, full_name)


def test_a_second_request_after_one_that_was_not_sent_asks_who_it_is_for(tabs):
    page, _other = tabs
    when_somebody_begins(page)
    when_everything_is_answered(page, ANU)

    when_somebody_begins(page)
    press(page)

    expect(page.locator("#id_full_name")).to_have_value("")
    when_who_it_is_for_is_answered(page, BINU)
    page.locator("[name=call_window]").last.check()  # any time
    press(page)
    expect(page.locator("main")).not_to_contain_text("Anu")
    when_it_is_sent(page)
    then_the_requests_are(binu="requested")


@pytest.fixture
def treatment(tabs, editor, clinician, publisher):
    return factories.published(editor, clinician, publisher).treatment


def test_a_link_with_a_doctor_takes_nothing_away_of_what_is_typed_after_it(tabs, treatment):
    page, _other = tabs
    doctor = factories.DoctorFactory()

    page.goto(f"/en/appointments/?doctor={doctor.slug}")
    press(page)
    page.select_option("#id_treatment", str(treatment.pk))
    page.select_option("#id_department", str(treatment.department_id))
    page.fill("#id_reason", "Pain in the hip")
    press(page)
    page.check("#id_emergency_1")
    press(page)

    when_who_it_is_for_is_answered(page, ANU)
    page.locator("[name=call_window]").last.check()  # any time
    press(page)
    when_it_is_sent(page)
    sent = AppointmentRequest.objects.get()
    assert (sent.preferred_doctor, sent.treatment, sent.department) == (doctor, treatment, treatment.department)
    assert sent.reason == "Pain in the hip"


def test_back_after_sending_shows_the_receipt(tabs):
    page, _other = tabs
    when_somebody_begins(page)
    when_everything_is_answered(page, ANU)
    when_it_is_sent(page)

    for _page in range(3):
        page.go_back()
        page.reload()  # a browser may show what it kept: what the site says counts
        then_it_is_the_receipt_of(page, "Anu Test")
    assert AppointmentRequest.objects.count() == 1


def test_a_page_left_open_beside_newer_answers_sends_nothing(tabs):
    first, second = tabs
    when_somebody_begins(first)
    when_everything_is_answered(first, ANU)
    second.goto(first.url.replace("/check/", "/contact/"))
    when_who_it_is_for_is_answered(second, BINU)

    when_it_is_sent(first)

    assert not AppointmentRequest.objects.exists()
    expect(first.get_by_role("status")).to_contain_text("You have changed your answers on another page")
    expect(first.locator("main")).to_contain_text("Binu Test")
    when_it_is_sent(first)
    then_the_requests_are(binu="requested")
    second.reload()
    then_it_is_the_receipt_of(second, "Binu Test")


def test_the_next_patient_on_this_phone_begins_anew(tabs):
    page, _other = tabs
    when_somebody_begins(page)
    when_everything_is_answered(page, ANU)
    when_it_is_sent(page)

    when_somebody_begins(page)
    press(page)
    expect(page.locator("#id_full_name")).to_have_value("")
    expect(page.locator("#id_phone")).to_have_value("")
    when_who_it_is_for_is_answered(page, BINU)
    page.locator("[name=call_window]").last.check()  # any time
    press(page)
    when_it_is_sent(page)

    then_it_is_the_receipt_of(page, "Binu Test")
    expect(page.locator("main")).not_to_contain_text("Anu")
    page.goto("/en/appointments/status/")
    expect(page.locator("#id_reference")).to_have_value("")


def test_closing_one_request_leaves_the_one_in_the_other_tab(tabs):
    first, second = tabs
    anu = given_a_request_opened_by_its_link(first, "Anu Test")
    binu = given_a_request_opened_by_its_link(second, "Binu Test")

    press(first, "Close my request")

    expect(first.get_by_role("status")).to_contain_text(f"Your request {anu.reference} is closed")
    second.reload()
    expect(second.locator("h1")).to_contain_text(binu.reference)
    first.go_back()
    first.reload()
    expect(first.locator("main")).not_to_contain_text(anu.reference)
