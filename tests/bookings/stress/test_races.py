"""Many at once: one time, one number, one request. Short: 30 at once. Long: 200, as many as 90 connections allow.

Each has a negative control, which takes the rule away and must see the fault.
"""

import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from bookings import appointment_times, services
from bookings.free_times import Token
from bookings.messaging import outbox
from bookings.models import ONE_APPOINTMENT_AT_A_TIME, ONE_NUMBER_EACH, AppointmentRequest
from bookings.patients import limits
from bookings.records import enqueue_messages
from common import queue, rate_limits
from common.models import Task
from directory.models import OpdSession
from tests import factories
from tests.bookings.forms_filled import fill, hidden, send
from tests.factories import at
from tests.sizes import figures, size

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = size(20, 90)
MANY = size(30, 200)
TRIALS = size(1, 20)
CAPACITY = size(8, 20)
FLOOD = size(15, 1000)


def all_at_once(actions):
    """What became of each: its result, or the name of its exception."""

    def in_its_own_connection(action):
        try:
            return action()
        except Exception as error:
            return getattr(error, "code", type(error).__name__)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(in_its_own_connection, actions))


def confirm(appointment_request_id, by, doctor, starts_at):
    services.book(
        appointment_request_id,
        time=factories.slot(doctor, starts_at),
        by=by,
        version=1,
    )
    return "confirmed"


def confirms(by, minutes_apart=0):
    doctor = factories.DoctorFactory()
    requests = [factories.request(email="").pk for _number in range(MANY)]
    # All within a quarter of an hour, so that any two of them overlap.
    times = [at(3) + timedelta(minutes=minutes_apart * number % 15) for number in range(MANY)]
    return Counter(
        all_at_once(
            [lambda pk=pk, when=when: confirm(pk, by, doctor, when) for pk, when in zip(requests, times, strict=True)]
        )
    )


def without(constraint):
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_get_constraintdef(oid) from pg_constraint where conname = %s union all"
            " select indexdef from pg_indexes where indexname = %s",
            [constraint, constraint],
        )
        [definition] = cursor.fetchone()
        if definition.startswith("CREATE"):
            cursor.execute(f"drop index {constraint}")
            return definition
        cursor.execute(f"alter table bookings_appointmentrequest drop constraint {constraint}")
        return f"alter table bookings_appointmentrequest add constraint {constraint} {definition}"


def put_back(definition):
    AppointmentRequest.objects.filter(status="confirmed").update(overlap_reason="urgent")
    with connection.cursor() as cursor:
        cursor.execute(
            "update bookings_appointmentrequest set token_number = null, session_id = null, session_day = null"
        )
        cursor.execute(definition)


@pytest.mark.parametrize("minutes_apart", [0, 1], ids=["one-time", "overlapping-times"])
def test_of_many_confirms_one_wins_and_the_others_are_told(front_desk, minutes_apart):
    total = Counter()
    for _trial in range(TRIALS):
        outcome = confirms(front_desk, minutes_apart)
        assert outcome == {"confirmed": 1, "time_taken": MANY - 1}
        total += outcome
    figures(f"confirms ({minutes_apart} min apart)", trials=TRIALS, at_once=AT_ONCE, requests=MANY, **total)


def test_negative_control_without_the_constraint_many_confirms_win(front_desk):
    definition = without(ONE_APPOINTMENT_AT_A_TIME)
    try:
        outcome = confirms(front_desk)
    finally:
        put_back(definition)

    assert outcome["confirmed"] > 1
    figures("confirms, constraint dropped", **outcome)


def numbers(by, session):
    def give(appointment_request_id):
        appointment = services.book(appointment_request_id, time=Token(session, at(3).date()), by=by, version=1)
        return appointment.token_number

    requests = [factories.request(email="").pk for _number in range(MANY)]
    return all_at_once([lambda pk=pk: give(pk) for pk in requests])


@pytest.fixture
def shared_session():
    return factories.OpdSessionFactory(
        weekday=at(3).weekday(), kind=OpdSession.Kind.TOKENS, slot_minutes=None, capacity=CAPACITY
    )


def test_a_session_holds_its_capacity_and_every_number_once(front_desk, shared_session):
    outcome = numbers(front_desk, shared_session)

    assert sorted(number for number in outcome if isinstance(number, int)) == list(range(1, CAPACITY + 1))
    assert outcome.count("session_full") == MANY - CAPACITY
    figures("numbers of a shared session", requests=MANY, given=CAPACITY, told_full=outcome.count("session_full"))


def test_negative_control_without_rule_and_lock_numbers_are_given_twice(front_desk, shared_session, monkeypatch):
    lowest = appointment_times._lowest_free_number

    def slowly(*args):
        number = lowest(*args)
        time.sleep(0.1)
        return number

    monkeypatch.setattr(appointment_times, "_lowest_free_number", slowly)
    monkeypatch.setattr(OpdSession.objects, "select_for_update", lambda **options: OpdSession.objects.all())
    definition = without(ONE_NUMBER_EACH)
    try:
        given = [number for number in numbers(front_desk, shared_session) if isinstance(number, int)]
    finally:
        put_back(definition)

    assert len(given) > len(set(given))
    figures("numbers, rule and lock taken away", given=len(given), different=len(set(given)))


def test_many_submits_of_one_form_make_one_request_and_one_mail_each(client, hospital, mail_server, settings):
    settings.REQUESTS_PER_MINUTE = settings.REQUESTS_PER_HOUR_AND_PHONE = TRIALS  # all of them from one reader
    for trial in range(TRIALS):
        page = fill(client, contact={"phone": f"98470 1{trial:04d}"})
        data = {
            "idempotency_key": hidden(page, "idempotency_key"),
            "notice_sha256": hidden(page, "notice_sha256"),
            "answer": "on",
        }

        def tap(data=data, cookies=client.cookies):
            browser = Client()
            browser.cookies = cookies.copy()
            answer = browser.post("/en/appointments/check/", data)
            sent = browser.get(answer.url)
            return answer.status_code, answer.url, "Your reference number" in sent.text

        outcome = Counter(map(str, all_at_once([tap] * MANY)))
        assert outcome == {"(302, '/en/appointments/sent/', True)": MANY}

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
