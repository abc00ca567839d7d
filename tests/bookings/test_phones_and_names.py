"""Phones, names and short texts as patients type them, through the pages they type them into."""

import pytest
from bs4 import BeautifulSoup

from bookings import retention, services
from bookings.models import AppointmentRequest
from tests import factories
from tests.bookings.forms_filled import CONTACT, START, asked, begin, fill, own, send

pytestmark = pytest.mark.django_db

FIND = f"{START}status/find/"
NOT_FOUND = "We found no request with this reference and phone number"
BREAKS = "\r\n".join(["x" * 59] * 5)  # 299 as a browser counts, 303 as it sends


@pytest.fixture(autouse=True)
def hospital(settings):
    settings.LOOK_UPS_PER_MINUTE = 1000
    return factories.HospitalFactory()


def contact_page(client, **answers):
    return client.post(f"{begin(client)}contact/", CONTACT | answers, follow=True)


def errors_on(page):
    return [error.text for error in BeautifulSoup(page.text, "html.parser").select(".error-summary li")]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("98470 1234", "We counted 9 digits. An Indian number has 10"),
        ("984712345", "We counted 9 digits. An Indian number has 10"),
        ("98470l2345", "Take this out: l"),
        ("+91 98470 123456", "We counted 11 digits. An Indian number has 10"),
        ("0000000000", "There is no such phone number"),
        ("050 123 4567", "Is this +971 50 123 4567 or +966 50 123 4567? Then type it with the + in front."),
    ],
)
def test_a_wrong_phone_number_is_told_with_its_cause(client, typed, words):
    page = contact_page(client, phone=typed)

    [error] = errors_on(page)
    assert words in error
    assert f'value="{typed}"' in page.text


@pytest.mark.parametrize("language", ["ml", "hi", "ar"])
def test_the_question_back_names_the_number_in_each_language(client, language):
    page = client.post(f"{begin(client, language)}contact/", CONTACT | {"phone": "0501234567"}, follow=True)

    assert "Is this" not in page.text
    assert "+971 50 123 4567" in page.text


@pytest.mark.parametrize(
    "typed",
    ["0501234567", "050 123 4567", "٠٥٠ ١٢٣ ٤٥٦٧", "+971 50 123 4567", "00971501234567", "tel:+971-50-123-4567"],
)
def test_a_request_is_found_by_the_digits_that_both_share(client, typed):
    appointment_request = factories.request(phone="+971501234567")

    page = client.post(FIND, {"reference": appointment_request.reference, "phone": typed})

    assert page.url == own(client, "status/")


@pytest.mark.parametrize("typed", ["0501234568", "1234567", "4567", "+966501234567", "0000"])
def test_other_digits_or_a_few_find_nothing_and_say_no_more_than_a_wrong_reference(client, typed):
    appointment_request = factories.request(phone="+971501234567")

    wrong_phone = client.post(FIND, {"reference": appointment_request.reference, "phone": typed})
    wrong_reference = client.post(FIND, {"reference": "ZZZZ-ZZZZ", "phone": typed})

    assert errors_on(wrong_phone) == errors_on(wrong_reference)
    assert NOT_FOUND in wrong_phone.text


def test_an_erased_request_is_found_by_nothing(client, front_desk):
    appointment_request = factories.request()
    services.cancel(appointment_request.pk)
    retention.erase(appointment_request.pk)

    page = client.post(FIND, {"reference": appointment_request.reference, "phone": "98470 12345"})

    assert NOT_FOUND in page.text


@pytest.mark.parametrize(
    "pasted",
    [
        "Reference: {}", "Reference number: {}", "reference {}", "{}.", "റഫറൻസ് നമ്പർ: {}", "रेफ़रेंस नंबर: {}",
        "الرقم المرجعي: \u2066{}\u2069", "\u200e{}\u200b", "({})",
    ],
)  # fmt: skip
def test_a_pasted_reference_is_found(client, pasted):
    appointment_request = factories.request()

    page = client.post(FIND, {"reference": pasted.format(appointment_request.reference), "phone": "98470 12345"})

    assert page.status_code == 302, errors_on(page)


@pytest.mark.parametrize(
    "typed", ["٣A٤C-٧٩DE", "3A4C79DE", "3a4c 79de", "३A४C-७९DE", "൩A൪C-൭൯DE", "３Ａ４Ｃ－７９ＤＥ", "Ref: 3a4c–79de"]
)
def test_a_reference_is_found_in_every_script_of_digits(client, typed):
    factories.request()
    AppointmentRequest.objects.update(reference="3A4C-79DE")

    page = client.post(FIND, {"reference": typed, "phone": "98470 12345"})

    assert page.status_code == 302, errors_on(page)


@pytest.mark.parametrize("typed", ["\u3164", "\u2800", "\xad", "\u200b", "\u2060\ufeff", "- ."], ids=ascii)
def test_a_name_without_a_letter_to_see_is_asked_for(client, typed):
    somebody = {"for_whom": "somebody", "relation": "parent"}

    page = contact_page(client, **somebody, full_name=typed, contact_name=typed)

    assert errors_on(page) == ["Enter the full name of the patient", "Enter your own full name"]


@pytest.mark.parametrize("typed", ["\u3164", "\u200b\xad", "\u2800", "..."], ids=ascii)
def test_a_wish_that_says_nothing_is_asked_for(client, typed):
    asked(client)

    page = client.post(own(client, "status/change/"), {"wish": typed})

    assert "Write what you would like to change" in errors_on(page)


@pytest.mark.parametrize(
    ("full_name", "shown"),
    [
        ("K. M. Thomas", "Thomas"),
        ("Smt. Lakshmi Nair", "Lakshmi"),
        ("ഡോ. മരിയ", "മരിയ"),
        ("د. أحمد", "أحمد"),
        ("K. M.", "K. M."),
    ],
)
def test_the_status_page_calls_a_patient_by_name(client, full_name, shown):
    asked(client, contact={"full_name": full_name})

    page = BeautifulSoup(client.get(own(client, "status/")).text, "html.parser")

    assert page.find("dt", string="Patient").find_next("dd").text.strip() == shown
    assert AppointmentRequest.objects.get().full_name == full_name


def test_a_line_break_counts_once_in_a_reason_a_wish_and_a_note(client, front_desk):
    appointment_request = asked(client, about={"reason": BREAKS})
    client.post(own(client, "status/change/"), {"wish": BREAKS})
    client.force_login(front_desk)
    note = "\r\n".join(["x" * 99] * 10)  # 999 as a browser counts
    client.post(f"/desk/requests/{appointment_request.reference}/call/", {"outcome": "no_answer", "text": note})

    assert len(appointment_request.reason) == 299
    assert {len(each.text) for each in appointment_request.notes.all()} == {299, 999}


def test_an_address_of_mail_loses_what_nobody_sees(client):
    appointment_request = asked(client, contact={"email": "\u200bfathima@patient.example"})

    assert appointment_request.email == "fathima@patient.example"


def test_a_domain_that_looks_like_a_slip_is_asked_about_once_and_never_refused(client):
    page = contact_page(client, email="user@gmial.com")
    assert errors_on(page) == ["Did you mean gmail.com? If the address is right as it is, send it once more."]
    form = BeautifulSoup(page.text, "html.parser")
    hidden = form.select_one("[name=email_asked]")
    assert hidden["type"] == "hidden"
    assert form.select_one("[name=email]")["value"] == "user@gmial.com"

    again = {"email": "user@gmial.com", "email_asked": hidden["value"]}
    page = fill(client, contact=again)
    answer = send(client, page)

    assert answer.url == own(client, "sent/")
    assert AppointmentRequest.objects.get().email == "user@gmial.com"


@pytest.mark.parametrize(
    ("second", "is_duplicate"),
    [
        ({"full_name": "Anu Nair"}, True),
        ({"full_name": "ANU  NAIR"}, True),
        ({"full_name": "Smt. Anu Nair"}, True),
        ({"full_name": "Binu Nair"}, False),
        ({"full_name": "അനു നായർ"}, False),
        ({"full_name": "Anu Nair", "under_18": True}, False),
        ({"full_name": "Anu Nair", "phone": "+919847012346"}, False),
    ],
)
def test_twins_on_one_phone_are_not_sent_twice(second, is_duplicate):
    factories.request(full_name="Anu Nair")

    assert factories.request(**second).looks_like_duplicate is is_duplicate
