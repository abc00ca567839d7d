"""What is typed belongs to one person: two tabs, two people, one phone that is handed on."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bookings import links
from bookings.models import AppointmentRequest
from bookings.patients.drafts import MOST_DRAFTS
from bookings.patients.opened_requests import MOST_OPENED
from tests import factories
from tests.bookings.forms_filled import CONTACT, START, asked, begin, carried, draft_of, fill, own, send

pytestmark = pytest.mark.django_db

FIND = f"{START}status/find/"
ANU, BINU = {"full_name": "Anu Test", "phone": "98470 11111"}, {"full_name": "Binu Test", "phone": "98470 22222"}


@pytest.fixture(autouse=True)
def hospital():
    return factories.HospitalFactory()


def open_link(client, appointment_request):
    """Returns where the pages of this request begin, in this visitor's session."""
    return client.get(f"{START}status/{links.token_of(appointment_request)}/").url


def two_open_in(client):
    """Two requests, each with where its pages begin."""
    requests = [factories.request(full_name=name) for name in ("Anu Test", "Binu Test")]
    return [(appointment_request, open_link(client, appointment_request)) for appointment_request in requests]


def change_session(client, change):
    """As if time had passed for what is kept in it."""
    session = client.session
    change(session)
    session.save()


def statuses():
    return list(AppointmentRequest.objects.order_by("pk").values_list("full_name", "status"))


# Requests that were sent


def test_the_cancel_page_of_one_request_cancels_that_one(client):
    (first, of_first), (second, _of_second) = two_open_in(client)

    page = client.post(f"{of_first}cancel/", follow=True)

    assert statuses() == [("Anu Test", "cancelled"), ("Binu Test", "requested")]
    assert first.reference in page.text
    assert second.reference not in page.text


def test_a_wish_for_a_change_is_about_the_request_of_its_page(client):
    (first, of_first), (second, of_second) = two_open_in(client)

    client.post(f"{of_first}change/", {"wish": "For Anu"})
    client.post(f"{of_second}change/", {"wish": "For Binu"})

    assert [each.notes.get().text for each in (first, second)] == ["For Anu", "For Binu"]


def test_consent_is_taken_back_for_the_request_of_its_page(client):
    requests = [asked(client, contact=contact) for contact in (ANU, BINU)]
    first = next(iter(client.session["appointment_requests"]))

    client.post(f"{START}opened/{first}/withdraw/", {"purpose": "answer"})

    assert [bool(each.consents.get().withdrawn_at) for each in requests] == [True, False]
    assert statuses() == [("Anu Test", "cancelled"), ("Binu Test", "requested")]


def test_the_calendar_is_of_the_request_of_its_page(client, front_desk):
    from tests.bookings.appointments import appointment

    booked = appointment(front_desk, begun=False)
    of_booked, of_other = open_link(client, booked), open_link(client, factories.request())

    assert booked.reference in client.get(f"{of_booked}appointment.ics").text
    assert client.get(f"{of_other}appointment.ics").status_code == 404


def test_closing_closes_one_request_says_which_and_leaves_the_other_and_a_draft(client):
    draft = begin(client)
    (first, of_first), (second, of_second) = two_open_in(client)

    page = client.post(f"{of_first}close/", follow=True)

    assert page.redirect_chain == [(FIND, 302)]
    assert f"Your request {first.reference} is closed on this phone" in page.text
    assert client.get(of_first).url == FIND
    assert second.reference in client.get(of_second).text
    assert client.get(f"{draft}about/").status_code == 200


def test_all_can_be_closed_at_once_where_there_is_more_than_one(client):
    _one, of_one = factories.request(), open_link(client, factories.request())
    assert 'name="all"' not in client.get(of_one).text
    draft = begin(client)
    (_second, of_second) = two_open_in(client)[1]
    assert 'name="all"' in client.get(of_second).text

    page = client.post(f"{of_second}close/", {"all": "yes"}, follow=True)

    assert "All requests are closed on this phone" in page.text
    assert [client.get(url).url for url in (of_one, of_second)] == [FIND, FIND]
    assert client.get(f"{draft}about/").url == START
    assert not Session.objects.exists()


@pytest.mark.parametrize("page", ["cancel/", "withdraw/", "change/", "close/"])
def test_a_page_of_a_closed_request_changes_nothing_and_says_so(client, page):
    """Also not the one that is still open beside it."""
    (_first, of_first), _second = two_open_in(client)
    client.post(f"{of_first}close/")

    answer = client.post(f"{of_first}{page}", {"purpose": "answer", "wish": "Another day"}, follow=True)

    assert "This request is not open on this phone any more" in answer.text
    assert statuses() == [("Anu Test", "requested"), ("Binu Test", "requested")]
    assert not AppointmentRequest.objects.filter(notes__isnull=False).exists()


def test_a_wish_typed_on_a_page_of_a_closed_request_is_not_lost(client):
    (_first, of_first), _second = two_open_in(client)
    client.post(f"{of_first}close/")

    answer = client.post(f"{of_first}change/", {"wish": "Another <day>"})

    assert "Another &lt;day&gt;" in answer.text
    assert f'action="{FIND}"' in answer.text


def test_an_address_of_earlier_days_changes_nothing_and_opens_nothing(client):
    _request, _of_request = factories.request(), open_link(client, factories.request())

    assert client.get(f"{START}status/").url == FIND
    assert client.get(f"{START}sent/").url == FIND
    client.post(f"{START}status/cancel/")

    assert {status for _name, status in statuses()} == {"requested"}


def test_the_find_form_opens_a_request_beside_the_one_that_is_open(client):
    first, second = factories.request(), factories.request(phone="+919847022222")
    of_first = open_link(client, first)

    answer = client.post(FIND, {"reference": second.reference, "phone": "98470 22222"})

    assert second.reference in client.get(answer.url).text
    assert first.reference in client.get(of_first).text


def test_the_same_link_opened_twice_has_one_address(client):
    appointment_request = factories.request()

    assert open_link(client, appointment_request) == open_link(client, appointment_request)
    assert len(client.session["appointment_requests"]) == 1


def test_no_address_of_a_request_says_which_it_is(client):
    appointment_request = factories.request()
    of_request = open_link(client, appointment_request)

    for secret in (appointment_request.reference, links.token_of(appointment_request)):
        assert secret not in of_request
    assert of_request != open_link(Client(), appointment_request)


def test_a_key_opens_nothing_in_another_session(client):
    of_request = open_link(client, factories.request())
    draft = draft_of(fill(client, contact=ANU).request["PATH_INFO"])
    other = Client()
    begin(other)

    assert other.get(of_request).url == FIND
    for page in ("", "about/", "contact/", "when/", "check/"):
        assert other.get(draft + page).url == START
    doctor = factories.DoctorFactory()
    assert other.get(f"{draft}?doctor={doctor.slug}").url == f"{START}?doctor={doctor.slug}"


def test_an_opened_request_ends_some_hours_after_it_was_opened_whatever_else_goes_on(client, settings):
    of_request = open_link(client, factories.request())
    page = fill(client)

    def hours_pass(session):
        [entry] = session["appointment_requests"].values()
        entry["at"] -= settings.DRAFT_HOURS * 3600

    change_session(client, hours_pass)

    assert client.get(of_request).url == FIND
    assert send(client, page).status_code == 302


def test_a_session_holds_only_the_newest_requests(client):
    opened = [open_link(client, factories.request()) for _number in range(MOST_OPENED + 1)]

    assert [client.get(url).status_code for url in opened] == [302] + [200] * MOST_OPENED


# Answers that were not sent yet


def test_two_tabs_send_two_requests_each_with_its_own_answers(client):
    of_anu, of_binu = (fill(client, contact=contact) for contact in (ANU, BINU))

    receipts = [client.get(send(client, page).url).text for page in (of_anu, of_binu)]

    requests = AppointmentRequest.objects.order_by("pk")
    assert [each.full_name for each in requests] == ["Anu Test", "Binu Test"]
    for mine, other, receipt in zip(requests, reversed(requests), receipts, strict=True):
        assert mine.reference in receipt
        assert other.reference not in receipt


def test_a_second_start_begins_with_empty_fields(client):
    first = draft_of(fill(client, contact=ANU).request["PATH_INFO"])

    second = begin(client)
    answer = client.post(f"{second}about/", {})

    assert answer.url == f"{second}contact/"
    assert "Anu" not in client.get(answer.url).text
    assert "Anu Test" in client.get(f"{first}contact/").text


@pytest.fixture
def treatment(editor, clinician, publisher):
    return factories.published(editor, clinician, publisher).treatment


def test_a_link_with_a_doctor_takes_nothing_away_of_what_is_typed_after_it(client, treatment):
    doctor = factories.DoctorFactory()
    draft = begin(client, doctor=doctor.slug)
    about = {"treatment": treatment.pk, "department": treatment.department_id, "doctor": doctor.pk, "reason": "Pain"}

    question = client.post(f"{draft}about/", about).url
    answer = client.post(question.split("?")[0], {"treatment": treatment.slug, "emergency": "no"})

    assert answer.url == f"{draft}contact/"
    page = client.get(f"{draft}about/").text
    for kept in (treatment.pk, treatment.department_id, doctor.pk):
        assert f'<option value="{kept}" selected>' in page
    assert ">\nPain</textarea>" in page


@pytest.mark.parametrize("name", ["doctor", "department", "treatment"])
def test_a_link_begins_a_draft_of_its_own(client, name, treatment):
    doctor = factories.DoctorFactory()
    things = {"doctor": doctor, "department": treatment.department, "treatment": treatment}
    first = draft_of(fill(client, about={"reason": "Of Anu"}, contact=ANU).request["PATH_INFO"])

    second = begin(client, **{name: things[name].slug, "emergency": "no"})

    assert second != first
    assert f'<option value="{things[name].pk}" selected>' in client.get(f"{second}about/").text
    assert "Of Anu" not in client.get(f"{second}about/").text
    assert "Of Anu" in client.get(f"{first}about/").text


def test_with_the_key_of_a_draft_a_link_adds_to_it_and_takes_nothing_away(client):
    chosen, linked = factories.DoctorFactory(), factories.DoctorFactory()
    department = factories.DepartmentFactory()
    draft = begin(client)
    client.post(f"{draft}about/", {"doctor": chosen.pk, "reason": "Pain"})

    answer = client.post(draft, {"doctor": linked.slug, "department": department.slug})

    assert answer.url == f"{draft}about/"
    page = client.get(answer.url).text
    assert f'<option value="{chosen.pk}" selected>' in page
    assert f'<option value="{department.pk}" selected>' in page
    assert f'<option value="{linked.pk}">' in page
    assert ">\nPain</textarea>" in page


def test_back_from_the_first_page_leads_to_the_start_of_the_same_draft(client):
    draft = begin(client)
    client.post(f"{draft}about/", {"reason": "Pain"})

    start = client.get(draft).text
    assert f'href="{draft}"' in client.get(f"{draft}about/").text
    assert f'action="{draft}"' in start
    client.post(draft)

    assert "Pain" in client.get(f"{draft}about/").text
    assert len(client.session["appointment_drafts"]) == 1


def test_signs_of_an_emergency_are_asked_about_whatever_page_comes_next(client, treatment):
    draft = begin(client)
    question = client.post(f"{draft}about/", {"treatment": treatment.pk}).url

    assert client.post(f"{draft}contact/", CONTACT).url == question


def test_a_session_holds_only_the_drafts_that_were_worked_on_last(client):
    drafts = [begin(client) for _number in range(MOST_DRAFTS)]
    client.post(f"{drafts[0]}about/", {"reason": "Of the first"})

    begin(client)

    assert client.get(f"{drafts[1]}about/").url == START
    assert "Of the first" in client.get(f"{drafts[0]}about/").text
    assert len(client.session["appointment_drafts"]) == MOST_DRAFTS


def test_a_draft_ends_some_hours_after_its_last_answer_whatever_else_goes_on(client, settings):
    draft = draft_of(fill(client, contact=ANU).request["PATH_INFO"])

    def hours_pass(session):
        [entry] = session["appointment_drafts"].values()
        entry["at"] -= settings.DRAFT_HOURS * 3600

    change_session(client, hours_pass)
    begin(client)

    assert client.get(f"{draft}contact/").url == START
    assert "Anu" not in str(client.session.items())


def test_a_link_opened_while_a_draft_is_open_takes_nothing_from_it(client):
    page = fill(client, contact=ANU)
    open_link(client, factories.request(full_name="Binu Test"))

    send(client, page)

    assert sorted(statuses()) == [("Anu Test", "requested"), ("Binu Test", "requested")]


def test_a_page_that_shows_older_answers_sends_nothing_and_shows_the_newer_ones(client):
    older = fill(client, contact=ANU)
    client.post(own(client, "contact/"), CONTACT | BINU)

    page = send(client, older, follow=True)

    assert not AppointmentRequest.objects.exists()
    assert "You have changed your answers on another page" in page.text
    assert "Binu Test" in page.text
    assert "Anu Test" not in page.text
    send(client, page)
    assert statuses() == [("Binu Test", "requested")]


def test_a_page_that_shows_older_answers_leads_to_one_that_is_open_again(client):
    older = fill(client, contact=ANU)
    client.post(own(client, "contact/"), CONTACT | {"phone": "98"})

    page = send(client, older, follow=True)

    assert page.redirect_chain == [(own(client, "contact/"), 302)]
    assert "You have changed your answers on another page" in page.text
    assert "We counted 2 digits" in page.text


def test_a_try_without_consent_does_not_make_later_answers_look_old(client):
    page = send(client, fill(client), answer="", follow=True)
    assert "Tick this box" in page.text

    page = client.post(own(client, "contact/"), CONTACT | BINU, follow=True)
    send(client, page)

    assert statuses() == [("Binu Test", "requested")]


# After sending


def test_back_after_sending_shows_the_receipt_and_after_a_quarter_of_an_hour_the_way_in(client):
    page = fill(client)
    draft = draft_of(page.request["PATH_INFO"])
    answers = send(client, page), send(client, page)
    receipt = own(client, "sent/")

    assert {answer.url for answer in answers} == {receipt}
    assert client.get(f"{draft}check/").url == receipt
    assert "Request sent" in client.get(receipt).text

    AppointmentRequest.objects.update(created_at=timezone.now() - timedelta(minutes=15))
    for answer in (send(client, page, follow=True), client.get(f"{draft}contact/", follow=True)):
        assert answer.redirect_chain[-1] == (FIND, 302)
        assert "98470 12345" not in answer.text
    assert AppointmentRequest.objects.count() == 1


def test_a_second_tap_whose_first_answer_was_lost_shows_the_receipt_for_as_long(client):
    """The browser still has the cookie of before; the page proves whose request it is."""
    page = fill(client)
    before = client.cookies["sessionid"].value
    send(client, page)

    client.cookies["sessionid"] = before
    again = send(client, page, follow=True)
    AppointmentRequest.objects.update(created_at=timezone.now() - timedelta(minutes=15))
    client.cookies["sessionid"] = before
    later = send(client, page, follow=True)

    assert "Request sent" in again.text
    assert later.redirect_chain == [(FIND, 302)]
    assert "This request is sent already" in later.text
    assert AppointmentRequest.objects.count() == 1


@pytest.mark.parametrize("page", ["about/", "contact/", "when/", "check/"])
def test_a_page_left_open_in_another_tab_sends_nothing_after_the_request_is_sent(client, page):
    older = fill(client, contact=ANU)
    url = own(client, page)
    newer = client.post(own(client, "contact/"), CONTACT | BINU, follow=True)
    send(client, newer)

    answer = client.post(url, CONTACT | ANU | carried(older.text) | {"call_window": "any"}, follow=True)

    assert answer.redirect_chain == [(own(client, "sent/"), 302)]
    assert "What you changed on another page was not sent" in answer.text
    assert statuses() == [("Binu Test", "requested")]
    assert "appointment_drafts" not in client.session


def test_the_receipt_is_only_for_the_browser_that_sent_it(client):
    appointment_request = factories.request()

    of_request = open_link(client, appointment_request)

    assert client.get(of_request).status_code == 200
    assert client.get(f"{of_request}sent/").url == FIND


def test_the_next_person_on_this_phone_begins_with_empty_fields_and_sees_nothing_of_the_first(client):
    first = asked(client, about={"reason": "Pain of Anu"}, contact=ANU)

    pages = [client.get(START).text, client.get(FIND).text]
    draft = begin(client)
    pages += [client.get(f"{draft}about/").text]
    client.post(f"{draft}about/", {})
    pages += [client.get(f"{draft}{page}/").text for page in ("contact", "when")]
    second = asked(client, contact=BINU)
    pages += [client.get(own(client, page)).text for page in ("sent/", "status/")]

    for page in pages:
        assert "Anu" not in page
        assert first.reference not in page
    assert second.reference in pages[-1]


def test_sending_asks_the_database_no_more_often_than_ever(client):
    department, session = factories.DepartmentFactory(), factories.OpdSessionFactory()
    day = timezone.localdate() + timedelta(days=1)
    while day.weekday() != session.weekday:
        day += timedelta(days=1)
    days = {"preferred_day": day.isoformat(), "second_preferred_day": (day + timedelta(days=7)).isoformat()}
    session.doctor.departments.add(department)
    asked(client)  # whatever is done once only

    counts = []
    for about, when in (({}, {}), ({"department": department.pk}, days), ({"doctor": session.doctor.pk}, {})):
        page = fill(client, about=about, when=when)
        with CaptureQueriesContext(connection) as queries:
            assert send(client, page).status_code == 302
        counts.append(len(queries))

    assert [now <= before for now, before in zip(counts, (32, 33, 36), strict=True)] == [True] * 3, counts
