from datetime import timedelta

from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "common"

    def ready(self):
        from . import queue, rate_limits
        from .pictures import copies, library

        copies.connect()
        library.install()
        queue.register("forget_attempts", run=rate_limits.forget_old_attempts, every=timedelta(hours=1))
