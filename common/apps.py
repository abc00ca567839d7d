from datetime import timedelta

from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "common"

    def ready(self):
        from . import queue, rate_limits
        from .pictures import copies, library
        from .security_events import log

        copies.connect()
        library.install()
        queue.register("forget_attempts", run=rate_limits.forget_old_attempts, every=timedelta(hours=1))
        queue.register("tell_security_events", run=log.tell_what_triggers_wrote, every=timedelta(minutes=1))
