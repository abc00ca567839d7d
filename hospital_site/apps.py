from datetime import timedelta

from django.apps import AppConfig, apps
from django.db.models.signals import pre_migrate


class HospitalSiteConfig(AppConfig):
    name = "hospital_site"

    def ready(self):
        from common import queue

        from .operating import start_up
        from .proxy import error_pages

        # The signal is sent for each app with tables: one of them is enough.
        one = apps.get_app_config("common")
        pre_migrate.connect(lambda **_options: start_up.check_database(makes_tables=True), sender=one, weak=False)

        queue.register("write_error_pages", run=error_pages.write_error_pages, every=timedelta(hours=1))
