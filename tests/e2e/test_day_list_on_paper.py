"""A day list goes from the screen to paper: each session on a page of its own, without the site's header."""

import re
from datetime import time

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from bookings import services
from bookings.free_times import Token
from tests import factories
from tests.e2e.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def booked(live_server, front_desk):
    """Two sessions of today, each with somebody."""
    factories.HospitalFactory()
    today = timezone.localdate()
    names = ("Anu Test", "Binu Test")
    return [given_somebody_booked(name, session_of(today), today, front_desk) for name in names]


def session_of(day):
    return factories.OpdSessionFactory(
        weekday=day.weekday(), kind="tokens", slot_minutes=None, capacity=9, starts=time(0), ends=time(23, 59)
    )


def given_somebody_booked(name, session, day, by):
    appointment_request = factories.request(full_name=name)
    return services.book(appointment_request.pk, by=by, version=1, time=Token(session, day))


def when_the_desk_signs_in(page, user):
    page.goto("/desk/days/")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", "correct horse battery")
    page.locator("main form button[type=submit]").first.click()


def pages_of(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_somebody_is_noted_and_the_lists_are_printed(open_browser, booked, front_desk):
    page = open_browser(PHONE, java_script_enabled=False)
    when_the_desk_signs_in(page, front_desk)
    row = page.locator(f"#row-{booked[0].reference}")

    row.get_by_role("button", name="Came Anu Test").click()
    expect(row.locator(".day__noted")).to_have_text("Came")
    assert page.url.endswith(f"#row-{booked[0].reference}")

    page.get_by_role("link", name="Print all lists").click()
    expect(page.locator(".paper__list")).to_have_count(2)
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator(".paper-page__how")).to_be_hidden()
    colours = page.locator(".paper").evaluate(
        "paper => [getComputedStyle(paper).color, getComputedStyle(paper).backgroundColor]"
    )
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert pages_of(page.pdf(prefer_css_page_size=True)) == 2
