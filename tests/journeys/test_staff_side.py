"""Staff in a real browser: in with password and code."""

import pytest
from django_otp.oath import totp
from playwright.sync_api import expect

from hospital_site.staff import devices
from tests import factories
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


def press(page, button):
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def sign_in(page, user, door="/admin/"):
    page.goto(door)
    page.get_by_label("User name").fill(user.username)
    page.get_by_label("Password").fill("correct horse battery")
    press(page, "Sign in")
    return page


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

    page.get_by_label("Code").fill(f"{totp(device.bin_key):06}")
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
