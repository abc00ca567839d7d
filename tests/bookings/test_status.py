"""The status page: opened only by link or reference and phone, changed only by POST, shows no more than it must."""

from datetime import UTC, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.utils import timezone
from icalendar import Calendar

from bookings import links, services
from bookings.free_times import Token
from bookings.models import AppointmentRequest
from common.dates import in_words
from directory.models import Leave, OpdSession
from tests import factories
from tests.bookings.forms_filled import START, asked, own
from tests.factories import at

pytestmark = pytest.mark.django_db

STATUS = f"{START}status/"


@pytest.fixture
def hospital():
    return factories.HospitalFactory()


def confirmed(front_desk, appointment_request=None, **more):
    appointment_request = appointment_request or factories.request()
    return services.book(
        appointment_request.pk,
        time=factories.slot(factories.DoctorFactory(name={"en": "Asha Test"}), at(3)),
        by=front_desk,
        version=1,
        **more,
    )


def open_link(client, appointment_request):
    return client.get(f"{STATUS}{links.token_of(appointment_request)}/", follow=True)


def test_the_link_leads_to_a_clean_address(client, hospital):
    appointment_request = factories.request()

    page = open_link(client, appointment_request)

    assert page.redirect_chain == [(own(client, "status/"), 302)]
    assert links.token_of(appointment_request) not in page.text
    first = client.get(f"{STATUS}{links.token_of(appointment_request)}/")
    assert first["Referrer-Policy"] == "no-referrer"
    assert "no-store" in first["Cache-Control"]


def test_only_the_hash_of_the_token_is_stored(hospital):
    appointment_request = factories.request()
    token = links.token_of(appointment_request)

    assert len(bytes.fromhex(token)) == 32
    assert token not in str(AppointmentRequest.objects.values().get())


@pytest.mark.parametrize("kind", ["wrong", "erased", "of another secret"])
def test_wrong_and_revoked_links_are_the_same_404(client, hospital, kind, settings):
    appointment_request = services.cancel(factories.request().pk)
    token = links.token_of(appointment_request)
    if kind == "wrong":
        token = "0" * 64
    elif kind == "erased":
        from bookings.retention import erase

        erase(appointment_request.pk)
    else:
        token = links.new_token(appointment_request.idempotency_key, secret="another")

    answer = client.get(f"{STATUS}{token}/")

    assert answer.status_code == 404
    assert answer["Referrer-Policy"] == "no-referrer"
    assert f'href="{STATUS}find/"' in answer.text
    assert appointment_request.reference not in answer.text


def test_each_link_opens_its_own_request_and_no_other(client, hospital):
    """Among fifty requests of fifty people: tests/bookings/stress/test_strangers.py."""
    requests = [factories.request(full_name=f"Patient{number} Test") for number in range(6)]

    seen = [open_link(client, appointment_request).text for appointment_request in requests]

    allowed = sum(appointment_request.reference in page for page in seen for appointment_request in requests)
    assert allowed == 6


def test_reading_a_link_again_and_again_changes_nothing(client, hospital, front_desk):
    appointment_request = confirmed(front_desk)
    before = AppointmentRequest.objects.values().get()
    open_link(client, appointment_request)

    for page in ("", "cancel/", "change/", "withdraw/", "close/", "appointment.ics"):
        for _time in range(3):
            client.get(own(client, f"status/{page}"))
            client.head(own(client, f"status/{page}"))

    assert AppointmentRequest.objects.values().get() == before


def test_it_shows_first_name_doctor_time_and_place_only(client, hospital, front_desk):
    appointment_request = factories.request(
        full_name="Fathima Secondname", reason="Secret reason", hospital_number="H-77"
    )
    booked = confirmed(front_desk, appointment_request).appointment

    page = open_link(client, appointment_request).text

    for shown in ("Fathima", "Dr Asha Test", "10:00 am IST", str(booked.location)):
        assert shown in page
    for hidden in ("Secondname", "Secret reason", "H-77", "9847012345", "patient.example"):
        assert hidden not in page


def test_a_time_that_the_plan_no_longer_holds_is_not_shown_as_a_date_to_come(client, hospital, front_desk):
    appointment_request = confirmed(front_desk)
    booked = appointment_request.appointment
    page = open_link(client, appointment_request).text
    assert "Your appointment is confirmed" in page
    assert "appointment.ics" in page

    Leave.objects.create(doctor=booked.doctor, first_day=booked.day, last_day=booked.day)
    page = client.get(own(client, "status/")).text

    assert "We are finding you another time" in page
    assert "Time that we cannot keep" in page
    assert "Day and time" not in page
    assert "Your appointment is confirmed" not in page
    assert "appointment.ics" not in page


def test_a_closed_request_shows_whom_the_patient_saw_and_not_whom_they_had_asked_for(client, hospital, front_desk):
    wished = factories.DoctorFactory(name={"en": "Wished Test"})
    appointment_request = confirmed(front_desk, factories.request(preferred_doctor=wished))
    with time_machine.travel(at(4), tick=False):
        services.close(appointment_request.pk)

    page = open_link(client, appointment_request).text

    assert "Your appointment is over." in page
    assert "Asha Test" in page
    assert in_words(at(3)) in page
    assert "Wished Test" not in page
    assert "If you are late" not in page


def test_a_wish_reaches_the_desk_and_changes_nothing(client, hospital, front_desk):
    appointment_request = asked(client)

    page = client.post(own(client, "status/change/"), {"wish": "Another day, <b>please</b>"}, follow=True)

    assert "Nothing is changed yet" in page.text
    appointment_request.refresh_from_db()
    assert appointment_request.status == "requested"
    assert appointment_request.notes.get().text == "Another day, <b>please</b>"
    assert appointment_request.tasks.get().kind == "change_requested"
    client.force_login(front_desk)
    desk = client.get(f"/desk/requests/{appointment_request.reference}/").text
    assert "Another day, &lt;b&gt;please&lt;/b&gt;" in desk
    assert "The patient asks for a change" in client.get("/desk/").text


def test_an_empty_wish_is_told_beside_its_field(client, hospital):
    asked(client)

    page = client.post(own(client, "status/change/"), {"wish": " "})

    assert "Write what you would like to change" in page.text


def test_cancelling_needs_a_press(client, hospital):
    appointment_request = asked(client)

    client.get(own(client, "status/cancel/"))
    appointment_request.refresh_from_db()
    assert appointment_request.status == "requested"
    page = client.post(own(client, "status/cancel/"), follow=True)

    assert "This request is cancelled" in page.text


def test_before_cancelling_nothing_is_said_that_is_not_so(client, hospital, front_desk):
    appointment_request = asked(client)
    assert "the time is given to someone else" not in client.get(own(client, "status/cancel/")).text

    confirmed(front_desk, appointment_request)

    assert "the time is given to someone else" in client.get(own(client, "status/cancel/")).text


def test_a_treatment_is_named_in_the_language_of_the_page(client, hospital, editor, clinician, publisher):
    treatment = factories.published(editor, clinician, publisher).treatment
    factories.reads(clinician, "en", "ar")
    arabic = {"language": "ar", "title": "تبديل مفصل الورك", "urgent_signs": "ألم"}
    factories.published(editor, clinician, publisher, treatment=treatment, **arabic)
    asked(client, about={"treatment": treatment.pk})

    for page in ("sent/", "status/", "status/cancel/"):
        assert "تبديل مفصل الورك" in client.get(own(client, page, "ar")).text
        assert '<dd lang="en" dir="ltr">Hip replacement</dd>' in client.get(own(client, page, "hi")).text


def test_the_calendar_file_is_there_once_confirmed(client, hospital, front_desk):
    appointment_request = asked(client)
    assert client.get(own(client, "status/appointment.ics")).status_code == 404

    confirmed(front_desk, appointment_request)
    answer = client.get(own(client, "status/appointment.ics"))

    assert answer["Content-Type"].startswith("text/calendar")
    assert answer["Content-Disposition"].startswith("attachment")
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["UID"].startswith(appointment_request.reference)
    assert event.decoded("DTSTART") == at(3).astimezone(UTC)
    assert "Fathima" not in answer.text


def test_without_an_opened_request_every_page_leads_to_the_way_in(client, hospital):
    for page in ("", "cancel/", "appointment.ics"):
        assert client.get(STATUS + page).url == f"{STATUS}find/"
    for page in ("cancel/", "change/", "withdraw/"):
        assert client.post(STATUS + page).url == f"{STATUS}find/"


def test_a_number_of_a_shared_session_is_shown(client, hospital, front_desk):
    session = factories.OpdSessionFactory(
        weekday=at(3).weekday(), kind=OpdSession.Kind.TOKENS, slot_minutes=None, capacity=5
    )
    appointment_request = asked(client)

    services.book(appointment_request.pk, time=Token(session, at(3).date()), by=front_desk, version=1)

    assert "Your number: 1" in client.get(own(client, "status/")).text


def test_an_opened_request_is_closed_by_a_press_or_after_some_hours(client, hospital, settings):
    open_link(client, factories.request())
    [session] = Session.objects.all()
    assert session.expire_date <= timezone.now() + timedelta(hours=settings.DRAFT_HOURS)
    status = own(client, "status/")
    assert f'action="{status}close/"' in client.get(status).text

    assert client.get(f"{status}close/").status_code == 405
    assert client.get(status).status_code == 200
    client.post(f"{status}close/")

    assert client.get(status).url == f"{STATUS}find/"
    assert not Session.objects.exists()


def test_a_colleague_who_closes_a_request_stays_signed_in(client, hospital, front_desk):
    client.force_login(front_desk)
    open_link(client, factories.request())

    status = own(client, "status/")

    client.post(f"{status}close/")

    assert client.get(status).url == f"{STATUS}find/"
    assert client.get("/desk/").status_code == 200


def test_opening_a_request_gives_the_visitor_a_new_session(client, hospital):
    """Whoever planted the old session sees nothing in it."""
    client.get(f"{STATUS}{links.token_of(factories.request())}/")
    before = client.cookies["sessionid"].value

    client.get(f"{STATUS}{links.token_of(factories.request())}/")

    assert client.cookies["sessionid"].value != before
