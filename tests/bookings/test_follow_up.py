"""The next time of somebody who came: booked from today's appointment, as a new request that follows."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from bookings import consents, services
from bookings.free_times import Slot, Token
from bookings.models import AppointmentRequest, DeskScope
from bookings.refusals import Code
from tests import factories
from tests.bookings.appointments import appointment, note
from tests.bookings.intake_pages import errors, soup
from tests.bookings.refused import refused
from tests.bookings.test_intake_times import at_once
from tests.factories import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    """Today, nine to twelve, with numbers; and it is half past nine."""
    with time_machine.travel(at(0, 9, 30), tick=False):
        yield factories.OpdSessionFactory(
            weekday=timezone.localdate().weekday(), starts="09:00", ends="12:00", kind="tokens", slot_minutes=None,
            capacity=2,
        )  # fmt: skip


@pytest.fixture
def here(session, front_desk):
    """Somebody has an appointment today, and agreed to it on the phone."""
    factories.HospitalFactory()
    return take_in(front_desk, Token(session, timezone.localdate()))


@pytest.fixture
def desk(client, front_desk):
    client.force_login(front_desk)
    return client


def given(by, *purposes):
    return consents.Given(purposes or ("answer",), "en", consents.notice_hash("en", spoken=True), by)


def take_in(by, time):
    return services.take_in(
        idempotency_key=uuid.uuid4(), by=by, consent=given(by), origin="walk_in", time=time, full_name="Fathima Test",
        phone="+919847012345", email="f@patient.example", reason="Stiff neck", language="en", call_language="en",
    )  # fmt: skip


def address(appointment_request):
    return f"/desk/requests/{appointment_request.reference}/follow-up/"


def opened(client, appointment_request, **chosen):
    return client.get(address(appointment_request), chosen).url


def offered(page):
    return [option["value"] for option in soup(page).select("select[name=time] optgroup option")]


def in_weeks(session, weeks):
    return Token(session, timezone.localdate() + timedelta(weeks=weeks))


def test_from_todays_appointment_the_same_doctor_and_place_are_offered_from_two_weeks_on(desk, here, session):
    assert address(here) in desk.get(f"/desk/requests/{here.reference}/").text

    page = desk.get(opened(desk, here))

    days = [f"token|{session.pk}|{at(14 + 7 * number).date()}" for number in range(2)]
    assert offered(page) == days
    assert [link.get_text() for link in soup(page).select(".intake__weeks a")] == [
        "1 week", "2 weeks", "4 weeks", "6 weeks",
    ]  # fmt: skip
    later = soup(page).select(".intake__weeks a")[3]["href"]
    assert offered(desk.get(later))[0] == f"token|{session.pk}|{at(42).date()}"


def test_it_is_a_new_request_that_follows_with_consent_taken_over_and_who_is_here_has_come(
    desk, here, session, front_desk
):
    page = opened(desk, here)

    answer = desk.post(page, {"time": offered(desk.get(page))[0]})

    here.refresh_from_db()
    new = AppointmentRequest.objects.get(follows=here)
    assert answer.url == f"/desk/requests/{new.reference}/slip/"
    assert (new.status, new.visit_kind, new.promised_by, new.full_name) == ("booked", "follow_up", None, "Fathima Test")
    assert (new.appointment.origin, new.appointment.day) == ("follow_up", at(14).date())
    assert here.appointment.attendance == "arrived"
    assert agreed_to(new) == agreed_to(here)
    assert len(agreed_to(new)) == 1
    assert list(new.history.values_list("event", "actor")) == [("requested", "desk"), ("booked", "desk")]
    assert list(new.messages.values_list("kind", flat=True)) == ["confirmed"]
    assert here.history.last().event == "followed"


def agreed_to(appointment_request):
    return list(appointment_request.consents.values_list("purpose", "sha256", "spoken_to", "given_at"))


def test_pressing_twice_or_back_makes_one(desk, here):
    page = opened(desk, here)
    time = offered(desk.get(page))[0]

    answers = [desk.post(page, {"time": time}).url for _press in range(2)]

    assert answers[0] == answers[1] == desk.get(page).url
    assert AppointmentRequest.objects.count() == 2


def test_a_second_follow_up_follows_the_newest(desk, here, session, front_desk):
    first = services.follow_up(here.pk, idempotency_key=uuid.uuid4(), by=front_desk, time=in_weeks(session, 2))
    with time_machine.travel(at(14, 9, 45), tick=False):
        second = services.follow_up(here.pk, idempotency_key=uuid.uuid4(), by=front_desk, time=in_weeks(session, 2))

    assert second.follows == first
    first.refresh_from_db()
    assert first.appointment.attendance == "arrived"


def test_while_the_newest_is_to_come_nothing_follows_and_its_page_is_shown(desk, here, session, front_desk):
    new = services.follow_up(here.pk, idempotency_key=uuid.uuid4(), by=front_desk, time=in_weeks(session, 2))

    with refused(Code.GOES_ON_ALREADY):
        services.follow_up(here.pk, idempotency_key=uuid.uuid4(), by=front_desk, time=in_weeks(session, 4))
    page = desk.get(address(here), {"form": "abcdefghijkl"}, follow=True)

    assert page.request["PATH_INFO"] == f"/desk/requests/{new.reference}/"
    assert "This patient has a newer request" in page.text


def test_what_another_location_answers_is_neither_shown_nor_followed(client, here, session, front_desk, roles):
    asha, two_weeks_on = factories.staff("Front desk"), at(14, 13, 10)
    other = factories.OpdSessionFactory(
        weekday=session.weekday, starts="13:00", ends="15:00", kind="tokens", slot_minutes=None, capacity=2
    )
    for person, place in ((asha, session.location), (factories.staff("Front desk"), other.location)):
        DeskScope.objects.create(user=person, location=place)
    time = Token(other, two_weeks_on.date())
    newest = services.follow_up(here.pk, idempotency_key=uuid.uuid4(), by=front_desk, time=time)
    AppointmentRequest.objects.filter(pk=newest.pk).update(full_name="Canary Elsewhere")

    with time_machine.travel(two_weeks_on, tick=False):
        client.force_login(asha)
        answer = client.get(address(here), follow=True)

    assert "Canary" not in answer.text
    assert "which another location answers" in answer.text


def test_who_did_not_come_or_comes_another_day_has_no_follow_up(desk, front_desk):
    missed = note(front_desk, appointment(front_desk), "no_show")
    to_come = appointment(front_desk, factories.request(phone="+919847000001"), begun=False)

    for each in (missed, to_come):
        assert address(each) not in desk.get(f"/desk/requests/{each.reference}/").text
        page = desk.get(address(each), {"form": "abcdefghijkl"}, follow=True)
        assert "once the patient has come" in page.text
        code = Code.GOES_ON_ALREADY if each == to_come else Code.MOVE_NOT_ALLOWED
        with refused(code):
            time, key = factories.slot(each.appointment.doctor, at(20)), uuid.uuid4()
            services.follow_up(each.pk, idempotency_key=key, by=front_desk, time=time, consent=given(front_desk))


def test_without_consent_in_force_the_notice_is_read_out_again(desk, front_desk):
    factories.HospitalFactory()
    came = note(front_desk, appointment(front_desk))  # made without pages: nothing was agreed to
    page = opened(desk, came)
    time = offered(desk.get(page))[0]

    assert errors(desk.post(page, {"time": time})) == [
        "Read the notice out and ask: without consent nothing may be kept"
    ]
    assert not AppointmentRequest.objects.filter(follows=came).exists()

    desk.post(page, {"time": time, "agreed": "on", "notices": consents.spoken_hash()})

    assert AppointmentRequest.objects.get(follows=came).consents.get().spoken_to == front_desk


def test_no_time_chosen_is_said_beside_the_field(desk, here):
    assert errors(desk.post(opened(desk, here), {})) == ["Choose a time"]


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_at_once_book_one_follow_up(front_desk):
    factories.HospitalFactory()
    came = note(front_desk, appointment(front_desk))
    session = came.appointment.session
    times = [Slot(session, came.appointment.starts_at + timedelta(weeks=weeks)) for weeks in (1, 2, 3, 4)]
    consents.keep_notices()

    outcomes = at_once(
        [
            lambda time=time: services.follow_up(
                came.pk, idempotency_key=uuid.uuid4(), by=front_desk, time=time, consent=given(front_desk)
            )
            for time in times
        ]
    )

    assert sorted(str(getattr(each, "code", "booked")) for each in outcomes) == ["booked"] + ["goes_on_already"] * 3
