"""Kept on a phone: the manifest says whose site it is, and the script changes with every number it shows offline."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache
from PIL import Image

from directory.models import Hospital
from tests import factories

pytestmark = pytest.mark.django_db
TOKENS = (Path(settings.BASE_DIR) / "static" / "css" / "tokens.css").read_text()
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture
def hospital():
    return factories.HospitalFactory(
        name={"en": "Hospital by the Sea", "ar": "مستشفى البحر"},
        short_name={"en": "By the Sea"},
        phone="+914950000000",
        emergency_number="108",
    )


def manifest(client, language="en"):
    answer = client.get(f"/{language}/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    return json.loads(answer.content)


def hero_colours():
    return re.findall(r"--hero: (#\w+);", TOKENS)


def test_the_manifest_speaks_for_the_hospital_in_the_language_of_the_page(client, hospital):
    english, arabic = manifest(client), manifest(client, "ar")

    assert (english["name"], english["short_name"], english["dir"]) == ("Hospital by the Sea", "By the Sea", "ltr")
    assert (arabic["name"], arabic["lang"], arabic["dir"]) == ("مستشفى البحر", "ar", "rtl")
    assert arabic["start_url"] == "/ar/"
    assert arabic["id"] == english["id"], "one app, whatever the language"
    assert {client.get(shortcut["url"]).status_code for shortcut in arabic["shortcuts"]} == {200}


def test_a_hospital_without_a_short_name_or_without_a_row_has_a_manifest(client):
    assert manifest(client)["short_name"]

    factories.HospitalFactory(name={"en": "Only a name"})

    assert manifest(client)["short_name"] == "Only a name"


def test_every_icon_is_there_in_the_size_it_says(client, hospital):
    icons = manifest(client)["icons"]

    assert {"any", "maskable"} == {icon["purpose"] for icon in icons}
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in icons}
    for icon in icons:
        path = finders.find(icon["src"].removeprefix(settings.STATIC_URL))
        if icon["type"] == "image/png":
            assert "{}x{}".format(*Image.open(path).size) == icon["sizes"]


def test_the_colours_around_the_page_are_those_of_the_stylesheet(client, hospital):
    light, dark = re.findall(r'name="theme-color" content="(#\w+)"', client.get("/en/contact/").text)

    assert [light, dark] == hero_colours()[:2]
    assert manifest(client)["theme_color"] == light


def test_pages_name_the_manifest_in_their_language_and_icons_that_exist(client, hospital):
    page = client.get("/ml/contact/").text

    assert '<link rel="manifest" href="/ml/manifest.webmanifest">' in page
    for name in re.findall(r'rel="(?:icon|apple-touch-icon)" href="/static/([^"]+)"', page):
        assert finders.find(name), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_offline_page_shows_whom_to_call_and_nothing_that_ages(client, hospital, language):
    factories.LocationFactory(emergency_phone="+914950000002")

    page = client.get(f"/{language}/offline/").text

    for number in ("108", "+914950000000", "+914950000002"):
        assert f'href="tel:{number}"' in page
    assert "<script" not in page
    assert 'content="noindex"' in page


def script(client):
    answer = client.get("/service-worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    return answer


def test_the_script_is_asked_for_anew_and_answered_in_few_bytes(client, hospital):
    answer = script(client)
    again = client.get("/service-worker.js", headers={"If-None-Match": answer["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert len(answer.content) + Path(finders.find("js/site.js")).stat().st_size <= 10_000


@pytest.mark.parametrize(
    ("field", "value"),
    [("phone", "+914950000009"), ("emergency_number", "112"), ("name", {"en": "Hospital by the Lake"})],
)
def test_a_new_number_or_name_makes_a_new_script(client, hospital, field, value):
    before = script(client).content

    Hospital.objects.update(**{field: value})
    cache.clear()

    assert script(client).content != before


def test_a_new_number_of_a_location_makes_a_new_script(client, hospital):
    before = script(client).content

    factories.LocationFactory(emergency_phone="+914950000002")
    cache.clear()

    assert script(client).content != before


def test_the_script_is_the_same_for_everyone(client, hospital):
    for_others = client.get("/service-worker.js", headers={"Accept-Language": "ar"}).content
    cache.clear()

    assert script(client).content == for_others


def test_what_the_script_keeps_exists(client, hospital):
    (assets,) = re.findall(r"^const ASSETS = (.+)$", script(client).text, re.MULTILINE)

    for url in json.loads(assets):
        assert finders.find(url.removeprefix(settings.STATIC_URL)), url


def test_the_desk_and_the_editors_do_not_start_it(client, front_desk, hospital):
    client.force_login(front_desk)

    assert "site.js" not in client.get("/desk/").text
    assert "site.js" in client.get("/en/contact/").text
