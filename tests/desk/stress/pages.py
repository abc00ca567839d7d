"""Every page of the desk that can be looked at, and every way to ask for less of it: found, not listed."""

from urllib.parse import urlencode, urljoin, urlsplit

from bs4 import BeautifulSoup
from django.urls import get_resolver

from bookings.models import AppointmentRequest
from tests.test_roles import Addresses, patterns

DAY = "2026-11-01"


def addresses():
    """Of each route of the desk, with something that exists in each of its places."""
    filled = Addresses()
    return [filled.of(route) for route, _pattern in patterns(get_resolver()) if route.startswith("/desk/")]


def typed():
    """What people type into a field that looks for somebody."""
    somebody = AppointmentRequest.objects.filter(erased_at=None).order_by("-pk").first()
    return [somebody.reference, somebody.phone, somebody.phone[-4:], somebody.full_name, somebody.full_name.split()[0]]


def ways_to_ask(url, html):
    """Addresses that a page's own forms and links lead to, of the same page: filters, searches, further pages."""
    page = BeautifulSoup(html, "html.parser")
    found = {urljoin(url, form_url) for form in page.select("form[method=get]") for form_url in _of(form, url)}
    found |= {urljoin(url, link["href"]) for link in page.select("a[href*='?']")}
    path = urlsplit(url).path
    return sorted(each for each in found if urlsplit(each).path.startswith("/desk/") and _is_near(each, path))[:60]


def _is_near(url, path):
    """Of this page, or one that it searches or takes away; not the pages of a hundred rows."""
    return "/requests/" not in urlsplit(url).path or urlsplit(url).path == path


def _of(form, url):
    action = urlsplit(form.get("action", "")).path or urlsplit(url).path
    for field in form.select("select[name], input[name]"):
        for value in _values(field):
            yield f"{action}?{urlencode({field['name']: value})}"


def _values(field):
    if field.name == "select":
        return [option.get("value", option.text) for option in field.select("option")][:6]
    kind = field.get("type", "text")
    if kind in ("checkbox", "radio"):
        return [field.get("value", "on")]
    if kind == "date":
        return [DAY]
    return typed() if kind in ("text", "search", "tel") else []
