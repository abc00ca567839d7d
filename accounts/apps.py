from datetime import timedelta

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        from django.core.management import call_command

        from common import queue

        from .guesses import warnings
        from .passwords import links
        from .sessions import lasting

        queue.register(
            links.KIND,
            run=links.send_link,
            tries=links.TRIES,
            given_up=links.give_up,
        )
        queue.register(warnings.KIND, run=warnings.send_mail, tries=links.TRIES)

        def forget_sessions():
            call_command("clearsessions")
            lasting.forget_ended()

        queue.register("forget_sessions", run=forget_sessions, every=timedelta(hours=1))
        lasting.follow_signing_in()
