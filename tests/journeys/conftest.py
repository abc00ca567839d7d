"""A real browser (tests/conftest.py) against a real server."""

import pytest
from playwright.sync_api import expect

expect.set_options(timeout=20_000)  # milliseconds; machines that run tests are slow

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture
def open_browser(browser, live_server):
    """Somebody's own browser: `page = open_browser(PHONE)`. Fails the test on any script error."""
    contexts, errors = [], []

    def open_one(viewport=DESKTOP, **options):
        options.setdefault("service_workers", "block")  # a journey asks for what it shows, and for nothing beside it
        context = browser.new_context(base_url=live_server.url, viewport=viewport, **options)
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert errors == []
