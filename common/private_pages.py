"""Pages that are nobody else's business: those of patients about their own request, and of staff about their login."""

import math
from functools import wraps

from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import ngettext


def private_page(view):
    """Not stored, not found by search engines, and no word to other sites about where the visitor comes from."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex, nofollow"
        # Not "no-referrer": with that, browsers send forms with "Origin: null", and they would be refused.
        response.setdefault("Referrer-Policy", "same-origin")
        return response

    return wrapped


def too_many(request, template, context, wait):
    """429, with everything that was typed, and when to try again."""
    response = render(request, template, context | {"try_again": wait_in_words(wait)}, status=429)
    response["Retry-After"] = math.ceil(wait.total_seconds())
    return response


def wait_in_words(wait):
    seconds = math.ceil(wait.total_seconds())
    if seconds <= 90:
        return ngettext("%(count)s second", "%(count)s seconds", seconds) % {"count": seconds}
    minutes = math.ceil(seconds / 60)
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
