"""The whole main job: a page is imported, completed, signed off, published, read, asked about and answered."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from bookings.models import AppointmentRequest
from content.models import ConditionContent, TreatmentContent
from tests import factories
from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.staff import saved, sign_in, toolbar, write_into
from tests.factories import at
from tests.mail_server import words

pytestmark = pytest.mark.django_db(transaction=True)

PAGE_FILE = Path(__file__).parent / "botox-page.txt"
ADDRESS = "/en/treatments/botox-therapy-for-neurological-conditions/"


@pytest.fixture
def hospital(settings, live_server):
    settings.SITE_ADDRESS = live_server.url
    call_command("set_up_site")
    factories.HospitalFactory()
    doctor = factories.DoctorFactory(slug="asha-test", name={"en": "Asha Test"})
    factories.OpdSessionFactory(doctor=doctor, weekday=at(days=3).weekday(), slot_minutes=15)
    neurology = factories.DepartmentFactory(slug="neurology", name={"en": "Neurology"})
    return doctor, neurology


def given_its_conditions_are_published(content):
    """Their own way is walked in tests/content/conditions."""
    for link in content.condition_links.all():
        name = str(link.condition)
        ConditionContent._original_manager.filter(condition=link.condition).delete()
        factories.condition_page(link.condition, "en", name)


def test_from_import_to_a_booked_appointment(
    hospital, open_browser, mail_server, editor, clinician, publisher, front_desk, settings
):
    doctor, _neurology = hospital

    # The web team imports the page.
    call_command("import_treatments", str(PAGE_FILE), department="neurology")
    content = TreatmentContent.admin_manager.get(treatment__slug="botox-therapy-for-neurological-conditions")
    readiness = f"/admin/content/treatmentcontent/{content.pk}/readiness/"
    treatment = content.treatment
    treatment.doctors.add(doctor)
    given_its_conditions_are_published(content)

    # Patients do not see a draft.
    patient = open_browser(PHONE)
    assert patient.goto(ADDRESS).status == 404

    # The editor sees what is missing, and follows each link.
    page = open_browser(DESKTOP)
    sign_in(page, editor)
    page.goto(readiness)
    expect(page.locator("#missing li")).to_have_count(6)
    page.click("text=Enter the day of the last review")
    page.fill("#id_last_reviewed", timezone.localdate().isoformat())
    page.fill("#id_next_review", at(days=300).date().isoformat())
    page.fill("#id_signs-0-text", "trouble swallowing")
    page.fill("#id_signs-1-text", "trouble breathing")
    page.fill("#id_exclusions_not_applicable", "Decided case by case with the neurologist")
    page.click("#references-group .add-row a")
    page.fill("#id_references-0-title", "Botulinum toxin: how it is used")
    with page.expect_navigation():
        page.click("[name=_save]")
    page.goto(readiness)
    expect(page.locator("#missing li")).to_have_count(1)

    # The editor changes words in place, with the toolbar there.
    page.click("text=Open the page in the editor")
    expect(toolbar(page)).to_be_visible()
    write_into(page, "#how-it-works-1", " Written in place.")
    with saved(page, "edit-field"):  # leaving a text saves it
        page.locator(".hero h1").click()
    expect(page.locator("#how-it-works-1")).to_contain_text("Written in place.")

    # An editor can neither sign off nor publish.
    page.goto(readiness)
    expect(page.get_by_role("button", name="Sign off this version")).to_have_count(0)
    expect(page.get_by_role("button", name="Publish this version")).to_have_count(0)

    # The clinician signs off, the publisher publishes.
    page = open_browser(DESKTOP)
    sign_in(page, clinician)
    page.goto(readiness)
    page.get_by_role("button", name="Sign off this version").click()
    expect(page.locator("body")).to_contain_text("This page can be published")
    page = open_browser(DESKTOP)
    sign_in(page, publisher)
    page.goto(readiness)
    with page.expect_navigation():
        page.get_by_role("button", name="Publish this version").click()

    # A patient reads it on a phone, and opens a doctor.
    assert patient.goto(ADDRESS).status == 200
    expect(patient.locator("h1")).to_have_text(re.compile("Botox Therapy for Neurological Conditions"))
    expect(patient.locator("main")).to_contain_text("Written in place.")
    expect(patient.locator("main")).to_contain_text("trouble swallowing")
    assert patient.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert patient.context.cookies() == []
    patient.get_by_role("link", name="Dr Asha Test", exact=True).first.click()
    expect(patient.locator("h1")).to_contain_text("Dr Asha Test")

    # The patient asks for an appointment, without an account; a slip is told beside its field.
    patient.go_back()
    patient.locator(f"a[href*='appointments/?treatment={treatment.slug}']:visible").first.click()
    expect(patient.locator(".urgent")).to_contain_text("trouble swallowing")
    patient.get_by_role("radio", name="No", exact=True).check()
    patient.get_by_role("button", name="Continue").click()
    expect(patient.locator("#id_treatment option:checked")).to_contain_text("Botox Therapy")
    patient.get_by_role("button", name="Continue").click()
    patient.get_by_role("radio", name="Me", exact=True).check()
    patient.fill("#id_full_name", "Fathima Test")
    patient.fill("#id_phone", "9847")
    patient.fill("#id_email", "fathima@patient.example")
    patient.get_by_role("button", name="Continue").click()
    expect(patient.locator("#id_phone_error")).to_contain_text("We counted 4 digits")
    expect(patient.locator("#id_full_name")).to_have_value("Fathima Test")
    patient.fill("#id_phone", "98470 12345")
    patient.get_by_role("button", name="Continue").click()
    patient.get_by_role("radio", name="Morning, 8:00 am to 12:00 pm").check()
    patient.get_by_role("button", name="Continue").click()
    patient.locator("#id_answer").check()
    patient.get_by_role("button", name="Send request").click()
    expect(patient.locator("h1")).to_have_text("Request sent")
    appointment = AppointmentRequest.objects.get()
    expect(patient.locator("main")).to_contain_text(appointment.reference)
    assert (appointment.treatment, appointment.phone) == (treatment, "+919847012345")

    # The front desk answers with one of the doctor's free times.
    desk = open_browser(DESKTOP)
    sign_in(desk, front_desk, "/desk/")
    desk.get_by_role("link", name=appointment.reference).click()
    if not desk.get_by_label("Doctor").is_visible():
        desk.get_by_text("All doctors, days and times").click()
    desk.get_by_label("Doctor").select_option(label="Dr Asha Test")
    desk.get_by_label("From", exact=True).fill(at(days=3).date().isoformat())
    desk.get_by_role("button", name="Show free times").click()
    half_past_ten = desk.locator("#id_time option", has_text="10:30 am, Dr Asha Test").first
    desk.get_by_label("Free times").select_option(half_past_ten.get_attribute("value"))
    desk.get_by_role("button", name="See the message").click()
    desk.get_by_role("button", name="Confirm and tell the patient").click()
    expect(desk.locator("main")).to_contain_text("is confirmed")

    # The mail arrives, and its link shows the booked time.
    call_command("send_messages")
    [confirmation] = [mail for mail in mail_server.to("fathima@patient.example") if "confirmed" in mail["Subject"]]
    [link] = re.findall(r"http\S+/appointments/status/\S+", words(confirmation))
    assert "10:30 am IST" in words(confirmation)
    phone = open_browser(PHONE)
    phone.goto(link)
    expect(phone).to_have_url(re.compile(r"/en/appointments/opened/[\w-]+/$"))
    expect(phone.locator("main")).to_contain_text("10:30 am IST")
    expect(phone.locator("main")).to_contain_text("Dr Asha Test")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
