"""What needs attention: nothing on a healthy site, and each trouble alone is named alone."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from bookings.models import AppointmentRequest, OutgoingMessage
from common import queue
from common.models import Task
from hospital_site.operating import attention
from tests import factories

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(days=2)


@pytest.fixture
def healthy(hospital_at_work):
    queue.run_due()
    assert attention.concerns() == []


@pytest.fixture
def hospital_at_work():
    factories.HospitalFactory()
    return factories.LocationFactory()


def nobody_works():
    Task.objects.filter(kind="publish_planned").update(run_at=timezone.now() - timedelta(minutes=6))


def a_message_does_not_leave():
    OutgoingMessage.objects.filter(appointment_request=factories.request()).update(
        created_at=timezone.now() - timedelta(minutes=61)
    )


def a_message_is_dead():
    OutgoingMessage.objects.filter(appointment_request=factories.request()).update(state="dead")


def a_task_is_dead():
    Task.objects.create(kind="review_reminder", key="1", is_dead=True)


def a_job_fails():
    Task.objects.filter(kind="count_days").update(attempts=3, last_error="ValueError")


def a_promise_is_broken():
    pk = factories.request().pk
    AppointmentRequest.objects.filter(pk=pk).update(promised_by=timezone.now() - timedelta(minutes=1))


TROUBLES = {
    nobody_works: "worker",
    a_message_does_not_leave: "unsent",
    a_message_is_dead: "dead messages",
    a_task_is_dead: "dead tasks",
    a_job_fails: "job count_days",
    a_promise_is_broken: "broken promises",
}


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.__name__)
def test_one_trouble_is_named_and_no_other(healthy, trouble):
    trouble()

    assert [concern.name for concern in attention.concerns()] == [TROUBLES[trouble]]


def test_a_disk_that_is_nearly_full(healthy, settings):
    settings.DISK_FREE_PERCENT = 100  # no disk is empty

    assert {concern.name for concern in attention.concerns()} == {
        f"disk {folder}" for folder in (settings.VAR_DIR, settings.MEDIA_ROOT) if folder.exists()
    }


def test_a_database_that_does_not_answer(healthy, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("django.db.backends.utils.CursorWrapper.execute", refuse)

        assert [concern.name for concern in attention.concerns()] == ["database"]


def refuse(*_arguments):
    raise OperationalError


def test_nobody_stands_in_what_an_operator_is_told(healthy):
    for trouble in TROUBLES:
        trouble()

    said = " ".join(concern.words for concern in attention.concerns())

    assert len(attention.concerns()) == len(TROUBLES)
    assert not [word for word in ("Fathima", "9847012345", "patient.example") if word in said]


def test_when_each_job_ran(healthy):
    jobs = {job["name"]: job for job in attention.jobs()}

    assert set(jobs) == {name for name, kind in queue.KINDS.items() if kind.every}
    ages = [timezone.now() - timezone.datetime.fromisoformat(job["last_run"]) for job in jobs.values()]
    assert max(ages) < timedelta(minutes=1)
    a_job_fails()
    [failed] = [job for job in attention.jobs() if job["tries"]]
    assert (failed["name"], failed["last_run"], failed["error"]) == ("count_days", None, "ValueError")
