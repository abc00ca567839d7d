"""Errors that somebody is told of. The request that fails waits for no mail: the watch reads its line."""

import json
import logging
import os
from collections import Counter
from pathlib import Path

from .logs import no_answer_of_the_database

MOST_BYTES = 200_000  # a storm of errors fills no disk


class KeepForTheWatch(logging.Handler):
    """Writes where an error came from, and of which request; no words of it, as these may be a patient's."""

    def __init__(self, path):
        super().__init__(level=logging.ERROR)
        self.path = Path(path)

    def emit(self, record):
        try:
            if not _is_ours(record) or (self.path.exists() and self.path.stat().st_size > MOST_BYTES):
                return
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with open(self.path, "a", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
                file.write(json.dumps({"where": place_of(record)}) + "\n")
        except OSError:
            pass  # the disk that is full is told of otherwise


def _is_ours(record):
    if record.name == "django.security.DisallowedHost":
        return False
    return not (record.exc_info and no_answer_of_the_database(record.exc_info[1]))


def place_of(record):
    """`TypeError in bookings/links.py, line 30`, or the logger's name where nothing was raised."""
    if not record.exc_info:
        return record.name
    kind, _error, trace = record.exc_info
    while trace.tb_next:
        trace = trace.tb_next
    path = Path(trace.tb_frame.f_code.co_filename)
    return f"{kind.__name__} in {'/'.join(path.parts[-2:])}, line {trace.tb_lineno}"


class Kept:
    """What was written and not told yet: {where: how often}. One process at a time."""

    def __init__(self, path):
        self.path = Path(path)
        self.sums = self.path.with_suffix(".json")

    def take(self):
        taken = self.path.with_suffix(".taken")
        found = Counter(json.loads(self.sums.read_text())) if self.sums.exists() else Counter()
        if self.path.exists():
            self.path.rename(taken)  # whoever writes now begins a new file
            found.update(json.loads(line)["where"] for line in taken.read_text().splitlines() if line.endswith("}"))
            self.sums.write_text(json.dumps(found))
            taken.unlink()
        return found

    def forget(self, places):
        left = {where: times for where, times in self.take().items() if where not in places}
        self.sums.write_text(json.dumps(left))
