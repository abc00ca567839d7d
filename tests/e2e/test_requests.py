"""A patient on a phone without JavaScript: from a treatment page to the confirmation, a change, and calling it off."""

import re
from datetime import time

import pytest
from django.core.management import call_command
from django.utils import translation
from django.utils.translation import gettext as _
from playwright.sync_api import expect

from bookings import services
from bookings.models import AppointmentRequest
from directory.models import DeskHours
from tests import factories
from tests.e2e.conftest import PHONE
from tests.factories import at
from tests.mail_server import words

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page_of_hip_replacement(settings, live_server, editor, clinician, publisher):
    settings.SITE_ADDRESS = live_server.url
    call_command("set_up_site")
    factories.HospitalFactory()
    for weekday in range(7):
        DeskHours.objects.create(weekday=weekday, opens=time(9), closes=time(17))
    doctor = factories.DoctorFactory(name={"en": "Asha Test", "ar": "آشا"})
    factories.OpdSessionFactory(doctor=doctor, weekday=at(3).weekday())
    treatment = factories.TreatmentFactory(slug="hip-replacement")
    treatment.doctors.add(doctor)
    factories.reads(clinician, "en", "ar")
    factories.published(editor, clinician, publisher, treatment=treatment)
    factories.published(
        editor, clinician, publisher, treatment=treatment, language="ar", title="تبديل مفصل الورك",
        urgent_signs="ألم مفاجئ في الصدر",
    )  # fmt: skip
    return doctor


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def go_on(page):
    """Press the one button of the form, and see that the next page fits the screen."""
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()
    assert fits(page)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_patient_asks_changes_and_cancels(open_browser, page_of_hip_replacement, mail_server, front_desk, language):
    doctor = page_of_hip_replacement
    translation.activate(language)
    page = open_browser(PHONE, java_script_enabled=False)

    # The treatment page leads to the start; the emergency signs stand above everything.
    page.goto(f"/{language}/treatments/hip-replacement/")
    page.locator("a[href*='appointments/?treatment=hip-replacement']:visible").first.click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    expect(page.locator(".urgent li").first).to_be_visible()
    assert fits(page)
    go_on(page)
    expect(page.locator(".error-summary a")).to_have_attribute("href", "#id_emergency_0")
    page.check("#id_emergency_1")
    go_on(page)

    # 1. About: prefilled; the doctor is chosen.
    expect(page).to_have_url(re.compile(rf"/{language}/appointments/draft/[\w-]+/about/$"))
    draft = page.url.removesuffix("about/")
    expect(page.locator("#id_treatment")).not_to_have_value("")
    page.select_option("#id_doctor", str(doctor.pk))
    go_on(page)

    # 2. Contact: a slip is told beside its field, and nothing is lost.
    page.check("#id_for_whom_0")
    expect(page.locator("#id_relation")).to_be_hidden()
    page.check("#id_for_whom_1")
    expect(page.locator("#id_relation")).to_be_visible()
    page.fill("#id_full_name", "Amina Test")
    page.fill("#id_phone", "٩٨٤٧")
    page.fill("#id_email", "fathima@patient.example")
    go_on(page)
    expect(page.locator("#id_phone_error")).to_be_visible()
    expect(page.locator("#id_relation_error")).to_be_visible()
    expect(page.locator("#id_full_name")).to_have_value("Amina Test")
    page.fill("#id_phone", "٩٨٤٧٠ ١٢٣٤٥")
    page.select_option("#id_relation", "parent")
    page.fill("#id_contact_name", "Fathima Test")
    go_on(page)

    # 3. When: days on which this doctor really sits. Back and forth loses nothing.
    page.check("#id_call_window_0")
    page.select_option("#id_first_preference", index=1)
    go_on(page)
    for _page in range(3):  # check, when, contact: wherever Back leads, the page is there
        page.go_back()
        page.reload()
    page.goto(f"{draft}contact/")
    expect(page.locator("#id_full_name")).to_have_value("Amina Test")

    # 4. Check: an answer is changed, a box must be ticked.
    page.goto(f"{draft}check/")
    expect(page.locator("main")).to_contain_text("098470 12345")
    page.locator("a[href$='/about/']").click()
    page.fill("#id_reason", "Pain")
    go_on(page)
    expect(page.locator("main")).to_contain_text("Pain")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("#id_answer_error")).to_be_visible()
    page.check("#id_answer")
    go_on(page)

    # The confirmation, safe to refresh; the promise is named.
    appointment = AppointmentRequest.objects.get()
    expect(page.locator(".done__reference")).to_have_text(appointment.reference)
    page.reload()
    expect(page.locator(".done__reference")).to_have_text(appointment.reference)
    expect(page.locator("main strong").first).to_contain_text({"en": "IST", "ar": "بتوقيت الهند"}[language])
    assert (appointment.phone, appointment.preferred_doctor, appointment.preferred_part) == (
        "+919847012345",
        doctor,
        "morning",
    )
    assert AppointmentRequest.objects.count() == 1

    # Status by the link of the mail, on another phone: a wish, then the confirmation, then calling it off.
    call_command("send_messages")
    [link] = re.findall(r"http\S+/appointments/status/\S+", words(mail_server.to("fathima@patient.example")[0]))
    other = open_browser(PHONE, java_script_enabled=False)
    other.goto(link)
    expect(other).to_have_url(re.compile(rf"/{language}/appointments/opened/[\w-]+/$"))
    assert fits(other)
    other.fill("#id_wish", "Another day, please")
    with other.expect_navigation():
        other.locator("form[action$='/change/'] button").click()
    assert appointment.notes.get().text == "Another day, please"

    services.book(appointment.pk, time=factories.slot(doctor, at(3, 10, 30)), by=front_desk, version=1)
    other.reload()
    expect(other.locator(".done")).to_contain_text("10:30")
    with other.expect_download() as download:
        other.locator("a[href$='appointment.ics']").click()
    assert "BEGIN:VEVENT" in download.value.path().read_text()
    with other.expect_navigation():
        other.locator("a[href$='/cancel/']").click()
    assert fits(other)
    with other.expect_navigation():
        other.locator("main form button[type=submit]").click()
    appointment.refresh_from_db()
    assert appointment.status == "cancelled"
    translation.activate(language)
    expect(other.locator("main")).to_contain_text(_("This request is cancelled."))


def test_yes_to_the_first_question_shows_the_number_and_stops(open_browser, page_of_hip_replacement):
    page = open_browser(PHONE, java_script_enabled=False)

    page.goto("/en/appointments/?treatment=hip-replacement")
    page.check("#id_emergency_0")
    go_on(page)

    expect(page.locator("main a[href='tel:108']")).to_be_visible()
    assert [cookie["name"] for cookie in page.context.cookies()] == ["csrftoken"]
    assert not AppointmentRequest.objects.exists()


def test_slips_are_asked_about_once_and_300_signs_are_300(open_browser, page_of_hip_replacement):
    reason = "\n".join(["x" * 59] * 5) + "y"
    page = open_browser(PHONE, java_script_enabled=False)
    page.goto("/en/appointments/")
    go_on(page)
    page.locator("#id_reason").fill(reason)
    go_on(page)
    assert page.url.endswith("/contact/")

    page.check("#id_for_whom_0")
    page.fill("#id_full_name", "K. M. Thomas")
    page.fill("#id_phone", "050 123 4567")
    page.fill("#id_email", "thomas@gmial.com")
    go_on(page)
    expect(page.locator("#id_phone_error")).to_contain_text("Is this +971 50 123 4567")
    expect(page.locator("#id_email_error")).to_contain_text("Did you mean gmail.com?")
    page.fill("#id_phone", "+971 50 123 4567")
    go_on(page)
    page.check("#id_call_window_3")
    go_on(page)
    page.check("#id_answer")
    go_on(page)

    appointment_request = AppointmentRequest.objects.get()
    assert (appointment_request.reason, appointment_request.email) == (reason, "thomas@gmial.com")
    page.goto("/en/appointments/status/find/")
    page.fill("#id_reference", f"Reference number: {appointment_request.reference}")
    page.fill("#id_phone", "0501234567")
    go_on(page)
    expect(page.locator("main")).to_contain_text("Thomas")


def to_the_last_page(page, doctor):
    page.goto("/en/appointments/")
    go_on(page)
    page.select_option("#id_doctor", str(doctor.pk))
    go_on(page)
    page.check("#id_for_whom_0")
    page.fill("#id_full_name", "Fathima Test")
    page.fill("#id_phone", "98470 12345")
    go_on(page)
    page.check("#id_call_window_3")
    go_on(page)
    page.check("#id_answer")


def press_into_the_void(page):
    """The browser's own error page comes; what was sent is behind it."""
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("chrome-error://**")


def test_a_lost_connection_loses_nothing_and_sends_nothing_twice(open_browser, page_of_hip_replacement):
    page = open_browser(PHONE, java_script_enabled=False)
    page.goto("/en/appointments/")
    go_on(page)
    go_on(page)
    page.check("#id_for_whom_0")
    page.fill("#id_full_name", "Fathima Test")
    page.fill("#id_phone", "98470 12345")

    # No net on a page of questions: the browser sends it again, when it is asked to.
    page.context.set_offline(True)
    press_into_the_void(page)
    page.context.set_offline(False)
    page.reload()
    assert page.url.endswith("/when/")
    page.check("#id_call_window_3")
    go_on(page)
    expect(page.locator("main")).to_contain_text("Fathima Test")

    # The request arrives, and the answer is lost on its way back.
    page.check("#id_answer")

    def lose_the_answer(route):
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    page.route("**/check/", lose_the_answer)
    press_into_the_void(page)
    assert AppointmentRequest.objects.count() == 1
    page.unroute("**/check/")
    page.reload()

    assert page.url.endswith("/sent/")
    expect(page.locator(".done__reference")).to_have_text(AppointmentRequest.objects.get().reference)
