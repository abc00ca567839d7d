"""axe-core finds no barrier: pages take turns on a phone in English, and on a large dark screen in Arabic.

script/prove look asks the newest axe-core about every page in every language, width and colour scheme.
"""

import pytest

from tests.ui.axe import Axe, bundled_script
from tests.ui.conftest import DESKTOP, PHONE
from tests.ui.pages import PAGES, in_turn

pytestmark = pytest.mark.django_db
WAYS = {"en": (PHONE, "light"), "ar": (DESKTOP, "dark")}


@pytest.fixture(scope="module")
def axe():
    return Axe(bundled_script())


def open_page(tab, page):
    size, scheme = WAYS[page.language]
    tab.set_viewport_size(size)
    tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    tab.goto(page.url)


@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_a_barrier(name, pages, tab, axe):
    found = []
    ways = [language for language in WAYS if (name, language) in pages]
    for language in in_turn(name, ways):
        open_page(tab, pages[name, language])
        found += axe.barriers(tab, name)

    assert not found, "\n".join(found)


def test_barriers_are_seen(pages, tab, axe):
    """Without this, a silent axe would look like a page without barriers."""
    open_page(tab, pages["request_contact", "en"])
    tab.evaluate("document.querySelector('label[for=id_full_name]').remove()")
    tab.evaluate("document.querySelector('h1').style.color = '#bbb'")
    tab.evaluate("document.documentElement.lang = ''")

    rules = {each.split(": ")[1] for each in axe.barriers(tab, "request_contact")}
    assert {"color-contrast", "html-has-lang", "label"} <= rules


def test_words_on_the_gradient_are_measured_too(pages, tab, axe):
    open_page(tab, pages["treatment", "en"])
    tab.evaluate("document.querySelector('.hero h1').style.color = '#5a8f88'")

    [found] = axe.barriers(tab, "treatment")
    assert "color-contrast: violations" in found
