"""What the worker does by its own clock. Any number of workers may run at once: each job has one at a time.

Each job is also a command of its own, and safe to repeat: a worker that is killed in the middle of one
loses nothing, because its lease ends and the next worker begins again.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from bookings import deadlines, retention
from common import rate_limits
from common.models import Job

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=30)


@dataclass(frozen=True)
class Routine:
    """One job: what it does, and how long after its last run it is due again."""

    every: timedelta
    run: Callable[[], object]


ROUTINES = {
    "expire_requests": Routine(timedelta(hours=1), deadlines.expire_unanswered),
    "send_reminders": Routine(timedelta(minutes=10), deadlines.remind),
    "erase_old_requests": Routine(timedelta(hours=24), retention.erase_past_retention),
    "forget_attempts": Routine(timedelta(hours=1), rate_limits.forget_old_attempts),
    "remind_reviews": Routine(timedelta(hours=24), lambda: call_command("remind_reviews")),
    "forget_sessions": Routine(timedelta(hours=1), lambda: call_command("clearsessions")),
}


def run_due():
    """Run every job whose time has come and that nobody else is running. Returns the names of those that ran."""
    enrol()
    ran = []
    while name := _claim():
        _run(name)
        ran.append(name)
    return ran


def enrol():
    """A row for each job, so that the first run is due at once."""
    if Job.objects.filter(name__in=ROUTINES).count() < len(ROUTINES):
        Job.objects.bulk_create((Job(name=name) for name in ROUTINES), ignore_conflicts=True)


@transaction.atomic
def _claim():
    now = timezone.now()
    due = Job.objects.filter(name__in=ROUTINES, next_run_at__lte=now).exclude(lease_until__gt=now)
    job = due.order_by("next_run_at").select_for_update(skip_locked=True).first()
    if job is None:
        return None
    job.lease_until, job.last_started_at = now + LEASE, now
    job.save(update_fields=["lease_until", "last_started_at"])
    return job.name


def _run(name):
    try:
        result, failed = ROUTINES[name].run(), False
    except Exception as error:  # one broken job must not stop the others
        logger.exception("the job %s failed", name)
        result, failed = type(error).__name__, True
        connection.close()
    now = timezone.now()
    job = Job.objects.get(pk=name)
    job.failures = job.failures + 1 if failed else 0
    wait = min(ROUTINES[name].every, timedelta(minutes=5)) if failed else ROUTINES[name].every
    job.next_run_at, job.last_finished_at, job.lease_until = now + wait, now, None
    job.last_result = "" if result is None else str(result)[:200]
    job.save(update_fields=["failures", "next_run_at", "last_finished_at", "lease_until", "last_result"])
