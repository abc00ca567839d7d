"""Sends readers from an old address to the page that lives elsewhere now."""

from functools import wraps

from django.http import Http404
from django.shortcuts import redirect

from .models import SlugRedirect


class Moved(Exception):
    """The page is at another address now."""


def find_page(queryset, slug):
    """The thing with this address; Moved if it has another by now, 404 if there never was one."""
    found = queryset.filter(slug=slug).first()
    if found is None and (moved := SlugRedirect.find(queryset, slug)):
        raise Moved(moved.get_absolute_url())
    if found is None:
        raise Http404
    return found


def redirect_old_slugs(view):
    @wraps(view)
    def follow(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Moved as moved:
            query = request.META.get("QUERY_STRING", "")
            return redirect(f"{moved}?{query}" if query else str(moved), permanent=True)

    return follow
