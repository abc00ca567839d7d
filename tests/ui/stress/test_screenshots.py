"""Pictures of every page for people to look at: var/look/PAGE.LANGUAGE.WIDTH.SCHEME.png

script/prove look -k screenshots
LOOK_AT="treatment doctor" LOOK_LANGUAGES="en ml" script/prove look -k screenshots
"""

import os
from pathlib import Path

import pytest
from django.conf import settings

from tests.sizes import figures, size
from tests.ui.conftest import DESKTOP, PHONE, add_rules
from tests.ui.pages import PAGES

pytestmark = pytest.mark.django_db

FOLDER = Path(settings.BASE_DIR) / "var" / "look"
SCHEMES = ("light", "dark")
# A picture of the whole page would have the bar of a phone's screen in its middle.
BAR_AT_THE_END = ".action-bar__row { position: static !important }"


def wanted(pages):
    names = set(os.environ.get("LOOK_AT", "").split()) or size({"home", "treatment", "request_contact"}, set(PAGES))
    languages = (os.environ.get("LOOK_LANGUAGES") or "en ar").split()
    assert names <= set(PAGES), f"no such pages: {', '.join(sorted(names - set(PAGES)))}"
    return [page for page in pages.values() if page.name in names and page.language in languages]


def show_pictures(tab):
    """Also those further down, which a browser fetches when somebody comes near them."""
    tab.evaluate("""async () => {
        for (const each of document.images) each.loading = "eager";
        await Promise.all([...document.images].map((each) => each.decode().catch(() => {})));
    }""")


def test_screenshots(pages, tab):
    FOLDER.mkdir(parents=True, exist_ok=True)
    count = 0
    for page in wanted(pages):
        tab.goto(page.url)
        add_rules(tab, BAR_AT_THE_END)
        for window in (PHONE, DESKTOP):
            tab.set_viewport_size(window)
            for scheme in SCHEMES:
                tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                show_pictures(tab)
                name = f"{page.name}.{page.language}.{window['width']}.{scheme}.png"
                tab.screenshot(path=FOLDER / name, full_page=True, animations="disabled")
                count += 1
    figures("screenshots in var/look", pictures=count)
    assert count
