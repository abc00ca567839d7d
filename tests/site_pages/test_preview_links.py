"""A reader without a login reads the draft of a free page or the home page, as that of a treatment."""

import re

import pytest
from bs4 import BeautifulSoup
from cms.models import PageContent
from django.test import Client

from content.models import PreviewLink
from directory.two_person.acting import acting
from site_pages.initial_pages import make_home_page, make_text_page
from site_pages.publishing.pages import url_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["privacy", "home"])
def draft(request, roles, editor):
    """An editor's, of a page that visitors read."""
    factories.HospitalFactory()
    author = factories.staff("Editor")
    make_text_page(author, "privacy")
    make_home_page(author)
    page = {"page__is_home": True} if request.param == "home" else {"page__reverse_id": "privacy"}
    live = PageContent.objects.get(language="en", **page)
    with acting(editor):
        content = live.versions.get().copy(editor).content
    PageContent._original_manager.filter(pk=content.pk).update(title="A secret title")
    return content


def link_made_by(person, draft):
    """Along the way that staff go: from the page of the second person."""
    client = Client()
    client.force_login(person)
    page = BeautifulSoup(client.get(url_of(draft)).text, "html.parser")
    links = page.find("a", string="Link for a reader")["href"]
    assert client.get(links).status_code == 200
    made = BeautifulSoup(client.post(links, {"made_for": "The council"}).text, "html.parser")
    return client, links, re.sub("^https?://[^/]+", "", made.select_one("#new-link")["value"])


def test_a_reader_opens_the_draft_and_visitors_do_not_see_it(draft, editor):
    _client, _links, address = link_made_by(editor, draft)
    reader = Client()

    page = reader.get(address)

    assert page.status_code == 200
    assert "A secret title" in page.text
    assert "Draft: nobody has checked these words yet" in page.text
    assert '<meta name="robots" content="noindex, nofollow">' in page.text
    assert reader.cookies == {}
    for visited in ("/en/", "/en/privacy/"):
        assert "A secret title" not in reader.get(visited).text


def test_a_publisher_shares_it_too_and_revokes_what_another_made(draft, editor, publisher):
    _client, _links, address = link_made_by(editor, draft)
    client, links, _address = link_made_by(publisher, draft)

    client.post(f"{links}{PreviewLink.objects.earliest('pk').pk}/revoke/")

    assert Client().get(address).status_code == 410


def test_nobody_else_shares_it(draft, editor, clinician):
    _client, links, _address = link_made_by(editor, draft)
    for person in (clinician, factories.staff("Manager")):
        client = Client()
        client.force_login(person)

        assert client.post(links, {"made_for": ""}).status_code == 403
