"""A time at once for who calls or stands at the desk: chosen on the same page, once, and told on a slip."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from bookings import consents, services
from bookings.day_lists.likely_times import likely_time
from bookings.free_times import Token
from bookings.models import AccessRecord, Appointment, AppointmentRequest, Consent
from bookings.refusals import Code
from directory.models import DeskHours
from tests import factories
from tests.bookings.intake_pages import errors, free, only, opened, send, soup
from tests.bookings.refused import refused
from tests.factories import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital():
    return factories.HospitalFactory()


@pytest.fixture
def desk(client, front_desk, hospital):
    client.force_login(front_desk)
    return client


@pytest.fixture
def session():
    """Of the day in three days, from morning to night."""
    return factories.slot(factories.DoctorFactory(), at(3)).session


@pytest.fixture
def today():
    """A shared session that has run for an hour: 9 to 12, twelve numbers."""
    with time_machine.travel(at(0, 10), tick=False):
        yield factories.OpdSessionFactory(
            weekday=timezone.localdate().weekday(), starts="09:00", ends="12:00", kind="tokens", slot_minutes=None,
            capacity=12,
        )  # fmt: skip


def fill_one(session, by, phone="+919847000001"):
    """A number of today is somebody else's."""
    other = factories.request(phone=phone)
    return services.book(other.pk, by=by, version=1, time=Token(session, timezone.localdate()))


def test_a_caller_is_booked_in_the_same_stroke_and_nobody_promises_a_call(desk, front_desk, session):
    for weekday in range(7):  # a promise could be made
        DeskHours.objects.create(weekday=weekday, opens="00:00", closes="23:59")
    send(desk, opened(desk), act="book", doctor=session.doctor.pk, time=free(session, desk)[0])

    made = only()
    assert (made.status, made.next_action, made.next_action_at, made.promised_by) == ("booked", "", None, None)
    assert (made.appointment.origin, made.appointment.session, made.location) == ("phone", session, session.location)
    assert list(made.history.values_list("event", "actor", "by")) == [
        ("requested", "desk", front_desk.pk), ("booked", "desk", front_desk.pk),
    ]  # fmt: skip


def test_who_gave_an_address_gets_the_confirmation_and_no_second_mail(desk, session):
    time = free(session, desk)[0]

    answer = send(desk, opened(desk), act="book", doctor=session.doctor.pk, time=time, email="f@patient.example")

    assert list(only().messages.values_list("kind", "audience", "channel")) == [("confirmed", "patient", "mail")]
    assert "also gets this as a message" in desk.get(answer.url).text


def test_without_an_address_the_slip_says_that_no_message_goes(desk, session):
    answer = send(desk, opened(desk), act="book", doctor=session.doctor.pk, time=free(session, desk)[0])

    assert not only().messages.exists()
    assert "No message goes to the patient" in desk.get(answer.url).text


def test_free_times_are_chosen_on_the_same_page_and_nothing_typed_is_lost(desk, session):
    page = soup(send(
        desk, opened(desk), act="times", doctor=session.doctor.pk, email="a@b.example", under_18="on",
        call_language="hi", visit_kind="follow_up", full_name="Asma <b>", contact_name="Her mother",
    ))  # fmt: skip

    assert page.select("select[name=time] optgroup option")
    assert page.select_one("[name=email]")["value"] == "a@b.example"
    assert page.select_one("[name=full_name]")["value"] == "Asma <b>"
    assert page.select_one("[name=contact_name]")["value"] == "Her mother"
    for name in ("under_18", "agreed"):
        assert page.select_one(f"[name={name}]").has_attr("checked")
    for name, value in (("call_language", "hi"), ("visit_kind", "follow_up"), ("doctor", str(session.doctor.pk))):
        assert page.select_one(f"[name={name}] [selected]")["value"] == value
    assert not page.select(".error-summary")
    assert not AppointmentRequest.objects.exists()


@pytest.mark.parametrize("named", ["doctor", "department"])
def test_an_address_may_name_whom_to_see(desk, session, named):
    department = factories.DepartmentFactory()
    session.doctor.departments.add(department)
    value = {"doctor": session.doctor.pk, "department": department.pk}[named]

    page = soup(desk.get(opened(desk, **{named: value}, origin="walk_in", from_day=at(3).date().isoformat())))

    assert page.select_one(f"[name={named}] [selected]")["value"] == str(value)
    assert page.select_one("[name=origin][checked]")["value"] == "walk_in"
    assert page.select("select[name=time] optgroup option")


def test_booking_without_a_time_asks_for_one(desk):
    answer = send(desk, opened(desk), act="book")

    assert errors(answer) == ["Choose a time"]
    assert "Choose a doctor, a department or a treatment above" in answer.text


def test_a_walk_in_gets_the_lowest_free_number_of_the_session_that_runs(desk, today, front_desk):
    first = fill_one(today, front_desk)
    fill_one(today, front_desk, "+919847000002")
    services.cancel(first.pk, by=front_desk)
    times = free(today, desk, origin="walk_in")
    assert times == [f"token|{today.pk}|{timezone.localdate()}"]

    answer = send(desk, opened(desk), act="book", origin="walk_in", doctor=today.doctor.pk, time=times[0])

    made = AppointmentRequest.objects.latest("pk")
    assert (made.appointment.token_number, made.appointment.origin) == (1, "walk_in")
    slip = soup(desk.get(answer.url)).select_one(".slip").get_text(" ", strip=True)
    for said in ("Your number 1", str(today.doctor.full_name), str(today.location.name), made.reference):
        assert said in slip
    assert "about 10:00 am" in slip  # given at ten, although the session began at nine


def test_a_walk_in_may_have_a_slot_of_today(desk):
    with time_machine.travel(at(0, 10), tick=False):
        session = factories.slot(factories.DoctorFactory(), at(0, 11)).session
        first = free(session, desk, origin="walk_in")[0]
        assert first.endswith(at(0, 10, 15).isoformat())

        answer = send(desk, opened(desk), act="book", origin="walk_in", doctor=session.doctor.pk, time=first)

        assert "Your time 10:15 am" in soup(desk.get(answer.url)).select_one(".slip").get_text(" ", strip=True)


def test_the_slip_says_nothing_of_health_and_is_journaled(desk, session):
    department = factories.DepartmentFactory(name={"en": "Oncology"})
    session.doctor.departments.add(department)
    answer = send(
        desk, opened(desk), act="book", time=free(session, desk)[0], doctor=session.doctor.pk, reason="Secret words",
        department=department.pk, full_name="Fathima Secretname",
    )  # fmt: skip

    slip = soup(desk.get(answer.url)).select_one(".slip").get_text()

    assert "Fathima" in slip
    for secret in ("Secret", "Oncology", "98470"):
        assert secret not in slip
    assert AccessRecord.objects.filter(way="printed", appointment_request=only()).count() == 1


@pytest.mark.parametrize(("number", "said"), [(1, "09:00"), (2, "09:15"), (5, "10:00"), (12, "11:45")])
def test_the_likely_time_of_a_number_is_its_share_of_the_session(today, number, said):
    booked = Appointment(
        session=today, token_number=number, starts_at=at(0, 9), ends_at=at(0, 12), given_at=at(0, 9) - timedelta(days=1)
    )

    assert f"{likely_time(booked):%H:%M}" == said


def test_one_number_more_takes_the_right_and_a_reason(client, hospital, today, front_desk):
    type(today).objects.update(capacity=1)
    today.refresh_from_db()
    fill_one(today, front_desk)
    fields = {"act": "book", "origin": "walk_in", "doctor": today.doctor.pk}
    extra = {"extra_token": f"token|{today.pk}|{timezone.localdate()}"}
    reason = {"exception_reason": "doctor_agreed"}
    client.force_login(front_desk)
    assert errors(send(client, opened(client), **fields, **extra, **reason)) == ["Choose a time"]

    client.force_login(factories.staff("Manager"))
    page = opened(client)

    assert errors(send(client, page, **fields, **extra)) == ["Choose why this exception is made"]
    assert errors(send(client, page, **fields, **reason)) == ["Choose the session"]
    assert send(client, page, **fields, **extra, **reason).status_code == 302
    made = AppointmentRequest.objects.latest("pk").appointment
    assert (made.token_number, made.exception_reason) == (2, "doctor_agreed")


def test_pressing_twice_reload_and_back_make_one_request(desk, session):
    fields = {"act": "book", "doctor": session.doctor.pk, "time": free(session, desk)[0]}
    page = opened(desk)

    first = send(desk, page, **fields)
    second = send(desk, page, **fields)

    assert first.url == second.url == desk.get(page).url == send(desk, page, act="times").url
    assert AppointmentRequest.objects.count() == Appointment.objects.count() == Consent.objects.count() == 1


@pytest.mark.parametrize("changed", [{"full_name": "Other Person"}, {"time": 1}])
def test_the_same_form_with_other_answers_leads_to_what_was_saved_and_changes_nothing(desk, session, changed):
    times = free(session, desk)
    fields = {"act": "book", "doctor": session.doctor.pk, "time": times[0]}
    page = opened(desk)
    send(desk, page, **fields)
    if "time" in changed:
        changed = {"time": times[changed["time"]]}

    answer = desk.get(send(desk, page, **(fields | changed)).url)

    assert "This form is saved already" in answer.text
    assert answer.request["PATH_INFO"] == f"/desk/requests/{only().reference}/"
    assert (only().full_name, Appointment.objects.count()) == ("Fathima Test", 1)


def test_who_comes_second_keeps_everything_and_reads_why_beside_the_field(desk, session, front_desk):
    taken, next_one = free(session, desk)[:2]
    fields = {"act": "book", "doctor": session.doctor.pk, "reason": "Fever"}
    page = opened(desk)
    other = factories.request(phone="+919847000001")
    services.book(other.pk, by=front_desk, version=1, time=factories.slot(session.doctor, first_of(taken)))

    answer = send(desk, page, time=taken, **fields)

    form = soup(answer)
    assert errors(answer) == ["This doctor already has an appointment at that time"]
    assert form.select_one("[name=time]")["aria-invalid"] == "true"
    assert form.select_one("[name=full_name]")["value"] == "Fathima Test"
    assert "Fever" in form.select_one("[name=reason]").get_text()
    assert form.select_one("[name=agreed]").has_attr("checked")
    offered = [option["value"] for option in form.select("select[name=time] optgroup option")]
    assert next_one in offered
    assert taken not in offered
    assert AppointmentRequest.objects.count() == 1
    assert send(desk, page, time=next_one, **fields).status_code == 302


def first_of(key):
    return datetime.fromisoformat(key.split("|")[2])


def take_in(by, time, name="Fathima Test", key=None):
    given = consents.Given(("answer",), "en", consents.notice_hash("en", spoken=True), by)
    return services.take_in(
        idempotency_key=key or uuid.uuid4(), by=by, consent=given, origin="walk_in", time=time, full_name=name,
        phone="+919847012345", language="en", call_language="en",
    )  # fmt: skip


def test_a_refused_time_leaves_nothing_behind(hospital, front_desk, session):
    time = factories.slot(session.doctor, at(3))
    take_in(front_desk, time)

    with refused(Code.TIME_TAKEN):
        take_in(front_desk, time, "Other Person")

    assert AppointmentRequest.objects.count() == Consent.objects.count() == 1


def at_once(actions):
    def run(action):
        try:
            return action()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


@pytest.mark.django_db(transaction=True)
def test_many_at_once_for_the_last_number_one_wins_and_of_the_others_nothing_is_kept(hospital, front_desk):
    session = factories.OpdSessionFactory(weekday=at(1).weekday(), kind="tokens", slot_minutes=None, capacity=1)
    time = Token(session, at(1).date())
    consents.keep_notices()

    outcomes = at_once([lambda number=number: take_in(front_desk, time, f"Person {number}x") for number in range(6)])

    assert sorted(str(getattr(each, "code", "booked")) for each in outcomes) == ["booked"] + ["session_full"] * 5
    assert AppointmentRequest.objects.count() == Appointment.objects.count() == Consent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_form_many_times_at_the_same_moment_is_one_request(hospital, front_desk):
    session, key = factories.OpdSessionFactory(weekday=at(1).weekday()), uuid.uuid4()
    consents.keep_notices()

    outcomes = at_once([lambda: take_in(front_desk, factories.slot(session.doctor, at(1)), key=key)] * 6)

    assert len({each.pk for each in outcomes}) == 1
    assert AppointmentRequest.objects.count() == Appointment.objects.count() == 1
