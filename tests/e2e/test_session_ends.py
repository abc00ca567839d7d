"""A session ends while somebody types: they are told, the page is covered, and all is there when they are back."""

from datetime import timedelta

import pytest
from cms.toolbar.utils import get_object_edit_url
from django.core.management import call_command
from django.utils import timezone
from djangocms_text.models import Text
from playwright.sync_api import expect

from accounts.models import StaffSession
from accounts.sessions import lasting
from bookings.models import AppointmentRequest
from tests import factories
from tests.e2e.conftest import DESKTOP
from tests.e2e.staff import saved, sign_in, write_into
from tests.ui.axe import Axe, bundled_script

pytestmark = pytest.mark.django_db(transaction=True)

# axe-core compares a dialog with what lies below it.
TOP_LAYER = [("color-contrast", "cover", "session-end", "its colours are those of the page")]
NOTE = "Speaks to her mother, call after 5"


def nobody_has_done_anything_for(page, **time):
    """The clock of the page goes on, and the server has not heard of its person meanwhile."""
    page.wait_for_load_state("networkidle")  # the page has asked whose it is
    StaffSession.objects.update(used_at=timezone.now() - timedelta(**time))
    page.clock.fast_forward(int(timedelta(**time).total_seconds() * 1000))


def signed_in_anew(page, user):
    """In the page that the cover opens; then back to the one below it."""
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in again").click()
    other = opened.value
    other.fill("[name=username]", user.username)
    other.fill("[name=password]", "correct horse battery")
    with other.expect_navigation():
        other.click("[type=submit]")
    other.close()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    return page


def type_a_note(page):
    note = page.locator("#id_text")
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    note.fill(NOTE)
    return note


def soon(page):
    return page.get_by_role("alert").filter(has_text="You will be signed out in 2 minutes.")


def test_at_the_desk_it_warns_covers_and_keeps_what_was_typed(open_browser, front_desk):
    axe = Axe(bundled_script(), TOP_LAYER)
    factories.HospitalFactory()
    asked = factories.request()
    page = open_browser(DESKTOP)
    page.clock.install()
    sign_in(page, front_desk, f"/desk/requests/{asked.reference}/")
    note = type_a_note(page)

    nobody_has_done_anything_for(page, minutes=29)
    expect(soon(page)).to_be_visible()
    assert axe.barriers(page, "warning") == []
    page.get_by_role("button", name="Stay signed in").click()
    expect(soon(page)).to_have_count(0)
    assert StaffSession.objects.get().used_at > timezone.now() - lasting.NOTED_EVERY

    nobody_has_done_anything_for(page, minutes=31)
    cover = page.get_by_role("dialog", name="You are signed out")
    expect(cover).to_be_visible()
    assert axe.barriers(page, "cover") == []
    page.keyboard.press("Escape")
    expect(cover).to_be_visible()
    assert page.evaluate("document.elementFromPoint(innerWidth / 2, innerHeight - 20).closest('dialog') !== null")
    signed_in_anew(page, front_desk)

    expect(cover).to_be_hidden()
    expect(note).to_have_value(NOTE)
    page.locator("#id_outcome").select_option("left_message")
    with page.expect_navigation():
        page.locator("[type=submit][formaction$='/call/']").click()
    assert AppointmentRequest.objects.get().notes.get().text == NOTE


def test_in_the_administration_everything_typed_is_there(open_browser, roles):
    factories.HospitalFactory()
    manager = factories.staff("Manager")
    page = open_browser(DESKTOP)
    page.clock.install()
    sign_in(page, manager, "/admin/directory/department/add/")
    field = page.locator("#content form input[type=text]:visible").first
    field.fill("Words of an afternoon")

    nobody_has_done_anything_for(page, minutes=31)
    expect(page.get_by_role("dialog", name="You are signed out")).to_be_visible()
    signed_in_anew(page, manager)

    expect(page.get_by_role("dialog", name="You are signed out")).to_be_hidden()
    expect(field).to_have_value("Words of an afternoon")
    assert page.locator("#content form [name=csrfmiddlewaretoken]").first.input_value()


def test_a_text_in_its_place_is_saved_afterwards(open_browser, editor):
    call_command("set_up_site", verbosity=0)
    factories.HospitalFactory()
    content = factories.draft(editor)
    page = open_browser(DESKTOP)
    page.clock.install()
    sign_in(page, editor)
    page.goto(get_object_edit_url(content, language=content.language))
    expect(page.locator("html[data-unsaved=ready]")).to_be_attached()
    write_into(page, "#overview", f" {NOTE}")

    nobody_has_done_anything_for(page, minutes=31)
    expect(page.get_by_role("dialog", name="You are signed out")).to_be_visible()
    signed_in_anew(page, editor)

    expect(page.get_by_role("dialog", name="You are signed out")).to_be_hidden()
    expect(page.locator("#overview")).to_contain_text(NOTE)
    with saved(page, "edit-plugin") as answer:
        page.locator("h2").first.click()
    assert answer.value.ok
    assert NOTE in Text.objects.get(placeholder__in=content.placeholders.all()).body


def test_a_colleague_who_signs_in_there_does_not_get_the_page(open_browser, front_desk, roles):
    factories.HospitalFactory()
    asked = factories.request()
    page = open_browser(DESKTOP)
    page.clock.install()
    sign_in(page, front_desk, f"/desk/requests/{asked.reference}/")
    note = type_a_note(page)

    nobody_has_done_anything_for(page, minutes=31)
    expect(page.get_by_role("dialog", name="You are signed out")).to_be_visible()
    with page.expect_navigation():
        signed_in_anew(page, factories.staff("Front desk"))

    expect(note).to_have_value("")
