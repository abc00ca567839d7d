"""What stands on the printed sheet, and what does not when there is nothing to say."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.utils import timezone

from content.models import TreatmentContent
from tests import factories

pytestmark = pytest.mark.django_db


def leaflet(client, content):
    response = client.get(content.get_absolute_url() + "leaflet/")
    assert not response.cookies
    return BeautifulSoup(response.text, "html.parser").select_one(".leaflet")


@pytest.fixture
def page(editor, clinician, publisher):
    factories.HospitalFactory()
    return factories.published(editor, clinician, publisher)


def text_of(soup):
    return " ".join(soup.get_text(" ").split())


def test_the_sheet_says_what_matters_at_home(client, page):
    with factories.unguarded():
        page.facts.create(label="It takes", value="usually 1–2 hours")

    text = text_of(leaflet(client, page))

    for words in (
        "Test Hospital",
        page.title,
        page.lead,
        "It takes",
        "usually",
        "1–2",
        "Call 108",
        "sudden chest pain",
    ):
        assert words in text
    for words in ("Who should not have it?", "0495 270 0000", settings.SITE_ADDRESS + page.get_absolute_url()):
        assert words in text
    assert "Last reviewed" in text
    assert "Next review due" in text
    assert "overdue" not in text


def test_a_review_that_is_overdue_is_said_honestly(client, page):
    day = timezone.localdate() - timedelta(days=1)
    factories.rewrite(page, next_review=day)

    text = text_of(leaflet(client, page))

    assert f"Review overdue since {day.day} {day:%B} {day.year}" in text
    assert "Next review due" not in text


def test_empty_parts_do_not_show(client, editor):
    content = TreatmentContent.objects.with_user(editor).create(
        treatment=factories.TreatmentFactory(department=None), language="en", title="Bare"
    )
    factories.past_the_gate(content)

    sheet = leaflet(client, content)

    assert [heading.text for heading in sheet.select("h1, h2")] == ["Bare"]
    assert not sheet.select("dl, ul, section")
    assert not [part for part in sheet.find_all() if part.name not in ("br", "path") and not part.text.strip()
                and not part.find("path")]  # fmt: skip


def test_more_signs_than_fit_are_not_hidden_in_silence(client, page):
    with factories.unguarded():
        page.signs.all().delete()
        factories.add_signs(page, "\n".join(f"sign {n}" for n in range(30)))

    text = text_of(leaflet(client, page))

    assert "sign 19" in text
    assert "sign 20" not in text
    assert "There are more signs. Read them on the page, or ask us." in text


def test_the_sheet_of_a_page_that_is_not_in_this_language_says_so(client, page):
    response = client.get(page.get_absolute_url(language="ml") + "leaflet/")

    assert response.status_code == 404
    assert page.get_absolute_url() in response.text
    assert client.get("/en/treatments/nothing/leaflet/").status_code == 404


def test_the_sheet_is_not_for_search_engines_and_has_no_style_of_its_own(client, page):
    response = client.get(page.get_absolute_url() + "leaflet/")

    assert '<meta name="robots" content="noindex">' in response.text
    assert "style=" not in response.text
