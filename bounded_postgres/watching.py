"""Who waits for an answer of a server, for how long, and whether there is anybody to answer.

A thread of the process looks now and then. Where a wait grows long, it asks the server by a connection of its own.
Where that has no answer, too, the waits are cut, and until the server answers again nobody begins another. A connection
that is cut raises OperationalError where it waits, as one does that the server has closed.
"""

import logging
import os
import select
import socket
import threading
import time
from contextlib import closing, contextmanager

import psycopg2

logger = logging.getLogger(__name__)

LONG_WAIT = 1.5  # seconds without an answer, after which the server is asked whether it lives
ANSWERS_WITHIN = 2  # seconds that it has for that: a machine at its limit needs some
BETWEEN_LOOKS = 0.25  # seconds

_servers = {}
_lock = threading.Lock()


class Server:
    """One server, as this process sees it."""

    def __init__(self, how_to_connect):
        self.how_to_connect = how_to_connect  # arguments of psycopg2.connect
        self.is_away = False
        self._waits = {}  # connection: since when; one wait each
        self._lock = threading.Lock()  # no connection is closed, and its number given to another, while it is cut
        self._asked = 0.0
        threading.Thread(target=self._watch, name="database watch", daemon=True).start()

    def refuse_while_away(self):
        if self.is_away:
            raise psycopg2.OperationalError("the database does not answer")

    def refuse_if_silent(self):
        """Ask now: for whoever would start a server that is down, and must leave one alone that is only frozen."""
        self.refuse_while_away()
        if not self._answers():
            self.gave_no_answer()
            self.refuse_while_away()

    @contextmanager
    def waiting(self, connection):
        """Around each call that waits for the server. Raises psycopg2.OperationalError while it is away."""
        self.refuse_while_away()
        with self._lock:
            self._waits[connection] = time.monotonic()
        try:
            yield
        finally:
            with self._lock:
                del self._waits[connection]

    def gave_no_answer(self):
        """A new connection waited in vain. Nobody else begins to wait until the server was asked again."""
        self._set_away(True)

    def _watch(self):
        while True:
            time.sleep(BETWEEN_LOOKS)
            if self.is_away or self._is_long_silent():
                self._set_away(not self._answers())
                self._asked = time.monotonic()
                if self.is_away:
                    self._cut_all()

    def _is_long_silent(self):
        now = time.monotonic()
        with self._lock:
            longest = now - min(self._waits.values(), default=now)
        return min(longest, now - self._asked) > LONG_WAIT

    def _set_away(self, is_away):
        if is_away != self.is_away:
            logger.warning("the database does not answer" if is_away else "the database answers again")
        self.is_away = is_away

    def _cut_all(self):
        with self._lock:
            for connection in self._waits:
                _cut(connection)

    def _answers(self):
        """Whether a new connection is answered in time. A refusal is an answer: whoever asks next has it at once."""
        deadline = time.monotonic() + ANSWERS_WITHIN
        try:
            with closing(psycopg2.connect(**self.how_to_connect, async_=True)) as connection:
                if _settles(connection, deadline):
                    connection.cursor().execute("SELECT 1")
                    return _settles(connection, deadline)
                return False
        except psycopg2.Error:
            return True


def server_of(how_to_connect):
    """The one of this process for the address in these arguments of psycopg2.connect."""
    address = how_to_connect.get("host"), how_to_connect.get("port")
    with _lock:
        if address not in _servers:
            _servers[address] = Server(how_to_connect)
        return _servers[address]


def _cut(connection):
    """End both directions of its socket: whoever waits there finds the connection closed."""
    try:
        with socket.socket(fileno=os.dup(connection.fileno())) as its_socket:
            its_socket.shutdown(socket.SHUT_RDWR)
    except (OSError, psycopg2.Error):
        pass  # it has ended by itself


def _settles(connection, deadline):
    """Go on with what this asynchronous connection does. False when it is not done in time."""
    while (state := connection.poll()) != psycopg2.extensions.POLL_OK:
        wanted = [connection]
        reads, writes = (wanted, []) if state == psycopg2.extensions.POLL_READ else ([], wanted)
        left = deadline - time.monotonic()
        if left <= 0 or not any(select.select(reads, writes, [], left)):
            return False
    return True


def _forget_threads():
    """A fork has none of its parent's threads."""
    global _lock
    _servers.clear()
    _lock = threading.Lock()


os.register_at_fork(after_in_child=_forget_threads)
