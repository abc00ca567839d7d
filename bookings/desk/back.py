"""The way back to the list that somebody came from, with its filters and its page."""

from urllib.parse import urlsplit

from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode

LISTS = ("desk:inbox", "desk:section")


def to_the_list(request):
    """After something was done: to the list that a form names as `back`, or that the page before was opened from."""
    return redirect(_of_the_page_before(request) or reverse("desk:inbox"))


def to_its_page(request, reference):
    """After something was done: to the page of the request, which knows still from which list it was opened."""
    return redirect(with_back(reverse("desk:detail", args=[reference]), _of_the_page_before(request)))


def with_back(url, back):
    return f"{url}?{urlencode({'back': back})}" if back else url


def back_of(request):
    """The list that this page was opened from, as its address says; "" when that is none of ours."""
    return _ours(request.POST.get("back") or request.GET.get("back", ""))


def _of_the_page_before(request):
    if back := back_of(request):
        return back
    return _ours(QueryDict(_query(request.META.get("HTTP_REFERER", ""))).get("back", ""))


def _ours(url):
    try:
        parts = urlsplit(url)
        is_list = not parts.netloc and not parts.scheme and resolve(parts.path).view_name in LISTS
    except (ValueError, Resolver404):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "") if is_list else ""


def _query(url):
    try:
        return urlsplit(url).query
    except ValueError:
        return ""
