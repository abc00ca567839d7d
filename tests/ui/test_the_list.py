"""The list of pages is whole, each page answers as it should, and says in which language its words are."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings

from tests.test_consistency import ADDRESSES
from tests.ui.pages import LANGUAGES, PAGES, PUBLIC, STATUS, languages_of

pytestmark = pytest.mark.django_db

# Addresses that answer with no page of their own.
NOT_PAGES = {
    "/": "leads on to a language",
    "/healthz": "a word for machines",
    "/readyz": "a word for machines",
    "/doctor/<str:token>": "a word for a machine",
    "/status": "figures for machines",
    "/metrics": "figures for machines",
    "/robots.txt": "for machines",
    "/sitemap.xml": "for machines",
    "/.well-known/security.txt": "plain text",
    "/favicon.ico": "a picture",
    "/csp-reports": "browsers send to it, and read nothing",
    "/service-worker.js": "a script",
    "/en/manifest.webmanifest": "for machines",
    "/en/appointments/opened/<slug:key>/close/": "leads on",
    "/admin/unsaved/": "for a script",
    "/desk/login/": "leads on to signing in",
    "/review/<int:version_id>/withdraw/": "leads back to the version",
    "/review/<int:version_id>/restore/": "leads on to the new draft",
    "/review/<int:version_id>/plan/<int:plan_id>/call-off/": "leads back to the version",
    "/review/<int:version_id>/links/<int:link_id>/revoke/": "leads back to the links",
    "/desk/logout/": "leads on",
    "/staff/sign-out/": "leads on",
    "/staff/language/": "leads back",
    "/desk/requests/<str:reference>/attendance/": "leads on, or shows the request",
    "/desk/requests/<str:reference>/not-urgent/": "leads on, or shows the request",
    "/desk/requests/<str:reference>/again/": "leads on to a new request",
    "/desk/requests/<str:reference>/decline/": "leads on, or shows the request",
    "/desk/requests/<str:reference>/cancel/": "leads on, or shows the request",
    "/desk/requests/<str:reference>/call/": "leads on, or shows the request",
    "/desk/requests/<str:reference>/look/": "shows the request",
    "/desk/requests/<str:reference>/contact/": "leads on, or shows the request",
    "/desk/requests/<str:reference>/offer/": "leads on, or shows the request",
    "/desk/requests/<str:reference>/offer/preview/": "looks as the preview of a confirmation",
    "/desk/requests/<str:reference>/offer/take-back/": "leads on, or shows the request",
    "/desk/requests/<str:reference>/elsewhere/": "looks as the preview of a confirmation, or shows the request",
    "/desk/requests/<str:reference>/cancel/check/": "looks as the preview of a confirmation",
    "/desk/freed/offer/": "leads back",
    "/desk/requests/<str:reference>/take/": "leads on",
    "/desk/requests/<str:reference>/release/": "leads on",
    "/desk/requests/<str:reference>/open/": "for a script",
    "/desk/requests/<str:reference>/put-back/": "leads on",
    "/desk/not-real/": "leads on",
    "/desk/not-real/undo/": "leads on",
    "/desk/tasks/<int:task_id>/done/": "leads on",
    "/desk/team/<int:person_id>/take-off/": "leads on",
    "/desk/team/scopes/<int:scope_id>/remove/": "leads on",
    "/desk/new/known/": "a piece of a page, for a script",
    "/desk/reports/export/": "a file",
    "/desk/messages/<int:message_id>/again/": "leads on",
    "/desk/sessions/<int:session_id>/<str:day>/call-off/": "leads on",
    "/desk/days/came/<str:reference>/": "leads back to the list",
    "/desk/disruption/<int:appointment_id>/offer/": "looks as the preview of a confirmation",
    "/desk/disruption/<int:appointment_id>/told/": "leads back to the list",
    "/staff/sessions/end-others/": "leads back to one's login",
    "/staff/sessions/<int:session_id>/end/": "leads back to one's login",
    "/staff/time-left/": "for a script",
    "/en/doctors/<slug:slug>/opd.ics": "a calendar",
    "/en/search/suggest/": "for a script",
    "/en/share/<slug:kind>/<slug:slug>.png": "a picture",
    "/en/appointments/status/<str:token>/": "leads on to the status",
    "/en/appointments/opened/<slug:key>/accept/": "leads on to the status",
    "/en/appointments/opened/<slug:key>/withdraw/": "leads on to the status",
    "/en/appointments/opened/<slug:key>/appointment.ics": "a calendar",
    # Of earlier days, without the key of a draft or of a request.
    **{f"/en/appointments/{page}/": "leads on to the start" for page in ("about", "contact", "when", "check")},
    **{f"/en/appointments/{page}/": "leads on to the way in" for page in ("sent", "status", "status/cancel")},
    "/en/appointments/status/withdraw/": "leads on to the way in",
    "/en/appointments/status/close/": "leads on to the way in",
    "/en/appointments/status/appointment.ics": "leads on to the way in",
}
PHONE_OR_RANGE = re.compile(r"\+?\d[\d ]{6,}\d|\d\s?[–-]\s?\d")
ISOLATED = re.compile("[\u2066-\u2068][^\u2069]*\u2069")  # where there are no elements: in texts of ours
NAMES = dict(settings.LANGUAGES)


def test_every_address_with_a_page_is_in_the_list(pages):
    seen = {"/" + page.route for page in pages.values() if page.language == "en" or not page.route.startswith("en/")}

    assert set(ADDRESSES) - seen - set(NOT_PAGES) == set(), "add them to tests/ui/pages.py"
    assert set(NOT_PAGES) <= set(ADDRESSES)
    assert set(NOT_PAGES) & seen == set()


def test_every_page_that_the_frame_links_is_in_the_list(pages):
    """Pages of the CMS have no address of their own in the code; the header and the footer name those that matter."""
    soup = BeautifulSoup(pages["home", "en"].html, "html.parser")
    linked = {urlsplit(link["href"]).path for link in soup.select("header a[href^='/en/'], footer a[href^='/en/']")}

    assert len(linked) > 5
    assert linked - {page.path for page in pages.values()} == set(), "add them to tests/ui/pages.py"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_answers_in_its_language(name, pages):
    for language in languages_of(name):
        page = pages[name, language]
        html = BeautifulSoup(page.html, "html.parser").html
        assert page.status == STATUS.get(name, 200)
        assert (html["lang"], html["dir"]) == (language, "rtl" if language == "ar" else "ltr")
        assert "{{" not in page.html
        assert "{%" not in page.html


class Twice(HTMLParser):
    """Collects what stands twice and may not: a browser takes the first attribute, a link the first id."""

    def __init__(self, html):
        super().__init__()
        self.ids, self.found = set(), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        names = [name for name, _value in attrs]
        self.found += [f"{name} of {tag}" for name in set(names) if names.count(name) > 1]
        own = dict(attrs).get("id")
        self.found += [f"id {own}"] * (own in self.ids)
        self.ids |= {own} - {None}


@pytest.mark.parametrize("name", PAGES)
def test_no_attribute_and_no_id_stands_twice(name, pages):
    assert Twice(pages[name, languages_of(name)[0]].html).found == []


def test_what_stands_twice_is_seen():
    assert Twice('<p id="a"><p id="a"><input type="text" type="tel">').found == ["id a", "type of input"]


@pytest.mark.parametrize("name", PUBLIC)
def test_numbers_that_mirroring_would_turn_round_are_isolated(name, pages):
    """In an Arabic sentence, "10–20" outside a bdi reads "20–10", and a phone number falls apart."""
    assert loose_numbers(pages[name, "ar"].html) == []


def loose_numbers(html):
    soup = BeautifulSoup(html, "html.parser")
    for element in soup(["script", "style", "bdi", "title", "option", "textarea"]):
        element.decompose()
    texts = [ISOLATED.sub("", text) for text in soup.body.find_all(string=True)]
    return [" ".join(text.split()) for text in texts if PHONE_OR_RANGE.search(text)]


def test_loose_numbers_are_seen():
    assert loose_numbers(
        "<body><p>10–20 <bdi>10–20</bdi> \u20661–2\u2069</p><a>0495 270 0000</a><p>2026, 10:30</p></body>"
    ) == [
        "10–20",
        "0495 270 0000",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_switcher_names_each_language_in_its_own_script(language, pages):
    for name in ("home", "treatment", "request_contact", "404", "500"):
        soup = BeautifulSoup(pages[name, language].html, "html.parser")
        links = soup.select(".strip__language")
        assert {link["lang"]: link.text for link in links} == NAMES
        assert {link["lang"]: link["dir"] for link in links} == {
            code: "rtl" if code == "ar" else "ltr" for code in NAMES
        }
        assert [link["lang"] for link in links if link.get("aria-current")] == [language]
