"""Every page fits: narrow and wide windows, large text, wide spacing; targets are large enough, every focus is seen.

Opening a page is what costs time here, so that one test asks a page everything while it is open. In the suite pages
take turns in the language with the longest words and in the one from right to left; script/prove look opens all four.
"""

import pytest

from tests.sizes import size
from tests.ui.conftest import PHONE, add_rules, complaints, open_on_a_phone
from tests.ui.pages import DESK, PUBLIC, STAFF, in_turn, languages_of

pytestmark = pytest.mark.django_db

# From the narrowest phones on; just above each width at which the layout changes, it is tightest.
WIDTHS = size((280, 768, 992, 1920), (280, 320, 360, 390, 480, 600, 640, 768, 900, 992, 1280, 1440, 1920))
LANGUAGES = set(size(("ml", "ar"), ("en", "ml", "hi", "ar")))
# WCAG 1.4.12: what a visitor may set, and still read and use everything.
SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }
"""
NORMAL_TEXT, DOUBLE_TEXT = 16, 32  # pixels
SMALLEST_BUTTON = 44  # pixels; that links are 24 high or stand apart, axe-core asks


@pytest.fixture(scope="module")
def text_size(tab):
    """Sets the size of text as a visitor does in the browser's settings."""
    devtools = tab.context.new_cdp_session(tab)
    return lambda pixels: devtools.send("Page.setFontSizes", {"fontSizes": {"standard": pixels, "fixed": pixels}})


@pytest.mark.parametrize("name", PUBLIC)
def test_a_page_fits_every_window_and_loses_nothing(name, pages, tab, text_size):
    found = []
    for language in in_turn(name, sorted(LANGUAGES.intersection(languages_of(name)))):
        open_on_a_phone(tab, pages[name, language])
        found += told(language, tab, "clipped") + told(language, tab, "small", SMALLEST_BUTTON)
        add_rules(tab, SPACING)
        found += told(f"{language}, wide spacing", tab, "clipped") + told(f"{language}, spacing", tab, "sideways")
        add_rules(tab, "")
        text_size(DOUBLE_TEXT)
        found += told(f"{language}, large text", tab, "clipped") + told(f"{language}, large text", tab, "sideways")
        text_size(NORMAL_TEXT)
        found += calm_and_seen(language, tab)
        found += too_wide(language, tab)

    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", STAFF | DESK)
def test_a_page_of_the_staff_fits_every_window(name, pages, tab):
    found = []
    for language in in_turn(name, languages_of(name)):
        open_on_a_phone(tab, pages[name, language])
        found += too_wide(language, tab)

    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ["desk_days_print", "desk_days_print_one"])
def test_no_head_of_a_list_for_paper_breaks_inside_a_word(name, pages, tab):
    found = []
    for language in languages_of(name):
        open_on_a_phone(tab, pages[name, language])
        found += told(language, tab, "broken", ".paper__table th")
        found += told(language, tab, "clipped")

    assert not found, "\n".join(found)


def told(where, tab, measure, *numbers):
    return [f"{where}: {each}" for each in complaints(tab, measure, *numbers)]


def calm_and_seen(language, tab):
    """WCAG 2.4.7 and 2.4.11: each focus is marked, in sight, and not below the bar at the bottom of a phone."""
    tab.emulate_media(reduced_motion="reduce")
    found = told(language, tab, "focus") + told(f"{language}, asked for less", tab, "moving")
    tab.emulate_media(reduced_motion="no-preference")
    return found


def too_wide(language, tab):
    found = []
    for width in WIDTHS:
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
    assert any("a.button" in each for each in complaints(tab, "small", SMALLEST_BUTTON))


def test_a_focus_that_cannot_be_seen_is_seen(pages, tab):
    open_on_a_phone(tab, pages["treatment", "en"])
    add_rules(tab, ".action-bar__row { inset-block-start: 40% } .footer a:focus-visible { outline: 0 }")

    found = complaints(tab, "focus")

    assert [each for each in found if "is covered by a.button" in each], found
    assert [each for each in found if "shows no focus" in each], found
