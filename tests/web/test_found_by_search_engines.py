"""Structured data, sitemap, shared links and the small files that robots ask for."""

import json
import re
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from bs4 import BeautifulSoup
from django.utils import timezone
from djangocms_versioning.models import Version
from PIL import Image

from directory.models import Doctor, OpeningHours
from tests import factories
from tests.directory.test_photos import picture, upload

pytestmark = pytest.mark.django_db

TYPES = yaml.safe_load((Path(__file__).parent / "schema_org.yaml").read_text())
PLAIN = {
    "text": lambda value: isinstance(value, str),
    "url": lambda value: isinstance(value, str) and re.match(r"https?://", value),
    "date": lambda value: isinstance(value, str) and date.fromisoformat(value),
    "time": lambda value: isinstance(value, str) and time.fromisoformat(value),
    "number": lambda value: isinstance(value, int),
}
NOT_FOR_READING = {"url", "item", "image", "inLanguage", "hasMap", "dayOfWeek", "position"}


def ancestors(name):
    return {name}.union(*(ancestors(parent) for parent in TYPES[name]["parents"]))


def types_of(node):
    return node["@type"] if isinstance(node["@type"], list) else [node["@type"]]


def check(node):
    """Every property is known for one of the node's types, and holds what it may hold."""
    everything = set().union(*(ancestors(name) for name in types_of(node)))
    allowed = {}
    for name in everything:
        allowed |= TYPES[name]["properties"]
    for key, values in node.items():
        if key.startswith("@"):
            continue
        assert key in allowed, f"{node['@type']} has no {key}"
        for value in values if isinstance(values, list) else [values]:
            assert fits(value, allowed[key]), f"{node['@type']}.{key} may not be {value!r}"


def fits(value, kinds):
    if isinstance(value, dict):
        if "@type" not in value:
            return set(value) == {"@id"}  # points at another thing
        check(value)
        ours = set().union(*(ancestors(name) for name in types_of(value)))
        return bool(ours & set(kinds))
    return any(PLAIN[kind](value) for kind in kinds if kind in PLAIN)


def plain_values(node, key=""):
    if isinstance(node, dict):
        for name, value in node.items():
            if not name.startswith("@") and name not in NOT_FOR_READING:
                yield from plain_values(value, name)
    elif isinstance(node, list):
        for value in node:
            yield from plain_values(value, key)
    else:
        yield key, node


@pytest.fixture
def site(editor, clinician, publisher):
    factories.HospitalFactory(phone="+914952700000")
    department = factories.DepartmentFactory(
        slug="neurology", name={"en": "Neurology"}, plain_name={"en": "Brain & nerves"}, phone="+914952700001"
    )
    location = factories.LocationFactory(slug="town", address={"en": "1 Main Road\nKozhikode"}, phone="+914952700002")
    OpeningHours.objects.create(location=location, weekday=0, opens=time(9), closes=time(17))
    doctor = factories.DoctorFactory(
        slug="asha", languages=["ml"], biography={"en": "Treats <fits>."}, registration_council="A Council"
    )
    doctor.photo = upload(picture())
    doctor.save()
    doctor.departments.add(department)
    condition = factories.ConditionFactory(slug="epilepsy", explanation={"en": "Seizures that </script> come back."})
    treatment = factories.TreatmentFactory(slug="care", department=department)
    content = factories.draft(editor, treatment=treatment, generic_name="A medicine")
    content.condition_links.create(condition=condition)
    from content.publishing.services import sign_off

    sign_off(content, by=clinician)
    content.versions.get().publish(publisher)
    return content


PAGES = {
    "/en/treatments/care/": "MedicalWebPage",
    "/en/conditions/epilepsy/": "MedicalWebPage",
    "/en/doctors/asha/": "Physician",
    "/en/departments/neurology/": "MedicalClinic",
    "/en/locations/town/": "MedicalClinic",
    "/en/contact/": "Hospital",
    "/en/": "Hospital",
}
IN_OTHER_LANGUAGES = {
    f"/{language}{url[3:]}": kind
    for language in ("ml", "hi", "ar")
    for url, kind in PAGES.items()
    if "/treatments/" not in url and "/conditions/" not in url
}


@pytest.mark.parametrize("url", PAGES | IN_OTHER_LANGUAGES)
def test_structured_data_is_valid_and_says_what_the_page_says(client, site, url):
    page = BeautifulSoup(client.get(url).text, "html.parser")
    [script] = page.select('script[type="application/ld+json"]')
    data = json.loads(script.string)

    assert (PAGES | IN_OTHER_LANGUAGES)[url] in types_of(data)
    check(data)
    seen = " ".join(page.body.get_text(" ").split())
    machine_readable = {time["datetime"] for time in page.select("time[datetime]")}
    machine_readable |= {link["href"].split(":", 1)[1] for link in page.select('a[href^="tel:"], a[href^="mailto:"]')}
    for key, value in plain_values(data):
        words = " ".join(str(value).split())
        assert words in seen or words in machine_readable or words in seen.replace(" ,", ","), (key, value)


def test_the_treatment_says_who_should_not_have_it_and_what_may_happen(client, site):
    page = BeautifulSoup(client.get("/en/treatments/care/").text, "html.parser")
    about = json.loads(page.select_one('script[type="application/ld+json"]').string)["about"]

    assert [each["description"] for each in about["contraindication"]] == ["People with an infection."]
    assert [each["description"] for each in about["adverseOutcome"]] == ["Bleeding, and rarely infection."]


def test_one_thing_has_one_id_on_every_page_and_in_every_language(client, site):
    ids = {}

    def collect(node):
        if isinstance(node, dict):
            if "@id" in node and "@type" in node:
                ids.setdefault((str(node["@type"]), node.get("name")), set()).add(node["@id"])
            for value in node.values():
                collect(value)
        elif isinstance(node, list):
            for value in node:
                collect(value)

    for url in [*PAGES, "/ml/doctors/asha/", "/ml/departments/neurology/", "/ml/conditions/epilepsy/"]:
        page = BeautifulSoup(client.get(url).text, "html.parser")
        for script in page.select('script[type="application/ld+json"]'):
            collect(json.loads(script.string))

    for (kind, name), found in ids.items():
        assert kind == "MedicalWebPage" or len(found) == 1, (kind, name, found)


@pytest.mark.parametrize(
    ("url", "languages"),
    [("/en/treatments/care/", {"en"}), ("/en/doctors/asha/", {"en", "ml", "hi", "ar"})],
)
def test_pages_name_their_own_address_and_only_languages_that_exist(client, site, url, languages):
    page = BeautifulSoup(client.get(url + "?from=x").text, "html.parser")

    assert page.select_one("link[rel=canonical]")["href"] == f"http://testserver{url}"
    assert {link["hreflang"] for link in page.select("link[rel=alternate][hreflang]")} == languages


@pytest.mark.parametrize("url", [page for page in PAGES if page.count("/") == 4])
def test_a_shared_link_has_a_title_a_sentence_and_a_picture(client, site, settings, url):
    settings.SITE_ADDRESS = "http://testserver"
    page = BeautifulSoup(client.get(url).text, "html.parser")
    values = {tag["property"]: tag["content"] for tag in page.select("meta[property^='og:']")}

    assert values["og:title"] in page.title.get_text()
    assert values["og:url"] == page.select_one("link[rel=canonical]")["href"]
    response = client.get(values["og:image"])
    assert Image.open(BytesIO(response.content)).size == (1200, 630)


def test_the_sitemap_lists_what_can_be_read_and_nothing_else(client, site, settings, editor):
    settings.SITE_ADDRESS = "http://testserver"
    factories.draft(editor)
    factories.DoctorFactory(slug="gone", left_on=timezone.localdate() - timedelta(days=1))
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}

    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)

    found = {url.findtext("s:loc", namespaces=space): url.findtext("s:lastmod", namespaces=space) for url in tree}
    for url in found:
        assert client.get(url.removeprefix("http://testserver")).status_code == 200, url
    treatments = [url for url in found if "/treatments/" in url and not url.endswith("/treatments/")]
    assert treatments == ["http://testserver/en/treatments/care/"]
    assert {"http://testserver/ar/doctors/asha/", "http://testserver/hi/"} <= set(found)
    assert not [url for url in found if "gone" in url]
    changed = datetime.fromisoformat(found["http://testserver/en/doctors/asha/"])
    assert abs(changed - Doctor.objects.get(slug="asha").updated_at) < timedelta(seconds=1)


def test_each_language_of_a_treatment_has_a_day_of_its_own(client, site, settings, editor, clinician, publisher):
    settings.SITE_ADDRESS = "http://testserver"
    factories.reads(clinician, "en", "ml")
    malayalam = factories.published(editor, clinician, publisher, treatment=site.treatment, language="ml")
    earlier = timezone.now() - timedelta(days=90)
    Version.objects.filter(pk=malayalam.versions.get().pk).update(modified=earlier)
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}

    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)

    of_care = {url.findtext("s:loc", namespaces=space): url for url in tree if "/treatments/care/" in url[0].text}
    days = {
        loc.split("/")[3]: datetime.fromisoformat(url.findtext("s:lastmod", namespaces=space)).date()
        for loc, url in of_care.items()
    }
    assert days == {"en": timezone.localdate(), "ml": timezone.localdate(earlier)}
    for url in of_care.values():
        assert {link.get("hreflang") for link in url.findall("x:link", space)} == {"en", "ml"}


def test_robots_are_sent_to_the_sitemap_and_not_to_search(client, settings):
    lines = client.get("/robots.txt").text.splitlines()

    assert f"Sitemap: {settings.SITE_ADDRESS}/sitemap.xml" in lines
    assert "Disallow: /*/search/" in lines


@pytest.mark.parametrize(
    ("setting", "contact"), [("", "mailto:desk@hospital.example"), ("https://x.example/r", "https://x.example/r")]
)
def test_security_txt_says_whom_to_tell(client, settings, setting, contact):
    factories.HospitalFactory()
    settings.SECURITY_CONTACT = setting

    response = client.get("/.well-known/security.txt")

    fields = dict(line.split(": ", 1) for line in response.text.splitlines())
    assert fields["Contact"] == contact
    expires = datetime.fromisoformat(fields["Expires"].replace("Z", "+00:00"))
    assert timedelta(days=30) < expires - timezone.now() < timedelta(days=365)
    assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_security_txt_answers_on_an_empty_site(client):
    assert "/en/contact/" in client.get("/.well-known/security.txt").text
