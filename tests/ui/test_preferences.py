"""What visitors have set in their systems, and what they print; how each script is set."""

import pytest

from tests.ui.conftest import add_rules, complaints, open_on_a_phone
from tests.ui.pages import LANGUAGES

pytestmark = pytest.mark.django_db

# What paper has no use for.
DOORS = "nav, .strip, .menu, .action-bar, .skip-link, .filters, .button, .footer, .breadcrumbs, .closing"
PRINTED = ["treatment", "condition", "doctor", "department", "location", "contact", "request_sent", "status_booked"]
LINE_HEIGHTS = {"en": 1.6, "ml": 1.85, "hi": 1.75, "ar": 1.8}


@pytest.fixture(autouse=True)
def no_preferences(tab):
    yield
    tab.emulate_media(forced_colors="none", reduced_motion="no-preference", media="screen", color_scheme="light")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["home", "treatment", "doctors", "request_contact_errors", "request_sent"])
def test_buttons_fields_and_focus_stand_out_in_colours_of_the_visitor(name, scheme, pages, tab):
    tab.emulate_media(forced_colors="active", color_scheme=scheme)
    open_on_a_phone(tab, pages[name, "en"])

    assert complaints(tab, "edges") == []
    assert complaints(tab, "focus") == []


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", PRINTED)
def test_paper_has_words_and_no_doors(name, language, pages, tab):
    tab.emulate_media(media="print")
    open_on_a_phone(tab, pages[name, language])

    assert complaints(tab, "shown", DOORS) == []
    assert complaints(tab, "shown", "h1")
    assert complaints(tab, "sideways") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_script_has_its_direction_and_room_between_lines(language, pages, tab):
    for name in ("home", "treatment", "request_contact", "500"):
        open_on_a_phone(tab, pages[name, language])
        html = tab.locator("html")
        assert html.get_attribute("lang") == language
        assert html.get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        body = tab.evaluate(
            "[getComputedStyle(document.body)].map(s => parseFloat(s.lineHeight) / parseFloat(s.fontSize))[0]"
        )
        assert body == pytest.approx(LINE_HEIGHTS[language], abs=0.01)
        for text in ("text-transform: uppercase", "font-style: italic", "text-align: justify"):
            css_name, value = text.split(": ")
            found = tab.evaluate(
                "([name, value]) => [...document.querySelectorAll('body *')]"
                ".filter(each => getComputedStyle(each)[name] === value).map(called)",
                [css_name, value],
            )
            assert found == [], f"{name}: {text}"


def test_what_moves_or_has_no_edge_is_seen(pages, tab):
    open_on_a_phone(tab, pages["request_contact", "en"])
    add_rules(tab, "h1 { transition: color 1s } .button { border: 0 } html { scroll-behavior: smooth }")

    assert len(complaints(tab, "moving")) > 1
    assert any(".button" in each for each in complaints(tab, "edges"))
    assert complaints(tab, "shown", DOORS)
