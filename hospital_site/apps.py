from datetime import timedelta

from django.apps import AppConfig


class HospitalSiteConfig(AppConfig):
    name = "hospital_site"

    def ready(self):
        from common import queue

        from .proxy import error_pages

        queue.register("write_error_pages", run=error_pages.write_error_pages, every=timedelta(hours=1))
