"""Staff in a real browser: in with password and code, then the CMS's toolbar, in the site's colours and usable."""

from itertools import combinations

import pytest
from django.core.management import call_command
from django_otp.oath import totp
from playwright.sync_api import expect

from accounts import devices
from accounts.kept_secrets import sealed
from content.models import TreatmentContent
from tests import factories
from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.staff import open_structure, saved, sign_in, toolbar, write_into

pytestmark = pytest.mark.django_db(transaction=True)

HEADER_GREEN = "rgb(8, 71, 66)"


def press(page, button):
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def no_sideways_scroll(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_second_factor_is_set_up_and_asked_for(open_browser, front_desk):
    factories.HospitalFactory()
    page = sign_in(open_browser(PHONE), front_desk, "/desk/")
    page.goto("/staff/second-factor/")
    page.get_by_label("Your password").fill("correct horse battery")
    press(page, "Set up")
    assert no_sideways_scroll(page)
    key = page.locator(".scan__key").inner_text().replace(" ", "")
    device = devices.begun(front_desk)
    assert key == devices.secret_to_type(device).replace(" ", "")

    page.get_by_label("Code").fill(f"{totp(sealed.opened(device.sealed_secret)):06}")
    press(page, "Confirm")
    codes = page.locator(".codes__code").all_inner_texts()
    assert no_sideways_scroll(page)
    press(page, "Sign out")
    expect(page.locator("h1")).to_have_text("You are signed out")
    sign_in(page, front_desk, "/desk/")
    expect(page.locator("h1")).to_have_text("Enter your code")
    page.get_by_label("Code").fill("000000")
    press(page, "Go on")
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_label("Code").fill(codes[0])
    press(page, "Go on")

    expect(page.locator("h1")).to_have_text("Requests")


@pytest.mark.parametrize("width", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_buttons_beside_each_other_do_not_cover_each_other(open_browser, editor, width):
    content = factories.draft(editor)
    page = sign_in(open_browser(width), editor, f"/admin/content/treatmentcontent/{content.pk}/readiness/")

    boxes = [button.bounding_box() for button in page.locator("#content-main a.button").all()]

    assert len(boxes) > 4
    for one, other in combinations(boxes, 2):
        is_beside = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
        assert is_beside or one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]


def test_the_worklist_fits_a_phone_in_a_language_of_long_words(open_browser, clinician):
    call_command("set_up_site")
    page = sign_in(open_browser(PHONE, has_touch=True, is_mobile=True), clinician)
    with page.expect_navigation():
        page.get_by_role("button", name="മലയാളം").tap()

    page.goto("/admin/content/treatmentcontent/worklist/")

    expect(page.locator("#content-main table").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_browser_far_away_is_not_told_of_another_clock(open_browser, editor):
    content = factories.draft(editor)
    page = open_browser(DESKTOP, timezone_id="America/New_York")

    sign_in(page, editor, f"/admin/content/treatmentcontent/{content.pk}/change/")

    note = page.get_by_text("behind server time").first
    expect(note).to_be_attached()
    expect(note).to_be_hidden()


@pytest.mark.parametrize("width", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_administration_fits_every_screen(open_browser, roles, width):
    page = sign_in(open_browser(width), factories.staff("Manager"))

    expect(page.locator("h1")).to_have_text("Administration")
    assert page.locator("#header").evaluate("element => getComputedStyle(element).backgroundColor") == HEADER_GREEN
    assert no_sideways_scroll(page)
    small = "links => links.filter(link => link.getBoundingClientRect().height < 44).map(link => link.textContent)"
    assert page.locator(".waiting__task, .rooms__link, .rooms__add, #user-tools a").evaluate_all(small) == []
    page.goto("/admin/directory/doctor/")
    assert no_sideways_scroll(page)


def test_the_toolbar_of_a_treatment_page_leads_to_a_draft_that_is_edited_in_place(
    open_browser, editor, clinician, publisher
):
    call_command("set_up_site", verbosity=0)
    factories.HospitalFactory()
    published = factories.published(editor, clinician, publisher)
    page = sign_in(open_browser(DESKTOP), editor)

    page.goto(published.get_absolute_url())
    expect(toolbar(page)).to_be_visible()
    with page.expect_navigation():
        toolbar(page).get_by_text("New Draft").click()
    write_into(page, "#overview", " Then a new one is put in.")
    with saved(page, "edit-plugin"):  # leaving a text saves it
        page.locator("h1").click()
    draft = TreatmentContent.admin_manager.filter(treatment=published.treatment).latest_content().get()
    assert draft.pk != published.pk
    page.reload()
    expect(page.locator("main")).to_contain_text("Then a new one is put in.")

    structure = open_structure(page)
    expect(structure).to_contain_text("Questions and answers")
    structure.locator(".cms-submenu-add").first.click()
    expect(page.locator(".cms-add-plugin-placeholder, .cms-plugin-picker").first).to_be_visible()
