"""The pages of the front desk, and the way to each; tests/ui/pages.py puts them into the one list."""

from datetime import time

from django.contrib.auth import get_user_model
from django.utils import timezone

from bookings import services
from bookings.desk.answering.time_forms import key_of
from bookings.free_times import Token
from bookings.models import DeskScope, OutgoingMessage
from directory.models import Location
from tests import factories
from tests.ui.visitors import NAMES, front_desk, no_longer_fits


def at_the_desk(visitor, answer="", **fields):
    """Of a request that waits; with an answer, what the desk is told about that."""
    appointment_request = visitor.asks()
    visitor.staff("frontdesk")
    return look_at(visitor, appointment_request, answer, **fields)


def look_at(visitor, appointment_request, answer="", **fields):
    path = f"/desk/requests/{appointment_request.reference}/"
    form = {"version": appointment_request.version} | fields
    return visitor.post(path + answer, form) if answer else visitor.get(path)


def as_manager(visitor, appointment_request, answer="", **fields):
    """Of somebody who may give a time outside the plan."""
    visitor.client.force_login(factories.staff("Manager"))
    return look_at(visitor, appointment_request, answer, **fields)


def doctor_of_the_desk():
    """With sessions of their own at any hour; on none of the public pages."""
    name = {"en": "Asha Demo", "ml": "ആശ ഡെമോ", "hi": "आशा डेमो", "ar": "آشا ديمو"}
    return factories.DoctorFactory(name=name, is_listed=False)


def at_the_desk_preview(visitor):
    """The message before it is sent."""
    appointment_request = visitor.asks()
    slot = factories.slot(doctor_of_the_desk(), factories.at(2), location=Location.objects.first())
    proposed = f"slot|{slot.session.pk}|{slot.starts_at.isoformat()}"
    return look_at(visitor.staff("frontdesk"), appointment_request, "preview/", proposed=proposed)


def freed_time(visitor):
    """Somebody has cancelled, and somebody else waits for that doctor."""
    appointment_request = visitor.asks_and_is("booked").appointment()
    booked = appointment_request.booked
    services.cancel(appointment_request.pk)
    factories.request(full_name="Waiting Test", preferred_doctor=booked.doctor)
    return visitor.staff("frontdesk").get("/desk/freed/", time=key_of(booked))


def undelivered(visitor):
    """A message that could not be sent, so that the list of them is not empty."""
    visitor.asks().messages.update(state=OutgoingMessage.State.DEAD)


def many_ask_together(visitor):
    for _number in range(3):
        factories.request(reason="The same words")
    return visitor.staff("frontdesk").get("/desk/together/")


def at_the_desk_booked(visitor, answer=""):
    appointment_request = visitor.asks_and_is("booked").appointment()
    return look_at(visitor.staff("frontdesk"), appointment_request, answer)


def manager(visitor, path, fields=None):
    """A page of the manager of the demonstration."""
    visitor.staff("manager")
    return visitor.get(path) if fields is None else visitor.post(path, fields)


def one_person(visitor, page="", fields=None):
    scope = DeskScope.objects.select_related("user").order_by("pk").first()
    return manager(visitor, f"/desk/team/{scope.user_id}/{page}", fields)


def about_data(visitor, page, fields=None):
    """Of somebody whose family has asked with the same phone, and cancelled."""
    own, _other = [services.cancel(visitor.asks().pk) for _each in range(2)]
    return manager(visitor, f"/desk/requests/{own.reference}/{page}/", fields)


def journal(visitor):
    """Somebody looked at something."""
    at_the_desk(visitor)
    return manager(visitor, "/desk/journal/")


def at_the_desk_session(visitor, answer="", page=""):
    booked = visitor.asks_and_is("booked").appointment().booked
    url = page or f"/desk/sessions/{booked.session_id}/{booked.day}/"
    visitor.client.force_login(factories.staff("Manager"))
    return visitor.client.post(f"{url}{answer}", {}) if answer else visitor.client.get(url)


def day_list(visitor, page=""):
    """Of today, whatever the day of the week: of a session that runs late, with somebody booked."""
    session = session_of_today()
    url = f"/desk/days/{session.pk}/{timezone.localdate()}/"
    addresses = {"": "/desk/days/", "all": "/desk/days/print/", "one": f"{url}print/", "late": f"{url}late/"}
    visitor.staff("frontdesk")
    return visitor.client.post(addresses[page], {}) if page == "late" else visitor.client.get(addresses[page])


def session_of_today():
    """Each begins at a minute of its own: its doctor has the name of all the others of the desk's."""
    today, by, place = timezone.localdate(), front_desk(), Location.objects.first()
    session = factories.OpdSessionFactory(
        doctor=doctor_of_the_desk(),
        location=place,
        weekday=today.weekday(),
        kind="tokens",
        slot_minutes=None,
        capacity=30,
        starts=time(0, place.opd_sessions.filter(starts__hour=0).count()),
        ends=time(23, 59),
    )
    appointment_request = factories.request(full_name="Fathima Sample", under_18=True, visit_kind="follow_up")
    services.book(appointment_request.pk, by=by, version=appointment_request.version, time=Token(session, today))
    services.run_late(session, today, minutes=20, by=by)
    return session


def disruption(visitor):
    """One patient waits for us, and one can only be phoned."""
    return no_longer_fits(visitor, lambda: visitor.staff("frontdesk").get("/desk/disruption/"))


def disruption_to_all(visitor):
    """The message that all of a session are to read."""

    def look():
        asked = visitor.appointment()
        type(asked).objects.filter(pk=asked.pk).update(email="fathima@patient.example")
        booked = asked.booked
        group = {"doctor": booked.doctor_id, "session": booked.session_id, "day": booked.day}
        return visitor.staff("frontdesk").client.post("/desk/disruption/all/", group)

    return no_longer_fits(visitor, look)


def reports(visitor, **query):
    visitor.asks()
    visitor.client.force_login(factories.staff("Manager"))
    return visitor.get("/desk/reports/", **query)


def at_the_desk_no_longer_fits(visitor):
    return no_longer_fits(visitor, lambda: look_at(visitor.staff("frontdesk"), visitor.appointment()))


def left_my_scope(visitor):
    """A request that somebody had open and wrote about, and that a colleague gave another location meanwhile."""
    appointment_request = visitor.asks()
    here, elsewhere = Location.objects.get(slug="kozhikode"), Location.objects.get(slug="feroke")
    same = type(appointment_request).objects.filter(pk=appointment_request.pk)
    same.update(location=here)
    look_at(visitor.staff("desk-kozhikode"), appointment_request)
    same.update(location=elsewhere, department=None)
    return look_at(visitor, appointment_request, "note/", text=NAMES[visitor.language])


def desk_no_longer_fits(visitor):
    return no_longer_fits(visitor, lambda: visitor.staff("frontdesk").get("/desk/"))


def frontdesk():
    return get_user_model().objects.get(username="frontdesk")


def desk_inbox_in_hand(visitor):
    """Taken by a colleague, written for a child, set aside, late: everything that a card and the lists can say."""
    colleague = frontdesk()
    visitor.staff("frontdesk")
    child = factories.request(
        full_name="Demo-Anu", contact_name="Demo-Shyamala", relation="child", under_18=True, reason="She falls often."
    )
    services.take(child.pk, by=factories.staff("Front desk"))
    spam = factories.request(full_name="Nobody", phone="+919847012346")
    services.set_aside(spam.pk, by=colleague, version=1)
    return child


def desk_search(visitor, typed=""):
    visitor.asks()
    factories.request(full_name="Demo-Anu", phone="+919847077777")
    visitor.staff("frontdesk")
    return visitor.post("/desk/search/", {"q": typed}) if typed else visitor.get("/desk/search/")


def desk_shift(visitor, **data):
    child = desk_inbox_in_hand(visitor)
    person = frontdesk()
    services.give(child.pk, to=person, by=person, seen_with=child.assignment.to_id)
    return visitor.post("/desk/shift/", data) if data else visitor.get("/desk/shift/")


def desk_give(visitor, **data):
    child = desk_inbox_in_hand(visitor)
    path = f"/desk/requests/{child.reference}/give/"
    return visitor.post(path, data) if data else visitor.get(path)


def new_patient(visitor, **fields):
    """Somebody calls who is known; with fields, the page as it was sent."""
    visitor.asks()
    page = visitor.staff("frontdesk").get("/desk/new/")
    return visitor.post(page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"], fields) if fields else page


def slip(visitor):
    reference = visitor.asks_and_is("booked").appointment().reference
    return visitor.staff("frontdesk").get(f"/desk/requests/{reference}/slip/")


def follow_up(visitor):
    """Of somebody who came and agreed to nothing: the notice is read out."""
    came = visitor.asks_and_is("closed").appointment()
    came.appointments.update(attendance="arrived")
    came.consents.update(withdrawn_at=timezone.now())
    return visitor.staff("frontdesk").get(f"/desk/requests/{came.reference}/follow-up/")


DESK = {
    "desk_inbox": lambda visitor: (visitor.asks(), visitor.staff("frontdesk").get("/desk/"))[1],
    "desk_inbox_no_longer_fits": desk_no_longer_fits,
    "desk_inbox_in_hand": lambda visitor: (desk_inbox_in_hand(visitor), visitor.get("/desk/?location=1&new=on"))[1],
    "desk_list": lambda visitor: (desk_inbox_in_hand(visitor), visitor.get("/desk/list/not-real/"))[1],
    "desk_search": desk_search,
    "desk_search_found": lambda visitor: desk_search(visitor, "anu"),
    "desk_search_errors": lambda visitor: desk_search(visitor, "1"),
    "desk_give": desk_give,
    "desk_give_errors": lambda visitor: desk_give(visitor, to=""),
    "desk_shift": desk_shift,
    "desk_shift_errors": lambda visitor: desk_shift(visitor, to="1"),
    "desk_not_mine": left_my_scope,
    "desk_messages": lambda visitor: (undelivered(visitor), visitor.staff("frontdesk").get("/desk/messages/"))[1],
    "desk_together": many_ask_together,
    "desk_days": day_list,
    "desk_days_late_errors": lambda visitor: day_list(visitor, "late"),
    "desk_days_print": lambda visitor: day_list(visitor, "all"),
    "desk_days_print_one": lambda visitor: day_list(visitor, "one"),
    "desk_disruption": disruption,
    "desk_disruption_to_all": disruption_to_all,
    "desk_team": lambda visitor: manager(visitor, "/desk/team/"),
    "desk_team_errors": lambda visitor: manager(visitor, "/desk/team/put-on/", {}),
    "desk_team_person": one_person,
    "desk_team_person_errors": lambda visitor: one_person(visitor, "scopes/", {}),
    "desk_journal": journal,
    "desk_accesses": lambda visitor: about_data(visitor, "accesses"),
    "desk_export_patient": lambda visitor: about_data(visitor, "export"),
    "desk_export_patient_errors": lambda visitor: about_data(visitor, "export", {}),
    "desk_erase_patient": lambda visitor: about_data(visitor, "erase"),
    "desk_erase_patient_errors": lambda visitor: about_data(visitor, "erase", {}),
    "desk_erase_patient_sure": lambda visitor: about_data(visitor, "erase", {"reason": "asked"}),
    "desk_sessions": lambda visitor: at_the_desk_session(visitor, page="/desk/sessions/"),
    "desk_session": at_the_desk_session,
    "desk_session_errors": lambda visitor: at_the_desk_session(visitor, "shift/"),
    "desk_reports": reports,
    "desk_reports_errors": lambda visitor: reports(visitor, span="own", first="2026-02-01", last="2026-01-01"),
    "desk_request": at_the_desk,
    "desk_request_errors": lambda visitor: at_the_desk(visitor, "confirm/"),
    "desk_request_booked": at_the_desk_booked,
    "desk_preview": at_the_desk_preview,
    "desk_freed": freed_time,
    "desk_request_no_longer_fits": at_the_desk_no_longer_fits,
    "desk_request_manager": lambda visitor: as_manager(visitor, visitor.asks()),
    "desk_request_exception_errors": lambda visitor: as_manager(
        visitor, visitor.asks(), "confirm/", exception_reason="urgent"
    ),
    "desk_new_patient": new_patient,
    "desk_new_patient_known": lambda visitor: new_patient(visitor, act="look_up", phone="98470 12345"),
    "desk_new_patient_errors": lambda visitor: new_patient(visitor, act="book", under_18="on", phone="1"),
    "desk_slip": slip,
    "desk_follow_up": follow_up,
    "desk_move_errors": lambda visitor: at_the_desk_booked(visitor, "move/"),
}  # fmt: skip
