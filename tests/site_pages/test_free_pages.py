"""The texts that every site begins with: there in every language, found, honest where a language is missing, safe."""

import re
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from cms.api import add_plugin
from cms.models import Page, PageContent
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content.publishing.worklist import worklist
from directory.models import Hospital, Proposal
from directory.two_person import services as two_person
from search.index import rebuild
from search.models import SearchEntry
from site_pages.initial_pages import FOLDER, LANGUAGES, make_text_page
from site_pages.models import ExtraLink
from site_pages.site_context import ABOUT_THIS_SITE
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def an_editor_writes(request, roles):
    if request.node.get_closest_marker("django_db").kwargs:  # others must see what it commits
        yield
        return
    with factories.written_by_an_editor():
        yield


@pytest.fixture
def privacy(publisher):
    factories.HospitalFactory()
    make_text_page(publisher, "privacy")
    return Page.objects.get(reverse_id="privacy")


def words(page, language="en"):
    return PageContent.objects.get(page=page, language=language)


def unpublish(page, user, *languages):
    for language in languages:
        words(page, language).versions.get().unpublish(user)


def soup(client, url):
    return BeautifulSoup(client.get(url).text, "html.parser")


def footer_links(client, language="en"):
    page = soup(client, f"/{language}/contact/")
    return [(link.get_text(), link["href"]) for link in page.select(".footer a")]


@pytest.mark.parametrize("name", ABOUT_THIS_SITE)
def test_the_texts_say_the_same_in_every_language(name):
    texts = {language: (FOLDER / f"{name}.{language}.md").read_text() for language in LANGUAGES}

    shapes = {
        language: [re.match(r"#* |- |", line)[0] for line in text.splitlines()] for language, text in texts.items()
    }
    links = {
        language: [link.replace(f"/{language}/", "/en/") for link in re.findall(r"\]\((.*?)\)", text)]
        for language, text in texts.items()
    }
    assert set(map(str, shapes.values())) == {str(shapes["en"])}
    assert set(map(str, links.values())) == {str(links["en"])}


def test_set_up_publishes_them_in_every_language_and_only_once(client):
    call_command("set_up_site")
    call_command("set_up_site")

    assert Page.objects.count() == 1 + len(ABOUT_THIS_SITE)
    for language in LANGUAGES:
        for name in ABOUT_THIS_SITE:
            page = soup(client, f"/{language}/{name}/")
            assert page.html["lang"] == language
            assert page.h1.get_text() in [title for title, _url in footer_links(client, language)]
            assert [heading.name for heading in page.main.select("h1, h2, h3")][:2] == ["h1", "h2"]
            assert not page.main.select("h3")


def test_every_link_of_the_texts_leads_somewhere(client):
    call_command("set_up_site")

    for language in LANGUAGES:
        for name in ABOUT_THIS_SITE:
            for link in soup(client, f"/{language}/{name}/").select(".prose a"):
                assert client.get(link["href"]).status_code == 200, link["href"]


def test_the_footer_keeps_its_order_and_follows_the_words_of_the_page(client, privacy, editor, publisher):
    make_text_page(publisher, "accessibility")
    draft = words(privacy).versions.get().copy(editor).content
    PageContent._original_manager.filter(pk=draft.pk).update(title="Your data", slug="your-data")
    draft.refresh_from_db()

    assert footer_links(client)[-2:] == [
        ("Privacy on this site", "/en/privacy/"), ("Accessibility of this site", "/en/accessibility/")
    ]  # fmt: skip

    draft.versions.get().publish(publisher)

    assert footer_links(client)[-2] == ("Your data", "/en/your-data/")
    assert client.get("/en/your-data/").status_code == 200


def test_a_page_that_is_not_in_this_language_says_so(client, privacy, publisher):
    unpublish(privacy, publisher, "ml", "hi")

    response = client.get("/ml/privacy/")
    page = BeautifulSoup(response.text, "html.parser")

    assert response.status_code == 404
    assert [(link["hreflang"], link["href"]) for link in page.select(".rows__link")] == [
        ("en", "/en/privacy/"), ("ar", "/ar/privacy/")
    ]  # fmt: skip
    assert "/ml/privacy/" not in [url for _title, url in footer_links(client, "ml")]
    assert ("Privacy on this site", "/en/privacy/") in footer_links(client)
    assert client.get("/ml/treatments/").status_code == 200


def test_a_page_that_is_in_no_language_is_not_found(client, privacy, publisher):
    unpublish(privacy, publisher, *LANGUAGES)

    response = client.get("/en/privacy/")

    assert response.status_code == 404
    assert "This page is not in this language yet" not in response.text


def test_other_languages_are_named_only_where_the_page_can_be_read(client, privacy, publisher, settings):
    settings.SITE_ADDRESS = "http://testserver"
    unpublish(privacy, publisher, "hi")

    named = {link["hreflang"]: link["href"] for link in soup(client, "/en/privacy/").select("link[hreflang]")}
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)
    listed = {element.text for element in tree.iter() if (element.text or "").endswith("/privacy/")}

    assert named == {language: f"http://testserver/{language}/privacy/" for language in ("en", "ml", "ar")}
    assert listed == set(named.values())


def test_a_page_with_another_slug_in_each_language_keeps_its_language_switch(client, privacy, editor, publisher):
    draft = words(privacy, "ml").versions.get().copy(editor).content
    PageContent._original_manager.filter(pk=draft.pk).update(slug="swakaryata")
    draft.refresh_from_db()
    draft.versions.get().publish(publisher)

    switch = {link["lang"]: link["href"] for link in soup(client, "/en/privacy/").select(".strip__language")}

    assert switch["ml"] == "/ml/swakaryata/"
    assert client.get("/ml/privacy/").url == "/ml/swakaryata/"


def test_site_search_finds_them(privacy):
    rebuild()

    entries = SearchEntry.objects.filter(kind="page").values_list("language", "url")
    assert set(entries) == {(language, f"/{language}/privacy/") for language in LANGUAGES}


def test_a_draft_is_for_editors_only(client, privacy, editor):
    draft = words(privacy).versions.get().copy(editor).content
    PageContent._original_manager.filter(pk=draft.pk).update(title="Half-written")
    text = draft.placeholders.get().get_plugins_list("en")[0].get_bound_plugin()
    text.body = "<p>Not ready</p>"
    text.save()

    page = client.get("/en/privacy/").text
    assert "Half-written" not in page
    assert "Not ready" not in page
    endpoint = reverse("admin:cms_placeholder_render_object_preview", args=[
        draft.placeholders.get().content_type_id, draft.pk
    ])  # fmt: skip
    assert client.get(endpoint).status_code == 302
    client.force_login(editor)
    assert "Not ready" in client.get(endpoint).text


def texts_to_read():
    [group] = [group for group in worklist(timezone.localdate()) if group.code == "came_with_the_site"]
    return [(task.title, task.language) for task in group.tasks]


def test_the_worklist_names_the_texts_until_the_hospital_publishes_its_own(editor, publisher):
    call_command("set_up_site")
    assert len(texts_to_read()) == len(ABOUT_THIS_SITE) * len(LANGUAGES)
    privacy = Page.objects.get(reverse_id="privacy")

    draft = words(privacy).versions.get().copy(editor).content
    assert ("Privacy on this site", "English") in texts_to_read()
    draft.versions.get().publish(publisher)

    assert ("Privacy on this site", "English") not in texts_to_read()
    assert len(texts_to_read()) == len(ABOUT_THIS_SITE) * len(LANGUAGES) - 1


def test_an_extra_link_to_a_page_follows_it(client, privacy, publisher):
    ExtraLink.objects.create(is_live=True, label={"en": "Your data", "ml": "വിവരങ്ങൾ"}, page=privacy, place="menu")
    unpublish(privacy, publisher, "ml")

    assert soup(client, "/en/contact/").select(".menu a")[-1]["href"] == "/en/privacy/"
    assert "വിവരങ്ങൾ" not in client.get("/ml/contact/").text


def test_grievance_officer_and_rates_can_be_switched_on(client, settings, privacy, editor, publisher):
    settings.GRIEVANCE_OFFICER, settings.GRIEVANCE_OFFICER_EMAIL = "Demo-Officer", "officer@hospital.example"
    draft = words(privacy, "ml").versions.get().copy(editor).content
    rates = "<table><tr><th>എക്സ്-റേ</th><td>₹ 400</td></tr></table><script>x</script>"
    add_plugin(draft.placeholders.get(), "OfficerAndRatesPlugin", "ml", rates=rates)
    draft.versions.get().publish(publisher)

    page = soup(client, "/ml/privacy/").main

    for shown in ("പരാതി പരിഹാര ഓഫീസർ", "Demo-Officer", "officer@hospital.example", "0495 270 0000", "₹ 400"):
        assert shown in page.get_text()
    assert not page.select("script")


def test_the_hospitals_own_words_stand_on_the_contact_page(client):
    factories.HospitalFactory(contact_words={"en": "Visitors: 4 to 6 pm.", "ar": "الزيارة من 4 إلى 6."})

    assert "Visitors: 4 to 6 pm." in client.get("/en/contact/").text
    assert "الزيارة من 4 إلى 6." in client.get("/ar/contact/").text
    assert '<span lang="en" dir="ltr">Visitors' in client.get("/hi/contact/").text


# --- what has no version is for publishers --------------------------------------------------------


def admin_of(privacy, action, *arguments):
    return reverse(f"admin:cms_page_{action}", args=[privacy.pk, *arguments])


@pytest.mark.parametrize("role", ["Editor", "Publisher"])
def test_nobody_writes_into_a_published_title(privacy, role):
    client = Client()
    client.force_login(factories.staff(role))

    response = client.post(admin_of(privacy, "edit_title_fields", "en") + "?edit_fields=title", {"title": "Changed"})

    assert response.status_code == 403
    assert words(privacy).title == "Privacy on this site"


def test_an_editor_writes_into_the_title_of_a_draft(privacy, editor):
    draft = words(privacy).versions.get().copy(editor).content
    client = Client()
    client.force_login(editor)

    client.post(admin_of(privacy, "edit_title_fields", "en") + "?edit_fields=title", {"title": "Changed"})

    assert PageContent._original_manager.get(pk=draft.pk).title == "Changed"
    assert words(privacy).title == "Privacy on this site"


@pytest.mark.parametrize(("role", "may"), [("Editor", False), ("Publisher", True)])
def test_only_publishers_change_what_is_public_at_once(privacy, role, may):
    client = Client()
    client.force_login(factories.staff(role))

    client.post(admin_of(privacy, "advanced"), {"reverse_id": "privacy", "login_required": "on"})
    privacy.refresh_from_db()

    assert privacy.login_required is may


@pytest.mark.parametrize(("role", "voices_may"), [("Editor", False), ("Manager", True)])
def test_who_changes_the_facts_of_the_hospital(privacy, role, voices_may):
    client = Client()
    client.force_login(factories.staff(role))

    client.post(
        reverse("admin:directory_hospital_change", args=[1]),
        {"name_en": "Test Hospital", "emergency_number": "112", "shows_testimonials": "on"},
    )

    proposal = Proposal.objects.get()
    two_person.confirm(proposal.pk, by=factories.staff("Publisher"), seen=proposal.fingerprint)
    assert Hospital.objects.get().emergency_number == "112"
    assert Hospital.objects.get().shows_testimonials is voices_may


# --- at once ---------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_servers_that_start_together_make_the_pages_once():
    def start(_number):
        try:
            call_command("set_up_site")
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(start, range(2)))

    assert Page.objects.filter(is_home=True).count() == 1
    assert Page.objects.count() == 1 + len(ABOUT_THIS_SITE)
