"""Stands in INSTALLED_APPS in the place of django.contrib.admin."""

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    default_site = "hospital_site.administration.site.Administration"

    def ready(self):
        from . import days_as_shown, words_in_lists

        words_in_lists.install()
        days_as_shown.install()  # before any model is registered: each takes the fields as they are then
        super().ready()
        self._keep_second_factors_out()

    def _keep_second_factors_out(self):
        """The library offers pages with everybody's secrets; people set up their own, and operators have a command."""
        from django.contrib.admin import site
        from django_otp.plugins.otp_static.models import StaticDevice
        from django_otp.plugins.otp_totp.models import TOTPDevice

        site.unregister([StaticDevice, TOTPDevice])
