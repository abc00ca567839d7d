"""What every test may ask for. The database is a real PostgreSQL; without one, tests fail, none is skipped."""

import gc
import itertools
import os
import shutil
from datetime import datetime

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.admin import site
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.db import connections
from django.test import TransactionTestCase, override_settings
from django.utils import timezone, translation
from playwright.sync_api import sync_playwright

from tests import factories, order
from tests import mail_server as real_mail_server
from tests.databases import DEMONSTRATION, TABLES, Databases
from tests.sizes import IS_PROVING

# The first is Chromium without its windows: the same pages in half of the time.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",  # there is none, and acting as one costs time
    "--disable-software-rasterizer",
]


@pytest.hookimpl(tryfirst=True)  # before -m chooses by marks
def pytest_collection_modifyitems(config, items):
    if not IS_PROVING:
        controls = [item for item in items if order.waits_for_prove(item.nodeid, item.originalname)]
        config.hook.pytest_deselected(items=controls)
        items[:] = [item for item in items if item not in controls]
    for item in items:
        for mark in order.marks(item.nodeid, item.fixturenames):
            item.add_marker(mark)
    items.sort(key=lambda item: order.place(item.nodeid, item.fixturenames, uses_tables(item)))


def pytest_collection_finish():
    """What is there now stays to the end: Python need not look through it for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def uses_tables(item):
    return "db" in item.fixturenames or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session", autouse=True)
def compiled_translations():
    call_command("compile_translations")


@pytest.fixture(scope="session", autouse=True)
def settings_of_tests():
    """For the whole run, as fixtures that make people come in any order, and each change of a setting takes time."""
    with override_settings(
        PASSWORD_HASHERS=[
            "django.contrib.auth.hashers.MD5PasswordHasher"
        ],  # an honest hash takes a quarter of a second
        STORAGES=settings.STORAGES
        | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
        MINIMUM_FILL_SECONDS=0,  # tests type fast; one of them does not want to
        DEMONSTRATION_PORTRAITS=False,  # seconds for each test that loads the demonstration
    ):
        yield


@pytest.fixture(scope="session")
def databases(django_test_environment, django_db_blocker):
    of_this_process = Databases(os.environ.get("PYTEST_XDIST_WORKER", "only"))
    with django_db_blocker.unblock(), of_this_process.in_use(), django_db_blocker.block():
        yield of_this_process


@pytest.fixture(scope="session")
def django_db_setup(databases, compiled_translations, django_db_blocker):
    """In place of pytest-django's, which would make the tables once more in each process."""
    with django_db_blocker.unblock():
        database = databases.of_this_process(TABLES)
    with database:
        yield


@pytest.fixture
def database_of_this_test(request, databases, django_db_setup, django_db_blocker):
    """Which database the test sees, and how its work is undone."""
    kind = DEMONSTRATION if "demonstration" in request.fixturenames else TABLES
    marker = request.node.get_closest_marker("django_db")
    commits = {"live_server", "transactional_db"} & set(request.fixturenames)
    commits = commits or (marker and marker.kwargs.get("transaction"))
    if kind == TABLES and not commits:
        yield
        return
    with django_db_blocker.unblock():
        database = databases.thrown_away(kind) if commits else databases.of_this_process(kind)
        with database, pytest.MonkeyPatch.context() as patch:
            if commits:
                patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: None)  # nobody sees it again
            with django_db_blocker.block():
                yield


@pytest.fixture
def _django_db_helper(database_of_this_test, _django_db_helper):
    """Pytest-django's own, which begins the test's transaction: now in the right database."""


@pytest.fixture
def demonstration(db, databases, settings):
    """The whole demonstration, loaded once for all tests."""
    databases.put_media(settings.MEDIA_ROOT)


@pytest.fixture(scope="session")
def media_folders(tmp_path_factory):
    """A new one for each test; none is made before something is kept in it."""
    folder = tmp_path_factory.mktemp("media")
    return (folder / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def media_of_this_test(settings, media_folders):
    settings.MEDIA_ROOT = next(media_folders)


@pytest.fixture(autouse=True)
def forget_content_types():
    """A test that empties the database gives content types new ids, and the CMS remembers the old ones for good."""
    ContentType.objects.clear_cache()
    extension = apps.get_app_config("djangocms_versioning").cms_extension
    for versionable in extension.versionables:
        versionable.__dict__.pop("content_types", None)
    for admin in site._registry.values():
        admin.__dict__.pop("_content_content_type", None)


@pytest.fixture(autouse=True)
def main_language_and_empty_cache():
    """Each test starts in the main language with nothing cached, whatever the one before did."""
    cache.clear()
    translation.activate("en")
    yield
    translation.activate("en")


@pytest.fixture
def roles(db):
    """Editor, Clinician and so on: every copy of the tables has them."""


@pytest.fixture
def editor(roles):
    return factories.staff("Editor")


@pytest.fixture
def clinician(roles):
    return factories.staff("Clinician")


@pytest.fixture
def publisher(roles):
    return factories.staff("Publisher")


@pytest.fixture
def front_desk(roles):
    return factories.staff("Front desk", is_staff=False)


@pytest.fixture
def mail_server(settings):
    """A real mail server; the inbox of everything that arrives there."""
    with real_mail_server.running() as (inbox, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield inbox


@pytest.fixture(scope="session")
def orm_beside_the_browser():
    """Playwright keeps an event loop in this thread; Django would refuse the database there without this."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser(orm_beside_the_browser):
    """Chromium. Without one, tests that need it fail in CI, and are skipped with a reason elsewhere."""
    executable = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if executable is None:
        message = "The tests in a browser need Chromium. On Debian: apt install chromium-headless-shell"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    # Under Playwright's event loop Django has connections of its own: none of either kind may outlive its time.
    connections.close_all()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable,
            args=CHROMIUM_OPTIONS,
        )
        yield browser
        browser.close()
        connections.close_all()


@pytest.fixture
def set_clock(time_machine):
    """`set_clock("2027-03-01 00:30")`: what the hospital's clock shows from now on."""

    def set_to(text):
        moment = datetime.fromisoformat(text).replace(tzinfo=timezone.get_default_timezone())
        time_machine.move_to(moment, tick=False)
        return moment

    return set_to
