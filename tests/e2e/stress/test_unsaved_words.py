"""Whatever ends the work of an editor, what was typed is there afterwards: each place to type × each way to lose it.

All of the table in script/prove e2e; the suite takes each place and each way once.
"""

import re
from datetime import timedelta

import pytest
from cms.toolbar.utils import get_object_edit_url
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from djangocms_text.models import Text
from playwright.sync_api import expect

from accounts.models import StaffSession
from content.models import Review, TreatmentContent
from content.publishing import services
from tests import factories
from tests.e2e.conftest import DESKTOP
from tests.e2e.staff import click_into, go_to_the_end, open_structure, sign_in, write_into
from tests.sizes import IS_PROVING

pytestmark = pytest.mark.django_db(transaction=True)

TYPED = "Nobody but me has typed this."
THEIRS = "A colleague wrote this."


class InPlace:
    """A text of the overview, where it stands on the page. Leaving it saves it."""

    def open(self, page, content):
        page.goto(get_object_edit_url(content, language=content.language))
        ready(page)

    def type(self, page):
        write_into(page, "#overview", f" {TYPED}")

    def send(self, page):
        page.locator("h2").first.click()

    def has_it(self, page):
        expect(page.locator("#overview")).to_contain_text(TYPED)

    def theirs(self, content):
        text = Text.objects.get(placeholder__in=content.placeholders.all())
        text.body = f"<p>{THEIRS}</p>"
        text.save()

    def is_saved(self, content):
        return TYPED in Text.objects.get(placeholder__in=content.placeholders.all()).body


class OneLine(InPlace):
    """The title, where it stands on the page."""

    def type(self, page):
        page.locator("h1 [contenteditable]").first.click()
        page.keyboard.press("End")
        page.keyboard.type(f" {TYPED}")

    def send(self, page):
        page.locator("#overview h2, h2").first.click()

    def has_it(self, page):
        expect(page.locator("h1")).to_contain_text(TYPED)

    def theirs(self, content):
        TreatmentContent._original_manager.filter(pk=content.pk).update(title=THEIRS)

    def is_saved(self, content):
        return TYPED in TreatmentContent._original_manager.get(pk=content.pk).title


class WordsForm:
    name, field = "words", "#id_questions-0-question"

    def open(self, page, content):
        page.goto(reverse(f"admin:content_treatmentcontent_{self.name}", args=[content.pk]))
        ready(page)

    def type(self, page):
        page.fill(self.field, TYPED)

    def send(self, page):
        page.locator("#words [type=submit], [name=_save]").first.click()

    def has_it(self, page):
        expect(page.locator(self.field)).to_have_value(TYPED)

    def theirs(self, content):
        question = content.questions().first()
        question.question = THEIRS
        question.save()

    def is_saved(self, content):
        return content.questions().filter(question=TYPED).exists()


class RichTextOfAForm(WordsForm):
    """Its text area is a program."""

    def type(self, page):
        row = ".form-row:has(textarea[name=overview-0-body])"
        click_into(page, row)
        go_to_the_end(page, page.locator(f"{row} .ProseMirror").first)
        page.keyboard.type(f" {TYPED}")

    def has_it(self, page):
        expect(page.locator(".form-row:has(textarea[name=overview-0-body]) .ProseMirror")).to_contain_text(TYPED)

    def is_saved(self, content):
        return TYPED in Text.objects.get(placeholder__in=content.placeholders.all()).body


class FactsForm(WordsForm):
    """With a line that was not there before."""

    name, field = "change", "#id_facts-0-label"

    def type(self, page):
        page.click("#facts-group .add-row a")
        page.fill("#id_facts-0-value", "10 minutes")
        page.fill(self.field, TYPED)
        page.wait_for_timeout(500)

    def is_saved(self, content):
        return content.facts.filter(label=TYPED).exists()


class Board:
    """The form of a block, opened from the board beside the page."""

    def open(self, page, content):
        page.goto(get_object_edit_url(content, language=content.language))
        ready(page)
        structure = open_structure(page)
        structure.locator(".cms-dragitem:has-text('Who should not')").first.dblclick()
        ready(page.frame_locator(".cms-modal iframe"))

    def form(self, page):
        return page.frame_locator(".cms-modal iframe")

    def type(self, page):
        self.form(page).locator("#id_question").fill(TYPED)

    def send(self, page):
        page.locator(".cms-modal-buttons .cms-btn-action").first.click()

    def has_it(self, page):
        expect(self.form(page).locator("#id_question")).to_have_value(TYPED)

    def theirs(self, content):
        WordsForm().theirs(content)

    def is_saved(self, content):
        return content.questions().filter(question=TYPED).exists()


class Translation:
    """A text beside its source. It is saved a moment after the last key, and at leaving it."""

    def __init__(self):
        self.on_their_way = []

    def open(self, page, content):
        page.goto(reverse("translate:translation", args=[content.versions.get().pk]))
        ready(page)

    def text(self, page):
        return page.locator("[id='title:title'] textarea")

    def type(self, page):
        """On a slow line: what is saved as it is typed does not arrive before `send`."""
        page.route("**/translate/**", self.hold)
        self.text(page).press_sequentially(TYPED)

    def hold(self, route):
        self.on_their_way.append(route) if route.request.method == "POST" else route.continue_()

    def send(self, page):
        page.unroute("**/translate/**", self.hold)
        while self.on_their_way:
            self.on_their_way.pop().abort()
            expect(page.locator("[id='title:title'] [data-said]")).to_contain_text("Not saved")
        self.text(page).blur()

    def has_it(self, page):
        expect(self.text(page)).to_have_value(re.compile(TYPED))

    def theirs(self, content):
        OneLine().theirs(content)

    def is_saved(self, content):
        return OneLine().is_saved(content)


class Comment:
    """What a clinician says about a page. It is sent back with it; nothing of anybody's is overwritten."""

    def open(self, page, content):
        page.goto(reverse("review:version", args=[content.versions.get().pk]))
        ready(page)

    def type(self, page):
        page.fill("#id_answer", TYPED)

    def send(self, page):
        page.locator("[name=step][value=send_back]").click()

    def has_it(self, page):
        expect(page.locator("#id_answer")).to_have_value(TYPED)

    def is_saved(self, content):
        return Review.objects.filter(version__in=content.versions.all(), answer=TYPED).exists()


PLACES = [InPlace, OneLine, WordsForm, RichTextOfAForm, FactsForm, Board, Translation, Comment]


def ready(page):
    expect(page.locator("html[data-unsaved=ready]")).to_be_attached()


def copies(page):
    return page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('unsaved:')).length")


def wait_for_copy(page, number=1):
    page.wait_for_function(
        "number => Object.keys(localStorage).filter(name => name.startsWith('unsaved:')).length === number", arg=number
    )


def bar(page, place):
    return place.form(page).locator(".unsaved") if isinstance(place, Board) else page.locator(".unsaved")


def again(page, content, place, user):
    """The page opened anew, through sign-in where that is asked for; what was typed is offered, put back and saved."""
    page = page.context.new_page()
    page.goto("/admin/")
    if "/staff/sign-in/" in page.url:
        sign_in(page, user)
    place.open(page, content)
    bar(page, place).get_by_role("button", name="Put it back").first.click()
    place.has_it(page)
    place.send(page)
    wait_for_copy(page, 0)
    assert place.is_saved(content)


def leave(page):
    """As when the power goes: no script of the page is asked."""
    page.close(run_before_unload=False)
    return page


def session_ended(page, content, place, people):
    StaffSession.objects.update(used_at=timezone.now() - timedelta(hours=1))
    place.send(page)
    page.wait_for_timeout(500)
    assert not place.is_saved(content)
    again(leave(page), content, place, people["editor"])


def browser_killed(page, content, place, people):
    again(leave(page), content, place, people["editor"])


def break_what_is_sent(route):
    route.fulfill(status=500) if route.request.method == "POST" else route.continue_()


def error_of_the_server(page, content, place, people):
    page.route("**/*", break_what_is_sent)
    place.send(page)
    page.wait_for_timeout(500)
    again(leave(page), content, place, people["editor"])


def network_cut(page, content, place, people):
    page.context.set_offline(True)
    place.send(page)
    page.wait_for_timeout(500)
    page.context.set_offline(False)
    again(leave(page), content, place, people["editor"])


def second_editor(page, content, place, people):
    place.theirs(content)
    place.send(page)
    page.wait_for_timeout(1500)
    assert not place.is_saved(content)
    shown = "\n".join(frame.locator("body").inner_text() for frame in page.frames if frame.url.startswith("http"))
    assert THEIRS in shown or "Somebody else changed this page" in shown


def published_meanwhile(page, content, place, people):
    services.sign_off(content, by=people["clinician"])
    content.versions.get().publish(people["publisher"])
    place.send(page)
    page.wait_for_timeout(500)
    assert not place.is_saved(content)
    page = leave(page).context.new_page()
    page.goto("/admin/")
    ready(page)
    page.locator(".unsaved__more summary").first.click()
    expect(page.locator(".unsaved__quote").first).to_contain_text(TYPED)


WAYS = [session_ended, browser_killed, error_of_the_server, network_cut, second_editor, published_meanwhile]
TABLE = [
    pytest.param(place, way, id=f"{place.__name__}-{way.__name__}")
    for row, place in enumerate(PLACES)
    for column, way in enumerate(WAYS)
    if (IS_PROVING or row % len(WAYS) == column) and (place, way) != (Comment, second_editor)
]


@pytest.fixture
def content(editor):
    call_command("set_up_site", verbosity=0)
    factories.HospitalFactory()
    return factories.draft(editor)


@pytest.mark.parametrize(("place", "way"), TABLE)
def test_nothing_typed_is_lost(open_browser, content, editor, clinician, publisher, place, way):
    if place is Translation:
        factories.reads(clinician, "en", "ml")
        content = factories.draft(editor, treatment=content.treatment, language="ml")
    writer = clinician if place is Comment else editor
    page, place = sign_in(open_browser(DESKTOP), writer), place()
    place.open(page, content)
    place.type(page)
    wait_for_copy(page)

    way(page, content, place, {"editor": writer, "clinician": clinician, "publisher": publisher})


def test_a_copy_is_its_owners_and_goes_at_sign_out(open_browser, content, editor):
    page, place = sign_in(open_browser(DESKTOP), editor), WordsForm()
    place.open(page, content)
    place.type(page)
    wait_for_copy(page)
    assert TYPED not in page.evaluate("JSON.stringify(localStorage)")
    Session.objects.all().delete()

    other = factories.staff("Editor")
    page = sign_in(page.context.new_page(), other)
    place.open(page, content)
    expect(page.get_by_role("button", name="Put it back")).to_have_count(0)
    page.locator("#logout-form button").click()
    expect(page.locator("h1")).to_have_text("You are signed out")
    assert copies(page) == 1

    sign_in(page, editor)
    ready(page)
    expect(page.locator(".unsaved")).to_contain_text("never saved")
    page.locator("#logout-form button").click()
    expect(page.locator("h1")).to_have_text("You are signed out")
    wait_for_copy(page, 0)


def test_two_editors_see_each_other(open_browser, content, editor):
    mine, theirs = sign_in(open_browser(DESKTOP), editor), sign_in(open_browser(DESKTOP), factories.staff("Editor"))
    InPlace().open(mine, content)

    WordsForm().open(theirs, content)

    expect(theirs.locator(".unsaved")).to_contain_text(f"{editor.get_full_name()} is editing this page")


def test_mine_replaces_theirs_only_after_i_was_asked(open_browser, content, editor):
    page, place = sign_in(open_browser(DESKTOP), editor), InPlace()
    place.open(page, content)
    place.type(page)
    place.theirs(content)
    place.send(page)
    expect(page.locator(".unsaved__quote")).to_contain_text(THEIRS)

    page.get_by_role("button", name="Save mine all the same").click()

    wait_for_copy(page, 0)
    assert place.is_saved(content)
