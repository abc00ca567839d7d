"""A thread beside the web server and beside the worker that looks once a minute, and tells an operator.

On each machine one process looks: whoever has the lock. It stands beside what it watches, so that it lives on when the
worker, the queue or the database does not. What was told lies in a file, for the same reason.
"""

import fcntl
import json
import logging
import threading
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from . import errors, telling
from .attention import concerns

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 60
ERROR = "error "  # begins the name of one
ERRORS_AGAIN_AFTER = timedelta(hours=1)  # of one place


def start():
    """Where somebody wants to be told."""
    if telling.ways():
        threading.Thread(target=_look_for_ever, name="watch", daemon=True).start()


def _look_for_ever():
    pause = threading.Event()
    while not pause.wait(SECONDS_BETWEEN_LOOKS):
        try:
            with the_only_one() as is_mine:
                if is_mine:
                    look()
        except Exception:  # a watch outlives whatever it sees
            logger.exception("the watch could not look")
        finally:
            connection.close()


@contextmanager
def the_only_one():
    settings.WATCH_DIR.mkdir(parents=True, exist_ok=True)
    with open(settings.WATCH_DIR / "lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def look():
    """Tell what is new, what still stands after ALERT_AGAIN_HOURS, and what is well again: all in one message."""
    now, told = timezone.now(), _read()
    kept = errors.Kept(settings.ERRORS_FILE)
    standing = {concern.name: concern.words for concern in concerns()}
    failed = {f"{ERROR}{where}": f"{where}: {times} times." for where, times in kept.take().items()}

    def is_new(name):
        again = ERRORS_AGAIN_AFTER if name.startswith(ERROR) else timedelta(hours=settings.ALERT_AGAIN_HOURS)
        return name not in told or told[name] <= now - again

    new = {name: words for name, words in (standing | failed).items() if is_new(name)}
    over = [name for name in told if name not in standing and not name.startswith(ERROR)]
    lines = [*new.values(), *(f"Well again: {name}." for name in over)]
    if lines and not telling.tell("Something is wrong" if new else "Well again", lines):
        return  # the next look tries again
    kept.forget({name.removeprefix(ERROR) for name in new})
    still = {name: at for name, at in told.items() if name in standing or name not in over}
    _write(still | dict.fromkeys(new, now))


def _read():
    try:
        text = (settings.WATCH_DIR / "told.json").read_text()
        return {name: datetime.fromisoformat(at) for name, at in json.loads(text).items()}
    except (FileNotFoundError, ValueError):
        return {}


def _write(told):
    text = json.dumps({name: at.isoformat() for name, at in told.items()})
    half_done = settings.WATCH_DIR / "told.new"
    half_done.write_text(text)
    half_done.replace(settings.WATCH_DIR / "told.json")
