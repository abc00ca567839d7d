"""What needs somebody's attention, in sentences for an operator. Numbers and kinds only, nobody's data."""

import shutil
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import Error as DatabaseError
from django.db.models import Count, Min, Q
from django.utils import timezone

from bookings.models import AppointmentRequest, OutgoingMessage
from common import queue
from common.models import Task

NOBODY_WORKS_AFTER = timedelta(minutes=5)
UNSENT_AFTER = timedelta(hours=1)
FAILS_FROM = 3  # tries in a row
BROKEN_PROMISES_OF = timedelta(hours=24)


@dataclass(frozen=True)
class Concern:
    """`name` stays the same as long as it lasts; `words` may count."""

    name: str
    words: str


@dataclass(frozen=True)
class Figures:
    """What is asked of the database at once, and what both people and programs are told of."""

    oldest_due: float  # seconds since the task that has been due the longest, and that nobody has, became due
    oldest_unsent: float  # seconds since the oldest message that has not left was written
    dead_tasks: int
    dead_messages: int  # that the desk has not dealt with
    broken_promises: int  # of the last 24 hours


def figures():
    """Raises django.db.Error where the database does not answer."""
    now = timezone.now()
    due = Q(is_dead=False, run_at__lte=now) & (Q(lease_until=None) | Q(lease_until__lt=now))
    tasks = Task.objects.filter(kind__in=queue.KINDS).aggregate(
        oldest=Min("run_at", filter=due), dead=Count("pk", filter=Q(is_dead=True))
    )
    unsent = OutgoingMessage.objects.filter(state=OutgoingMessage.State.PENDING).aggregate(oldest=Min("created_at"))
    broken = AppointmentRequest.objects.broken().filter(promised_by__gte=now - BROKEN_PROMISES_OF, closed_at=None)

    def age(instant):
        return (now - instant).total_seconds() if instant else 0.0

    return Figures(
        oldest_due=age(tasks["oldest"]),
        oldest_unsent=age(unsent["oldest"]),
        dead_tasks=tasks["dead"],
        dead_messages=OutgoingMessage.objects.dead().count(),
        broken_promises=broken.count(),
    )


def jobs():
    """What the worker does by its own clock: [{name, last_run, next_run, tries, error}]; times as ISO 8601 or None."""
    found = {task.kind: task for task in Task.objects.filter(kind__in=queue.KINDS)}
    return [_job(name, kind, found.get(name)) for name, kind in sorted(queue.KINDS.items()) if kind.every]


def _job(name, kind, task):
    has_run = task is not None and not task.attempts and task.run_at > timezone.now() - kind.every
    return {
        "name": name,
        "last_run": (task.run_at - kind.every).isoformat() if has_run else None,
        "next_run": task.run_at.isoformat() if task else None,
        "tries": task.attempts if task else 0,
        "error": task.last_error if task else "",
    }


def concerns():
    """Everything that somebody should look at now. Asks the database; that it does not answer is a concern itself."""
    try:
        return [*of_the_queue(), *of_disks()]
    except DatabaseError:
        return [Concern("database", "The database does not answer."), *of_disks()]


def of_the_queue():
    """Of what the worker does, and of what was promised. Raises django.db.Error."""
    return [*_of_figures(figures()), *_of_jobs(jobs())]


def _of_figures(now):
    if now.oldest_due > NOBODY_WORKS_AFTER.total_seconds():
        yield Concern(
            "worker", f"Nobody works: a task has been due for {_minutes(now.oldest_due)}. Does `manage.py work` run?"
        )
    if now.oldest_unsent > UNSENT_AFTER.total_seconds():
        yield Concern("unsent", f"A message to a patient has not left for {_minutes(now.oldest_unsent)}.")
    if now.dead_tasks:
        yield Concern("dead tasks", f"{now.dead_tasks} tasks of the worker were given up (table common_task).")
    if now.dead_messages:
        yield Concern(
            "dead messages", f"{now.dead_messages} messages could not be sent; the desk has them at /desk/messages/."
        )
    if now.broken_promises:
        yield Concern(
            "broken promises", f"{now.broken_promises} patients wait for a call that we promised for earlier."
        )


def _of_jobs(all_jobs):
    for job in all_jobs:
        if job["tries"] >= FAILS_FROM:
            yield Concern(f"job {job['name']}", f"The job {job['name']} failed {job['tries']} times: {job['error']}.")


def of_disks():
    for folder in {settings.VAR_DIR, settings.MEDIA_ROOT}:
        if (share := free_share(folder)) < settings.DISK_FREE_PERCENT / 100:
            yield Concern(f"disk {folder}", f"The disk of {folder} is nearly full: {share:.1%} are free.")


def free_share(folder):
    """Of the disk of this folder, 0 to 1; 1 where it is not there yet."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return 1.0
    return usage.free / usage.total


def _minutes(seconds):
    return f"{seconds / 60:.0f} minutes"
