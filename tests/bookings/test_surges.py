"""When far more people ask than usual: the desk sees it, folds what came together, and strangers' mails wait."""

import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from bookings import services
from bookings.desk.inbox.together import grouped
from bookings.messaging import outbox
from bookings.messaging.surges import surge, threshold, usual
from bookings.models import AppointmentRequest
from bookings.patients.networks import network_mark
from bookings.retention import erase
from tests import factories
from tests.bookings.forms_filled import asked

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def hospital():
    return factories.HospitalFactory()


def requests(count, ago=timedelta(), **answers):
    made = [factories.request(email="", phone=f"+9198470{number:05}", **answers) for number in range(count)]
    AppointmentRequest.objects.filter(pk__in=[each.pk for each in made]).update(created_at=timezone.now() - ago)
    cache.clear()
    return made


def one_a_day(days):
    for day in days:
        requests(1, ago=day * DAY + timedelta(minutes=30))


def test_usual_is_the_median_of_this_hour_in_four_weeks():
    one_a_day(range(1, 20))
    requests(30, ago=2 * DAY + timedelta(minutes=10))  # a flood of before makes nothing usual
    requests(30, ago=DAY + 3 * HOUR)  # another hour
    requests(30, ago=40 * DAY)

    assert usual() == 1


@pytest.mark.parametrize(("at_least", "count", "times"), [(5, 4, None), (5, 5, 5), (3, 9, None), (3, 10, 10)])
def test_a_surge_is_many_times_the_usual_and_many(settings, at_least, count, times):
    settings.SURGE_AT_LEAST, settings.SURGE_TIMES = at_least, 10
    if at_least == 3:
        one_a_day(range(1, 20))
    requests(3, ago=2 * HOUR)
    requests(count)

    found = surge()

    assert (found and found.times) == times
    assert found is None or found.requests == count


def test_the_desk_sees_one_line(client, front_desk, settings):
    settings.SURGE_AT_LEAST = 4
    client.force_login(front_desk)
    requests(3)
    assert "more requests than usual" not in client.get("/desk/").text
    requests(1)

    page = client.get("/desk/").text

    assert "4 times more requests than usual" in page
    assert "(4 in the last hour)" in page
    assert "/desk/together/" in page


def test_in_a_surge_mails_to_strangers_wait_and_those_to_the_desk_do_not(mail_server, settings):
    settings.SURGE_AT_LEAST = 4
    for number in range(9):
        factories.request(email=f"patient{number}@patient.example")

    outbox.send_due_messages()

    assert threshold() == 4
    assert len([mail for mail in mail_server.mails if "patient.example" in mail["To"]]) == 4
    assert len(mail_server.to("desk@hospital.example")) == 9


def test_what_came_together_is_folded_and_the_others_stay_in_sight(client, front_desk):
    from_one_network = [factories.request(phone=f"+91984700000{n}", network="a mark") for n in range(4)]
    with_one_text = [
        factories.request(phone=f"+91984700010{n}", reason=text, network=f"mark {n}")
        for n, text in enumerate(["Cheap pills!", "cheap  PILLS", "Cheap, pills."])
    ]
    from_one_number = [factories.request(phone="+919847000200", reason=f"Reason {n}") for n in range(3)]
    others = [factories.request(phone=f"+91984700030{n}", network="other mark") for n in range(2)]
    waiting = AppointmentRequest.objects.waiting()

    groups, by_themselves = grouped(waiting)

    assert [(str(group.title), set(group.requests)) for group in groups] == [
        ("From one network", set(from_one_network)),
        ("With the same text", set(with_one_text)),
        ("With the same number", set(from_one_number)),
    ]
    assert set(by_themselves) == set(others)
    client.force_login(front_desk)
    page = client.get("/desk/together/").text
    assert page.count("<details") >= 3
    assert all(page.count(f"/desk/requests/{each.reference}/") == 1 for each in waiting)
    assert "a mark" not in page


def test_only_the_desk_sees_what_came_together(client, editor):
    assert client.get("/desk/together/").status_code == 302
    client.force_login(editor)
    assert client.get("/desk/together/").status_code == 403


def mark(rf, address):
    return network_mark(rf.get("/", REMOTE_ADDR=address))


def test_a_network_is_a_mark_of_its_day_and_no_address(rf, time_machine):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    first = mark(rf, "203.0.113.7")

    assert first == mark(rf, "203.0.113.200") != mark(rf, "203.0.114.7")
    assert mark(rf, "2001:db8:1:2::1") == mark(rf, "2001:db8:1:2:ffff::1") != mark(rf, "2001:db8:1:3::1")
    assert mark(rf, "nowhere") == ""
    assert len(first) == 32
    time_machine.move_to(now + DAY, tick=False)
    assert mark(rf, "203.0.113.7") != first


def test_a_request_sent_again_from_another_network_is_the_same(client):
    first = asked(client)
    answers = {"full_name": "Fathima Test", "phone": "+919847012345", "email": "", "reason": ""}
    key = uuid.uuid4()
    at_home, on_the_way = (services.submit(idempotency_key=key, network=mark, **answers) for mark in ("a", "b"))

    assert len(first.network) == 32
    assert at_home == on_the_way


def test_the_mark_is_erased_with_the_patient():
    appointment_request = services.cancel(factories.request(network="a mark").pk)

    erase(appointment_request.pk)

    appointment_request.refresh_from_db()
    assert appointment_request.network == ""
