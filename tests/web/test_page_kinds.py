"""A new kind of page is described in one place. Here a day on which the hospital is closed gets a page of its own."""

import json
from datetime import date
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.conf.urls.i18n import i18n_patterns
from django.http import HttpResponse
from django.template import engines
from django.urls import path, reverse
from django.utils.translation import gettext as _

from common import page_kinds
from common.json_ld import CONTEXT, as_script_content
from common.page_kinds import PageKind, SearchDocument, ShareCard, describe, in_every_language
from directory.models import Holiday
from hospital_site.urls import handler404  # noqa: F401
from hospital_site.urls import urlpatterns as addresses
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class HolidayPage(PageKind):
    name, group, share_name = "holiday", "Holidays", "holidays"
    model = Holiday
    touched_by = {Holiday: lambda holiday: [holiday.pk]}

    @property
    def slug(self):
        return self.thing.day.isoformat()

    def get_absolute_url(self):
        return reverse("holiday", args=[self.slug])

    @classmethod
    def by_slug(cls, slug):
        holiday = Holiday.objects.filter(day=slug).first()
        return holiday and cls(holiday)

    @classmethod
    def sitemap_entries(cls):
        return [in_every_language(cls(holiday).get_absolute_url) for holiday in Holiday.objects.all()]

    def search_document(self, language):
        title, title_language = self.thing.name.in_language(language)
        return SearchDocument(title, self.get_absolute_url(), title_language)

    def share_card(self, language):
        return ShareCard(title=self.thing.name.in_language(language), kind=_("Holiday"), sentence="No OPD on this day.")

    def structured_data(self, request):
        return as_script_content({"@context": CONTEXT, "@type": "Event", "name": str(self.thing.name)})


def holiday_page(request, day):
    context = {"this_page": describe(Holiday.objects.get(day=day))}
    return HttpResponse(engines["django"].from_string('{% extends "base.html" %}').render(context, request))


urlpatterns = i18n_patterns(path("holidays/<slug:day>/", holiday_page, name="holiday")) + addresses

ADDRESS = "/en/holidays/2026-08-26/"


@pytest.fixture
def onam(django_capture_on_commit_callbacks):
    factories.HospitalFactory()
    page_kinds.register(HolidayPage)
    with django_capture_on_commit_callbacks(execute=True):
        holiday = Holiday.objects.create(day=date(2026, 8, 26), name={"en": "Thiruvonam", "ml": "തിരുവോണം"})
    yield holiday
    page_kinds.unregister(HolidayPage)


def head(client, url=ADDRESS):
    return BeautifulSoup(client.get(url).text, "html.parser").head


def test_search_finds_it_as_soon_as_it_is_saved(client, onam, django_capture_on_commit_callbacks):
    assert ADDRESS in client.get("/en/search/?q=thiruvonam").text
    assert ADDRESS in client.get("/en/search/?q=thiruvonam&kind=holiday").text

    with django_capture_on_commit_callbacks(execute=True):
        onam.delete()
    assert ADDRESS not in client.get("/en/search/?q=thiruvonam").text


def test_the_sitemap_lists_it_in_every_language(client, onam):
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)

    found = [url[0].text for url in tree if "/holidays/" in url[0].text]
    assert [url.split("/")[3] for url in found] == page_kinds.LANGUAGES


def test_a_shared_link_has_its_title_sentence_and_picture(client, onam, settings):
    settings.SITE_ADDRESS = "http://testserver"
    values = {tag["property"]: tag["content"] for tag in head(client).select("meta[property^='og:']")}

    assert (values["og:title"], values["og:description"]) == ("Thiruvonam", "No OPD on this day.")
    assert client.get(values["og:image"])["Content-Type"] == "image/png"
    assert client.get(values["og:image"].replace("2026-08-26", "2026-08-27")).status_code == 404


def test_search_engines_read_what_it_is(client, onam):
    [script] = head(client).select('script[type="application/ld+json"]')

    assert json.loads(script.string) == {"@context": CONTEXT, "@type": "Event", "name": "Thiruvonam"}


def test_nothing_knows_it_once_it_is_gone(client, onam):
    page_kinds.unregister(HolidayPage)
    try:
        assert "/holidays/" not in client.get("/sitemap.xml").text
        assert client.get("/en/share/holidays/2026-08-26.png").status_code == 404
    finally:
        page_kinds.register(HolidayPage)


def test_every_kind_of_this_site_is_registered():
    assert set(dict(page_kinds.searched())) == {"treatment", "condition", "doctor", "department", "page"}
    assert set(page_kinds.KINDS) >= {"hospital", "location", "home page", "content lists", "directory lists"}
