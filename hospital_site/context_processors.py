"""What every template may use."""

from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from .languages import language_links, paths_in_every_language
from .last_known import remember
from .surroundings import surroundings


def hospital(request):
    """`hospital` (None on an empty site) with its `surroundings`, `search_url`, and `language_links`."""
    around = SimpleLazyObject(surroundings)
    return {
        "hospital": SimpleLazyObject(lambda: remember(around.hospital)),
        "surroundings": around,
        "search_url": reverse("content:search"),
        "language_links": SimpleLazyObject(lambda: language_links(paths_in_every_language(request.path))),
    }
