from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    name = "common"
    verbose_name = _("What every room uses")

    def ready(self):
        from . import pictures

        pictures.connect()
