"""People find the right care: on a phone, with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESKTOP, PHONE


@pytest.fixture
def url(address_of_demonstration):
    return address_of_demonstration


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def phone(request, open_browser):
    return open_browser(PHONE, java_script_enabled=request.param, has_touch=True, is_mobile=True)


class Finger:
    """Taps, and counts the taps."""

    taps = 0

    def tap(self, what):
        self.taps += 1
        what.tap()


def fits_the_screen(page):
    return page.viewport_size["width"] >= page.locator("html").bounding_box()["width"]


def test_a_malayalam_speaking_neurologist_in_kozhikode_on_a_thursday_in_three_taps(phone):
    finger = Finger()
    phone.goto("/en/")
    finger.tap(phone.locator("#search"))
    phone.keyboard.type("malayalam neurologist kozhikode thursday")
    finger.tap(phone.get_by_role("button", name="Search"))
    expect(phone.locator("#results")).to_have_text("1 result")
    finger.tap(phone.get_by_role("link", name=re.compile("Dr Asha Demo-Nair")))

    assert finger.taps == 3
    expect(phone.locator("h1")).to_have_text("Dr Asha Demo-Nair")
    facts = phone.locator(".facts")
    expect(facts).to_contain_text("Neurology")
    expect(facts).to_contain_text("Malayalam")
    thursday = phone.locator("#opd tr", has_text="Thursday")
    expect(thursday).to_contain_text("Kozhikode")
    expect(phone.locator("main")).to_contain_text("Next OPD:")
    assert fits_the_screen(phone)
    assert phone.context.cookies() == []


def test_the_same_doctor_with_the_filters_of_the_list(phone):
    phone.goto("/en/doctors/")
    phone.get_by_label("Department").select_option("neurology")
    phone.get_by_label("Location").select_option("kozhikode")
    phone.get_by_label("Language", exact=True).select_option("ml")
    phone.get_by_label("Day of the week").select_option("3")
    phone.get_by_role("button", name="Show doctors").click()

    expect(phone.locator("#results")).to_have_text("1 doctor")
    expect(phone.locator(".doctor-card")).to_contain_text("Dr Asha Demo-Nair")
    expect(phone.locator("#results")).to_be_in_viewport()

    # A filter is taken away again, and the address can be sent to somebody else.
    phone.get_by_role("link", name=re.compile("Remove filter Day of the week")).click()
    expect(phone.locator("#results")).to_have_text("2 doctors")
    assert phone.url.endswith("?department=neurology&location=kozhikode&language=ml")
    phone.get_by_role("link", name=re.compile("^Request an appointment – Dr Asha Demo-Nair")).click()
    expect(phone).to_have_url(re.compile(r"/en/appointments/\?doctor=asha-demo-nair"))


def test_a_misspelt_condition_is_reached_and_leads_to_its_treatment(phone):
    phone.goto("/en/")
    phone.locator("#search").fill("katarakt")
    phone.get_by_role("button", name="Search").click()
    phone.get_by_role("link", name="cataract", exact=True).click()
    phone.get_by_role("link", name=re.compile("Age-related cataract")).click()

    expect(phone.locator("h1")).to_have_text("Age-related cataract")
    phone.get_by_role("link", name=re.compile("Cataract surgery")).click()
    expect(phone.locator("h1")).to_have_text("Cataract surgery")
    assert fits_the_screen(phone)


def test_a_treatment_is_opened_from_the_page_of_a_condition(phone):
    phone.goto("/en/")
    phone.locator("footer").get_by_role("link", name="Conditions A to Z").tap()
    phone.get_by_role("link", name="Focal epilepsy").tap()
    expect(phone.locator("h1")).to_have_text("Focal epilepsy")
    phone.get_by_role("link", name=re.compile("Epilepsy treatment")).tap()

    expect(phone.locator("h1")).to_have_text("Epilepsy treatment")
    phone.go_back()
    expect(phone.locator("h1")).to_have_text("Focal epilepsy")


@pytest.mark.parametrize(
    ("language", "typed", "found"),
    [("en", "apasmaram", "Epilepsy treatment"), ("ml", "അപസ്മരം", "അപസ്മാരം"), ("ar", "الصرع", "الصرع")],
)
def test_words_of_people_find_the_condition(phone, language, typed, found):
    phone.goto(f"/{language}/search/")
    phone.locator("#search").fill(typed)
    with phone.expect_navigation():
        phone.locator("form[role=search] button").click()
    if phone.locator(".note a").count():
        phone.locator(".note a").click()

    expect(phone.locator(".rows__title", has_text=found).first).to_be_visible()
    assert fits_the_screen(phone)


def test_titles_are_suggested_while_typing(open_browser):
    page = open_browser(DESKTOP)
    page.goto("/en/")
    with page.expect_response(re.compile("suggest")):
        page.locator("#search").press_sequentially("epil")

    expect(page.locator("#search-titles option").first).to_have_attribute("value", re.compile("Epilepsy"))


def test_the_header_leads_to_search(open_browser):
    page = open_browser(PHONE)
    page.goto("/en/doctors/")
    page.locator("header").get_by_role("link", name="Search").click()

    expect(page.locator("#search")).to_be_visible()
