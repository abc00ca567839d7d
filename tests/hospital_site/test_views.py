"""The entrance, the health checks and the error pages."""

import gzip

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client, override_settings

from tests import factories


@pytest.mark.parametrize(
    ("accepts", "language"),
    [("ml", "ml"), ("hi-IN,hi;q=0.9", "hi"), ("ar-AE,ar;q=0.8,en;q=0.5", "ar"), ("fr", "en"), ("", "en"), ("*", "en")],
)
def test_the_entrance_leads_to_the_visitors_language(client, accepts, language):
    response = client.get("/", headers={"accept-language": accepts})

    assert response.url == f"/{language}/"
    assert response.status_code == 302
    assert "Accept-Language" in response["Vary"]


def test_the_language_comes_from_the_address_alone(client, db):
    response = client.get("/en/contact/", headers={"accept-language": "ml"})

    assert response["Content-Language"] == "en"


def test_healthz_needs_no_database(client):
    assert client.get("/healthz").content == b"ok\n"  # no database mark on this test: a query would fail it


def test_readyz_asks_the_database(client, db):
    assert client.get("/readyz").status_code == 200


def test_toolbar_switches_of_visitors_are_dropped(client, db):
    response = client.get("/en/doctors/?name=asha&toolbar_on")

    assert response.url == "/en/doctors/?name=asha"
    assert not response.cookies


def test_dropping_them_never_leads_off_the_site(client, db):
    response = client.get("/?toolbar_on", PATH_INFO="//evil.example/")

    assert not response.url.startswith("//")


def test_a_visitor_may_keep_pages_and_staff_may_not(client, db, editor, clinician, publisher):
    call_command("set_up_site")
    addresses = ["/en/", factories.published(editor, clinician, publisher).get_absolute_url()]

    assert not any("no-store" in client.get(url).get("Cache-Control", "") for url in addresses)
    client.force_login(get_user_model().objects.create_superuser("root"))
    assert all("no-store" in client.get(url)["Cache-Control"] for url in addresses)


def test_a_page_is_small_on_the_way_and_not_sent_again_while_it_is_the_same(client, db, editor, clinician, publisher):
    url = factories.published(editor, clinician, publisher).get_absolute_url()

    page = client.get(url, headers={"accept-encoding": "gzip"})
    assert gzip.decompress(page.content) == client.get(url).content
    assert {"Accept-Encoding", "Cookie"} <= {name.strip() for name in page["Vary"].split(",")}
    assert client.get(url, headers={"if-none-match": page["ETag"]}).status_code == 304

    factories.HospitalFactory(name={"en": "Another name"})
    assert client.get(url, headers={"if-none-match": page["ETag"]}).status_code == 200


@override_settings(ALLOWED_HOSTS=["hospital.example"])
def test_a_forged_host_is_refused(client, db):
    assert client.get("/en/contact/", headers={"host": "evil.example"}).status_code == 400


def test_a_form_without_its_token_is_refused_kindly(db):
    response = Client(enforce_csrf_checks=True).post("/en/appointments/", {"full_name": "Fathima"})

    assert response.status_code == 403
    assert "108" in response.text


@pytest.mark.parametrize("code", [400, 403, 404, 500, 503])
def test_error_pages_need_no_context(code):
    from django.template.loader import render_to_string

    page = render_to_string(f"{code}.html")

    assert "108" in page


@pytest.mark.parametrize("language", ["en", "ml", "hi", "ar"])
@pytest.mark.parametrize(
    "url",
    ["", "treatments/", "conditions/", "doctors/", "departments/", "locations/", "contact/", "appointments/",
     "appointments/status/find/", "appointments/privacy/"],
)  # fmt: skip
def test_every_page_works_on_an_empty_site(client, db, language, url):
    response = client.get(f"/{language}/{url}")

    assert response.status_code == 200
    assert f'lang="{language}"' in response.text


def test_every_directory_page_works(client, db):
    factories.HospitalFactory()
    doctor, department, location = (
        factories.DoctorFactory(),
        factories.DepartmentFactory(),
        factories.LocationFactory(),
    )
    doctor.departments.add(department)
    doctor.locations.add(location)

    for thing in (doctor, department, location):
        response = client.get(thing.get_absolute_url())
        assert response.status_code == 200
        assert str(doctor.full_name) in response.text


def test_an_unlisted_doctor_is_not_found(client, db):
    doctor = factories.DoctorFactory(is_listed=False)

    assert client.get(doctor.get_absolute_url()).status_code == 404
    assert str(doctor.full_name) not in client.get("/en/doctors/").text


@pytest.mark.parametrize("language", ["en", "ml", "hi", "ar"])
def test_a_page_without_database_speaks_the_language_of_its_address(client, language):
    page = client.post(f"/{language}/appointments/", {"name": "x" * 70_000})

    assert page.status_code == 413
    assert f'<html lang="{language}"' in page.text


def test_a_method_that_an_address_does_not_know_gets_a_page_in_words(client, db):
    page = client.post("/ar/treatments/")

    assert page.status_code == 405
    assert page["Allow"] == "GET, HEAD"
    assert '<html lang="ar"' in page.text
    assert "<h1>" in page.text


def test_the_last_known_hospital_stands_on_pages_without_database(client, db):
    factories.HospitalFactory(name={"en": "Once Read Hospital"}, phone="+914952711111")
    client.get("/en/doctors/")

    page = client.post("/en/appointments/", {"name": "x" * 70_000})

    assert "Once Read Hospital" in page.text
    assert 'href="tel:+914952711111"' in page.text
