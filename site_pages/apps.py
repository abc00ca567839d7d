from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SitePagesConfig(AppConfig):
    name = "site_pages"
    verbose_name = _("Other pages")

    def ready(self):
        from datetime import timedelta

        from cms.models import Page

        from common import queue
        from directory.two_person import lists, take_down
        from directory.two_person.kinds import Kind, register
        from directory.two_person.take_down import Removable

        from .links import checking
        from .models import ExtraLink, Notice
        from .page_kinds import register_page_kinds
        from .publishing import free_pages_down, gate
        from .publishing.lists import page_texts

        gate.install()
        queue.register("check_links", run=checking.check_links, every=timedelta(days=1))
        register_page_kinds()
        take_down.register(
            Removable(Page, free_pages_down.unpublish_page, by_language=True, find=free_pages_down.page_at)
        )
        take_down.register(Removable(Notice, take_down.not_live, shown=lambda: Notice.objects.filter(is_live=True)))
        facts = ("severity", "starts_at", "ends_at", "link")
        register(Kind(Notice, facts=facts, texts=("text", "link_text"), live="is_live"))
        register(Kind(ExtraLink, facts=("place", "label", "page_id", "url"), live="is_live"))
        lists.register(page_texts)
