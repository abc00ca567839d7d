"""The one process beside the web server: it runs the queue."""

import logging
import signal
import threading

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections

from common import queue
from hospital_site.operating import start_up, systemd, watch
from hospital_site.operating.database_limits import keep_limits

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 2


class Command(BaseCommand):
    help = "Run every task that is due, until SIGTERM or Ctrl-C. Several copies may run at once."

    def handle(self, **options):
        begin()
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_args: stop.set())
        systemd.notify("READY=1")
        while not stop.is_set():
            systemd.notify("WATCHDOG=1")
            if not self.do_what_is_due():
                stop.wait(SECONDS_BETWEEN_LOOKS)

    def do_what_is_due(self):
        """True when there may be more to do at once."""
        close_old_connections()
        try:
            # A few at a time, so that a stop is not kept waiting.
            return bool(queue.run_due(limit=5))
        except (OperationalError, InterfaceError) as error:
            logger.warning("the database does not answer, trying again", exc_info=error)
            return False


def begin():
    """What holds for everything that this process does."""
    keep_limits(settings.JOB_STATEMENT_SECONDS)
    watch.start()
    start_up.check_database()
