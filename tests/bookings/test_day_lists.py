"""The lists of a day: who comes, in order; who came; what a session on paper shows."""

from datetime import date, time, timedelta

import pytest
from bs4 import BeautifulSoup

from bookings import services
from bookings.free_times import ExtraToken, Slot, Token
from bookings.models import AccessRecord, Appointment, AppointmentRequest, DeskScope
from directory.models import Leave, OpdSession
from directory.opd import moment
from tests import factories

pytestmark = pytest.mark.django_db

THURSDAY = date(2026, 12, 3)


@pytest.fixture(autouse=True)
def early_on_thursday(set_clock):
    set_clock("2026-12-03 08:00")


@pytest.fixture
def session():
    """Of times, from 10 to 1."""
    return factories.OpdSessionFactory()


@pytest.fixture
def shared_session():
    """Of two numbers, from 2 to 4."""
    return factories.OpdSessionFactory(
        kind=OpdSession.Kind.TOKENS, slot_minutes=None, capacity=2, starts=time(14), ends=time(16)
    )


def at_clock(hour, minute=0, day=THURSDAY):
    return moment(day, time(hour, minute))


def book(by, given, **answers):
    return services.book(factories.request(**answers).pk, by=by, version=1, time=given)


def page(client, user, **query):
    client.force_login(user)
    return BeautifulSoup(client.get("/desk/days/", query).text, "html.parser")


def said(found):
    return " ".join(found.get_text(" ").split())


def rows(found):
    return [said(row) for row in found.select(".day__row")]


def note(client, appointment_request, attendance, query=""):
    fresh = AppointmentRequest.objects.get(pk=appointment_request.pk)
    return client.post(
        f"/desk/days/came/{fresh.reference}/{query}", {"version": fresh.version, "attendance": attendance}
    )


def attendance(appointment_request):
    return Appointment.objects.get(appointment_request=appointment_request).attendance


def test_the_list_of_today_shows_each_session_in_the_order_in_which_patients_are_seen(
    client, front_desk, session, shared_session
):
    book(front_desk, Slot(session, at_clock(10, 30)), full_name="Second Person")
    book(front_desk, Slot(session, at_clock(10)), full_name="First Person", under_18=True, visit_kind="follow_up")
    for name in ("Number One", "Number Two"):
        book(front_desk, Token(shared_session, THURSDAY), full_name=name)

    found = page(client, front_desk)

    assert said(found.h1) == "Thursday 3 December 2026 Today"
    assert [said(title) for title in found.select(".day__title")] == [
        str(session.doctor.full_name),
        str(shared_session.doctor.full_name),
    ]
    shown = rows(found)
    assert [row.split()[0] for row in shown] == ["10:00", "10:30", "1", "2"]
    assert all(word in shown[0] for word in ("First Person", "Under 18", "Follow-up"))
    assert "Second Person" in shown[1]
    assert "New" in shown[1]
    assert "Number Two" in shown[3]
    assert found.select_one(".day__row a[href^='tel:']")["href"] == "tel:+919847012345"


def test_another_day_is_a_link_away_and_the_list_keeps_the_doctor(client, front_desk, session, shared_session):
    later = THURSDAY + timedelta(days=7)
    book(front_desk, Slot(session, at_clock(10, day=later)), full_name="Next Week")
    book(front_desk, Token(shared_session, later), full_name="Another Doctors")

    found = page(client, front_desk, day=later, doctor=session.doctor.pk)

    assert "Next Week" in said(found)
    assert "Another Doctors" not in said(found)
    before = found.select_one(".day__nav a")["href"]
    assert before == f"?day=2026-12-09&doctor={session.doctor.pk}"


def test_a_list_can_be_of_one_location(client, front_desk, session, shared_session):
    book(front_desk, Slot(session, at_clock(10)), full_name="Here Person")
    book(front_desk, Token(shared_session, THURSDAY), full_name="There Person")

    found = said(page(client, front_desk, location=session.location.pk))

    assert "Here Person" in found
    assert "There Person" not in found


def test_a_day_that_cannot_be_read_is_said_beside_its_field_and_today_is_shown(client, front_desk):
    found = page(client, front_desk, day="soon")

    assert said(found.select_one(".error-summary a")) == "Enter the day, like 2026-12-31"
    assert "3 December" in said(found.h1)


def test_who_came_early_is_noted_and_the_answer_leads_back_to_the_row(client, front_desk, session):
    appointment_request = book(front_desk, Slot(session, at_clock(10)))
    found = page(client, front_desk, doctor=session.doctor.pk)
    assert [button["value"] for button in found.select(".day__row button")] == ["arrived"]

    form = found.select_one(".day__row form")["action"]
    answer = note(client, appointment_request, "arrived", query="?" + form.partition("?")[2])

    row = f"#row-{appointment_request.reference}"
    assert answer["Location"] == f"/desk/days/?day=2026-12-03&doctor={session.doctor.pk}{row}"
    assert attendance(appointment_request) == "arrived"
    assert page(client, front_desk).select_one(row)


def test_who_did_not_come_is_known_once_it_has_begun_and_a_slip_is_put_right(client, front_desk, session, set_clock):
    appointment_request = book(front_desk, Slot(session, at_clock(10)))
    client.force_login(front_desk)
    note(client, appointment_request, "no_show")
    assert attendance(appointment_request) == ""

    set_clock("2026-12-03 10:05")
    client.force_login(front_desk)  # a session that nobody used has ended meanwhile
    note(client, appointment_request, "no_show")
    assert attendance(appointment_request) == "no_show"
    assert [button["value"] for button in page(client, front_desk).select(".day__row button")] == ["arrived"]

    note(client, appointment_request, "arrived")
    assert attendance(appointment_request) == "arrived"


def test_what_a_colleague_noted_first_stands_and_is_said(client, front_desk, session, set_clock):
    appointment_request = book(front_desk, Slot(session, at_clock(10)))
    colleague = factories.staff("Front desk", is_staff=False)
    services.note_attendance(appointment_request.pk, attendance="arrived", by=colleague, version=None)
    set_clock("2026-12-03 10:30")
    client.force_login(front_desk)

    url = f"/desk/days/came/{appointment_request.reference}/"
    answer = client.post(url, {"version": appointment_request.version, "attendance": "no_show"}, follow=True)

    assert f"Changed by {colleague.get_full_name()}" in answer.text
    assert attendance(appointment_request) == "arrived"


def test_each_session_counts_who_came_and_of_whom_nothing_is_noted(client, front_desk, session, set_clock):
    requests = [book(front_desk, Slot(session, at_clock(10, 15 * number))) for number in range(4)]
    set_clock("2026-12-03 10:20")
    client.force_login(front_desk)
    note(client, requests[0], "no_show")
    note(client, requests[1], "arrived")

    counts = page(client, front_desk).select(".day__counts .badge")

    assert [said(each) for each in counts] == ["4 booked", "1 came", "1 did not come", "2 not noted"]


def test_extra_numbers_and_what_no_longer_fits_are_marked(client, front_desk, shared_session, session):
    manager = factories.staff("Manager")
    for _number in range(2):
        book(front_desk, Token(shared_session, THURSDAY))
    book(manager, ExtraToken(shared_session, THURSDAY, "doctor_agreed"), full_name="Third Person")
    book(front_desk, Slot(session, at_clock(10)), full_name="Stranded Person")
    Leave.objects.create(doctor=session.doctor, first_day=THURSDAY, last_day=THURSDAY)

    shown = rows(page(client, front_desk))

    assert [row for row in shown if "Extra number: The doctor agreed" in row] == [
        row for row in shown if "Third" in row
    ]
    assert [row for row in shown if "No longer fits: The doctor is on leave" in row] == [
        row for row in shown if "Stranded" in row
    ]


def test_a_session_that_nobody_is_booked_for_is_named_below(client, front_desk, session):
    found = page(client, front_desk)

    assert str(session.doctor.full_name) in said(found.select_one(".day__empty"))


def test_yesterdays_list_can_be_noted_today(client, front_desk, session, set_clock):
    appointment_request = book(front_desk, Slot(session, at_clock(10)))
    set_clock("2026-12-04 09:00")

    found = page(client, front_desk, day=THURSDAY)

    assert [button["value"] for button in found.select(".day__row button")] == ["arrived", "no_show"]
    note(client, appointment_request, "arrived")
    assert attendance(appointment_request) == "arrived"


def test_a_list_shows_the_patients_of_ones_own_places_only(client, front_desk, session, shared_session):
    DeskScope.objects.create(user=front_desk, location=session.location)
    DeskScope.objects.create(user=factories.staff("Front desk", is_staff=False), location=shared_session.location)
    ours = book(front_desk, Slot(session, at_clock(10)), full_name="Our Patient", location=session.location)
    book(front_desk, Token(shared_session, THURSDAY), full_name="Their Patient", location=shared_session.location)

    found = said(page(client, front_desk))

    assert ours.full_name in found
    assert "Their Patient" not in found
    assert str(shared_session.doctor.full_name) not in found.partition("Sessions without appointments")[2]
    for path in ("print/", "late/"):
        url = f"/desk/days/{shared_session.pk}/{THURSDAY}/{path}"
        answer = client.post(url, {"minutes": 10}, follow=True) if path == "late/" else client.get(url, follow=True)
        assert answer.status_code == 404


def test_who_looked_at_a_list_and_who_printed_it_is_kept(client, front_desk, session):
    appointment_request = book(front_desk, Slot(session, at_clock(10)))
    page(client, front_desk)
    client.get("/desk/days/print/")

    ways = AccessRecord.objects.filter(user=front_desk, appointment_request=appointment_request)

    assert set(ways.values_list("way", flat=True)) == {"day_list", "printed"}


def test_a_printed_list_has_what_a_day_on_paper_needs(client, front_desk, session, shared_session):
    book(front_desk, Slot(session, at_clock(10)), full_name="Paper Person", under_18=True)
    book(front_desk, Token(shared_session, THURSDAY), full_name="Other Session")
    client.force_login(front_desk)

    one = client.get(f"/desk/days/{session.pk}/{THURSDAY}/print/").text
    whole = BeautifulSoup(client.get("/desk/days/print/").text, "html.parser")

    for words in (
        "Paper Person",
        "Under 18",
        "098470 12345",
        "Printed Thursday 3 December 2026, 8:00 am IST, by <bdi>Front",
    ):
        assert words in one
    assert "Other Session" not in one
    assert len(whole.select(".paper__list")) == 2
    assert not whole.select("header, form, button")
    assert client.get(f"/desk/days/{session.pk}/never/print/", follow=True).status_code == 404


def book_many(by, patients):
    """A session of its own with so many patients; all but one written past the services, for speed."""
    session = factories.OpdSessionFactory()
    one = book(by, Slot(session, at_clock(10))).appointment
    answers = {"full_name": "One of many", "language": "en", "call_language": "en", "phone": "+919847012345"}
    others = AppointmentRequest.objects.bulk_create(
        AppointmentRequest(status="booked", next_action="", **answers) for _number in range(patients - 1)
    )
    place = {name: getattr(one, name) for name in ("doctor", "location", "session", "day", "given_at")}
    for number, each in enumerate(others, start=1):
        starts_at = one.starts_at + timedelta(minutes=15 * number)
        ends_at = starts_at + timedelta(minutes=15)
        Appointment.objects.create(appointment_request=each, starts_at=starts_at, ends_at=ends_at, **place)


@pytest.mark.parametrize(("doctors", "patients"), [(1, 1), (30, 10)])
def test_a_day_list_takes_fewer_than_15_queries(client, front_desk, doctors, patients, django_assert_max_num_queries):
    for _doctor in range(doctors):
        book_many(front_desk, patients)
    client.force_login(front_desk)
    client.get("/desk/")  # a process asks for its content types once

    with django_assert_max_num_queries(14):
        found = client.get("/desk/days/")

    assert found.text.count('class="day__row"') == doctors * patients
