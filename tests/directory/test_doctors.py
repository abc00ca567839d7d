"""What the site says of a doctor, and what must be known before it says anything."""

from datetime import time, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone
from icalendar import Calendar

from directory.models import Department, Doctor, Holiday, Leave
from directory.opd import occurrences
from tests.factories import DepartmentFactory, DoctorFactory, HospitalFactory, LocationFactory, OpdSessionFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "missing", [{"registration_number": ""}, {"registration_verified_by": ""}, {"registration_verified_on": None}]
)
def test_an_unverified_doctor_cannot_be_listed(missing):
    doctor = DoctorFactory.build(**missing)

    with pytest.raises(ValidationError) as error:
        doctor.full_clean()
    assert list(error.value.message_dict) == list(missing)
    with pytest.raises(IntegrityError, match="doctor_listed_only_when_verified"):
        doctor.save()


def test_an_unverified_doctor_can_be_credited():
    DoctorFactory(is_listed=False, registration_number="", registration_verified_by="", registration_verified_on=None)

    assert Doctor.objects.listed().count() == 0


def test_a_doctor_who_left_keeps_the_page_and_nothing_else(client):
    HospitalFactory()
    doctor = DoctorFactory(left_on=timezone.localdate() - timedelta(days=1))
    doctor.departments.add(DepartmentFactory(slug="neurology"))
    OpdSessionFactory(doctor=doctor)

    page = client.get(doctor.get_absolute_url()).text

    assert "no longer at this hospital" in page
    assert "/en/departments/neurology/" in page
    assert f"?doctor={doctor.slug}" not in page
    assert doctor.slug not in client.get("/en/doctors/").text
    assert occurrences(doctor, timezone.localdate(), timezone.localdate() + timedelta(days=30)) == []


def test_the_last_day_here_is_still_a_day_here():
    assert Doctor.objects.listed().filter(pk=DoctorFactory(left_on=timezone.localdate()).pk).exists()


def test_an_old_address_leads_to_the_new_one_for_good(client):
    doctor = DoctorFactory(slug="asha-nair")
    for slug in ("asha-menon", "asha-kurup"):
        doctor = Doctor.objects.get(pk=doctor.pk)
        doctor.slug = slug
        doctor.save()

    for old in ("asha-nair", "asha-menon"):
        response = client.get(f"/ml/doctors/{old}/?from=leaflet")
        assert (response.status_code, response["Location"]) == (301, "/ml/doctors/asha-kurup/?from=leaflet")


def test_an_address_taken_back_leads_nowhere_else(client):
    doctor = DoctorFactory(slug="first")
    for slug in ("second", "first"):
        doctor = Doctor.objects.get(pk=doctor.pk)
        doctor.slug = slug
        doctor.save()

    assert client.get("/en/doctors/first/").status_code == 200
    assert client.get("/en/doctors/second/")["Location"] == "/en/doctors/first/"
    assert client.get("/en/doctors/third/").status_code == 404


def test_the_profile_shows_the_clinic_table_and_the_next_session(client):
    HospitalFactory()
    session = OpdSessionFactory(weekday=timezone.localdate().weekday(), starts=time(10), ends=time(13))
    Leave.objects.create(doctor=session.doctor, first_day=timezone.localdate(), last_day=timezone.localdate())

    page = BeautifulSoup(client.get(session.doctor.get_absolute_url()).text, "html.parser")

    next_week = timezone.localdate() + timedelta(days=7)
    words = " ".join(page.select_one("#opd strong").get_text().split())
    assert words == f"Next OPD: {next_week:%a} {next_week.day} {next_week:%b} 10:00–13:00, {session.location}"
    row = page.select_one("#opd tbody tr").get_text(" ", strip=True)
    assert row == f"{next_week:%A} 10:00–13:00 {session.location}"
    assert page.select_one(f'main a[href$="?doctor={session.doctor.slug}"]')


def test_a_page_with_many_doctors_shows_the_first_and_leads_to_all(client):
    HospitalFactory()
    department, location = DepartmentFactory(), LocationFactory()
    for number in range(15):
        doctor = DoctorFactory(name={"en": f"Doctor {number:02}"})
        doctor.departments.add(department)
        doctor.locations.add(location)
    OpdSessionFactory()

    for page in (department, location):
        shown = BeautifulSoup(client.get(page.get_absolute_url()).text, "html.parser").select_one("#doctors")
        assert [card.get_text(strip=True)[-2:] for card in shown.select("li h3")] == [f"{n:02}" for n in range(12)]

        found = BeautifulSoup(client.get(shown.select_one(".section__more")["href"]).text, "html.parser")
        assert found.select_one("#results").get_text(strip=True) == "15 doctors"


def test_the_calendar_says_the_same_as_the_computed_sessions(client):
    session = OpdSessionFactory()
    today = timezone.localdate()
    Holiday.objects.create(
        day=occurrences(session.doctor, today, today + timedelta(days=30))[1].day, name={"en": "Onam"}
    )

    response = client.get(session.doctor.get_absolute_url() + "opd.ics")

    calendar = Calendar.from_ical(response.content)
    found = [(event.decoded("dtstart"), event.decoded("dtend")) for event in calendar.walk("VEVENT")]
    expected = occurrences(session.doctor, today, today + timedelta(days=90))
    assert found == [(each.starts_at, each.ends_at) for each in expected]
    assert all(start.tzname() == "UTC" for start, _end in found)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert len({event["uid"] for event in calendar.walk("VEVENT")}) == len(expected)
    assert max(len(line) for line in response.content.split(b"\r\n")) <= 75


def test_pages_of_doctors_set_no_cookie(client):
    doctor = DoctorFactory()

    for address in ("/en/doctors/", doctor.get_absolute_url(), doctor.get_absolute_url() + "opd.ics"):
        assert client.get(address).cookies == {}


@pytest.mark.parametrize("typed", ["\u3164", "\u2800", "\xad", "\u200b"], ids=ascii)
def test_a_doctor_without_a_name_to_see_is_refused_in_the_administration(admin_client, typed):
    page = admin_client.post("/admin/directory/doctor/add/", {"slug": "nobody", "name_en": typed})

    assert "name" in page.context["adminform"].form.errors
    assert not Doctor.objects.filter(slug="nobody").exists()


@pytest.mark.parametrize("typed", ["0495 270 0009", "Phone: +91 495 2700009", "൦൪൯൫ ൨൭൦ ൦൦൦൯"])
def test_a_phone_number_in_the_administration_is_read_as_everywhere(admin_client, typed):
    form = {"slug": "ent", "name_en": "ENT", "picture": "ear", "phone": typed}

    admin_client.post("/admin/directory/department/add/", form)

    assert Department.objects.get().phone == "+914952700009"


def test_a_wrong_phone_number_in_the_administration_is_told_beside_its_field(admin_client):
    page = admin_client.post("/admin/directory/department/add/", {"slug": "ent", "name_en": "ENT", "phone": "0495 270"})

    assert "We counted 6 digits" in page.context["adminform"].form.errors["phone"][0]
