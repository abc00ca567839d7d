"""With the database away, every address answers in its language, with the name and the numbers known last."""

import pytest
from bs4 import BeautifulSoup
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test import Client

from common.text.translated_text import TranslatedText
from directory import hospital_cache
from tests import factories
from tests.ui.pages import LANGUAGES

REFUSING = {"HOST": "127.0.0.1", "PORT": "1"}  # nothing listens there
NAMES = {"en": "Sample Hospital", "ml": "മാതൃകാ ആശുപത്രി", "hi": "नमूना अस्पताल", "ar": "مستشفى نموذجي"}


@pytest.fixture
def away(django_db_blocker, monkeypatch):
    """Every connection is refused, as while PostgreSQL is stopped. This process has read the hospital before."""
    hospital = factories.HospitalFactory.build(name=TranslatedText(NAMES), emergency_number="112")
    monkeypatch.setitem(hospital_cache._kept, "hospital", hospital)
    there = connections["default"]
    connections["default"] = DatabaseWrapper(there.settings_dict | REFUSING, "default")
    with django_db_blocker.unblock():
        yield Client(raise_request_exception=False)
    connections["default"] = there


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_the_language_of_its_address(away, language):
    answer = away.get(f"/{language}/doctors/")
    page = BeautifulSoup(answer.content, "html.parser")

    assert answer.status_code == 503
    assert (page.html["lang"], page.html["dir"]) == (language, "rtl" if language == "ar" else "ltr")
    assert NAMES[language] in page.select_one(".brand").text
    assert {link["href"] for link in page.select("a[href^='tel:']")} == {"tel:112", "tel:+914952700000"}
    assert [link["href"] for link in page.select(".strip__language")] == [f"/{code}/doctors/" for code in LANGUAGES]
    assert "http" not in str(page.select("[src], link"))


def test_what_was_typed_is_kept_in_the_language_of_the_form(away):
    answer = away.post("/ml/appointments/contact/", {"full_name": NAMES["ml"]})

    assert answer.status_code == 503
    assert f'name="full_name" value="{NAMES["ml"]}"' in answer.text
    assert '<html lang="ml"' in answer.text


def test_without_a_hospital_ever_read_the_number_of_the_settings_stands_there(away, monkeypatch, settings):
    monkeypatch.setitem(hospital_cache._kept, "hospital", None)
    settings.PHONE_WHEN_AWAY = "+914959999999"

    answer = away.get("/hi/")

    assert answer.status_code == 503
    assert 'href="tel:+914959999999"' in answer.text
    assert 'href="tel:108"' in answer.text
