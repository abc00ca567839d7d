"""The inbox in a real browser: it renews itself, and leaves alone whoever is in the middle of something."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.e2e.conftest import PHONE
from tests.e2e.staff import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def a_minute_later(page):
    page.clock.fast_forward(61_000)


def test_the_list_renews_itself_and_says_so_but_not_while_a_box_is_ticked(open_browser, front_desk):
    factories.HospitalFactory()
    factories.request(full_name="First Patient")
    page = open_browser(PHONE)
    page.clock.install()
    sign_in(page, front_desk, "/desk/")
    cards, news = page.locator("[data-card]"), page.locator("[data-renewed-news]")
    expect(cards).to_have_count(1)

    factories.request(full_name="Second Patient", phone="+919847012346")
    a_minute_later(page)
    expect(cards).to_have_count(2)
    expect(news).to_have_text("New requests have come in.")

    page.get_by_label("Not real").first.check()
    page.locator("#id_q").focus()
    factories.request(full_name="Third Patient", phone="+919847012347")
    a_minute_later(page)
    page.wait_for_timeout(1000)
    expect(cards).to_have_count(2)
    page.get_by_label("Not real").first.uncheck()
    page.locator("#id_q").focus()
    a_minute_later(page)
    expect(cards).to_have_count(3)
    assert page.evaluate("document.activeElement.id") == "id_q"
