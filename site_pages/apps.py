from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SitePagesConfig(AppConfig):
    name = "site_pages"
    verbose_name = _("Other pages")

    def ready(self):
        from .page_kinds import register_page_kinds

        register_page_kinds()
