"""Log lines that say what happened and to which request, but not to whom."""

import logging
import re

# The private link of a request.
TOKEN = re.compile(r"(/appointments/status/)[0-9a-zA-Z_-]{16,}")
# PostgreSQL repeats a refused row, with everything in it. Up to the next line of a traceback, or the end.
REFUSED_ROW = re.compile(
    r"^(?:DETAIL|CONTEXT|LINE \d+): .*?(?=^\S+(?:Error|Exception)\b|^Traceback|^The above|\Z)", re.M | re.S
)


class PrivacyFormatter(logging.Formatter):
    """Takes tokens out of addresses, and values out of what the database says."""

    def format(self, record):
        return REFUSED_ROW.sub("(values left out)\n", TOKEN.sub(r"\1…", super().format(record)))
