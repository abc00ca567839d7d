"""Stands in INSTALLED_APPS in the place of django.contrib.admin."""

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    default_site = "hospital_site.administration.site.Administration"

    def ready(self):
        from . import days_as_shown, words_in_lists

        words_in_lists.install()
        days_as_shown.install()  # before any model is registered: each takes the fields as they are then
        super().ready()
