from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = _("Treatment pages")

    def ready(self):
        from djangocms_versioning.models import Version

        from . import grouper_admin_per_thread, pictures, rich_text, search_upkeep
        from .publish_gate import check_before_publishing
        from .subjects import offer_subjects

        grouper_admin_per_thread.install()
        rich_text.narrow_the_cms_allow_list()
        offer_subjects()
        search_upkeep.connect()
        pictures.connect()
        # So that "Publish" is offered only where it would succeed, and a refusal is a message, not an error page.
        Version.check_publish.append(check_before_publishing)
