"""The promised call: the first attempt keeps it, what is open always has a next call, and the desk sees both."""

from datetime import time, timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.utils import timezone

from bookings import services
from bookings.models import AppointmentRequest
from directory.models import CallWindow, DeskHours
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday_morning(set_clock):
    """Nine o'clock; the desk is there until five, every day."""
    for weekday in range(7):
        DeskHours.objects.create(weekday=weekday, opens=time(9), closes=time(17))
    CallWindow.objects.set_up()
    return set_clock("2026-11-23 09:00")


def now_is(text, set_clock):
    return set_clock(f"2026-11-{text}")


def called(appointment_request, by, outcome="no_answer", **more):
    services.note_call(appointment_request.pk, outcome=outcome, by=by, **more)
    appointment_request.refresh_from_db()
    return appointment_request


def hospital_time(moment):
    return f"{timezone.localtime(moment):%d %H:%M}"


def desk_page(client, user, appointment_request):
    client.force_login(user)
    return BeautifulSoup(client.get(f"/desk/requests/{appointment_request.reference}/").text, "html.parser")


def card(client, user):
    client.force_login(user)
    return BeautifulSoup(client.get("/desk/").text, "html.parser").select_one(".inbox__card")


def test_a_new_request_is_to_be_called_as_promised():
    appointment_request = factories.request()

    assert hospital_time(appointment_request.promised_by) == "23 13:00"
    assert appointment_request.next_action == "call"
    assert appointment_request.next_action_at == appointment_request.promised_by
    assert appointment_request.promise_kept is None


def test_the_promise_lies_in_the_window_that_the_patient_chose():
    evening = CallWindow.objects.get(name__en="Evening")

    assert hospital_time(factories.request(call_window=evening).promised_by) == "23 17:00"


def test_where_nothing_can_be_promised_there_is_a_next_call_all_the_same(monday_morning):
    night = factories.CallWindowFactory(starts=time(20), ends=time(22))
    in_no_window = factories.request(call_window=night)
    DeskHours.objects.all().delete()
    without_hours = factories.request()

    assert (in_no_window.promised_by, without_hours.promised_by) == (None, None)
    assert hospital_time(in_no_window.next_action_at) == "23 13:00"
    assert without_hours.next_action_at == monday_morning + timedelta(hours=4)
    assert without_hours.promise_kept is None


def test_the_first_attempt_keeps_the_promise_reached_or_not(front_desk, set_clock):
    appointment_request = factories.request()

    first = now_is("23 10:42", set_clock)
    called(appointment_request, front_desk)
    now_is("24 15:00", set_clock)
    called(appointment_request, front_desk)

    assert appointment_request.first_attempt_at == first
    assert appointment_request.promise_kept is True
    assert hospital_time(appointment_request.promised_by) == "23 13:00"


def test_an_attempt_after_the_promised_time_breaks_it(front_desk, set_clock):
    appointment_request = factories.request()
    now_is("23 13:01", set_clock)

    assert appointment_request.promise_kept is False
    assert called(appointment_request, front_desk).promise_kept is False


def decline(appointment_request, by):
    return services.decline(appointment_request.pk, reason="not_offered", by=by, version=1)


def book(appointment_request, by):
    time = factories.slot(factories.DoctorFactory(), factories.at(3))
    return services.book(appointment_request.pk, time=time, by=by, version=appointment_request.version)


def cancel_by_desk(appointment_request, by):
    return services.cancel(appointment_request.pk, by=by)


@pytest.mark.parametrize("answer", [book, decline, cancel_by_desk])
def test_an_answer_of_the_desk_is_an_attempt_and_leaves_nothing_to_do(answer, front_desk, set_clock):
    appointment_request = factories.request()

    answered = now_is("23 11:00", set_clock)
    answer(appointment_request, front_desk)

    appointment_request.refresh_from_db()
    assert appointment_request.first_attempt_at == answered
    assert (appointment_request.next_action, appointment_request.next_action_at) == ("", None)
    assert appointment_request.promise_kept is True


def test_what_the_patient_calls_off_in_time_is_neither_kept_nor_broken(set_clock):
    in_time, too_late = factories.request(), factories.request()

    now_is("23 12:00", set_clock)
    in_time = services.cancel(in_time.pk)
    now_is("23 14:00", set_clock)
    too_late = services.cancel(too_late.pk)

    assert (in_time.promise_kept, too_late.promise_kept) == (None, False)
    assert (in_time.first_attempt_at, too_late.next_action_at) == (None, None)


def test_the_database_counts_kept_promises_as_the_row_does(front_desk, set_clock):
    kept, late, off_in_time, off_late, waiting, overdue = (factories.request() for _each in range(6))
    DeskHours.objects.all().delete()
    factories.request()  # nothing is promised
    now_is("23 12:00", set_clock)
    called(kept, front_desk)
    services.cancel(off_in_time.pk)
    now_is("23 15:00", set_clock)
    called(late, front_desk)
    services.cancel(off_late.pk)
    AppointmentRequest.objects.filter(pk=waiting.pk).update(promised_by=timezone.now() + timedelta(hours=1))

    rows = list(AppointmentRequest.objects.with_promise().order_by("pk"))

    assert [each.kept for each in rows] == [True, False, None, False, None, False, None]
    assert [each.kept for each in rows] == [each.promise_kept for each in rows]
    assert overdue in AppointmentRequest.objects.late()


def test_nobody_reached_is_called_again_two_hours_later_and_then_in_the_next_window(front_desk, set_clock):
    appointment_request = factories.request()

    now_is("23 10:00", set_clock)
    first = called(appointment_request, front_desk, "left_message").next_action_at
    now_is("23 12:30", set_clock)
    assert appointment_request in AppointmentRequest.objects.late()
    second = called(appointment_request, front_desk).next_action_at

    assert (hospital_time(first), hospital_time(second)) == ("23 12:00", "23 17:00")
    assert appointment_request not in AppointmentRequest.objects.late()
    assert appointment_request.next_action == "call"


def test_who_asked_to_be_called_back_is_called_at_that_time(front_desk):
    appointment_request = factories.request()

    at = timezone.now() + timedelta(days=2)
    called(appointment_request, front_desk, "call_back", call_back_at=at)

    assert (appointment_request.next_action, appointment_request.next_action_at) == ("call_back", at)


def test_a_call_leaves_the_version_so_that_an_open_page_may_answer(front_desk):
    appointment_request = called(factories.request(), front_desk)

    assert book(appointment_request, front_desk).status == "booked"


def test_a_call_about_what_is_over_is_only_history(front_desk, set_clock):
    appointment_request = services.cancel(factories.request().pk)

    called(appointment_request, front_desk)

    assert appointment_request.first_attempt_at is None
    assert appointment_request.history.last().event == "called"


@pytest.mark.parametrize(
    "change",
    [
        {"next_action_at": None},
        {"next_action": ""},
        {"next_action": "wait"},
        {"status": "cancelled", "closed_at": timezone.now(), "purge_after": timezone.localdate()},
    ],
)
def test_the_database_knows_that_what_is_open_and_only_that_has_a_next_call(change):
    appointment_request = factories.request()

    with pytest.raises(IntegrityError, match="request_open_has_a_next_action"), transaction.atomic():
        AppointmentRequest.objects.filter(pk=appointment_request.pk).update(**change)


def test_the_inbox_begins_with_the_call_that_is_due_first(client, front_desk, set_clock):
    first = factories.request(full_name="First Person")
    now_is("23 09:30", set_clock)
    second = factories.request(full_name="Second Person")
    called(first, front_desk, "call_back", call_back_at=timezone.now() + timedelta(days=1))

    client.force_login(front_desk)
    page = client.get("/desk/").text

    assert page.index(second.full_name) < page.index(first.full_name)
    assert list(AppointmentRequest.objects.waiting()) == [second, first]


def test_a_card_tells_of_the_first_call_and_when_the_next_is_late(client, front_desk, set_clock):
    appointment_request = factories.request(call_window=CallWindow.objects.get(name__en="Morning"))
    assert "Call by Tuesday 24 November 2026, 12:00 pm IST" in card(client, front_desk).text
    now_is("23 10:42", set_clock)
    called(appointment_request, front_desk)

    now_is("23 12:00", set_clock)
    in_time = card(client, front_desk)
    now_is("23 15:00", set_clock)
    late = card(client, front_desk)

    assert "First call: Monday 23 November 2026, 10:42 am IST, as promised" in in_time.text
    assert "Call again by Monday 23 November 2026, 12:45 pm IST" in in_time.text
    assert "45\xa0minutes left" in in_time.text
    assert "inbox__card--late" not in in_time["class"]
    assert "Late by 2\xa0hours" in late.text
    assert "Morning, 8:00 am to 12:00 pm" in late.text


def test_the_page_of_a_request_says_by_how_much_a_promise_was_broken(client, front_desk, set_clock):
    appointment_request = factories.request()
    now_is("23 15:00", set_clock)
    book(appointment_request, front_desk)

    page = desk_page(client, front_desk, appointment_request).text

    assert "First call: Monday 23 November 2026, 3:00 pm IST, 2\xa0hours later than promised" in page
    assert "Call by" not in page


def test_times_that_were_offered_are_an_attempt_and_then_the_patient_is_called(front_desk, set_clock):
    appointment_request, until = factories.request(), factories.at(1, 12)
    time = factories.slot(factories.DoctorFactory(), factories.at(3))

    offered = now_is("23 10:00", set_clock)
    services.offer(appointment_request.pk, times=[time], until=until, by=front_desk, version=1)

    appointment_request.refresh_from_db()
    assert (appointment_request.first_attempt_at, appointment_request.next_action_at) == (offered, until)
    assert appointment_request.promise_kept is True


def test_a_time_taken_away_begins_a_new_promise_in_the_same_window(front_desk, set_clock):
    appointment_request = factories.request(call_window=CallWindow.objects.get(name__en="Evening"))
    book(appointment_request, front_desk)

    now_is("24 09:00", set_clock)
    services.take_time_away(appointment_request.pk, by=front_desk, version=None)

    appointment_request.refresh_from_db()
    assert hospital_time(appointment_request.promised_by) == "24 17:00"
    assert appointment_request.next_action_at == appointment_request.promised_by
    assert (appointment_request.first_attempt_at, appointment_request.promise_kept) == (None, None)


def test_a_time_taken_away_late_does_not_let_the_request_expire_at_once(front_desk, set_clock):
    appointment_request = factories.request(preferred_day=timezone.localdate())
    book(appointment_request, front_desk)

    now_is("25 09:00", set_clock)
    services.take_time_away(appointment_request.pk, by=front_desk, version=None)

    assert not AppointmentRequest.objects.unanswered_too_long(timezone.localdate()).exists()


CALL = {"outcome": "call_back", "text": ""}


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "Enter when to call back"),
        ("2026-11-23T08:59", "Choose a time to come"),
        ("2026-12-08T10:00", "Choose a time until Monday 7 December 2026: then this request ends"),
        ("9999-12-31T23:59", "Choose a time until Monday 7 December 2026: then this request ends"),
        ("0001-01-01T00:00", "Choose a time to come"),
        ("tomorrow", "Enter the day and time, like 2026-12-31 10:30"),
        ("\x00", "Enter the day and time, like 2026-12-31 10:30"),
    ],
)
def test_a_time_to_call_back_that_cannot_be_kept_is_told_beside_its_field(typed, error, client, front_desk):
    appointment_request = factories.request()
    client.force_login(front_desk)

    answer = client.post(f"/desk/requests/{appointment_request.reference}/call/", CALL | {"call_back_at": typed})

    page = BeautifulSoup(answer.text, "html.parser")
    assert page.select_one("#id_call_back_at_error li").contents[-1] == error
    assert page.select_one(".error-summary a")["href"] == "#id_call_back_at"
    assert not appointment_request.history.filter(event="called").exists()


def test_the_desk_types_when_to_call_back(client, front_desk):
    appointment_request = factories.request()
    client.force_login(front_desk)

    url = f"/desk/requests/{appointment_request.reference}/call/"
    answer = client.post(url, CALL | {"call_back_at": "2026-11-24T10:30"}, follow=True)

    assert "Call back at Tuesday 24 November 2026, 10:30 am IST" in answer.text
    assert AppointmentRequest.objects.get().next_action == "call_back"


def test_a_time_beside_another_outcome_is_no_agreement(client, front_desk):
    appointment_request = factories.request()
    client.force_login(front_desk)

    url = f"/desk/requests/{appointment_request.reference}/call/"
    client.post(url, {"outcome": "no_answer", "text": "", "call_back_at": "2020-01-01T10:30"})

    assert hospital_time(AppointmentRequest.objects.get().next_action_at) == "23 11:00"


def test_about_what_is_booked_nobody_asks_when_to_call_back(client, front_desk):
    appointment_request = book(factories.request(), front_desk)

    page = desk_page(client, front_desk, appointment_request)
    client.post(f"/desk/requests/{appointment_request.reference}/call/", CALL)

    assert page.select_one("#id_outcome")
    assert not page.select_one("#id_call_back_at")
    assert appointment_request.history.last().reason == "call_back"
