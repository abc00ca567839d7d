"""The worker's clock: each job when it is due, once among several workers, and none stops the others."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.management import call_command, get_commands
from django.db import connection
from django.utils import timezone

from common.models import Job
from hospital_site import jobs


def counted(runs, seconds=0.0):
    def run():
        runs.append(threading.get_ident())
        time.sleep(seconds)

    return run


@pytest.mark.django_db
def test_a_job_runs_when_it_is_due_and_not_before(monkeypatch):
    runs = []
    monkeypatch.setattr(jobs, "ROUTINES", {"counted": jobs.Routine(timedelta(hours=1), counted(runs))})

    assert jobs.run_due() == ["counted"]
    assert jobs.run_due() == []
    Job.objects.update(next_run_at=timezone.now())
    assert jobs.run_due() == ["counted"]

    assert len(runs) == 2


@pytest.mark.django_db(transaction=True)
def test_ten_workers_at_once_run_a_job_once(monkeypatch):
    runs = []
    monkeypatch.setattr(jobs, "ROUTINES", {"counted": jobs.Routine(timedelta(hours=1), counted(runs, 0.2))})

    def worker(_number):
        try:
            jobs.run_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(worker, range(10)))

    assert len(runs) == 1


@pytest.mark.django_db
def test_a_broken_job_is_tried_again_soon_and_does_not_stop_the_others(monkeypatch, caplog):
    runs = []

    def broken():
        raise ValueError("broken")

    monkeypatch.setattr(jobs.connection, "close", lambda: None)  # the test's own transaction lives there
    routines = {
        "broken": jobs.Routine(timedelta(hours=24), broken),
        "counted": jobs.Routine(timedelta(hours=24), counted(runs)),
    }
    monkeypatch.setattr(jobs, "ROUTINES", routines)

    jobs.run_due()

    assert len(runs) == 1
    job = Job.objects.get(pk="broken")
    assert (job.failures, job.last_result) == (1, "ValueError")
    assert job.next_run_at < timezone.now() + timedelta(minutes=6)


@pytest.mark.django_db
def test_the_job_of_a_killed_worker_is_taken_up_when_its_lease_ends(monkeypatch):
    runs = []
    monkeypatch.setattr(jobs, "ROUTINES", {"counted": jobs.Routine(timedelta(hours=1), counted(runs))})
    jobs.enrol()
    assert jobs._claim() == "counted"  # the worker dies here
    assert jobs.run_due() == []

    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    assert jobs.run_due() == ["counted"]


@pytest.mark.django_db
def test_every_job_is_a_command_of_its_own_and_safe_to_repeat():
    names = set(jobs.ROUTINES) - {"forget_sessions"}  # that one is Django's clearsessions

    assert names <= set(get_commands())
    for name in names:
        call_command(name, verbosity=0)
        call_command(name, verbosity=0)


@pytest.mark.django_db
def test_all_jobs_run_on_an_empty_site():
    assert set(jobs.run_due()) == set(jobs.ROUTINES)
    assert not Job.objects.filter(failures__gt=0).exists()
