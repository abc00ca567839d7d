"""The tree of free pages: what two publishers decide, as it changes the public site at once."""

from datetime import timedelta

import pytest
from cms.models import Page
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from site_pages.initial_pages import make_home_page, make_text_page
from site_pages.models import PageCheck
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def privacy(publisher):
    factories.HospitalFactory()
    with factories.written_by_an_editor():
        make_home_page(publisher)
        make_text_page(publisher, "privacy")
    return Page.objects.get(reverse_id="privacy")


def admin_of(page, action):
    return reverse(f"admin:cms_page_{action}", args=[page.pk])


def set_home(client, page):
    return client.post(admin_of(page, "set_home"))


def move_to_the_front(client, page):
    return client.post(admin_of(page, "move_page"), {"position": 0})


def is_done(page):
    before, page = page, Page.objects.get(pk=page.pk)
    return (page.is_home, page.path) != (before.is_home, before.path)


@pytest.mark.parametrize("act", [set_home, move_to_the_front])
@pytest.mark.parametrize("second", ["the same", "a superuser", "a publisher", "an editor", "too late", "other wish"])
def test_two_publishers_move_a_page_or_make_it_the_home_page(privacy, act, second):
    first, client = factories.staff("Publisher", is_superuser=second == "a superuser"), Client()
    client.force_login(first)
    answer = act(client, privacy)
    assert "Noted, with your name." in answer.text
    assert not is_done(privacy)

    if second == "too late":
        PageCheck.objects.update(at=timezone.now() - timedelta(days=1, minutes=1))
    if second == "other wish":
        PageCheck.objects.update(fingerprint="0" * 64)
    if second not in ("the same", "a superuser"):
        client.force_login(factories.staff("Editor" if second == "an editor" else "Publisher"))
    act(client, privacy)

    assert is_done(privacy) is (second == "a publisher")


@pytest.mark.parametrize("act", ["set_home", "move_page"])
def test_a_link_that_is_followed_asks_for_nothing(privacy, client, publisher, act):
    client.force_login(publisher)

    client.get(admin_of(privacy, act))

    assert not PageCheck.objects.exists()
