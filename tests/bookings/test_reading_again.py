"""Words that are approved later are looked for in what waits already."""

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings import retention, services
from bookings.messaging import outbox
from bookings.models import AppointmentRequest, RedFlag
from bookings.models.red_flags import READ_AGAIN
from bookings.services import reading_again
from bookings.urgency import approval
from common import queue
from common.models import Task
from directory.models import DeskHours
from tests import factories
from tests.admin_forms import form_of
from tests.bookings.appointments import book

pytestmark = pytest.mark.django_db

URGENT = "Scalded arm since morning"
CHANGES = "/admin/bookings/redflag/{}/change/"


@pytest.fixture
def unapproved():
    return RedFlag.objects.create(sign="Burn", language="en", phrases="scald*", near="arm\nleg")


def read_again():
    return queue.run_due(READ_AGAIN)


def test_words_approved_later_lift_what_waits(unapproved, clinician):
    lifted, plain = factories.request(reason=URGENT), factories.request(reason="Knee pain")
    read_again()
    lifted.refresh_from_db()
    assert not lifted.is_urgent

    approval.approve([unapproved], by=clinician)
    assert read_again() == ["done"]
    lifted.refresh_from_db()
    plain.refresh_from_db()

    assert lifted.is_urgent
    assert not plain.is_urgent
    assert not Task.objects.filter(kind=READ_AGAIN).exists()


def test_the_actions_of_the_list_ask_for_it_and_a_refused_approval_does_not(client, unapproved, clinician, editor):
    client.force_login(editor)
    chosen = {"action": "approve_words", "_selected_action": [unapproved.pk]}
    client.post("/admin/bookings/redflag/", chosen)
    assert not Task.objects.filter(kind=READ_AGAIN).exists()

    client.force_login(clinician)
    client.post("/admin/bookings/redflag/", chosen)
    assert Task.objects.filter(kind=READ_AGAIN).count() == 1


def test_approved_words_put_back_into_use_ask_for_it(client, unapproved, clinician, editor):
    approval.approve([unapproved], by=clinician)
    RedFlag.objects.update(is_active=False)
    read_again()
    waiting = factories.request(reason=URGENT)
    assert not waiting.is_urgent

    client.force_login(editor)
    url = CHANGES.format(unapproved.pk)
    assert client.post(url, form_of(client.get(url)) | {"is_active": "on"}).status_code == 302
    read_again()
    waiting.refresh_from_db()

    assert waiting.is_urgent


def test_changed_words_lift_once_they_are_approved_again(unapproved, clinician):
    approval.approve([unapproved], by=clinician)
    waiting = factories.request(reason="Scalded foot")
    read_again()
    RedFlag.objects.filter(pk=unapproved.pk).update(near="foot")
    read_again()
    waiting.refresh_from_db()
    assert not waiting.is_urgent

    unapproved.refresh_from_db()
    approval.approve([unapproved], by=clinician)
    read_again()
    waiting.refresh_from_db()

    assert waiting.is_urgent


def test_what_somebody_looked_at_stays_where_it_is_but_not_what_came_after(unapproved, clinician, front_desk):
    seen, wrote_again = factories.request(reason=URGENT), factories.request(reason=URGENT)
    for each in (seen, wrote_again):
        AppointmentRequest.objects.filter(pk=each.pk).update(is_urgent=True)
        services.not_urgent(each.pk, by=front_desk)
    services.request_change(wrote_again.pk, "Another day: I scalded my leg too")

    approval.approve([unapproved], by=clinician)
    read_again()
    seen.refresh_from_db()
    wrote_again.refresh_from_db()

    assert not seen.is_urgent
    assert wrote_again.is_urgent


def test_of_what_has_a_time_only_an_unanswered_change_is_read_and_nothing_that_is_over(
    unapproved, clinician, front_desk
):
    booked, asks, over, erased = (factories.request(reason=URGENT) for _each in range(4))
    book(booked, front_desk, factories.at(3))
    book(asks, front_desk, factories.at(4))
    services.request_change(asks.pk, "Earlier, please")
    for each in (over, erased):
        services.cancel(each.pk)
    retention.erase(erased.pk)

    approval.approve([unapproved], by=clinician)
    read_again()

    assert set(AppointmentRequest.objects.filter(is_urgent=True)) == {asks}


def test_a_bounded_number_is_read_at_a_time(unapproved, clinician, monkeypatch):
    monkeypatch.setattr(reading_again, "AT_ONCE", 2)
    for _each in range(5):
        factories.request(reason=URGENT)
    approval.approve([unapproved], by=clinician)

    assert queue.run_due(READ_AGAIN, limit=1) == ["done"]
    assert AppointmentRequest.objects.filter(is_urgent=True).count() == 2

    assert read_again() == ["done", "done"]
    assert AppointmentRequest.objects.filter(is_urgent=True).count() == 5


def test_what_need_not_be_lifted_costs_a_few_queries_a_batch(unapproved, clinician):
    approval.approve([unapproved], by=clinician)

    def queries_for(count):
        for _each in range(count):
            factories.request(reason="")
        with CaptureQueriesContext(connection) as captured:
            reading_again.read_some("0")
        return len(captured)

    assert queries_for(1) == queries_for(10) <= 7


def test_out_of_hours_somebody_is_told_of_it_once(unapproved, clinician, settings):
    settings.URGENT_MAIL = "on-call@hospital.example"
    for weekday in range(7):
        DeskHours.objects.create(weekday=weekday, opens="09:00", closes="17:00")
    with time_machine.travel("2030-11-28 22:00 +0530", tick=False):
        factories.request(reason=URGENT, email="")
        approval.approve([unapproved], by=clinician)
        read_again()
        approval.approve([unapproved], by=clinician)
        read_again()
        outbox.send_due_messages()

    assert len([sent for sent in mail.outbox if sent.to == ["on-call@hospital.example"]]) == 1


def off_and_on_in_the_shell(row):
    row.is_active = False
    row.save()
    row.is_active = True
    row.save()


def off_and_on_in_bulk(row):
    RedFlag.objects.update(is_active=False)
    RedFlag.objects.filter(pk=row.pk).update(is_active=True)


def off_and_on_in_sql(row):
    with connection.cursor() as cursor:
        cursor.execute("update bookings_redflag set is_active = false; update bookings_redflag set is_active = true")


@pytest.mark.parametrize("change", [off_and_on_in_the_shell, off_and_on_in_bulk, off_and_on_in_sql])
def test_words_that_are_used_again_lift_what_waits_whoever_says_so(unapproved, clinician, change):
    approval.approve([unapproved], by=clinician)
    read_again()
    RedFlag.objects.update(is_active=False)
    waiting = factories.request(reason=URGENT)
    unapproved.refresh_from_db()

    change(unapproved)
    assert read_again() == ["done"]
    waiting.refresh_from_db()

    assert waiting.is_urgent


def test_words_that_are_not_in_use_ask_for_nothing(unapproved):
    off_and_on_in_bulk(unapproved)

    assert not Task.objects.exists()
