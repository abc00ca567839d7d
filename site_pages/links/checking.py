"""Looks at every link in turn, those that nobody looked at the longest first, and remembers what it found."""

import time
from collections import defaultdict
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from django.utils import timezone

from ..models import LinkCheck
from . import asking
from .on_pages import links

MOST_OUTSIDE = 200  # in one run
LONGEST_RUN = 15 * 60  # seconds
BETWEEN = 1  # second, for two pages of one site
AGAIN_AFTER = timedelta(days=6)  # a site outside is asked once a week, and one that failed, at the next run


def check_links() -> int:
    """The periodic job. Returns how many links are broken now."""
    urls = {address_of(link.url) for link in links()} - {""}
    LinkCheck.objects.exclude(url__in=urls).delete()
    known = {check.url: check for check in LinkCheck.objects.all()}
    begun, last = time.monotonic(), defaultdict(float)
    for url in sorted(url for url in urls if is_inside(url)):
        _note(known.get(url), url, *look_inside(url), patience=LinkCheck.INSIDE)
    outside = sorted((url for url in urls if not is_inside(url)), key=lambda url: _turn(known.get(url)))
    for url in [url for url in outside if _is_due(known.get(url))][:MOST_OUTSIDE]:
        if time.monotonic() - begun > LONGEST_RUN:
            break
        host = urlsplit(url).netloc
        time.sleep(max(0, last[host] + BETWEEN - time.monotonic()) if last[host] else 0)
        _note(known.get(url), url, *asking.ask(url), patience=LinkCheck.OUTSIDE)
        last[host] = time.monotonic()
    return LinkCheck.objects.broken().count()


def address_of(url: str) -> str:
    """Without the place on the page. What is no page (a phone number, a mail) is left out."""
    bare = url.partition("#")[0]
    return bare if bare.startswith(("/", "http://", "https://")) and len(bare) <= 2000 else ""


def is_inside(url: str) -> bool:
    return (url.startswith("/") and not url.startswith("//")) or url.startswith(f"{settings.SITE_ADDRESS}/")


def look_inside(url: str) -> tuple[bool, str]:
    """As a visitor would, without a network."""
    host, is_safe = urlsplit(settings.SITE_ADDRESS).netloc, settings.SITE_ADDRESS.startswith("https:")
    visitor = Client(raise_request_exception=False, headers={"host": host})
    status = visitor.get(url.removeprefix(settings.SITE_ADDRESS), follow=True, secure=is_safe).status_code
    return status < 400, str(status)


def _turn(check):
    return check.checked_at.timestamp() if check else 0


def _is_due(check):
    return check is None or check.failures > 0 or check.checked_at < timezone.now() - AGAIN_AFTER


def _note(check, url, is_there, found, *, patience):
    check = check or LinkCheck(url=url)
    check.patience, check.checked_at, check.found = patience, timezone.now(), found
    check.failures = 0 if is_there else check.failures + 1
    check.save()
