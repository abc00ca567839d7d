"""Which addresses there are, for search engines: each with its languages and the day it last changed."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from common.page_kinds import KINDS, LANGUAGES
from directory.models import Hospital

SECURITY_TXT_IS_VALID_FOR = timedelta(days=180)


class Pages(Sitemap):
    """The pages of every kind. No x-default: an address without a language is none of ours."""

    i18n = alternates = True

    def items(self):
        return [entries for kind in KINDS.values() for entries in kind.sitemap_entries() if entries]

    def get_languages_for_item(self, entries):
        return list(entries)

    def location(self, entries):
        return entries[get_language()].path

    def get_urls(self, *args, **kwargs):
        """Django asks for one day for all languages of an item. Here each has its own."""
        urls = super().get_urls(*args, **kwargs)
        for url in urls:
            entries, language = url["item"]
            url["lastmod"] = entries[language].changed
        return urls

    def get_protocol(self, protocol=None):
        return urlsplit(settings.SITE_ADDRESS).scheme

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_ADDRESS).netloc


@require_safe
def sitemap_xml(request):
    return sitemap(
        request,
        {"pages": Pages},
        template_name="web/sitemap.xml",
        content_type="application/xml; charset=utf-8",
    )


@require_safe
def security_txt(request):
    """Where to report a security problem (RFC 9116)."""
    hospital = Hospital.objects.current()
    contact = settings.SECURITY_CONTACT or (hospital and hospital.email and f"mailto:{hospital.email}")
    expires = (timezone.now() + SECURITY_TXT_IS_VALID_FOR).replace(microsecond=0)
    lines = [
        f"Contact: {contact or settings.SITE_ADDRESS + '/' + LANGUAGES[0] + '/contact/'}",
        f"Expires: {expires.strftime('%Y-%m-%dT%H:%M:%SZ')}",
        f"Preferred-Languages: {', '.join(LANGUAGES)}",
        f"Canonical: {settings.SITE_ADDRESS}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
