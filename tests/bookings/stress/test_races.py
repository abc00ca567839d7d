"""Many at once: one request, one message, one limit. Of one time, see test_races_for_times.py.

Each has a negative control, which takes the rule away and must see the fault.
"""

import uuid
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from bookings.messaging import outbox
from bookings.models import AppointmentRequest
from bookings.patients import limits
from bookings.records import enqueue_messages
from common import queue, rate_limits
from common.models import Task
from tests import factories
from tests.bookings.forms_filled import carried, fill, send
from tests.bookings.stress.at_once import AT_ONCE, MANY, TRIALS, all_at_once
from tests.sizes import figures, size

pytestmark = pytest.mark.django_db(transaction=True)

FLOOD = size(15, 1000)


def test_many_submits_of_one_form_make_one_request_and_one_mail_each(client, hospital, mail_server, settings):
    settings.REQUESTS_PER_MINUTE = settings.REQUESTS_PER_HOUR_AND_PHONE = TRIALS  # all of them from one reader
    for trial in range(TRIALS):
        page = fill(client, contact={"phone": f"98470 1{trial:04d}"})
        check, data = page.request["PATH_INFO"], carried(page.text) | {"answer": "on"}
        receipt = f"{check.removesuffix('check/')}sent/".replace("/draft/", "/opened/")

        def tap(check=check, data=data, cookies=client.cookies):
            browser = Client()
            browser.cookies = cookies.copy()
            answer = browser.post(check, data)
            sent = browser.get(answer.url)
            return answer.status_code, answer.url, "Your reference number" in sent.text

        outcome = Counter(map(str, all_at_once([tap] * MANY)))
        assert outcome == {f"(302, '{receipt}', True)": MANY}

        key = uuid.UUID(data["idempotency_key"])
        assert AppointmentRequest.objects.count() == trial + 1
        assert AppointmentRequest.objects.get(idempotency_key=key).history.count() == 1
        client.cookies.clear()
    while outbox.send_due_messages():
        pass
    assert len(mail_server.to("fathima@patient.example")) == TRIALS
    assert len(mail_server.to("desk@hospital.example")) == TRIALS
    figures("submits of one form", trials=TRIALS, submits=MANY, requests=1, mails_per_reader=1)


def test_negative_control_without_the_key_many_submits_make_many_requests():
    definition = None
    with connection.cursor() as cursor:
        cursor.execute(
            "select conname, pg_get_constraintdef(oid) from pg_constraint where conrelid ="
            " 'bookings_appointmentrequest'::regclass and contype = 'u' and conkey = (select array_agg(attnum) from"
            " pg_attribute where attrelid = conrelid and attname in ('idempotency_key'))"
        )
        name, definition = cursor.fetchone()
        cursor.execute(
            "select conname from pg_constraint where conrelid = 'bookings_appointmentrequest'::regclass and contype ="
            " 'u' and conkey = (select array_agg(attnum) from pg_attribute where attrelid = conrelid and attname ="
            " 'token_hash')"
        )
        [token] = cursor.fetchone()
        cursor.execute(f"alter table bookings_appointmentrequest drop constraint {name}")
        cursor.execute(f"alter table bookings_appointmentrequest drop constraint {token}")
    key = uuid.uuid4()
    try:
        all_at_once([lambda: factories.request(idempotency_key=key).reference] * MANY)
        made = AppointmentRequest.objects.count()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "update bookings_appointmentrequest set idempotency_key = gen_random_uuid(), token_hash = null"
            )
            cursor.execute(f"alter table bookings_appointmentrequest add constraint {name} {definition}")
            cursor.execute(f"alter table bookings_appointmentrequest add constraint {token} unique (token_hash)")

    assert made == MANY
    figures("submits of one form, key dropped", submits=MANY, requests=made)


def claims(claim=queue._claim):
    """Many workers at once, each many times: how often each reader of each request was served."""
    for _number in range(MANY):
        appointment_request = factories.request()
        for about in ("once", "twice"):
            enqueue_messages(appointment_request, "received", about=about)

    def work():
        taken = [claim(["message"]) for _try in range(6 * MANY // AT_ONCE + 30)]
        return [task.lane for task in taken if task]

    return Counter(reader for taken in all_at_once([work] * AT_ONCE) for reader in taken)


def test_many_workers_take_each_message_once_and_one_for_each_reader():
    served = claims()

    figures("workers at once", workers=AT_ONCE, messages=6 * MANY, taken=served.total(), readers=len(served))
    assert len(served) == 2 * MANY
    assert set(served.values()) == {1}


def test_negative_control_a_worker_that_only_looks_takes_what_others_have():
    def look_and_take(_kinds):
        now = timezone.now()
        task = Task.objects.filter(lease_until=None).first()
        Task.objects.filter(pk=task and task.pk).update(lease_until=now)
        return task

    assert max(claims(look_and_take).values()) > 1


def test_a_flood_at_once_is_counted_exactly():
    limit = rate_limits.Limit("proof", 10, timedelta(minutes=1))

    outcome = Counter(all_at_once([lambda: rate_limits.hit((limit, "198.51.100.7"))] * MANY))

    assert outcome == {None: 10, "RateLimitExceeded": MANY - 10}
    figures("a flood at once", tries=MANY, let_through=10, told_to_wait=MANY - 10)


def flood(time_machine, limit):
    """Many whole forms from one address in one minute that does not pass; then one from another."""
    time_machine.move_to(timezone.now(), tick=False)
    answers = Counter()
    with override_settings(FORMS_PER_MINUTE=10**6, REQUESTS_PER_MINUTE=limit):
        for number in range(FLOOD):
            visitor = Client(REMOTE_ADDR="198.51.100.7")
            page = fill(visitor, contact={"phone": f"98470 {number:05d}", "email": ""})
            answers[send(visitor, page).status_code] += 1
        other = Client(REMOTE_ADDR="198.51.100.8")
        answers["another visitor"] = send(other, fill(other, contact={"phone": "98470 99999"})).status_code
    return answers


def test_a_flood_of_forms_leaves_ten_rows_and_lets_others_through(hospital, time_machine):
    answers = flood(time_machine, limit=10)

    assert AppointmentRequest.objects.count() == 10 + 1
    assert answers == {302: 10, 429: FLOOD - 10, "another visitor": 302}
    figures("a flood of forms", forms=FLOOD, rows=10, told_to_wait=answers[429], another_visitor="through")


def test_negative_control_without_the_limit_the_flood_is_stored(hospital, monkeypatch, time_machine):
    monkeypatch.setattr(limits, "submit_by_address", lambda: rate_limits.Limit("none", 10**6, timedelta(minutes=1)))

    assert flood(time_machine, limit=10)[302] == FLOOD
