"""When the plan changes over what is booked: it is on the desk's list, nobody is reminded, the patient is told so."""

from datetime import time, timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from bookings import deadlines, links, services
from bookings.free_times import ExceptionalTime, Slot, Token
from bookings.messaging import outbox
from bookings.models import Appointment, AppointmentRequest, DeskTask, OutgoingMessage
from bookings.no_longer_fits import count, no_longer_fitting
from directory.models import Closure, Holiday, Leave, OpdSession, PlanChange
from tests import factories
from tests.admin_forms import form_of, url_of, with_row
from tests.bookings.appointments import note
from tests.bookings.forms_filled import asked, own
from tests.factories import at
from tests.mail_server import words

pytestmark = pytest.mark.django_db

DAY = 3


@pytest.fixture
def session():
    return factories.OpdSessionFactory(weekday=at(DAY).weekday())


@pytest.fixture
def booked(session, front_desk):
    """Five appointments of one morning."""
    return [book(front_desk, Slot(session, at(DAY, 10, 15 * number))) for number in range(4)] + [
        book(front_desk, Slot(session, at(DAY, 11)))
    ]


def book(by, given):
    return services.book(factories.request().pk, by=by, version=1, time=given)


def on_leave(session):
    Leave.objects.create(doctor=session.doctor, first_day=at(DAY).date(), last_day=at(DAY).date())


def on_leave_until_eleven(session):
    day = at(DAY).date()
    Leave.objects.create(doctor=session.doctor, first_day=day, last_day=day, starts=time(9), ends=time(11))


def holiday(session):
    Holiday.objects.create(day=at(DAY).date(), name={"en": "Holiday"})


def holiday_there(session):
    Holiday.objects.create(day=at(DAY).date(), name={"en": "Holiday"}, location=session.location)


def closed(session):
    Closure.objects.create(location=session.location, first_day=at(DAY).date(), last_day=at(DAY + 5).date())


def called_off(session):
    PlanChange.objects.create(session=session, day=at(DAY).date(), kind="cancelled")


def moved_to_another_place(session):
    PlanChange.objects.create(
        session=session, day=at(DAY).date(), kind="moved", location=factories.LocationFactory(),
        starts=session.starts, ends=session.ends,
    )  # fmt: skip


def begins_at_eleven(session):
    OpdSession.objects.filter(pk=session.pk).update(starts=time(11))


def ended(session):
    OpdSession.objects.filter(pk=session.pk).update(valid_until=at(DAY - 1).date())


def doctor_left(session):
    session.doctor.left_on = at(DAY - 1).date()
    session.doctor.save()


CHANGES = {
    on_leave: (5, "leave"),
    on_leave_until_eleven: (4, "leave"),
    holiday: (5, "holiday"),
    holiday_there: (5, "holiday"),
    closed: (5, "closed"),
    called_off: (5, "session"),
    moved_to_another_place: (5, "session"),
    begins_at_eleven: (4, "session"),
    ended: (5, "session"),
    doctor_left: (5, "left"),
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_no_longer_fits_is_on_the_list_with_its_cause(session, booked, change):
    assert count() == 0

    change(session)

    number, cause = CHANGES[change]
    assert [each.cause for each in no_longer_fitting()] == [cause] * number


def test_a_location_that_opens_again_before_strands_nobody(session, booked):
    Closure.objects.create(location=session.location, first_day=at(DAY - 2).date(), last_day=at(DAY - 1).date())

    assert count() == 0


@pytest.mark.parametrize("change", [on_leave, closed, doctor_left], ids=lambda change: change.__name__)
def test_an_exception_outside_all_sessions_no_longer_fits_what_keeps_everybody_away(session, roles, change):
    starts_at, ends_at = at(DAY, 20), at(DAY, 20, 15)
    given = ExceptionalTime(session.doctor, session.location, starts_at, ends_at, "urgent")
    book(factories.staff("Manager"), given)
    assert count() == 0

    change(session)

    assert [each.cause for each in no_longer_fitting()] == [CHANGES[change][1]]


def test_who_is_there_early_or_has_begun_is_on_no_list(session, booked, front_desk, time_machine):
    early, during = at(DAY, 9, 30), at(DAY, 10, 20)
    called_off(session)
    time_machine.move_to(early)
    note(front_desk, AppointmentRequest.objects.get(pk=booked[4].pk))
    assert count() == 4

    time_machine.move_to(during)

    assert count() == 2


def test_leave_that_is_deleted_and_entered_again_neither_loses_nor_doubles_one(session, booked):
    for _time in range(2):
        on_leave(session)
        assert count() == 5
        Leave.objects.all().delete()
        assert count() == 0


def test_fewer_numbers_than_were_given_put_the_surplus_on_the_list(front_desk):
    shared = factories.OpdSessionFactory(weekday=at(DAY).weekday(), kind="tokens", slot_minutes=None, capacity=3)
    for _number in range(3):
        book(front_desk, Token(shared, at(DAY).date()))

    OpdSession.objects.filter(pk=shared.pk).update(capacity=1)

    assert {(each.token_number, each.cause) for each in no_longer_fitting()} == {(2, "capacity"), (3, "capacity")}


def test_another_slot_length_leaves_what_is_booked_where_it_is(session, booked):
    OpdSession.objects.filter(pk=session.pk).update(slot_minutes=20)

    assert count() == 0


def test_the_desk_sees_the_patients_and_can_move_each(session, booked, front_desk, client):
    on_leave(session)
    client.force_login(front_desk)

    assert "Times that cannot be kept" in client.get("/desk/").text
    page = client.get("/desk/disruption/").text
    assert all(each.reference in page for each in booked)
    assert "The doctor is on leave" in client.get(f"/desk/requests/{booked[0].reference}/").text
    services.reschedule(booked[0].pk, by=front_desk, version=None, time=Slot(session, at(DAY + 7, 10)))
    assert count() == 4


def test_nobody_is_reminded_of_what_cannot_take_place(session, booked, settings, time_machine, mail_server):
    settings.REMINDER_HOUR = 0
    factories.HospitalFactory()
    day_before = at(DAY - 1, 12)
    outbox.send_due_messages()
    on_leave_until_eleven(session)
    time_machine.move_to(day_before, tick=False)
    told = len(mail_server.mails)

    assert deadlines.remind() == 1
    outbox.send_due_messages()

    assert [booked[4].reference in mail["Subject"] for mail in mail_server.mails[told:]] == [True]


def test_a_reminder_that_waits_is_not_sent_when_leave_comes_meanwhile(session, booked, time_machine, mail_server):
    outbox.send_due_messages()
    told, day, day_before = len(mail_server.mails), at(DAY).date(), at(DAY - 1, 12)
    time_machine.move_to(day_before, tick=False)
    assert deadlines.remind() == 5
    Leave.objects.create(doctor=session.doctor, first_day=day, last_day=day)

    outbox.send_due_messages()

    assert [mail["Subject"] for mail in mail_server.mails[told:]] == []


def test_the_patients_page_is_honest_and_offers_no_calendar_entry(session, booked, client):
    factories.HospitalFactory()
    on_leave(session)

    page = client.get(f"/en/appointments/status/{links.token_of(booked[0])}/", follow=True).text

    assert "We cannot keep this time" in page
    assert client.get(own(client, "status/appointment.ics")).status_code == 404
    assert "Your appointment is confirmed" not in page
    assert "appointment.ics" not in page


def test_leave_is_saved_only_with_the_number_of_appointments_it_strands_accepted(session, booked, client, roles):
    client.force_login(factories.staff("Manager"))
    url = url_of(session.doctor)
    day = at(DAY).date().isoformat()
    data = with_row(form_of(client.get(url)), "leaves", first_day=day, last_day=day)

    page = client.post(url, data)

    assert "5 booked appointments" in page.text
    assert not Leave.objects.exists()
    assert client.post(url, data | {"save_all_the_same": "5"}).status_code == 302
    assert count() == 5


def test_a_whole_session_is_shifted_and_every_patient_told_old_and_new(session, booked, front_desk, mail_server):
    factories.HospitalFactory()
    outbox.send_due_messages()
    told = len(mail_server.mails)

    moved = services.shift_session(session, at(DAY).date(), minutes=30, by=front_desk)
    outbox.send_due_messages()

    assert len(moved) == 5
    assert count() == 0
    first = Appointment.objects.get(appointment_request=booked[0])
    assert (first.starts_at, first.sequence) == (at(DAY, 10, 30), 1)
    news = [words(mail) for mail in mail_server.mails[told:]]
    assert len(news) == 5
    text = next(text for text in news if booked[0].reference in text)
    assert "10:30 am IST (before:" in text


def test_what_lay_outside_the_session_already_stays_where_it_is(session, booked, front_desk):
    begins_at_eleven(session)

    moved = services.shift_session(session, at(DAY).date(), minutes=30, by=front_desk)

    assert moved == [booked[4]]
    assert [timezone.localtime(each.starts_at).hour for each in no_longer_fitting()] == [10] * 4


def test_an_offer_takes_the_place_of_the_one_before(session, front_desk):
    appointment_request = factories.request()
    until = timezone.now() + timedelta(hours=1)

    for minute in (0, 15):
        times = [Slot(session, at(DAY, 10, minute))]
        services.offer(appointment_request.pk, by=front_desk, version=None, times=times, until=until)

    assert [each.starts_at for each in Appointment.objects.offered()] == [at(DAY, 10, 15)]


def test_a_session_called_off_sends_its_patients_back_to_wait_with_a_new_promise(
    session, booked, front_desk, mail_server
):
    factories.HospitalFactory()
    outbox.send_due_messages()
    told = len(mail_server.mails)

    services.call_off_session(session, at(DAY).date(), by=front_desk)
    outbox.send_due_messages()

    for each in booked:
        each.refresh_from_db()
        assert (each.status, each.appointment.status) == ("requested", "cancelled")
    assert [mail["Subject"].startswith("We cannot keep your appointment") for mail in mail_server.mails[told:]] == [
        True
    ] * 5
    assert count() == 0


def test_a_manager_shifts_a_session_and_calls_one_off_at_the_desk(session, booked, client, roles):
    client.force_login(factories.staff("Manager"))
    url = f"/desk/sessions/{session.pk}/{at(DAY).date()}/"
    assert url in client.get("/desk/sessions/").text
    page = client.get(url).text
    assert all(each.reference in page for each in booked)

    fields = {"minutes": "30", "starts": starts_on(client.get(url))}
    client.post(f"{url}shift/", fields)
    assert Appointment.objects.get(appointment_request=booked[0]).starts_at == at(DAY, 10, 30)
    told = OutgoingMessage.objects.count()
    again = client.post(f"{url}shift/", fields)
    assert "This session was moved in the meantime." in again.text
    assert Appointment.objects.get(appointment_request=booked[0]).starts_at == at(DAY, 10, 30)
    assert OutgoingMessage.objects.count() == told
    client.post(f"{url}shift/", fields | {"starts": starts_on(again)})
    assert Appointment.objects.get(appointment_request=booked[0]).starts_at == at(DAY, 11)

    client.post(f"{url}call-off/")
    assert {each.status for each in AppointmentRequest.objects.all()} == {"requested"}


def starts_on(page):
    return BeautifulSoup(page.text, "html.parser").select_one("input[name=starts]")["value"]


def test_of_a_session_under_way_only_who_is_not_seen_yet_is_sent_back(session, booked, front_desk, set_clock):
    """Nobody has noted who came: those of the past hour were seen all the same."""
    day = at(DAY).date()
    now = set_clock(f"{day} 10:40")

    sent_back = services.call_off_session(session, day, by=front_desk)

    ended = Appointment.objects.filter(appointment_request__in=booked, ends_at__lte=now)
    assert len(ended) > 0
    assert {each.status for each in ended} == {"booked"}
    assert len(sent_back) == len(booked) - len(ended) > 0


def test_a_day_that_is_over_is_not_called_off(session, booked, client, roles, set_clock):
    day = at(DAY).date()
    set_clock(f"{day + timedelta(days=1)} 10:00")
    client.force_login(factories.staff("Manager"))

    answer = client.post(f"/desk/sessions/{session.pk}/{day}/call-off/", follow=True)

    assert "Choose a time to come" in answer.text
    assert {each.status for each in Appointment.objects.all()} == {"booked"}
    assert not PlanChange.objects.exists()


def test_a_day_on_which_the_session_is_not_held_is_not_called_off(session, client, roles):
    client.force_login(factories.staff("Manager"))

    answer = client.post(f"/desk/sessions/{session.pk}/{at(DAY + 1).date()}/call-off/", follow=True)

    assert "This session is not held at that time" in answer.text
    assert not PlanChange.objects.exists()


def test_who_is_booked_on_an_earlier_weekday_of_the_session_is_sent_back_too(session, booked, front_desk):
    type(session).objects.filter(pk=session.pk).update(weekday=(session.weekday + 1) % 7)
    session.refresh_from_db()

    assert len(services.call_off_session(session, at(DAY).date(), by=front_desk)) == len(booked)


@pytest.mark.parametrize("minutes", ["", "0", "7", "1000", "x", "-5000"])
def test_what_is_no_shift_is_asked_for_again(session, booked, client, roles, minutes):
    client.force_login(factories.staff("Manager"))

    page = client.post(f"/desk/sessions/{session.pk}/{at(DAY).date()}/shift/", {"minutes": minutes})

    assert 'class="error-summary' in page.text
    assert Appointment.objects.get(appointment_request=booked[0]).starts_at == at(DAY, 10)


def test_a_session_cannot_be_shifted_into_another_of_the_doctor(session, booked, client, roles):
    factories.OpdSessionFactory(
        doctor=session.doctor, weekday=session.weekday, starts=time(13), ends=time(15), location=session.location
    )
    client.force_login(factories.staff("Manager"))

    url = f"/desk/sessions/{session.pk}/{at(DAY).date()}/"
    page = client.post(f"{url}shift/", {"minutes": "30", "starts": starts_on(client.get(url))})

    assert 'class="error-summary' in page.text
    assert "another session" in page.text
    assert not PlanChange.objects.exists()


def test_only_who_may_change_the_plan_shifts_a_session(session, booked, client, front_desk):
    client.force_login(front_desk)
    url = f"/desk/sessions/{session.pk}/{at(DAY).date()}/"

    assert client.get("/desk/sessions/").status_code == 403
    assert client.post(f"{url}shift/", {"minutes": "30"}).status_code == 403
    assert client.post(f"{url}call-off/").status_code == 403


def test_a_patient_whose_time_was_taken_away_reads_so(booked, front_desk, client):
    factories.HospitalFactory()
    services.take_time_away(booked[0].pk, by=front_desk, version=None)

    page = client.get(f"/en/appointments/status/{links.token_of(booked[0])}/", follow=True).text

    assert "We are sorry: we cannot keep this appointment." in page
    assert "Nothing is booked yet." in page


def test_a_patient_who_cancels_leaves_the_desk_a_task(booked, front_desk, client):
    services.cancel(booked[0].pk)
    services.cancel(booked[1].pk, by=front_desk)

    assert DeskTask.objects.get().appointment_request == booked[0]
    client.force_login(front_desk)
    assert "The patient cancelled: the time is free" in client.get("/desk/").text


def test_news_that_comes_after_the_appointment_has_begun_is_not_sent_and_the_desk_phones(
    session, booked, mail_server, time_machine
):
    during = at(DAY, 10, 5)
    time_machine.move_to(during, tick=False)

    outbox.send_due_messages()

    assert not [
        mail for mail in mail_server.mails if booked[0].reference in mail["Subject"] and "confirmed" in mail["Subject"]
    ]
    assert DeskTask.objects.get(appointment_request=booked[0]).kind == "message_late"


def test_a_patient_takes_one_of_the_times_by_a_press_and_the_others_are_free_again(client, front_desk, session):
    factories.HospitalFactory()
    appointment_request, until = asked(client), timezone.now() + timedelta(hours=2)
    slots = [Slot(session, at(DAY, 10)), Slot(session, at(DAY, 11))]
    services.offer(appointment_request.pk, by=front_desk, version=1, times=slots, until=until)
    status = own(client, "status/")
    page = BeautifulSoup(client.get(status).text, "html.parser")
    buttons = page.select(f'form[action="{status}accept/"]')
    assert ["10:00 am" in form.get_text() for form in buttons] == [True, False]
    assert client.get(f"{status}accept/").status_code == 405
    chosen = buttons[1].select_one("[name=appointment]")["value"]

    page = client.post(f"{status}accept/", {"appointment": chosen}, follow=True).text

    assert "Your appointment is confirmed" in page
    assert appointment_request.appointments.get(status="booked").starts_at == at(DAY, 11)
    book(front_desk, slots[0])


def test_a_time_whose_session_is_called_off_meanwhile_is_not_taken(client, front_desk, session):
    factories.HospitalFactory()
    appointment_request, until = asked(client), timezone.now() + timedelta(hours=2)
    services.offer(appointment_request.pk, by=front_desk, version=1, times=[Slot(session, at(DAY, 10))], until=until)
    called_off(session)
    status, held = own(client, "status/"), appointment_request.appointments.get()

    page = client.post(f"{status}accept/", {"appointment": held.pk}, follow=True).text

    assert "This session is not held at that time" in page
    appointment_request.refresh_from_db()
    assert appointment_request.status == "requested"


@pytest.mark.parametrize("sent", [{"appointment": "x"}, {}, {"appointment": "999999"}, {"appointment": "-1"}])
def test_a_time_that_is_not_this_patients_is_not_taken(client, front_desk, session, sent):
    factories.HospitalFactory()
    mine, other, until = asked(client), factories.request(), timezone.now() + timedelta(hours=2)
    services.offer(other.pk, by=front_desk, version=1, times=[Slot(session, at(DAY, 10))], until=until)
    if sent.get("appointment") == "999999":
        sent = {"appointment": other.appointments.get().pk}
    status = own(client, "status/")

    assert client.post(f"{status}accept/", sent, follow=True).status_code == 200

    mine.refresh_from_db()
    assert (mine.status, other.appointments.get().status) == ("requested", "offered")


@pytest.mark.parametrize("until", [0, 1])
def test_what_is_held_for_a_patient_is_nobody_elses_until_its_time_is_over(session, front_desk, until, time_machine):
    waiting, other = factories.request(), factories.request()
    slot, ends = Slot(session, at(DAY, 10)), timezone.now() + timedelta(hours=2)
    services.offer(waiting.pk, by=front_desk, version=1, times=[slot], until=ends)
    held = waiting.appointments.get()
    time_machine.move_to(ends + timedelta(minutes=until) - timedelta(minutes=1 - until), tick=False)

    if until:
        services.book(other.pk, by=front_desk, version=1, time=slot)
        with pytest.raises(services.appointments.Refusal, match="offer_is_over"):
            services.accept(waiting.pk, held.pk)
    else:
        assert services.accept(waiting.pk, held.pk).status == "booked"
        assert services.accept(waiting.pk, held.pk).status == "booked"
