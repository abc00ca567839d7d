"""A visit whose time has begun: who came is noted, and nothing else about it changes any more."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bookings import services
from tests import factories
from tests.bookings.appointments import appointment, note
from tests.bookings.forms_filled import asked, own
from tests.bookings.refused import refused
from tests.factories import at

pytestmark = pytest.mark.django_db


def attendance_of(appointment_request):
    return appointment_request.appointments.get().attendance


@pytest.fixture
def hospital():
    return factories.HospitalFactory()


def test_the_desk_notes_from_its_list_who_came(client, front_desk):
    came, stayed_away, to_come = appointment(front_desk), appointment(front_desk), appointment(front_desk, begun=False)
    client.force_login(front_desk)
    asked_about = client.get("/desk/list/did-they-come/").text
    assert came.reference in asked_about
    assert to_come.reference not in asked_about

    for appointment_request, attendance in ((came, "arrived"), (stayed_away, "no_show")):
        answer = client.post(
            f"/desk/requests/{appointment_request.reference}/attendance/",
            {"version": appointment_request.version, "attendance": attendance, "back": "/desk/list/did-they-come/"},
        )
        assert answer.url == "/desk/list/did-they-come/"

    assert [attendance_of(each) for each in (came, stayed_away)] == ["arrived", "no_show"]
    assert "Did they come?" not in client.get("/desk/").text
    assert "Did not come" in client.get(f"/desk/requests/{stayed_away.reference}/").text


def test_a_slip_is_noted_the_other_way_and_history_keeps_both(client, front_desk):
    appointment_request = note(front_desk, appointment(front_desk))
    client.force_login(front_desk)
    page = client.get(f"/desk/requests/{appointment_request.reference}/").text
    assert 'name="attendance" value="no_show"' in page
    assert 'name="attendance" value="arrived"' not in page

    data = {"version": appointment_request.version, "attendance": "no_show"}
    page = client.post(f"/desk/requests/{appointment_request.reference}/attendance/", data, follow=True).text

    assert list(appointment_request.history.filter(event="attended").values_list("reason", flat=True)) == [
        "arrived",
        "no_show",
    ]
    assert page.count("Attendance noted") == 2


@pytest.mark.parametrize("data", [{"attendance": "arrived", "version": 1}, {"attendance": "slept", "version": 2}, {}])
def test_an_old_page_or_nonsense_notes_nothing(client, front_desk, data):
    appointment_request = appointment(front_desk)
    client.force_login(front_desk)

    answer = client.post(f"/desk/requests/{appointment_request.reference}/attendance/", data)

    assert answer.status_code in (200, 302)
    assert attendance_of(appointment_request) == ""


def test_before_its_time_nobody_is_asked_who_came(client, front_desk):
    appointment_request = appointment(front_desk, begun=False)
    client.force_login(front_desk)
    assert "attendance-title" not in client.get(f"/desk/requests/{appointment_request.reference}/").text

    data = {"version": appointment_request.version, "attendance": "arrived"}
    page = client.post(f"/desk/requests/{appointment_request.reference}/attendance/", data, follow=True).text

    assert "was changed in the meantime" in page
    assert attendance_of(appointment_request) == ""


def test_others_than_the_desk_note_nothing(client, editor, front_desk):
    appointment_request = appointment(front_desk)
    client.force_login(editor)

    answer = client.post(
        f"/desk/requests/{appointment_request.reference}/attendance/", {"version": 2, "attendance": "arrived"}
    )

    assert answer.status_code == 403


def test_who_came_or_stayed_away_is_neither_cancelled_nor_moved(front_desk):
    appointment_request = note(front_desk, appointment(front_desk))
    later = factories.slot(appointment_request.appointment.doctor, at(5))

    for act in (
        lambda: services.cancel(appointment_request.pk, by=front_desk),
        lambda: services.cancel(appointment_request.pk),
        lambda: services.reschedule(
            appointment_request.pk, by=front_desk, version=appointment_request.version, time=later
        ),
    ):
        with refused("move_not_allowed"):
            act()


def test_the_desk_may_call_off_a_visit_while_the_patient_waits(front_desk):
    appointment_request = appointment(front_desk)

    assert services.cancel(appointment_request.pk, by=front_desk).status == "cancelled"


def test_the_patient_can_no_longer_cancel_or_change_what_has_begun(client, hospital, front_desk):
    appointment_request = appointment(front_desk, asked(client))

    status = own(client, "status/")
    page = client.get(status).text
    assert "The time of your appointment has come" in page
    assert "/cancel/" not in page
    assert "appointment.ics" not in page
    assert client.get(f"{status}cancel/").url == status
    assert client.post(f"{status}cancel/").url == status
    assert client.post(f"{status}change/", {"wish": "Another day"}).url == status

    appointment_request.refresh_from_db()
    assert appointment_request.status == "booked"
    assert not appointment_request.notes.exists()


def test_consent_taken_back_after_the_visit_leaves_it_and_shortens_how_long_it_is_kept(
    client, hospital, front_desk, settings
):
    settings.KEEP_WITHDRAWN_REQUESTS_DAYS = 30
    appointment_request = note(front_desk, appointment(front_desk, asked(client)))

    page = client.post(own(client, "status/withdraw/"), {"purpose": "answer"}, follow=True).text

    assert "Your consent is withdrawn" in page
    appointment_request.refresh_from_db()
    assert (appointment_request.status, attendance_of(appointment_request)) == ("booked", "arrived")
    assert appointment_request.purge_after == timezone.localdate() + timedelta(days=30)
