"""Log lines that say what happened and to which request, but not to whom."""

import json
import logging
import re
from copy import copy
from datetime import UTC, datetime

import psycopg2

from . import request_ids

# The private link of a request.
TOKEN = re.compile(r"(/appointments/status/)[0-9a-zA-Z_-]{16,}")
# PostgreSQL repeats a refused row, with everything in it. Up to the next line of a traceback, or the end.
REFUSED_ROW = re.compile(
    r"^(?:DETAIL|CONTEXT|LINE \d+): .*?(?=^\S+(?:Error|Exception)\b|^Traceback|^The above|\Z)", re.M | re.S
)
# In such a class of errors (SQLSTATE) it is the server that has trouble, or there is no answer at all.
SERVER_IS_AWAY = ("08", "57P")
SECONDS_BETWEEN_LINES = 60


class PrivacyFormatter(logging.Formatter):
    """Takes tokens out of addresses, and values out of what the database says."""

    def format(self, record):
        record.request = request_ids.current.get() or "-"
        return without_values(super().format(record))

    def formatTime(self, record, datefmt=None):
        """With the offset of this machine, so that lines of two machines can be put in order."""
        return datetime.fromtimestamp(record.created, UTC).astimezone().isoformat(timespec="milliseconds")


class JsonFormatter(PrivacyFormatter):
    """The same for programs: an object a line."""

    def format(self, record):
        line = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "request": request_ids.current.get() or None,
            "message": without_values(record.getMessage()),
        }
        if record.exc_info:
            line["traceback"] = without_values(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def without_values(text):
    return REFUSED_ROW.sub("(values left out)\n", TOKEN.sub(r"\1…", text))


FORMATTERS = {
    "line": lambda: PrivacyFormatter("{asctime} {levelname} {name} {request}: {message}", style="{"),
    "json": JsonFormatter,
}


class Console(logging.StreamHandler):
    """One line for what an outage or a stranger could repeat without end."""

    def __init__(self, stream=None):
        super().__init__(stream)
        self._next_line = 0.0

    def emit(self, record):
        record = copy(record)  # others may have use for all of it
        if record.name == "django.security.DisallowedHost":
            record.msg, record.args, record.exc_info = "refused a request for a host that is not ours", (), None
        elif record.exc_info and (away := no_answer_of_the_database(record.exc_info[1])):
            if record.created < self._next_line:
                return
            self._next_line = record.created + SECONDS_BETWEEN_LINES
            record.msg = "the database does not answer (%s); more lines of this kind are left out for a minute"
            record.args, record.exc_info = (type(away).__name__,), None
        record.exc_text = None  # what another handler made of it
        super().emit(record)


def no_answer_of_the_database(error):
    """The error, among this one and what it came of, that says that the server is away; None for any other trouble."""
    while error is not None:
        if isinstance(error, (psycopg2.OperationalError, psycopg2.InterfaceError)):
            is_plain = type(error) in (psycopg2.OperationalError, psycopg2.InterfaceError)  # no word of the server
            is_away = error.pgcode.startswith(SERVER_IS_AWAY) if error.pgcode else is_plain
            return error if is_away else None
        error = error.__cause__ or error.__context__
    return None
