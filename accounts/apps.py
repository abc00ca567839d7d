from datetime import timedelta

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        from django.core.management import call_command

        from common import queue

        queue.register("forget_sessions", run=lambda: call_command("clearsessions"), every=timedelta(hours=1))
