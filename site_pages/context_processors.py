"""What every template may use."""

from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from common.languages import language_links, paths_in_every_language
from directory.hospital_cache import remember

from .site_context import site_context


def hospital(request):
    """`hospital` (None on an empty site) with its `site_context`, `search_url`, and `language_links`."""
    around = SimpleLazyObject(site_context)
    return {
        "hospital": SimpleLazyObject(lambda: remember(around.hospital)),
        "site_context": around,
        "search_url": reverse("search:search"),
        "language_links": SimpleLazyObject(lambda: language_links(paths_in_every_language(request.path))),
    }
