"""Three people and a page: written, read on a phone, put live at a time, and no longer signed once a word is another.

In English on the page itself, in Malayalam beside the English text. The editor's session ends within a sentence.
"""

import re
from datetime import timedelta

import pytest
from cms.toolbar.utils import get_object_edit_url
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from common import queue
from content.publishing.services import start_translation
from content.reviewing import digests
from tests import factories
from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.staff import saved, sign_in, toolbar, write_into
from tests.mail_server import words

pytestmark = pytest.mark.django_db(transaction=True)

MOST_TAPS = 3
SOON = timedelta(minutes=10)  # of the hospital's clock; before anybody is signed out for doing nothing
TEXTS = "textarea.translation__words"


class OnThePage:
    """The English page, in the editor of the CMS."""

    language = "en"
    begun, ended, changed = "Most people walk on the same", " day, with help.", " Or on the day after"

    def draft(self, editor, clinician, publisher):
        return factories.draft(editor).versions.get()

    def open(self, page, version):
        page.goto(get_object_edit_url(version.content, language="en"))
        toolbar(page)
        is_ready(page)

    def type(self, page, text):
        write_into(page, "#overview", text) if text != self.ended else page.keyboard.type(text)

    def leave(self, page):
        page.locator("h2").first.click()

    def save(self, page):
        with saved(page, "edit-plugin"):
            self.leave(page)

    def finish(self, page, version):
        """There is nothing else to write."""


class BesideItsSource:
    """The Malayalam page, on the page for translators."""

    language = "ml"
    begun, ended, changed = "മിക്കവരും അന്നു തന്നെ", " നടക്കുന്നു.", " അല്ലെങ്കിൽ പിറ്റേന്ന്"

    def draft(self, editor, clinician, publisher):
        factories.reads(clinician, "en", "ml")
        english = factories.published(editor, clinician, publisher)
        return start_translation(english, "ml", by=editor).versions.get()

    def open(self, page, version):
        page.goto(f"/translate/{version.pk}/")
        is_ready(page)

    def overview(self, page):
        return page.locator("[data-row]", has_text=factories.ENGLISH["overview"]).locator("textarea")

    def type(self, page, text):
        if text == self.begun:
            self.overview(page).fill("")
        self.overview(page).press("Control+End")
        page.keyboard.type(text)

    def leave(self, page):
        self.overview(page).blur()

    def save(self, page):
        self.leave(page)
        row = page.locator("[data-row]", has_text=factories.ENGLISH["overview"])
        expect(row.locator("[data-said]")).to_have_text("Saved")

    def finish(self, page, version):
        """Every text that is English still, and the days of review."""
        for text in page.locator(TEXTS).all():
            if not re.search("[\u0d00-\u0d7f]", text.input_value()):
                text.fill(factories.SENTENCES["ml"])
                text.blur()
        expect(page.locator("[data-count=untranslated]")).to_have_text("0")
        page.goto(reverse("admin:content_treatmentcontent_change", args=[version.object_id]))
        page.fill("#id_last_reviewed", timezone.localdate().isoformat())
        page.fill("#id_next_review", factories.at(days=300).date().isoformat())
        with page.expect_navigation():
            page.click("[name=_save]")


def is_ready(page):
    """The script that keeps what is typed."""
    expect(page.locator("html[data-unsaved=ready]")).to_be_attached()


def go_on_after_signing_in(page, editor):
    page.get_by_role("link", name="Sign in and go on").click()
    page.fill("[name=username]", editor.username)
    page.fill("[name=password]", "correct horse battery")
    with page.expect_navigation():
        page.click("[type=submit]")
    is_ready(page)


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def ask_for_review(page, version, clinician):
    page.goto(f"/review/{version.pk}/")
    page.get_by_role("link", name="Ask for review").click()
    page.select_option("[name=clinician]", label=clinician.get_full_name())
    press(page, "Ask")


def link_in_the_mail(mail_server, reader):
    queue.run_due(digests.DIGEST)
    return re.search(r"http\S+/review/\d+/", words(mail_server.to(reader.email)[-1]))[0]


def count_taps(page):
    page.context.expose_function("tapped", lambda: taps.append(1))
    page.context.add_init_script("addEventListener('click', event => event.isTrusted && tapped(), true)")
    taps = []
    return taps


def read_and_sign(page):
    page.get_by_role("button", name="Sign", exact=True).tap()
    expect(page.locator("main")).to_contain_text("Signed by Clinician")


def plan(page, version):
    page.goto(f"/review/{version.pk}/")
    page.get_by_role("link", name="Publish at a time").click()
    page.fill("[name=at]", f"{timezone.localtime() + SOON:%Y-%m-%dT%H:%M}")
    press(page, "Plan it")
    expect(page.locator("main")).to_contain_text("It goes out on")


def when_its_time_has_come(time_machine):
    time_machine.move_to(timezone.now() + SOON)
    queue.run_due("publish_planned")


@pytest.fixture
def people(settings, url, mail_server, editor, clinician, publisher):
    settings.SITE_ADDRESS = url
    call_command("set_up_site")
    factories.HospitalFactory()
    for person in (editor, clinician, publisher):
        person.email = f"{person.username}@hospital.example"
        person.save()
    return editor, clinician, publisher


@pytest.mark.parametrize("way", [OnThePage(), BesideItsSource()], ids=["en", "ml"])
def test_from_a_draft_to_a_signature_that_is_void(way, open_browser, people, mail_server, time_machine):
    editor, clinician, publisher = people
    version = way.draft(*people)
    address = f"/{way.language}/treatments/{version.content.treatment.slug}/"
    sentence = way.begun + way.ended

    # The editor's session ends within a sentence; the sentence does not.
    writing = sign_in(open_browser(DESKTOP), editor)
    writing.on("dialog", lambda dialog: dialog.accept())
    way.open(writing, version)
    way.type(writing, way.begun)
    Session.objects.all().delete()
    way.type(writing, way.ended)
    way.leave(writing)
    go_on_after_signing_in(writing, editor)
    writing.get_by_role("button", name="Put it back").click()
    way.save(writing)
    way.finish(writing, version)
    ask_for_review(writing, version, clinician)

    # The clinician gets a mail, and signs what it leads to on a phone.
    link = link_in_the_mail(mail_server, clinician)
    checking = sign_in(open_browser(PHONE, has_touch=True, is_mobile=True), clinician, link)
    assert checking.url == link
    taps = count_taps(checking)
    checking.reload()  # so that the taps are counted from here
    expect(checking.locator("main")).to_contain_text(sentence)
    assert checking.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    read_and_sign(checking)
    assert 1 <= len(taps) <= MOST_TAPS

    # The publisher plans; patients read it from then on.
    publishing, visitor = sign_in(open_browser(DESKTOP), publisher), open_browser(PHONE)
    plan(publishing, version)
    visitor.goto(address)
    expect(visitor.locator("main")).not_to_contain_text(sentence)
    when_its_time_has_come(time_machine)
    visitor.goto(address)
    expect(visitor.locator("main")).to_contain_text(sentence)

    # A new draft is signed and planned; then a word is changed, and it does not go out.
    newer = version.copy(editor)
    checking.goto(f"/review/{newer.pk}/")
    read_and_sign(checking)
    plan(publishing, newer)
    way.open(writing, newer)
    way.type(writing, way.changed)
    way.save(writing)
    checking.reload()
    expect(checking.locator("main ins")).to_contain_text(way.changed.strip())
    expect(checking.locator("main")).not_to_contain_text("Signed by Clinician")
    when_its_time_has_come(time_machine)
    publishing.goto("/review/")
    expect(publishing.locator("main")).to_contain_text("Planned changes that were refused")
    visitor.reload()
    expect(visitor.locator("main")).to_contain_text(sentence)
    expect(visitor.locator("main")).not_to_contain_text(way.changed.strip())
