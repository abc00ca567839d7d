"""The pictures of shared links: there for every page, in every script of the site."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as site_settings
from django.utils.translation import gettext, override
from djangocms_versioning.models import Version
from PIL import Image, features

from tests import factories
from tests.directory.test_photos import picture, upload
from web import share_picture
from web.share_letters import Words, font, runs
from web.share_picture import Shared, draw

LANGUAGES = [code for code, _name in site_settings.LANGUAGES]
NO_SUCH_LETTER = "\uffff"
A_PAGE = Shared("en", ("Treatment", "en"), ("Hip replacement", "en"), hospital=("Hospital", "en"))


@pytest.fixture
def hospital(db):
    return factories.HospitalFactory(name={"en": "Our hospital", "ml": "നമ്മുടെ ആശുപത്രി"}, city={"en": "Kozhikode"})


def opened(data):
    return Image.open(BytesIO(data))


@pytest.mark.parametrize("kind", ["doctors", "conditions", "departments", "locations"])
def test_each_language_has_a_picture_of_its_own(client, hospital, kind):
    factory = {
        "doctors": factories.DoctorFactory,
        "conditions": factories.ConditionFactory,
        "departments": factories.DepartmentFactory,
        "locations": factories.LocationFactory,
    }[kind]
    factory(slug="thing", name={"en": "Asha", "ml": "ആശ", "hi": "आशा", "ar": "آشا"})

    pictures = {client.get(f"/{language}/share/{kind}/thing.png").content for language in LANGUAGES}

    assert len(pictures) == len(LANGUAGES)
    assert {opened(each).size for each in pictures} == {(1200, 630)}


@pytest.mark.parametrize("url", ["doctors/nix", "nix/asha", "treatments/" + "x" * 200, "treatments/nix"])
def test_there_are_no_pictures_of_what_is_not_there(client, hospital, url):
    assert client.get(f"/en/share/{url}.png").status_code == 404


def test_a_picture_tells_nothing_of_a_page_that_is_not_published(client, hospital, editor, clinician, publisher):
    treatment = factories.TreatmentFactory(slug="secret")
    factories.draft(editor, treatment=treatment)
    assert client.get("/en/share/treatments/secret.png").status_code == 404

    factories.published(editor, clinician, publisher, treatment=factories.TreatmentFactory(slug="open"))
    assert client.get("/ml/share/treatments/open.png").status_code == 200


def test_the_face_of_a_doctor_is_on_the_picture(client, hospital):
    doctor = factories.DoctorFactory(slug="asha", name={"en": "Asha"})
    without = client.get("/en/share/doctors/asha.png").content
    doctor.photo = upload(picture())
    doctor.save()

    assert client.get("/en/share/doctors/asha.png").content != without


def test_a_picture_is_fetched_once(client, hospital):
    condition = factories.ConditionFactory(slug="epilepsy")
    url = "/en/share/conditions/epilepsy.png"
    mark = client.get(url)["ETag"]

    assert client.get(url, headers={"if-none-match": mark}).status_code == 304
    Version.objects.filter(object_id=condition.contents.get().pk).update(state="archived")
    factories.condition_page(condition, "en", "Fits")
    assert client.get(url, headers={"if-none-match": mark}).status_code == 200


@pytest.mark.parametrize("url", ["/en/doctors/", "/ml/treatments/", "/en/contact/", "/ar/conditions/"])
def test_lists_are_shared_with_the_picture_of_the_hospital(client, hospital, settings, url):
    settings.SITE_ADDRESS = "http://testserver"
    page = BeautifulSoup(client.get(url).text, "html.parser")

    shown = page.select_one("meta[property='og:image']")["content"]

    assert opened(client.get(shown).content).size == (1200, 630)


def test_the_pages_of_a_request_are_not_for_sharing(client, hospital):
    assert "og:" not in client.get("/en/appointments/").text


@pytest.mark.parametrize("title", ["x" * 500, "", "A <b> & ”quoted” title " * 9, "വൃക്ക", "🙂 \0 \u202e", "ശ്വാസകോശ" * 30])
@pytest.mark.parametrize("language", LANGUAGES)
def test_any_title_can_be_drawn(title, language):
    shared = replace(A_PAGE, language=language, title=(title, language), below=(title, language))

    assert opened(draw(shared)).size == (1200, 630)


def test_letters_are_joined_as_each_script_joins_them():
    assert features.check("raqm")
    for language, joined, apart in [("ml", "ക്ഷ", "കഷ"), ("hi", "क्ष", "कष"), ("ar", "كتب", "ك ت ب")]:
        words = Words(joined, language, 60)
        assert words.width_of(joined) < words.width_of(apart), language


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_of_the_sites_own_words_has_a_form(language):
    with override(language):
        text = " ".join(gettext(word) for word in ("Treatment", "Condition", "Doctor", "Department", "Location"))

    for script, run in runs(text):
        used = font(script, 40, 700)
        box = bytes(used.getmask(NO_SUCH_LETTER))
        assert not [sign for sign in run if sign.isalpha() and bytes(used.getmask(sign)) == box]


def test_foreign_words_keep_their_place_in_an_arabic_line():
    assert runs("علاج (Botox A) – 20 دقيقة") == (
        ("ARABIC", "علاج"),
        ("signs", " ("),
        ("LATIN", "Botox A"),
        ("signs", ") – "),
        ("LATIN", "20"),
        ("signs", " "),
        ("ARABIC", "دقيقة"),
    )


def test_the_colours_are_those_of_the_site():
    tokens = Path("static/css/tokens.css").read_text()

    for name in ("INK", "INK_SOFT", "GOLD_LINE", "HERO", "HERO_GLOW", "ON_HERO_SOFT", "BRAND"):
        assert getattr(share_picture, name) in tokens, name
