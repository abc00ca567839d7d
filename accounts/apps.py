from datetime import timedelta

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        from django.core.management import call_command

        from common import queue

        from . import password_links

        queue.register(
            password_links.KIND,
            run=password_links.send_link,
            tries=password_links.TRIES,
            given_up=password_links.give_up,
        )
        queue.register("forget_sessions", run=lambda: call_command("clearsessions"), every=timedelta(hours=1))
