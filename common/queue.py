"""What is still to be done, in one table. Any number of workers may take from it at once.

A room registers what a kind of task does (`register`) and puts tasks in the transaction of the change that asks for
them (`put`). A task is leased, run outside any transaction, and then deleted, each in its own short transaction, so a
killed worker loses nothing: its lease ends and another takes the task. So a task may run twice, and must bear that.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from .models import Task

logger = logging.getLogger(__name__)

LONGEST_WAIT = timedelta(minutes=30)
DEAD_ARE_KEPT = timedelta(days=30)
DONE, LATER, DEAD = "done", "later", "dead"


class GiveUp(Exception):
    """Raised from the cause by what a kind does, when trying again is no use."""


class PutOff(Exception):
    """Raised by what a kind does, when nothing is wrong but it is too early: `wait` from now. That was no try."""

    def __init__(self, wait):
        self.wait = wait
        super().__init__(f"in {wait}")


@dataclass(frozen=True)
class Kind:
    """What is done for one kind of task, and with how much patience."""

    run: Callable[..., object]  # takes the key of a task; takes nothing where the kind is periodic
    every: timedelta | None  # a periodic kind has one task, due again so long after its last run
    lease: timedelta  # longer than one run takes
    tries: int | None  # None: for ever
    given_up: Callable[[Task], object] | None  # told in the transaction in which a task dies


KINDS: dict[str, Kind] = {}


def register(name, *, run, every=None, lease=None, tries=60, given_up=None):
    """Say what is done for a kind of task. At half an hour each, 60 tries are more than a day."""
    if every:
        KINDS[name] = Kind(run, every, lease or timedelta(minutes=30), None, None)
    else:
        KINDS[name] = Kind(run, None, lease or timedelta(seconds=settings.MESSAGE_LEASE_SECONDS), tries, given_up)


def put(*tasks):
    """Ask for these tasks. One that waits already, or is dead, is tried afresh instead of a second time."""
    fresh = ["run_at", "attempts", "last_error", "is_dead"]
    Task.objects.bulk_create(tasks, update_conflicts=True, unique_fields=["kind", "key"], update_fields=fresh)


def run_due(*names, limit=100):
    """Run up to `limit` tasks that are due, of these kinds or of all. Returns what came of each."""
    names = names or tuple(KINDS)
    _enrol(names)
    outcomes = []
    while len(outcomes) < limit and (task := _claim(names)):
        outcomes.append(_run(task))
    return outcomes


def _enrol(names):
    """The one task of each periodic kind, so that its first run is due at once."""
    periodic = [name for name in names if KINDS[name].every]
    if Task.objects.filter(kind__in=periodic).count() < len(periodic):
        Task.objects.bulk_create((Task(kind=name) for name in periodic), ignore_conflicts=True)


@transaction.atomic
def _claim(names):
    """The task that has been due the longest, leased; of those in one lane only one at a time."""
    now = timezone.now()
    leased_in_lane = Task.objects.filter(lane=OuterRef("lane"), lease_until__gt=now).exclude(lane="")
    due = Task.objects.filter(~Exists(leased_in_lane), kind__in=names, is_dead=False, run_at__lte=now)
    due = due.exclude(lease_until__gt=now).order_by("run_at", "pk")
    task = due.select_for_update(skip_locked=True).first()
    if task is None or not _lane_is_free(task.lane, now):
        return None
    task.lease_until = now + KINDS[task.kind].lease
    task.attempts += 1
    task.save(update_fields=["lease_until", "attempts"])
    return task


def _lane_is_free(lane, now):
    """Asked once more under a lock: the question before saw the lane as it was when it began."""
    if not lane:
        return True
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"lane {lane}"])
        [locked] = cursor.fetchone()
    return locked and not Task.objects.filter(lane=lane, lease_until__gt=now).exists()


def _run(task):
    kind = KINDS[task.kind]
    try:
        kind.run() if kind.every else kind.run(task.key)
    except PutOff as early:
        _mine(task).update(run_at=timezone.now() + early.wait, attempts=task.attempts - 1, lease_until=None)
        return LATER
    except Exception as error:  # a worker outlives any one task, and its connection's end
        if connection.errors_occurred and not connection.is_usable():
            connection.close()
        task.last_error = _cause(error)
        if isinstance(error, GiveUp) or task.attempts == kind.tries:
            return _die(task, kind)
        return _try_later(task, kind)
    if kind.every:
        _mine(task).update(run_at=timezone.now() + kind.every, attempts=0, lease_until=None, last_error="")
    else:
        _mine(task).delete()
    return DONE


def _mine(task):
    """The row, unless the run took so long that another worker has the task by now."""
    return Task.objects.filter(pk=task.pk, lease_until=task.lease_until)


def _try_later(task, kind):
    first = timedelta(seconds=settings.MESSAGE_FIRST_WAIT_SECONDS)
    wait = min(first * 2 ** min(task.attempts - 1, 10), LONGEST_WAIT, kind.every or LONGEST_WAIT)
    _mine(task).update(run_at=timezone.now() + wait, lease_until=None, last_error=task.last_error)
    # Kinds and ids only: addresses and names stay out of the logs.
    logger.warning("%s will be tried again in %s: %s", task, wait, task.last_error, exc_info=bool(kind.every))
    return LATER


@transaction.atomic
def _die(task, kind):
    if _mine(task).update(is_dead=True, lease_until=None, last_error=task.last_error):
        if kind.given_up:
            kind.given_up(task)
        logger.error("%s was given up: %s", task, task.last_error)
    Task.objects.filter(is_dead=True, run_at__lt=timezone.now() - DEAD_ARE_KEPT).delete()
    return DEAD


def _cause(error):
    """What went wrong, as a name and a code. Not in a server's words: they like to repeat the address."""
    if isinstance(error, GiveUp) and error.__cause__:
        error = error.__cause__
    codes = [code for code, _text in getattr(error, "recipients", {}).values()]
    code = getattr(error, "http_status", None) or getattr(error, "smtp_code", None) or next(iter(codes), "")
    return f"{type(error).__name__} {code}".strip()
