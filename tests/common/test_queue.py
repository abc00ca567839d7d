"""One table of work: each task when it is due, to one worker at a time, and again until it is done or given up."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from common import queue
from common.models import Task

HOUR = timedelta(hours=1)
WORKERS = 10


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    """Nothing of the rooms: only the kinds that a test registers."""
    monkeypatch.setattr(queue, "KINDS", {})


@pytest.fixture
def runs():
    """The keys that were run, in order, by a kind named "note"."""
    keys = []
    queue.register("note", run=keys.append)
    return keys


def fails(error):
    def run(_key):
        raise error

    return run


def put(*keys, kind="note", **fields):
    queue.put(*(Task(kind=kind, key=key, **fields) for key in keys))


def due_now(**fields):
    Task.objects.update(run_at=timezone.now(), **fields)


def over(lease=timedelta(seconds=1)):
    Task.objects.update(lease_until=timezone.now() - lease)


def in_its_own_connection(action, *arguments):
    try:
        return action(*arguments)
    finally:
        connection.close()


def at_once(action, *arguments):
    with ThreadPoolExecutor(WORKERS) as pool:
        futures = [pool.submit(in_its_own_connection, action, *arguments) for _number in range(WORKERS)]
    return [future.result() for future in futures]


@pytest.mark.django_db
def test_a_task_runs_when_it_is_due_and_then_is_gone(runs):
    put("later", run_at=timezone.now() + HOUR)
    put("first", "second")

    assert queue.run_due() == ["done", "done"]

    assert runs == ["first", "second"]
    assert [task.key for task in Task.objects.all()] == ["later"]


@pytest.mark.django_db
def test_a_task_of_a_change_that_was_taken_back_never_was(runs):
    with transaction.atomic():
        put("of the change")
        transaction.set_rollback(True)

    assert queue.run_due() == []


@pytest.mark.django_db
def test_a_task_that_is_put_off_comes_again_at_its_time_and_uses_up_no_try():
    queue.register("note", run=fails(queue.PutOff(HOUR)), tries=2)
    put("a")
    before = timezone.now()

    for _turn in range(3):
        due_now()
        assert queue.run_due() == ["later"]

    task = Task.objects.get()
    assert (task.attempts, task.is_dead, task.lease_until) == (0, False, None)
    assert task.run_at >= before + HOUR


@pytest.mark.django_db
def test_one_key_is_one_task(runs):
    put("same")
    put("same")

    queue.run_due()

    assert runs == ["same"]


@pytest.mark.django_db
def test_a_worker_takes_only_kinds_that_it_knows(runs):
    """A newer release has put it; a worker of before leaves it alone."""
    put("a", kind="of another release")

    assert queue.run_due() == []


@pytest.mark.django_db
def test_the_waits_grow_from_30_seconds_to_half_an_hour():
    queue.register("note", run=fails(OSError()))
    put("a")
    waits = []

    for _try in range(9):
        due_now()
        before = timezone.now()
        assert queue.run_due() == ["later"]
        assert queue.run_due() == [], "the next try waits"
        waits.append(round((Task.objects.get().run_at - before).total_seconds()))

    assert waits == [30, 60, 120, 240, 480, 960, 1800, 1800, 1800]


@pytest.mark.django_db
def test_a_task_dies_after_its_last_try_and_its_room_is_told_once():
    told = []
    queue.register("note", run=fails(OSError()), tries=3, given_up=told.append)
    put("a")

    outcomes = []
    for _try in range(5):
        due_now()
        outcomes += queue.run_due()

    assert outcomes == ["later", "later", "dead"]
    assert [(task.key, task.attempts, task.last_error) for task in told] == [("a", 3, "OSError")]
    assert Task.objects.get().is_dead


@pytest.mark.django_db
def test_a_task_that_gives_up_dies_at_once_and_names_the_cause():
    def run(_key):
        try:
            raise ConnectionRefusedError("asha@patient.example is not here")
        except OSError as error:
            raise queue.GiveUp from error

    queue.register("note", run=run)
    put("a")

    assert queue.run_due() == ["dead"]
    assert Task.objects.get().last_error == "ConnectionRefusedError"


@pytest.mark.django_db
def test_what_died_is_tried_afresh_when_it_is_asked_for_again_and_forgotten_after_a_month():
    queue.register("note", run=fails(queue.GiveUp()))
    put("a")
    queue.run_due()

    put("a")
    task = Task.objects.get()
    assert (task.is_dead, task.attempts, task.last_error) == (False, 0, "")
    queue.run_due()
    Task.objects.update(run_at=timezone.now() - timedelta(days=31))
    put("b")
    queue.run_due()

    assert [task.key for task in Task.objects.all()] == ["b"]


@pytest.mark.django_db
def test_the_log_names_kinds_and_keys_and_nothing_that_a_server_said(caplog):
    queue.register("note", run=fails(OSError("asha@patient.example is not here")))
    put("17")

    queue.run_due()

    assert "note 17 will be tried again" in caplog.text
    assert "OSError" in caplog.text
    assert "asha" not in caplog.text


@pytest.mark.django_db
def test_the_task_of_a_killed_worker_is_taken_up_when_its_lease_ends(runs):
    put("a")
    assert queue._claim(["note"]).key == "a"  # the worker dies here
    assert queue.run_due() == []

    over()

    assert queue.run_due() == ["done"]


@pytest.mark.django_db
@pytest.mark.parametrize("failure", [OSError(), queue.GiveUp()], ids=["later", "dead"])
def test_a_worker_that_took_too_long_changes_nothing(failure):
    """Its lease is over, and another has the task by now."""
    told = []
    queue.register("note", run=fails(failure), given_up=told.append)
    put("a")
    slow = queue._claim(["note"])
    over()
    other = queue._claim(["note"])

    queue._run(slow)

    task = Task.objects.get()
    assert (task.lease_until, task.is_dead, task.last_error, told) == (other.lease_until, False, "", [])


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_take_each_task_once(runs):
    put(*map(str, range(50)))

    at_once(lambda: [queue.run_due(limit=1) for _try in range(20)])
    queue.run_due()  # where two met at one task, the one that lost went away

    assert Counter(runs) == dict.fromkeys(map(str, range(50)), 1)


def look_and_take(_names):
    """Claims without a lock."""
    now = timezone.now()
    task = Task.objects.exclude(lease_until__gt=now).filter(run_at__lte=now).first()
    time.sleep(0.02)
    if task:
        task.lease_until = now + HOUR
        Task.objects.filter(pk=task.pk).update(lease_until=task.lease_until)
    return task


@pytest.mark.django_db(transaction=True)
def test_negative_control_workers_that_only_look_take_one_task_twice(runs, monkeypatch):
    monkeypatch.setattr(queue, "_claim", look_and_take)
    put(*map(str, range(10)))

    at_once(queue.run_due)

    assert max(Counter(runs).values()) > 1


def claims_of_one_lane():
    """One worker has the first of two tasks, not yet committed; what does another get meanwhile, and after?"""
    put("confirmed", "cancelled", lane="request 1, patient")
    with ThreadPoolExecutor(1) as colleague:
        with transaction.atomic():
            first = queue._claim(["note"])
            meanwhile = colleague.submit(in_its_own_connection, queue._claim, ["note"]).result(timeout=10)
        after = colleague.submit(in_its_own_connection, queue._claim, ["note"]).result(timeout=10)
    return [task and task.key for task in (first, meanwhile, after)]


@pytest.mark.django_db(transaction=True)
def test_of_one_lane_only_one_runs_at_a_time(runs):
    assert claims_of_one_lane() == ["confirmed", None, None]

    over()
    put("of another lane", lane="request 2, patient")
    assert queue.run_due() == ["done"] * 3
    assert runs == ["confirmed", "cancelled", "of another lane"]


@pytest.mark.django_db(transaction=True)
def test_negative_control_without_the_lock_a_lane_is_overtaken(runs, monkeypatch):
    monkeypatch.setattr(queue, "_lane_is_free", lambda lane, now: True)

    assert claims_of_one_lane() == ["confirmed", "cancelled", None]


def periodic(runs, seconds=0.0):
    def run():
        runs.append(threading.get_ident())
        time.sleep(seconds)

    return run


@pytest.mark.django_db
def test_a_periodic_kind_runs_at_once_and_then_when_its_time_comes():
    runs = []
    queue.register("clock", run=periodic(runs), every=HOUR)

    assert queue.run_due() == ["done"]
    assert queue.run_due() == []
    assert timedelta(minutes=59) < Task.objects.get().run_at - timezone.now() <= HOUR
    due_now()
    assert queue.run_due() == ["done"]

    assert len(runs) == 2


@pytest.mark.django_db(transaction=True)
def test_a_periodic_kind_runs_once_among_many_workers():
    runs = []
    queue.register("clock", run=periodic(runs, 0.2), every=HOUR)

    at_once(queue.run_due)

    assert len(runs) == 1


@pytest.mark.django_db(transaction=True)
def test_negative_control_without_a_lease_it_runs_for_each_of_them(monkeypatch):
    runs = []
    queue.register("clock", run=periodic(runs, 0.2), every=HOUR)
    monkeypatch.setattr(queue, "_claim", lambda names: look_and_take(names) if len(runs) < WORKERS else None)

    at_once(queue.run_due)

    assert len(runs) > 1


@pytest.mark.django_db
def test_a_broken_periodic_kind_is_tried_again_soon_for_ever_and_does_not_stop_the_others():
    runs = []
    queue.register("broken", run=periodic(None), every=timedelta(hours=24))  # None has no append
    queue.register("clock", run=periodic(runs), every=timedelta(hours=24))

    queue.run_due()
    for _try in range(70):
        Task.objects.filter(kind="broken").update(run_at=timezone.now())
        queue.run_due("broken")

    assert len(runs) == 1
    broken = Task.objects.get(kind="broken")
    assert (broken.attempts, broken.last_error, broken.is_dead) == (71, "AttributeError", False)
    assert broken.run_at < timezone.now() + timedelta(minutes=31)
