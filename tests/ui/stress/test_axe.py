"""The newest axe-core: every page × every language × phone and desktop × light and dark, without a barrier.

Negative control: with its labels, its language and its contrast taken away, a page has barriers.
"""

import pytest

from tests.sizes import IS_LONG, figures, size
from tests.ui.axe import Axe
from tests.ui.conftest import DESKTOP, PHONE
from tests.ui.pages import PAGES, languages_of
from tests.ui.stress.packages import installed, version

pytestmark = pytest.mark.django_db
SCHEMES = ("light", "dark")
LANGUAGES = size({"en"}, {"en", "ml", "hi", "ar"})


@pytest.fixture(scope="module")
def axe():
    return Axe((installed() / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))


def test_no_page_has_a_barrier_in_any_language_width_or_scheme(pages, tab, axe):
    found, runs = [], 0
    for name in PAGES:
        for language in LANGUAGES & set(languages_of(name)):
            tab.goto(pages[name, language].url)
            for window in size((PHONE,), (PHONE, DESKTOP)):
                tab.set_viewport_size(window)
                for scheme in SCHEMES:
                    tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                    where = f"{language}, {window['width']} px, {scheme}"
                    found += [f"{each} ({where})" for each in axe.barriers(tab, name)]
                    runs += 1
    figures("axe", version=version("axe-core"), pages=len(pages), runs=runs, barriers=len(found))
    assert not found, "\n".join(found)
    assert not IS_LONG or set(axe.explained) == axe.used, "explained in tests/ui/axe.py, and no longer there"


def test_barriers_are_found(pages, tab, axe):
    tab.emulate_media(color_scheme="light")
    tab.goto(pages["request_contact", "en"].url)
    tab.evaluate("for (const each of document.querySelectorAll('label')) each.remove()")
    tab.evaluate("document.documentElement.lang = ''; document.querySelector('h1').style.color = '#bbb'")

    rules = {each.split(": ")[1] for each in axe.barriers(tab, "request_contact")}
    figures("axe, negative control", rules_broken=len(rules))
    assert {"label", "select-name", "html-has-lang", "color-contrast"} <= rules
