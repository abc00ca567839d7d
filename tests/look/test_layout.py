"""Every page in every language fits: narrow and wide windows, large text, wide spacing; targets are large enough."""

import pytest

from tests.look.conftest import PHONE, add_rules, complaints, open_on_a_phone
from tests.look.pages import PUBLIC, STAFF, languages_of

pytestmark = pytest.mark.django_db

# From the narrowest phones on; just above each width at which the layout changes, it is tightest.
WIDTHS = (280, 390, 600, 768, 992, 1920)
# The admin is Django's: people who edit have at least a phone.
ADMIN_WIDTHS = (390, 768, 1280)
# WCAG 1.4.12: what a visitor may set, and still read and use everything.
SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }
"""
NORMAL_TEXT, DOUBLE_TEXT = 16, 32  # pixels
SMALLEST_TARGET, SMALLEST_BUTTON = 24, 44  # pixels


@pytest.fixture(scope="module")
def text_size(tab):
    """Sets the size of text as a visitor does in the browser's settings."""
    devtools = tab.context.new_cdp_session(tab)
    return lambda pixels: devtools.send("Page.setFontSizes", {"fontSizes": {"standard": pixels, "fixed": pixels}})


@pytest.mark.parametrize("name", PUBLIC)
def test_a_page_fits_every_window_and_loses_nothing(name, pages, tab, text_size):
    found = []
    for language in languages_of(name):
        open_on_a_phone(tab, pages[name, language])
        found += told(language, tab, "clipped") + told(language, tab, "small", SMALLEST_TARGET)
        add_rules(tab, SPACING)
        found += told(f"{language}, wide spacing", tab, "clipped", "sideways")
        add_rules(tab, "")
        text_size(DOUBLE_TEXT)
        found += told(f"{language}, large text", tab, "clipped", "sideways")
        text_size(NORMAL_TEXT)
        found += too_wide(language, tab, WIDTHS)

    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", STAFF)
def test_a_page_of_the_staff_fits_every_window(name, pages, tab):
    found = []
    for language in languages_of(name):
        open_on_a_phone(tab, pages[name, language])
        found += too_wide(language, tab, ADMIN_WIDTHS if name.startswith("admin") else WIDTHS)

    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", PUBLIC)
def test_everything_that_takes_the_focus_is_seen(name, pages, tab):
    """WCAG 2.4.7 and 2.4.11: marked, in sight, and not below the bar at the bottom of a phone."""
    open_on_a_phone(tab, pages[name, languages_of(name)[0]])
    found = complaints(tab, "focus") + complaints(tab, "small", SMALLEST_BUTTON)

    assert not found, "\n".join(found)


def told(where, tab, *measures):
    """Complaints of these measures, the last of which may be followed by a number."""
    numbers = [each for each in measures if not isinstance(each, str)]
    names = [each for each in measures if isinstance(each, str)]
    return [f"{where}: {each}" for name in names for each in complaints(tab, name, *numbers)]


def too_wide(language, tab, widths):
    found = []
    for width in widths:
        tab.set_viewport_size({"width": width, "height": 800})
        found += told(language, tab, "sideways")
    return found


def test_what_is_too_wide_or_cut_off_is_seen(pages, tab, text_size):
    open_on_a_phone(tab, pages["treatment", "en"])
    assert tab.evaluate("getComputedStyle(document.documentElement).fontSize") == f"{NORMAL_TEXT}px"
    text_size(DOUBLE_TEXT)
    assert tab.evaluate("getComputedStyle(document.documentElement).fontSize") == f"{DOUBLE_TEXT}px"
    text_size(NORMAL_TEXT)

    add_rules(
        tab,
        ".prose h2 { inline-size: 480px } .facts { block-size: 3rem; overflow: hidden }"
        ".closing .button { block-size: 1rem; min-block-size: 0; inline-size: 3rem; padding: 0 }",
    )

    assert complaints(tab, "sideways") == [f"{PHONE['width']} px: 106 px too wide"]
    clipped = complaints(tab, "clipped")
    assert any("section.facts" in each for each in clipped)
    assert any("a.button" in each for each in clipped)
    assert any("a.button" in each for each in complaints(tab, "small", SMALLEST_TARGET))


def test_a_focus_that_cannot_be_seen_is_seen(pages, tab):
    open_on_a_phone(tab, pages["treatment", "en"])
    add_rules(tab, ".action-bar__row { inset-block-start: 40% } .footer a:focus { outline: 0 }")

    found = complaints(tab, "focus")

    assert any("is covered by" in each and "action-bar" in each for each in found)
    assert any("shows no focus" in each for each in found)
