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
    """What stands behind the slug in the address (a leaflet, a calendar) stands behind the new one as well."""

    @wraps(view)
    def follow(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Moved as moved:
            query = request.META.get("QUERY_STRING", "")
            behind = request.path.partition(f"/{kwargs['slug']}/")[2]
            return redirect(f"{moved}{behind}?{query}" if query else f"{moved}{behind}", permanent=True)

    return follow
