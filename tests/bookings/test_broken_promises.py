"""Promised calls that nobody made: one line on the desk, one mail a day to each manager, each promise once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from bookings import services
from bookings.messaging import broken_promises
from bookings.models import AppointmentRequest, BrokenPromise, DeskScope
from common import queue
from common.models import Task
from tests import factories

pytestmark = pytest.mark.django_db

NOTE, DIGEST = "note_broken_promises", broken_promises.DIGEST


@pytest.fixture
def manager(roles):
    factories.HospitalFactory()
    return factories.staff("Manager", email="manager@hospital.example")


def promised(by, **fields):
    """A request whose call was promised by this moment."""
    made = factories.request(**fields)
    AppointmentRequest.objects.filter(pk=made.pk).update(promised_by=by, created_at=by - timedelta(hours=4))
    return AppointmentRequest.objects.get(pk=made.pk)


def work():
    Task.objects.filter(kind=NOTE).update(run_at=timezone.now())
    queue.run_due(NOTE, DIGEST)


def test_a_broken_promise_is_told_to_the_managers_in_one_mail(manager, set_clock):
    factories.staff("Manager")  # has no address
    morning = set_clock("2027-03-01 10:00")
    broken = [promised(morning + timedelta(hours=hours)) for hours in (1, 3)]
    promised(morning + timedelta(days=1))
    set_clock("2027-03-01 18:01")

    work()
    work()

    [digest] = mail.outbox
    assert digest.to == ["manager@hospital.example"]
    assert digest.subject == "2 promised calls were not made in time"
    for each in broken:
        assert each.reference in digest.body
        assert each.full_name not in digest.body
        assert each.phone not in digest.body
    assert "http://localhost:8000/desk/requests/" in digest.body


def test_before_the_hour_nothing_is_sent_and_what_breaks_after_it_waits_for_tomorrow(manager, set_clock):
    promised(set_clock("2027-03-01 10:00"))
    set_clock("2027-03-01 17:59")
    work()
    assert mail.outbox == []
    set_clock("2027-03-01 18:00")
    work()
    late = promised(set_clock("2027-03-01 19:00"))
    set_clock("2027-03-01 20:00")
    work()
    assert len(mail.outbox) == 1

    set_clock("2027-03-02 18:00")
    work()

    assert len(mail.outbox) == 2
    assert late.reference in mail.outbox[1].body
    assert mail.outbox[1].subject == "1 promised call was not made in time"


def test_a_mail_names_no_more_than_somebody_reads(manager, set_clock, monkeypatch):
    monkeypatch.setattr(broken_promises, "MOST_NAMED", 2)
    for _each in range(5):
        promised(set_clock("2027-03-01 10:00"))
    set_clock("2027-03-01 18:00")

    work()

    assert mail.outbox[0].body.count("/desk/requests/") == 2
    assert "And 3 more." in mail.outbox[0].body


def test_where_every_promise_was_kept_no_mail_is_sent(manager, front_desk, set_clock):
    morning = set_clock("2027-03-01 10:00")
    kept = promised(morning + timedelta(hours=1))
    services.note_call(kept.pk, outcome="no_answer", by=front_desk)
    cancelled = promised(morning + timedelta(hours=1))
    services.cancel(cancelled.pk)
    set_clock("2027-03-01 18:30")

    work()

    assert mail.outbox == []
    assert not BrokenPromise.objects.exists()


def test_a_promise_that_was_broken_and_then_kept_late_is_told_all_the_same(manager, front_desk, set_clock):
    late = promised(set_clock("2027-03-01 10:00") + timedelta(hours=1))
    set_clock("2027-03-01 12:00")
    services.note_call(late.pk, outcome="no_answer", by=front_desk)
    set_clock("2027-03-01 18:30")

    work()

    assert late.reference in mail.outbox[0].body


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_each_manager_once(manager):
    other = factories.staff("Manager", email="other@hospital.example")
    yesterday = timezone.now() - timedelta(days=1)
    for _each in range(5):
        promised(yesterday)

    def plan(_number):
        try:
            broken_promises.note_and_plan()
            queue.run_due(DIGEST)
        except Exception as error:
            return type(error).__name__
        finally:
            connection.close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.BROKEN_PROMISES_HOUR", 0)
        with ThreadPoolExecutor(6) as pool:
            outcomes = set(pool.map(plan, range(12)))
        queue.run_due(DIGEST)

    assert outcomes == {None}
    assert sorted(to for each in mail.outbox for to in each.to) == sorted([manager.email, other.email])
    assert BrokenPromise.objects.count() == 5


def test_the_desk_sees_in_one_line_how_many_promises_were_broken_today(client, front_desk, set_clock):
    morning = set_clock("2027-03-01 10:00")
    promised(morning - timedelta(days=1))
    mine = promised(morning + timedelta(hours=1))
    north, south = factories.LocationFactory.create_batch(2)
    promised(morning + timedelta(hours=1), location=south)
    client.force_login(front_desk)
    assert "broken today" not in client.get("/desk/").text
    set_clock("2027-03-01 12:00")
    client.force_login(front_desk)  # two hours later
    assert "2 promises were broken today." in client.get("/desk/").text
    services.note_call(mine.pk, outcome="no_answer", by=front_desk)
    assert "2 promises were broken today." in client.get("/desk/").text

    DeskScope.objects.create(user=front_desk, location=north)
    DeskScope.objects.create(user=factories.staff("Front desk"), location=south)

    assert "1 promise was broken today." in client.get("/desk/").text
