from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = _("Treatment pages")

    def ready(self):
        from . import grouper_admin_per_thread

        grouper_admin_per_thread.install()
