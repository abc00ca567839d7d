"""Without a connection a phone still shows whom to call, and with one nothing is ever older than the site."""

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import Error, expect

from content.publishing.services import sign_off
from directory.models import Hospital
from tests import factories
from tests.e2e.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)

KEPT = """async () => {
  const found = []
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname)
  return found.sort()
}"""
NUMBERS_KEPT = """async () => {
  const found = []
  for (const name of await caches.keys()) {
    const page = await (await caches.open(name)).match('/en/offline/')
    found.push(page ? (await page.text()).match(/tel:[+0-9]+/g) : [])
  }
  return found.flat()
}"""


@pytest.fixture
def treatment(editor, clinician, publisher):
    factories.HospitalFactory(phone="+914950000000", emergency_number="108")
    content = factories.draft(editor, title="Words of the first day")
    sign_off(content, by=clinician)
    content.versions.get().publish(publisher)
    return content


@pytest.fixture
def phone(open_browser):
    """A phone that lets the site's script look after its pages."""
    return open_browser(PHONE, service_workers="allow")


def wait_until(page, expression, reached):
    """What happens beside the page has no event in it."""
    for _times in range(200):
        found = page.evaluate(expression)
        if reached(found):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"still {found}")


def read(page, url):
    page.goto(url)
    language = url.split("/")[1]
    wait_until(page, "() => navigator.serviceWorker.controller !== null", bool)
    wait_until(page, KEPT, lambda kept: f"/{language}/offline/" in kept)


def test_the_numbers_are_there_without_a_connection_and_the_page_with_one(phone, treatment):
    read(phone, treatment.get_absolute_url())

    phone.context.set_offline(True)
    phone.goto("/en/doctors/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("You are not connected to the internet")
    expect(phone.locator('a[href="tel:+914950000000"]').first).to_be_visible()
    expect(phone.locator('a[href="tel:108"]').first).to_be_visible()
    assert phone.evaluate("() => getComputedStyle(document.querySelector('h1')).fontFamily").startswith("system-ui")
    phone.goto(treatment.get_absolute_url())
    expect(phone.get_by_role("heading", level=1)).to_have_text("You are not connected to the internet")
    expect(phone.get_by_text("Words of the first day")).to_have_count(0)

    phone.context.set_offline(False)
    phone.get_by_role("link", name="Try again").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Words of the first day")


def test_each_language_that_was_read_has_its_offline_page_and_no_other(phone, treatment):
    read(phone, "/en/contact/")
    read(phone, "/ml/contact/")

    kept = phone.evaluate(KEPT)
    assert [url for url in kept if not url.startswith("/static/")] == ["/en/offline/", "/ml/offline/"]

    phone.context.set_offline(True)
    phone.goto("/ml/doctors/")
    expect(phone.locator("html")).to_have_attribute("lang", "ml")
    phone.goto("/ar/doctors/")
    expect(phone.locator('a[href="tel:108"]').first).to_be_visible()


def test_what_is_published_is_read_at_once_and_never_kept(phone, treatment):
    read(phone, treatment.get_absolute_url())
    phone.reload()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Words of the first day")

    factories.rewrite(treatment, title="Words of the second day")
    phone.reload()

    expect(phone.get_by_role("heading", level=1)).to_have_text("Words of the second day")
    pages = [url for url in phone.evaluate(KEPT) if not url.startswith("/static/")]
    assert pages == ["/en/offline/"]


def test_a_new_number_reaches_phones_that_kept_the_old_one(phone, treatment):
    read(phone, "/en/contact/")

    Hospital.objects.update(phone="+914950000009")
    cache.clear()
    phone.goto("/en/doctors/")
    phone.evaluate("() => navigator.serviceWorker.ready.then((each) => each.update())")
    wait_until(phone, NUMBERS_KEPT, lambda numbers: set(numbers) == {"tel:108", "tel:+914950000009"})

    phone.context.set_offline(True)
    phone.goto("/en/doctors/")
    expect(phone.locator('a[href="tel:+914950000009"]').first).to_be_visible()
    expect(phone.locator('a[href="tel:+914950000000"]')).to_have_count(0)


def test_other_addresses_are_left_to_the_browser(phone, treatment):
    read(phone, "/en/contact/")

    phone.context.set_offline(True)
    for url in ("/desk/", "/admin/", "/media/something.pdf"):
        with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
            phone.goto(url)


def test_a_form_is_never_sent_by_the_script(phone, treatment):
    """The browser says itself that it could not be sent, and sends it again when asked."""
    read(phone, "/en/appointments/")
    phone.context.set_offline(True)

    with phone.expect_event("requestfailed") as failed:
        phone.evaluate("() => document.body.insertAdjacentHTML('beforeend', '<form method=post id=sent></form>')")
        phone.evaluate("() => document.getElementById('sent').submit()")

    assert failed.value.method == "POST"
    assert "ERR_INTERNET_DISCONNECTED" in failed.value.failure
    expect(phone.get_by_text("You are not connected to the internet")).to_have_count(0)


def test_a_browser_without_it_reads_the_same_page(open_browser, treatment):
    page = open_browser(PHONE, java_script_enabled=False)
    page.goto(treatment.get_absolute_url())

    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("first day"))
