"""The desk's pages: what is late stands out in words, a call is a tap away, and their cost does not grow."""

from datetime import time, timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from bookings.free_times import Slot
from bookings.messaging import outbox
from bookings.models import AppointmentRequest
from directory.models import PlanChange
from directory.opd import next_occurrence
from tests import factories
from tests.mail_server import words

pytestmark = pytest.mark.django_db


def inbox(client, user):
    client.force_login(user)
    return BeautifulSoup(client.get("/desk/").text, "html.parser")


def promise(appointment_request, **until):
    due = timezone.now() + timedelta(minutes=1, **until)
    AppointmentRequest.objects.filter(pk=appointment_request.pk).update(promised_by=due, next_action_at=due)


def test_a_card_says_how_late_we_are_and_leads_to_the_request(client, front_desk):
    late, in_time = factories.request(full_name="Late Person"), factories.request(full_name="Early Person")
    promise(late, hours=-3)
    promise(in_time, hours=3)

    cards = inbox(client, front_desk).select(".inbox__card")

    assert ["inbox__card--late" in card["class"] for card in cards] == [True, False]
    assert "Late by 2\xa0hours" in cards[0].get_text()
    assert "3\xa0hours left" in cards[1].get_text()
    assert cards[0].select_one("h3 a")["href"] == f"/desk/requests/{late.reference}/"


def test_a_call_is_one_tap_and_whatsapp_only_where_the_patient_has_it(client, front_desk):
    factories.request(phone="+919847012345", phone_on_whatsapp=True)
    factories.request(phone="+919847054321", phone_on_whatsapp=False)

    links = [
        [link["href"] for link in card.select(".inbox__call a")] for card in inbox(client, front_desk).select("li")
    ]

    assert [found for found in links if found] == [
        ["tel:+919847012345", "https://wa.me/919847012345"],
        ["tel:+919847054321"],
    ]


def test_an_empty_inbox_says_so(client, front_desk):
    assert "Nobody is waiting." in inbox(client, front_desk).select_one(".inbox__nobody").get_text()


def book(client, user, given, appointment_request=None, act="confirm"):
    """The desk chooses one of the free times; returns the answer and the request as it is then."""
    appointment_request = appointment_request or factories.request()
    client.force_login(user)
    answer = client.post(
        f"/desk/requests/{appointment_request.reference}/{act}/",
        {"version": appointment_request.version, "time": f"slot|{given.session.pk}|{given.starts_at.isoformat()}"},
    )
    appointment_request.refresh_from_db()
    return answer, appointment_request


def times_shown(client, appointment_request, **chosen):
    page = client.get(f"/desk/requests/{appointment_request.reference}/", chosen).text
    options = BeautifulSoup(page, "html.parser").select("select[name=time] optgroup option")
    return [option.get_text() for option in options]


def test_the_free_times_of_the_doctor_whom_the_patient_named_are_shown(client, front_desk):
    session = factories.OpdSessionFactory(slot_minutes=20)
    client.force_login(front_desk)

    shown = times_shown(client, factories.request(preferred_doctor=session.doctor))

    place = f"{session.doctor.full_name}, {session.location.name}"
    assert shown[:2] == [f"10:00 am, {place}", f"10:20 am, {place}"]


def test_without_a_named_doctor_those_of_the_department_are_shown_and_any_other_doctors_by_a_tap(client, front_desk):
    ours, other = factories.OpdSessionFactory(), factories.OpdSessionFactory(starts=time(18), ends=time(19))
    department = factories.DepartmentFactory()
    ours.doctor.departments.add(department)
    appointment_request = factories.request(department=department)
    client.force_login(front_desk)

    assert times_shown(client, appointment_request)[0].startswith("10:00 am")
    assert times_shown(client, appointment_request, doctor=other.doctor.pk)[0].startswith("6:00 pm")


def test_a_shared_session_says_how_many_numbers_are_free(client, front_desk):
    session = factories.OpdSessionFactory(kind="tokens", slot_minutes=None, capacity=24)
    client.force_login(front_desk)

    assert times_shown(client, factories.request(preferred_doctor=session.doctor))[0].endswith("24 of 24 numbers free")


@pytest.mark.parametrize(
    ("named", "said"),
    [(False, "Choose a doctor above, and see the free times."), (True, "Nothing is free in the coming weeks.")],
)
def test_without_free_times_the_page_says_what_to_do(client, front_desk, named, said):
    appointment_request = factories.request(preferred_doctor=factories.DoctorFactory() if named else None)
    client.force_login(front_desk)

    page = client.get(f"/desk/requests/{appointment_request.reference}/").text

    assert BeautifulSoup(page, "html.parser").select_one("#id_time_helptext").get_text().startswith(said)


def test_after_a_refusal_other_free_times_can_be_asked_for(client, front_desk):
    session, appointment_request = factories.OpdSessionFactory(), factories.request()
    client.force_login(front_desk)
    refused = client.post(f"/desk/requests/{appointment_request.reference}/confirm/", {"version": 1})

    button = BeautifulSoup(refused.text, "html.parser").select_one(".desk__times button")
    page = client.post(button["formaction"].partition("#")[0], {"times-doctor": session.doctor.pk})

    assert "10:00 am" in page.text


def folded(client, user, appointment_request, **typed):
    """The part of the page for exceptions, before or after an answer with what was typed there."""
    client.force_login(user)
    url = f"/desk/requests/{appointment_request.reference}/"
    answer = client.post(f"{url}confirm/", {"version": 1} | typed) if typed else client.get(url)
    return BeautifulSoup(answer.text, "html.parser").select_one("details.desk__exception")


def test_exceptions_are_folded_for_those_who_may_and_open_with_what_was_typed(client, front_desk):
    manager, appointment_request = factories.staff("Manager"), factories.request()

    assert folded(client, front_desk, appointment_request) is None
    assert "open" not in folded(client, manager, appointment_request).attrs
    assert "open" not in folded(client, manager, appointment_request, time="nonsense").attrs
    opened = folded(client, manager, appointment_request, exception_reason="urgent", minutes="20")
    assert "open" in opened.attrs
    assert opened.select_one("#id_minutes")["value"] == "20"
    assert opened.select_one("#id_clock_error").get_text(" ", strip=True) == "Error: Enter the time"


def test_a_manager_books_beside_the_appointment_that_is_named(client, front_desk):
    given = factories.slot(factories.DoctorFactory(), factories.at(2))
    _answer, first = book(client, front_desk, given)
    beside, manager = factories.request(), factories.staff("Manager")
    exception = {
        "exception_reason": "seen_together", "doctor": given.session.doctor.pk, "location": given.session.location.pk,
        "day": factories.at(2).date(), "clock": "10:00", "minutes": "15", "beside": first.reference.lower(),
    }  # fmt: skip

    assert folded(client, front_desk, beside, **exception) is None
    beside.refresh_from_db()
    assert beside.status == "requested"

    assert folded(client, manager, beside, **exception) is None  # it leads to the request, as it is now
    beside.refresh_from_db()
    assert (beside.status, beside.appointment.beside) == ("booked", first.appointment)
    assert "open" in folded(client, manager, beside).attrs  # to move it means to move an exception


def test_an_appointment_is_where_the_doctor_sits_then(client, front_desk):
    session = factories.OpdSessionFactory()
    session.doctor.locations.add(session.location, factories.LocationFactory())
    held = next_occurrence(session.doctor)

    _answer, appointment_request = book(client, front_desk, Slot(session, held.starts_at + timedelta(minutes=30)))

    assert (appointment_request.status, appointment_request.appointment.location) == ("booked", session.location)


def test_an_appointment_is_as_long_as_its_session_says(client, front_desk):
    _answer, appointment_request = book(
        client, front_desk, factories.slot(factories.DoctorFactory(), factories.at(2), minutes=20)
    )

    assert appointment_request.appointment.length == timedelta(minutes=20)


@pytest.mark.parametrize("count", [1, 30])
def test_the_pages_of_the_desk_take_few_queries(client, front_desk, count, django_assert_max_num_queries):
    doctor, treatment = factories.DoctorFactory(), factories.TreatmentFactory()
    for _number in range(count):
        appointment_request = factories.request(
            preferred_doctor=doctor, treatment=treatment, department=treatment.department
        )
    client.force_login(front_desk)
    client.get("/desk/")  # a process asks for its content types once

    with django_assert_max_num_queries(14):
        client.get("/desk/")
    with django_assert_max_num_queries(14):
        client.get(f"/desk/requests/{appointment_request.reference}/")


def test_a_time_that_is_taken_is_said_beside_the_time(client, front_desk):
    given = factories.slot(factories.DoctorFactory(), factories.at(2))
    book(client, front_desk, given)

    answer, appointment_request = book(client, front_desk, given)

    problem = BeautifulSoup(answer.text, "html.parser").select_one(".error-summary a")
    assert (problem["href"], problem.get_text()) == (
        "#id_time",
        "This doctor already has an appointment at that time",
    )
    assert appointment_request.status == "requested"


def test_a_free_time_and_an_exception_at_once_are_asked_about(client, roles):
    given = factories.slot(factories.DoctorFactory(), factories.at(2))
    appointment_request = factories.request()
    client.force_login(factories.staff("Manager"))
    time = f"slot|{given.session.pk}|{given.starts_at.isoformat()}"

    page = client.post(
        f"/desk/requests/{appointment_request.reference}/confirm/",
        {"version": 1, "time": time, "exception_reason": "urgent"},
    ).text

    assert "not both" in page
    appointment_request.refresh_from_db()
    assert appointment_request.status == "requested"


def test_what_is_booked_is_moved_and_not_booked_again(client, front_desk):
    doctor = factories.DoctorFactory()
    _answer, appointment_request = book(client, front_desk, factories.slot(doctor, factories.at(2)))
    page = client.get(f"/desk/requests/{appointment_request.reference}/").text
    assert BeautifulSoup(page, "html.parser").select_one("#book-title").get_text() == "Move to another time"
    later = factories.slot(doctor, factories.at(3))

    book(client, front_desk, later, appointment_request)
    assert appointment_request.appointment.starts_at == factories.at(2)

    book(client, front_desk, later, appointment_request, act="move")
    assert (appointment_request.status, appointment_request.appointment.starts_at) == ("booked", factories.at(3))


def test_a_move_opens_at_the_appointments_own_time(client, front_desk):
    given = factories.slot(factories.DoctorFactory(), factories.at(20, 11))
    wished = factories.request(preferred_day=factories.at(21).date(), preferred_part="any")
    book(client, front_desk, given, wished)

    page = client.get(f"/desk/requests/{wished.reference}/").text

    chosen = BeautifulSoup(page, "html.parser").select_one("select[name=time] option[selected]")
    assert (chosen["value"], chosen.get_text()) == (
        f"slot|{given.session.pk}|{given.starts_at.isoformat()}",
        "As it is now: 11:00 am",
    )


@pytest.mark.parametrize("act", ["as it is", "another place"])
def test_a_move_to_the_same_tells_nobody_and_one_that_differs_says_what(client, front_desk, mail_server, act):
    given = factories.slot(factories.DoctorFactory(), factories.at(2))
    _answer, appointment_request = book(client, front_desk, given)
    outbox.send_due_messages()
    told = len(mail_server.mails)
    if act == "another place":
        other = factories.LocationFactory(name={"en": "Beach campus"})
        PlanChange.objects.create(
            session=given.session,
            day=factories.at(2).date(),
            kind="moved",
            location=other,
            starts=time(0),
            ends=time(23),
        )

    book(client, front_desk, given, appointment_request, act="move")
    outbox.send_due_messages()

    news = [words(mail) for mail in mail_server.mails[told:]]
    if act == "as it is":
        assert news == []
    else:
        assert f"Where: Beach campus (before: {given.session.location.name})" in news[0]
        assert "When:" not in news[0].split("This is how it stands now")[0]
