from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self):
        from directory.two_person import lists

        from . import signals
        from .models import SearchEntry, SearchWord

        signals.connect()
        lists.register(
            lambda: [
                (lists.By.FOLLOWS, SearchEntry, ("title", "title_words", "text", "url")),
                (lists.By.FOLLOWS, SearchWord, ("word",)),
            ]
        )
