"""A morning at the front desk, in real browsers: what the site promises to those who answer the telephone all day.

From the open card to a confirmed, told patient: three taps at most, or twelve keys. Short: six requests in three
languages. Long (script/prove e2e): twelve.
"""

import re
from datetime import time, timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from bookings import links, services
from bookings.free_times import Slot
from bookings.models import Appointment, AppointmentRequest, HandledDisruption
from directory.models import Leave, OpdSession
from tests import factories
from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.staff import sign_in
from tests.factories import at
from tests.sizes import size

pytestmark = pytest.mark.django_db(transaction=True)

MOST_TAPS, MOST_KEYS = 3, 12
OF_EACH_LANGUAGE = size(2, 4)
PATIENTS = {
    "en": ["Anu Sample", "Binu Sample", "Chitra Sample", "David Sample"],
    "ml": ["ലക്ഷ്മി സാമ്പിൾ", "രമ്യ സാമ്പിൾ", "സുരേഷ് സാമ്പിൾ", "ഫാത്തിമ സാമ്പിൾ"],
    "hi": ["आशा सैंपल", "मीरा सैंपल", "राजू सैंपल", "सुनील सैंपल"],
}


class Desk:
    """Somebody at the desk, whose taps and keys are counted from the open card on."""

    def __init__(self, page, user):
        self.page = sign_in(page, user, "/desk/")
        self.taps = self.keys = 0

    def open(self, appointment_request):
        self.page.goto("/desk/")
        self.page.locator(f"[data-card='{appointment_request.reference}'] h3 a").click()
        expect(self.page.locator(".propose__time").first).to_be_focused()
        self.taps = self.keys = 0

    def tap(self, name):
        self.taps += 1
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name).first.click()

    def press(self, key):
        self.keys += 1
        # The browser gives the focus a moment after the page is there, and a person looks before a key is pressed.
        self.page.wait_for_function("document.activeElement.matches('button')")
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    @property
    def proposed(self):
        return self.page.locator(".propose__time").first.get_attribute("value")


def given_a_hospital():
    factories.HospitalFactory()
    department = factories.DepartmentFactory()
    for _number in range(3):
        doctor = factories.DoctorFactory()
        doctor.departments.add(department)
        for days in range(1, 6):
            factories.OpdSessionFactory(doctor=doctor, weekday=at(days).weekday(), starts=time(9), ends=time(13))
    return department


def given_requests(department):
    return [
        factories.request(
            full_name=name, language=language, call_language=language, department=department,
            phone=f"+9198470{number:05}", email=f"patient-{number}@patient.example",
        )
        for number, (language, name) in enumerate(
            (language, name) for language, names in PATIENTS.items() for name in names[:OF_EACH_LANGUAGE]
        )
    ]  # fmt: skip


def when_it_is_answered_by_taps(desk, appointment_request):
    desk.open(appointment_request)
    desk.tap(re.compile(r"\d (am|pm)"))
    desk.tap("Confirm and tell the patient")
    then_the_patient_is_confirmed_and_told(desk, appointment_request)
    assert 0 < desk.taps <= MOST_TAPS


def when_it_is_answered_by_keys(desk, appointment_request):
    desk.open(appointment_request)
    desk.press("Enter")  # the first of the proposed times
    desk.press("Enter")  # the message is right
    then_the_patient_is_confirmed_and_told(desk, appointment_request)
    assert 0 < desk.keys <= MOST_KEYS


def then_the_patient_is_confirmed_and_told(desk, appointment_request):
    expect(desk.page.get_by_text(f"{appointment_request.reference} is confirmed.")).to_be_visible()
    appointment_request.refresh_from_db()
    assert appointment_request.status == "booked"
    assert appointment_request.messages.filter(kind="confirmed", audience="patient").count() == 1


def test_requests_in_three_languages_are_answered_two_of_them_by_two_people_at_once(open_browser, live_server, roles):
    department = given_a_hospital()
    requests = given_requests(department)
    asha = Desk(open_browser(DESKTOP), factories.staff("Front desk"))
    binu = Desk(open_browser(PHONE), factories.staff("Front desk"))

    *one_by_one, at_once, beside = requests
    for number, appointment_request in enumerate(one_by_one):
        if number % 2:
            when_it_is_answered_by_taps(binu, appointment_request)
        else:
            when_it_is_answered_by_keys(asha, appointment_request)

    asha.open(at_once)
    binu.open(beside)
    assert asha.proposed != binu.proposed
    asha.press("Enter")
    binu.tap(re.compile(r"\d (am|pm)"))
    asha.press("Enter")
    binu.tap("Confirm and tell the patient")
    for desk, appointment_request in ((asha, at_once), (binu, beside)):
        then_the_patient_is_confirmed_and_told(desk, appointment_request)
    times = Appointment.objects.booked().values_list("doctor", "starts_at")
    assert len(set(times)) == len(requests)


def test_two_people_on_one_card_book_it_once_and_the_slower_one_is_told(open_browser, live_server, roles):
    [appointment_request, *_others] = given_requests(given_a_hospital())
    asha = Desk(open_browser(DESKTOP), factories.staff("Front desk"))
    binu = Desk(open_browser(PHONE), factories.staff("Front desk"))
    asha.open(appointment_request)
    binu.open(appointment_request)
    binu.page.get_by_label("Note for colleagues", exact=True).fill("Wants to come with her mother")

    asha.press("Enter")
    asha.press("Enter")
    binu.tap(re.compile(r"\d (am|pm)"))

    expect(binu.page.get_by_text(re.compile("Changed by Front desk Test"))).to_be_visible()
    expect(binu.page.get_by_label("Note for colleagues", exact=True)).to_have_value("Wants to come with her mother")
    assert appointment_request.appointments.filter(status="booked").count() == 1


def test_leave_over_five_appointments_is_settled_by_the_patients(open_browser, live_server, roles, mail_server):
    given_a_hospital()
    manager = factories.staff("Manager")
    session = OpdSession.objects.filter(weekday=at(2).weekday()).first()
    requests = given_requests(None)[:5]
    for number, each in enumerate(requests):
        time_given = Slot(session, at(2, 9) + timedelta(minutes=15 * number))
        services.book(each.pk, by=manager, version=1, time=time_given)
    Leave.objects.create(doctor=session.doctor, first_day=at(2).date(), last_day=at(2).date())
    desk = Desk(open_browser(DESKTOP), manager)

    desk.page.get_by_role("link", name="Times that cannot be kept").click()
    desk.tap("Send times to all 5 patients")
    desk.tap("Send times to all 5 patients")  # after what they will read was shown
    expect(desk.page.get_by_text("Times are sent to 5 patients.")).to_be_visible()
    patient = open_browser(PHONE)
    for each in requests:
        patient.goto(urlsplit(links.status_link(AppointmentRequest.objects.get(pk=each.pk))).path)
        with patient.expect_navigation():
            patient.locator("form[action*='accept'] button").first.click()

    desk.page.goto("/desk/disruption/")
    expect(desk.page.get_by_text("Every appointment fits the plan.")).to_be_visible()
    expect(desk.page.get_by_text("Settled today: 5")).to_be_visible()
    assert HandledDisruption.objects.count() == 5
    assert not Appointment.objects.booked().filter(doctor=session.doctor, day=at(2).date()).exists()


def test_a_walk_in_gets_a_number_and_a_manager_reads_and_exports_the_report(open_browser, live_server, roles):
    factories.HospitalFactory()
    session = factories.OpdSessionFactory(
        weekday=timezone.localdate().weekday(), kind="tokens", slot_minutes=None, capacity=9, starts=time(0),
        ends=time(23, 59),
    )  # fmt: skip
    desk = Desk(open_browser(DESKTOP), factories.staff("Manager"))
    page = desk.page

    page.get_by_role("link", name="New patient").click()
    page.get_by_label("Here at the desk").check()
    page.get_by_label("Phone number").fill("98470 12345")
    page.get_by_label("Full name of the patient").fill("Fathima Sample")
    page.get_by_label("Doctor (optional)").select_option(label=str(session.doctor.full_name))
    page.get_by_role("button", name="Show free times").click()
    page.get_by_label("Free times").select_option(index=1)
    page.get_by_label("I have read this out").check()
    page.get_by_role("button", name="Book this time").click()
    expect(page.locator(".slip")).to_contain_text("Fathima")
    assert Appointment.objects.get().token_number == 1
    assert Appointment.objects.get().origin == "walk_in"

    page.get_by_role("link", name="Reports").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reports")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("CSV")).first.click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) > 1
