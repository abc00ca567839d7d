"""Who opens a request from a list comes back to that list, with its filters, whatever they press in between."""

import pytest

from tests import factories
from tests.bookings.test_answering import Page, press

pytestmark = pytest.mark.django_db

LIST = "/desk/?language=ml&page=2"
# What each button is pressed with; the others need nothing.
TYPED = {
    "note": {"note": "Speaks through her son"},
    "call": {"outcome": "left_message"},
    "contact": {"full_name": "Fathima Corrected"},
    "check": {"cancel_reason": "entered_twice"},
    "decline": {"reason": "no_time"},
}


@pytest.fixture
def opened(client, front_desk):
    """The page of a request of its own, as often as it is asked for, opened from the list."""
    client.force_login(front_desk)
    doctor = factories.DoctorFactory()
    for day in range(1, 6):
        factories.slot(doctor, factories.at(day))

    def open_one():
        appointment_request = factories.request(preferred_doctor=doctor)
        return Page(client.get(f"/desk/requests/{appointment_request.reference}/", {"back": LIST}))

    return open_one


def way_back(page):
    link = page.soup.find("a", string="All requests")
    return link["href"] if link else None


def act_of(button):
    return button["formaction"].partition("#")[0].rstrip("/").rpartition("/")[2]


def test_every_button_of_the_page_keeps_the_way_back(client, opened):
    numbers = {act_of(button): number for number, button in enumerate(opened().buttons())}
    for act, number in numbers.items():
        page = opened()
        after = press(client, page, page.buttons()[number], **TYPED.get(act, {}))
        if not after.soup.select_one("#answering") and after.soup.select_one("form .button[autofocus]"):
            after = press(client, after, after.soup.select_one("form .button[autofocus]"))  # what is asked in between
        if act != "decline":  # that leads to the list itself: test_inbox.py
            assert way_back(after) == LIST, act

    assert set(numbers) >= {"preview", "look", "note", "call", "decline", "check", "contact", "elsewhere"}


def test_a_session_that_ended_leads_back_to_the_same_list(client, front_desk, opened):
    page = opened()
    reference = page.fields["typed_about"]
    refused = Page(client.post(f"/desk/requests/{reference}/note/", page.fields | {"note": ""}))
    client.logout()

    client.post(f"/desk/requests/{reference}/note/", refused.fields | {"note": "Typed while signed out"})
    client.force_login(front_desk)
    signed_out = client.post(
        f"/desk/requests/{reference}/note/",
        refused.fields | {"note": "Sent again"},
        headers={"referer": f"http://testserver/desk/requests/{reference}/note/"},
        follow=True,
    )

    assert way_back(Page(signed_out)) == LIST
