"""A real browser against a real server. Without Chromium these fail in CI, and are skipped with a reason elsewhere."""

import os
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
expect.set_options(timeout=20_000)  # milliseconds; machines that run tests are slow

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture(scope="session", autouse=True)
def orm_beside_the_browser():
    """Playwright keeps an event loop in this thread; Django would refuse the database there without this."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser():
    executable = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if executable is None:
        message = "The journeys need Chromium. On Debian: apt install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable,
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        )
        yield browser
        browser.close()


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
