"""The disruption page: everybody whose time cannot be kept, once, until each is settled, whichever way."""

from datetime import date, time, timedelta

import pytest
from bs4 import BeautifulSoup

from bookings import links, services
from bookings.free_times import Slot
from bookings.messaging import outbox
from bookings.models import (
    AccessRecord,
    Appointment,
    AppointmentRequest,
    DeskScope,
    HandledDisruption,
    OutgoingMessage,
)
from directory.models import Closure, Leave, PlanChange
from directory.opd import moment
from tests import factories
from tests.mail_server import words

pytestmark = pytest.mark.django_db

DAY, WEEK_AFTER = date(2026, 12, 10), date(2026, 12, 17)
PAGE = "/desk/disruption/"


@pytest.fixture(autouse=True)
def a_week_before(set_clock):
    return set_clock("2026-12-04 09:00")


@pytest.fixture
def session():
    """Thursdays, 10 to 1, of a quarter of an hour each."""
    return factories.OpdSessionFactory()


def book(by, session, minutes=0, day=DAY, **answers):
    starts_at = moment(day, time(10)) + timedelta(minutes=minutes)
    return services.book(factories.request(**answers).pk, by=by, version=1, time=Slot(session, starts_at))


def go_on_leave(session, day=DAY):
    return Leave.objects.create(doctor=session.doctor, first_day=day, last_day=day)


def page(client, user):
    client.force_login(user)
    return BeautifulSoup(client.get(PAGE).text, "html.parser")


def said(found):
    return " ".join(found.get_text(" ").split())


def row_of(client, user, appointment_request):
    return page(client, user).select_one(f"#row-{appointment_request.reference}")


def state_of(client, user, appointment_request):
    row = row_of(client, user, appointment_request)
    return row and said(row.select_one(".disruption__state"))


def send_times(client, appointment_request, row):
    """As the button beneath the proposed times does."""
    form = row.select_one("form:has(fieldset)")
    times = [each["value"] for each in form.select("input[name=times]")]
    version = form.select_one("input[name=version]")["value"]
    answer = client.post(form["action"], {"version": version, "times": times}, follow=True)
    preview = BeautifulSoup(answer.text, "html.parser").select_one("form:has([name=is_seen])")
    return client.post(preview["action"], fields_of(preview), follow=True) if preview else answer


def fields_of(form):
    """As a browser sends them; of one name there may be several."""
    names = {field["name"] for field in form.select("input[name]")}
    return {name: [field.get("value", "") for field in form.select(f"input[name='{name}']")] for name in names}


def handled(appointment_request):
    rows = HandledDisruption.objects.filter(appointment__appointment_request=appointment_request)
    return [(row.cause, row.how, row.by) for row in rows]


def held_for(appointment_request):
    return list(Appointment.objects.offered().filter(appointment_request=appointment_request))


def test_patients_stand_below_their_doctor_and_day_with_the_cause_and_new_times(client, front_desk, session):
    first = book(front_desk, session, full_name="First Person")
    second = book(front_desk, session, minutes=15, full_name="Second Person")
    book(front_desk, session, day=WEEK_AFTER, full_name="Fits Well")
    go_on_leave(session)

    found = page(client, front_desk)

    [group] = found.select(".disruption")
    assert said(group.h2) == f"Thursday 10 December 2026, {session.doctor.full_name}"
    assert "The doctor is on leave" in said(group.select_one(".day__where"))
    assert [said(name) for name in group.select("h3 a")] == ["First Person", "Second Person"]
    assert group.select_one("a[href^='tel:']")["href"] == f"tel:{first.phone}"
    times = [[said(each) for each in row.select("label")] for row in group.select(".disruption__row")]
    assert [len(each) for each in times] == [3, 3]
    assert not set(times[0]) & set(times[1]), "no place is proposed to two"
    assert second.reference in said(group)


def test_proposed_times_are_sent_and_held_and_the_patient_takes_one_by_post(client, front_desk, session, mail_server):
    appointment_request = book(front_desk, session)
    outbox.send_due_messages()
    go_on_leave(session)

    answer = send_times(client, appointment_request, row_of(client, front_desk, appointment_request))

    assert f"{appointment_request.reference}: the times are sent." in answer.text
    held = held_for(appointment_request)
    assert len(held) == 3
    assert "waits for the patient until Saturday 5 December" in state_of(client, front_desk, appointment_request)
    assert handled(appointment_request) == [("leave", "offered", front_desk)]
    outbox.send_due_messages()
    assert "Choose a time" in mail_server.mails[-1]["Subject"]

    patient = type(client)()
    token_page = patient.get(link_to(appointment_request), follow=True)
    form = BeautifulSoup(token_page.text, "html.parser").select_one("form[action$='accept/']")
    patient.post(form["action"], {"appointment": form.select_one("[name=appointment]")["value"]})

    assert row_of(client, front_desk, appointment_request) is None
    assert handled(appointment_request) == [("leave", "moved", None)]
    assert "Settled today: 1" in said(page(client, front_desk))


def link_to(appointment_request):
    token = links.new_token(appointment_request.idempotency_key, appointment_request.link_number)
    return f"/en/appointments/status/{token}/"


def test_an_accepted_time_moves_the_entry_in_the_patients_calendar(client, front_desk, session, mail_server):
    appointment_request = book(front_desk, session)
    outbox.send_due_messages()
    go_on_leave(session)
    send_times(client, appointment_request, row_of(client, front_desk, appointment_request))

    services.accept(appointment_request.pk, held_for(appointment_request)[0].pk)
    outbox.send_due_messages()

    entries = [entry(mail) for mail in mail_server.to(appointment_request.email) if entry(mail)]
    assert [each["SEQUENCE"] for each in entries] == ["0", "1"]
    assert len({each["UID"] for each in entries}) == 1
    assert "has changed" in mail_server.mails[-1]["Subject"]
    assert "(before: Thursday 10 December 2026, 10:00 am IST)" in words(mail_server.mails[-1])


def entry(mail):
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    lines = parts[0].get_content().splitlines() if parts else []
    return dict(line.split(":", 1) for line in lines if line.startswith(("SEQUENCE:", "UID:")))


def test_an_offer_that_ends_puts_the_patient_on_the_call_list(client, front_desk, session, set_clock):
    appointment_request = book(front_desk, session)
    go_on_leave(session)
    send_times(client, appointment_request, row_of(client, front_desk, appointment_request))
    set_clock("2026-12-05 09:30")

    assert state_of(client, front_desk, appointment_request) == "To be phoned The offer is over."


def test_who_has_no_email_and_no_phone_messages_is_phoned_and_told(client, front_desk, session):
    appointment_request = book(front_desk, session, email="")
    go_on_leave(session)
    row = row_of(client, front_desk, appointment_request)
    assert said(row.select_one(".disruption__state")) == "To be phoned No email, and no phone messages."
    assert not row.select("form:has(fieldset)")

    client.post(f"{PAGE}{appointment_request.appointment.pk}/told/", {"version": appointment_request.version})

    assert state_of(client, front_desk, appointment_request).startswith("Told on the phone")
    assert handled(appointment_request) == [("leave", "told", front_desk)]


def test_times_go_to_all_of_a_session_in_one_go_and_it_says_how_many_got_none(client, front_desk, session):
    requests = [book(front_desk, session, minutes=15 * number) for number in range(4)]
    unreachable = book(front_desk, session, minutes=60, email="")
    other = book(front_desk, factories.OpdSessionFactory(location=session.location))
    Closure.objects.create(location=session.location, first_day=DAY, last_day=DAY)
    found = page(client, front_desk)
    form = next(form for form in found.select("form[action$='all/']"))

    fields = seen(client, fields_of(form))
    answer = client.post(form["action"], fields, follow=True)

    assert "Times are sent to 4 patients." in answer.text
    assert [len(held_for(each)) for each in requests] == [3, 3, 3, 3]
    assert held_for(unreachable) == held_for(other) == []
    told = OutgoingMessage.objects.count()
    again = client.post(form["action"], fields, follow=True)
    assert "Nobody of this session waits for us any more." in again.text
    assert OutgoingMessage.objects.count() == told


def to_all(client, fields):
    return BeautifulSoup(client.post(f"{PAGE}all/", fields).text, "html.parser")


def seen(client, fields):
    """What the button below the messages sends."""
    return fields_of(to_all(client, fields).select_one("main form[action$='all/']"))


def group(session):
    return {"doctor": session.doctor.pk, "session": session.pk, "day": DAY}


def test_before_all_are_told_one_message_in_each_language_is_shown(client, front_desk, session):
    for number, language in enumerate(["en", "ml", "ml"]):
        book(front_desk, session, minutes=15 * number, language=language)
    go_on_leave(session)
    client.force_login(front_desk)
    told = OutgoingMessage.objects.count()

    shown = to_all(client, group(session))

    english, malayalam = shown.select("section:has(.preview)")
    assert said(english.h2) == "English 1 patient"
    assert said(malayalam.h2) == "മലയാളം 2 patients"
    assert english.select_one(".preview")["lang"] == "en"
    assert malayalam.select_one(".preview")["lang"] == "ml"
    assert "Dear" in english.text
    assert "Dear" not in malayalam.text
    assert "(the patient’s private link)" in english.text
    assert OutgoingMessage.objects.count() == told
    assert not Appointment.objects.offered().exists()
    assert not HandledDisruption.objects.exists()


def test_what_has_changed_since_it_was_shown_is_shown_again_and_not_sent(client, front_desk, session):
    first = book(front_desk, session)
    go_on_leave(session)
    client.force_login(front_desk)
    fields = seen(client, group(session))
    services.book(factories.request().pk, by=front_desk, version=1, time=Slot(session, moment(WEEK_AFTER, time(10))))

    shown = to_all(client, fields)

    assert "Something has changed meanwhile, and nothing was sent yet." in said(shown.main)
    assert held_for(first) == []
    client.post(f"{PAGE}all/", fields_of(shown.select_one("main form[action$='all/']")))
    assert len(held_for(first)) == 3


@pytest.mark.parametrize("mark", ["", "x" * 64, "x" * 65, "\x00"])
def test_who_has_seen_no_message_sends_none(client, front_desk, session, mark):
    first = book(front_desk, session)
    go_on_leave(session)
    client.force_login(front_desk)

    client.post(f"{PAGE}all/", group(session) | {"shown": mark})

    assert held_for(first) == []


def test_where_too_little_is_free_some_get_none_and_that_is_said(client, front_desk):
    session = factories.OpdSessionFactory(valid_until=WEEK_AFTER, ends=time(10, 45))
    for number in range(3):
        book(front_desk, session, minutes=15 * number)
    go_on_leave(session)
    client.force_login(front_desk)
    assert "2 patients get none" in said(to_all(client, group(session)).main)

    answer = client.post(f"{PAGE}all/", seen(client, group(session)), follow=True)

    assert "Times are sent to 1 patient." in answer.text
    assert "2 patients got none" in answer.text


def test_where_the_doctor_left_colleagues_of_the_department_are_proposed(client, front_desk, session):
    department, colleague = factories.DepartmentFactory(), factories.OpdSessionFactory()
    session.doctor.departments.add(department)
    colleague.doctor.departments.add(department)
    appointment_request = book(front_desk, session)
    type(session.doctor).objects.filter(pk=session.doctor.pk).update(left_on=date(2026, 12, 5))

    row = row_of(client, front_desk, appointment_request)

    assert len(row.select("label")) == 3
    assert all(str(colleague.doctor.full_name) in said(each) for each in row.select("label"))


def test_new_times_are_not_held_beyond_the_old_one(client, front_desk, session, set_clock):
    """Whoever has not chosen by then is phoned before the time that cannot be kept."""
    appointment_request = book(front_desk, session)
    go_on_leave(session)
    set_clock("2026-12-09 15:00")

    send_times(client, appointment_request, row_of(client, front_desk, appointment_request))

    assert {each.held_until for each in held_for(appointment_request)} == {moment(DAY, time(10))}


def test_what_another_desk_settled_is_not_counted(client, front_desk, session, roles):
    asha, there = factories.staff("Front desk"), factories.OpdSessionFactory()
    for person, place in ((asha, session.location), (front_desk, there.location)):
        DeskScope.objects.create(user=person, location=place)
    settled = book(front_desk, there)
    AppointmentRequest.objects.filter(pk=settled.pk).update(location=there.location)
    go_on_leave(there)
    services.cancel(settled.pk, by=front_desk)

    assert "Settled today: 1" in said(page(client, front_desk))
    assert "Settled today" not in said(page(client, asha))


def move(appointment_request, by, session):
    given = Slot(session, moment(WEEK_AFTER, time(11)))
    services.reschedule(appointment_request.pk, by=by, version=None, time=given)


def call_off(appointment_request, by, session):
    services.cancel(appointment_request.pk, by=by)


def patient_calls_off(appointment_request, by, session):
    services.cancel(appointment_request.pk)


@pytest.mark.parametrize(("act", "how"), [(move, "moved"), (call_off, "cancelled"), (patient_calls_off, "cancelled")])
def test_whichever_way_it_is_settled_it_leaves_the_page_and_is_kept(client, front_desk, session, act, how):
    appointment_request = book(front_desk, session)
    go_on_leave(session)

    act(appointment_request, front_desk, session)

    by = None if act is patient_calls_off else front_desk
    assert handled(appointment_request) == [("leave", how, by)]
    assert row_of(client, front_desk, appointment_request) is None
    assert "Settled today: 1" in said(page(client, front_desk))


def test_what_fits_leaves_no_row(front_desk, session):
    appointment_request = book(front_desk, session)
    move(appointment_request, front_desk, session)
    services.cancel(appointment_request.pk, by=front_desk)

    assert handled(appointment_request) == []


def test_a_session_that_is_called_off_is_tracked_until_each_patient_has_another_time(client, front_desk, session):
    manager = factories.staff("Manager")
    requests = [book(front_desk, session, minutes=15 * number) for number in range(3)]

    services.call_off_session(session, DAY, by=manager)

    assert [state_of(client, front_desk, each) for each in requests] == ["Waits for us"] * 3
    assert "The session is not held" in said(page(client, front_desk).select_one(".day__where"))
    send_times(client, requests[0], row_of(client, front_desk, requests[0]))
    assert handled(requests[0]) == [("session", "offered", front_desk)]
    services.accept(requests[0].pk, held_for(requests[0])[0].pk)
    services.decline(requests[1].pk, reason="no_time", by=front_desk, version=None)
    services.book(requests[2].pk, by=front_desk, version=None, time=Slot(session, moment(WEEK_AFTER, time(12))))
    assert [handled(each)[0][1] for each in requests] == ["moved", "cancelled", "moved"]
    assert page(client, front_desk).select(".disruption") == []


def test_a_time_that_is_taken_away_though_it_fits_is_tracked_too(client, front_desk, session):
    appointment_request = book(front_desk, session)

    services.take_time_away(appointment_request.pk, by=front_desk, version=None)

    assert handled(appointment_request) == [("taken_away", "taken_away", front_desk)]
    assert state_of(client, front_desk, appointment_request) == "Waits for us"


def test_leave_that_is_deleted_and_entered_again_neither_loses_nor_doubles_anybody(client, front_desk, session):
    appointment_request = book(front_desk, session)
    leave = go_on_leave(session)
    send_times(client, appointment_request, row_of(client, front_desk, appointment_request))
    leave.delete()
    assert page(client, front_desk).select(".disruption__row") == []

    go_on_leave(session)

    assert len(page(client, front_desk).select(".disruption__row")) == 1
    assert handled(appointment_request) == [("leave", "offered", front_desk)]
    move(appointment_request, front_desk, session)
    go_on_leave(session, WEEK_AFTER)
    assert state_of(client, front_desk, appointment_request) == "Waits for us", "the same cause strikes it once more"
    assert len(handled(appointment_request)) == 1


def test_times_of_a_page_that_is_old_are_not_sent_and_the_page_says_who_was_first(client, front_desk, session):
    colleague = factories.staff("Front desk", is_staff=False)
    appointment_request = book(front_desk, session)
    go_on_leave(session)
    old = row_of(client, front_desk, appointment_request)
    services.reschedule(
        appointment_request.pk, by=colleague, version=None, time=Slot(session, moment(WEEK_AFTER, time(12)))
    )

    answer = send_times(client, appointment_request, old)

    assert f"Changed by {colleague.get_full_name()}" in answer.text
    assert held_for(appointment_request) == []


def test_no_time_ticked_or_a_strange_one_sends_nothing(client, front_desk, session):
    appointment_request = book(front_desk, session)
    go_on_leave(session)
    client.force_login(front_desk)
    url = f"{PAGE}{appointment_request.appointment.pk}/offer/"

    for times in ([], ["nonsense"], ["slot|999999|2026-12-17T10:00:00+05:30"]):
        answer = client.post(url, {"version": appointment_request.version, "times": times}, follow=True)
        assert "Choose a time from the list" in answer.text
    assert held_for(appointment_request) == []


def test_the_message_is_shown_in_the_patients_language_before_the_times_are_sent(client, front_desk, session):
    appointment_request = book(front_desk, session, language="ml")
    go_on_leave(session)
    row = row_of(client, front_desk, appointment_request)
    form = row.select_one("form:has(fieldset)")
    sent = {"version": appointment_request.version, "times": [each["value"] for each in form.select("[name=times]")]}

    page = BeautifulSoup(client.post(form["action"], sent).text, "html.parser")

    assert page.select_one(".preview")["lang"] == "ml"
    assert page.find("a", string="Back")["href"] == f"{PAGE}#row-{appointment_request.reference}"
    assert held_for(appointment_request) == []
    assert not appointment_request.messages.filter(kind="offered").exists()


def test_another_places_patients_do_not_exist(client, front_desk, session):
    elsewhere = factories.LocationFactory()
    DeskScope.objects.create(user=front_desk, location=elsewhere)
    DeskScope.objects.create(user=factories.staff("Front desk", is_staff=False), location=session.location)
    manager = factories.staff("Manager")
    appointment_request = book(manager, session, location=session.location)
    go_on_leave(session)

    assert page(client, front_desk).select(".disruption__row") == []
    for act in ("offer", "told"):
        url = f"{PAGE}{appointment_request.appointment.pk}/{act}/"
        answer = client.post(url, {"version": appointment_request.version}, follow=True)
        assert answer.status_code == 404
    assert len(page(client, manager).select(".disruption__row")) == 1


def test_the_inbox_leads_here_with_the_true_number_and_who_looked_is_kept(client, front_desk, session):
    appointment_request = book(front_desk, session)
    client.force_login(front_desk)
    assert PAGE not in client.get("/desk/").text
    go_on_leave(session)

    link = BeautifulSoup(client.get("/desk/").text, "html.parser").select_one(f"a[href='{PAGE}']")

    assert said(link) == "Times that cannot be kept 1"
    page(client, front_desk)
    assert AccessRecord.objects.filter(appointment_request=appointment_request, way="day_list").exists()


def test_the_inbox_leads_to_the_lists_of_days_that_are_not_noted_the_newest_first(
    client, front_desk, session, set_clock
):
    for day in (DAY, WEEK_AFTER):
        book(front_desk, session, day=day)
    set_clock("2026-12-18 09:00")
    client.force_login(front_desk)

    page = client.get("/desk/list/did-they-come/")
    links = BeautifulSoup(page.text, "html.parser").select("a[href^='/desk/days/?']")

    assert [link["href"] for link in links] == [f"/desk/days/?day={WEEK_AFTER}", f"/desk/days/?day={DAY}"]


@pytest.mark.parametrize("count", [1, 11])
def test_the_page_takes_fewer_than_15_queries(client, front_desk, session, count, django_assert_max_num_queries):
    for number in range(count):
        book(front_desk, session, minutes=15 * number)
    PlanChange.objects.create(session=session, day=DAY, kind="cancelled")
    client.force_login(front_desk)
    client.get("/desk/")

    with django_assert_max_num_queries(14):
        found = client.get(PAGE)

    assert found.text.count('class="disruption__row"') == count


def test_nobody_is_reminded_or_promised_anything_about_a_time_that_cannot_be_kept(front_desk, session, mail_server):
    appointment_request = book(front_desk, session)
    go_on_leave(session)

    outbox.send_due_messages()

    assert not [mail for mail in mail_server.mails if "confirmed" in mail["Subject"]]
    assert OutgoingMessage.objects.get(kind="confirmed").state == "skipped"
    assert AppointmentRequest.objects.get(pk=appointment_request.pk).status == "booked"
