"""The collected pages, and a browser's tab to look at them with."""

from pathlib import Path

import pytest

from tests.ui import snapshot

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
MEASURES = Path(__file__).with_name("measures.js").read_text(encoding="utf-8")
# Not a style element: that is what the content security policy forbids.
ADD_RULES = """css => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    document.adoptedStyleSheets = [sheet]
}"""


class Pages(dict):
    """{(name, language): page}, and `server`: where a browser finds them."""

    def __init__(self, collected, server):
        super().__init__(collected)
        self.server = server


@pytest.fixture(scope="session")
def pages(request, databases, django_db_setup, django_db_blocker, tmp_path_factory):
    """The processes of one run share what the first has collected."""
    folder = tmp_path_factory.getbasetemp()
    if hasattr(request.config, "workerinput"):  # one of several processes
        folder = folder.parent
    with django_db_blocker.unblock():
        collected = snapshot.collected_once(databases, folder / "look")
    with snapshot.served(collected, folder / "look") as server:
        yield Pages(collected, server)


@pytest.fixture(scope="module")
def tab(browser, pages):
    """A browser's tab that all tests of a file share; each sets what it needs."""
    context = browser.new_context(base_url=pages.server, viewport=PHONE)
    context.set_default_timeout(60_000)
    context.add_init_script(MEASURES)
    yield context.new_page()
    context.close()


def open_on_a_phone(tab, page):
    tab.set_viewport_size(PHONE)
    tab.goto(page.url)


def complaints(tab, what, *arguments):
    """What one of the measures in measures.js finds on the page that is open."""
    return tab.evaluate("([what, rest]) => measures[what](...rest)", [what, list(arguments)])


def add_rules(tab, css):
    """Style the open page as a visitor may do; the rules of before go."""
    tab.evaluate(ADD_RULES, css)
