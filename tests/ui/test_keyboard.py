"""Without a mouse: the skip link, the menu, errors that take the focus, and nothing below the bar of a phone."""

import pytest
from playwright.sync_api import expect

from tests.ui.conftest import PHONE, complaints, open_on_a_phone

pytestmark = pytest.mark.django_db

WITH_ERRORS = [
    "feedback_errors",
    "request_signs_unanswered",
    "request_about_errors",
    "request_contact_errors",
    "request_contact_trap",
    "request_when_errors",
    "request_check_errors",
    "status_change_errors",
    "status_find_errors",
    "status_find_none",
    "status_find_too_many",
]


def test_the_first_key_leads_past_the_header(pages, tab):
    open_on_a_phone(tab, pages["doctors", "en"])
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("link", name="Skip to main content")).to_be_focused()
    expect(tab.get_by_role("link", name="Skip to main content")).to_be_in_viewport(ratio=1)

    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")

    assert tab.evaluate("document.querySelector('main').contains(document.activeElement)")
    assert tab.evaluate("scrollY") > 0


def test_the_menu_opens_and_closes_by_keyboard(pages, tab):
    open_on_a_phone(tab, pages["home", "ar"])
    entry = tab.locator(".menu__link").first
    expect(entry).to_be_hidden()
    tab.locator(".menu__button").focus()

    tab.keyboard.press("Enter")
    expect(entry).to_be_visible()
    tab.keyboard.press("Tab")
    expect(entry).to_be_focused()
    tab.keyboard.press("Shift+Tab")
    tab.keyboard.press("Space")

    expect(entry).to_be_hidden()


@pytest.fixture(scope="module")
def tab_without_script(browser, pages):
    context = browser.new_context(base_url=pages.server, viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", WITH_ERRORS)
def test_errors_take_the_focus_and_lead_to_their_field(name, pages, tab_without_script):
    page = tab_without_script
    page.goto(pages[name, "en"].url)

    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_be_in_viewport()
    assert page.title().startswith("Error:") or name == "status_find_too_many"
    for link in summary.locator("a[href^='#']").all():
        field = page.locator(link.get_attribute("href"))
        expect(field).to_be_visible()
        link.focus()
        page.keyboard.press("Enter")
        expect(field).to_be_focused()


@pytest.mark.parametrize("name", ["treatment", "doctors_filtered", "request_contact_errors"])
def test_nothing_on_the_way_through_a_page_is_covered(name, pages, tab):
    """The same as the measure of every page, by real key presses in both directions."""
    open_on_a_phone(tab, pages[name, "en"])
    for key in ("Tab", "Shift+Tab"):
        steps = 0
        tab.keyboard.press(key)
        while tab.evaluate("document.activeElement !== document.body"):
            assert complaints(tab, "focused") == []
            steps += 1
            tab.keyboard.press(key)
        assert steps > 20


def test_the_list_of_a_pages_parts_opens_by_keyboard(pages, tab):
    """On a phone it is folded."""
    open_on_a_phone(tab, pages["treatment", "en"])
    details = tab.locator(".on-this-page__details")
    assert details.get_attribute("open") is None

    details.locator("summary").focus()
    tab.keyboard.press("Enter")

    expect(details.locator("a").first).to_be_visible()
