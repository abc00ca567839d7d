"""An address that was printed once leads on for good, whatever way the page got another one."""

import pytest
from cms.api import create_page
from cms.models import PageContent, PageUrl
from django.core.management import call_command

from content.models import Condition, Treatment
from directory.models import Department, Doctor, Location
from directory.two_person.acting import acting
from tests import factories

pytestmark = pytest.mark.django_db

THINGS = [
    (Treatment, factories.TreatmentFactory),
    (Condition, factories.ConditionFactory),
    (Doctor, factories.DoctorFactory),
    (Department, factories.DepartmentFactory),
    (Location, factories.LocationFactory),
]


@pytest.fixture
def about(editor, publisher):
    call_command("set_up_site")
    with acting(editor):
        page = create_page("About us", "cms_page.html", "en", created_by=editor, slug="about")
        below = create_page("Our history", "cms_page.html", "en", created_by=editor, slug="history", parent=page)
    for each in (page, below):
        PageContent.admin_manager.get(page=each).versions.get().publish(publisher)
    return page


@pytest.mark.parametrize(("model", "factory"), THINGS)
def test_a_change_of_many_rows_at_once_keeps_the_old_address_too(client, model, factory):
    thing = factory(slug="before")

    model.objects.filter(pk=thing.pk).update(slug="after")

    address = model.objects.get(pk=thing.pk).get_absolute_url()
    response = client.get(address.replace("after", "before"))
    assert (response.status_code, response["Location"]) == (301, address)


def test_what_stays_at_its_address_leaves_no_old_one(client):
    doctor = factories.DoctorFactory(slug="asha")
    doctor.qualifications = "MD"
    doctor.save()

    assert client.get("/en/doctors/asha/").status_code == 200
    assert client.get("/en/doctors/asha-2/").status_code == 404


def test_a_free_page_and_the_pages_below_it_lead_on(client, about):
    about.update_urls("en", slug="who-we-are", path="who-we-are")
    about._update_url_path_recursive("en")

    for old, new in [("about", "who-we-are"), ("about/history", "who-we-are/history")]:
        response = client.get(f"/en/{old}/?from=leaflet")
        assert (response.status_code, response["Location"]) == (301, f"/en/{new}/?from=leaflet")
        assert client.get(f"/en/{new}/").status_code == 200
    assert client.get("/ml/about/").status_code == 404


def test_a_free_page_that_came_back_leads_nowhere_else(client, about):
    for path in ("who-we-are", "about"):
        PageUrl.objects.filter(page=about).update(slug=path, path=path)

    assert client.get("/en/about/").status_code == 200
    assert client.get("/en/who-we-are/")["Location"] == "/en/about/"


def test_an_old_address_of_a_page_that_is_not_published_leads_nowhere(client, about, publisher):
    PageUrl.objects.filter(page=about).update(slug="who-we-are", path="who-we-are")
    PageContent.objects.get(page=about).versions.get().unpublish(publisher)

    assert client.get("/en/about/").status_code == 404


@pytest.mark.parametrize("path", ["/en/nix%00/", "/en/" + "x/" * 500, "/%FF/nix/"])
def test_addresses_that_never_were_are_told_so(client, about, path):
    assert client.get(path).status_code == 404
