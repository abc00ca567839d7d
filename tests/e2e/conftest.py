"""A real browser (tests/conftest.py) against a real server."""

import pytest
from django.conf import settings
from django.test import override_settings
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.databases import DEMONSTRATION

expect.set_options(timeout=20_000)  # milliseconds; machines that run tests are slow

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture
def url(live_server):
    """Of the site that browsers open."""
    return live_server.url


@pytest.fixture(scope="module")
def address_of_demonstration(databases, django_db_setup, django_db_blocker):
    """Of one demonstration for all journeys of a file, which only read."""
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    server = LiveServer("localhost")
    changes = {"ALLOWED_HOSTS": ["localhost"], "SITE_ADDRESS": server.url, "STORAGES": storages}
    with django_db_blocker.unblock(), override_settings(**changes), databases.thrown_away(DEMONSTRATION):
        yield server.url
        server.stop()


@pytest.fixture
def open_browser(browser, url):
    """Somebody's own browser: `page = open_browser(PHONE)`. Fails the test on any script error, and on anything that a
    page tries and its policy (hospital_site/headers/) forbids.
    """
    contexts, errors = [], []

    def note_what_is_forbidden(message):
        if "Content Security Policy" in message.text:
            where = message.location
            errors.append(f"{where['url']} {where['lineNumber']}:{where['columnNumber']} {message.text}")

    def open_one(viewport=DESKTOP, **options):
        options.setdefault("service_workers", "block")  # a journey asks for what it shows, and for nothing beside it
        context = browser.new_context(base_url=url, viewport=viewport, **options)
        context.set_default_timeout(30_000)
        contexts.append(context)
        context.on("console", note_what_is_forbidden)  # of its frames and windows, too
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert errors == []
