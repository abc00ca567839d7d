"""Which addresses there are, for search engines: each with its languages and the day it last changed."""

from collections import defaultdict
from datetime import timedelta

from cms.models import PageContent
from django.conf import settings
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe

from content.models import Condition, TreatmentContent
from directory.models import Department, Doctor, Hospital, Location

MOST_ADDRESSES = 50_000  # that a sitemap may have
LISTS = (
    "pages-root",
    "content:treatment_list",
    "content:condition_list",
    "directory:doctor_list",
    "directory:department_list",
    "directory:location_list",
    "directory:contact",
)
LANGUAGES = [code for code, _name in settings.LANGUAGES]
SECURITY_TXT_IS_VALID_FOR = timedelta(days=180)


@require_safe
def sitemap_xml(request):
    pages = [page for page in (*lists(), *treatments(), *things(), *free_pages()) if page]
    addresses = [(address, page) for page in pages for address in page.values()][:MOST_ADDRESSES]
    return render(request, "sitemap.xml", {"addresses": addresses}, content_type="application/xml; charset=utf-8")


def lists():
    for route in LISTS:
        yield in_every_language(lambda route=route: reverse(route))


def treatments():
    """Only the languages in which a page is published, each with the day of its own last change."""
    pages = defaultdict(dict)
    contents = TreatmentContent.objects.select_related("treatment").annotate(changed=Max("versions__modified"))
    for content in contents:
        pages[content.treatment_id][content.language] = entry(
            content.language, content.get_absolute_url(), content.changed
        )
    return pages.values()


def things():
    for things in (Condition.objects, Doctor.objects.listed(), Department.objects, Location.objects):
        for thing in things.all():
            yield in_every_language(thing.get_absolute_url, thing.updated_at)


def free_pages():
    pages = defaultdict(dict)
    for content in PageContent.objects.filter(page__is_home=False, language__in=LANGUAGES).select_related("page"):
        if address := content.page.get_absolute_url(content.language):
            pages[content.page_id][content.language] = entry(content.language, address, content.changed_date)
    return pages.values()


def in_every_language(path, changed=None):
    page = {}
    for code in LANGUAGES:
        with override(code):
            page[code] = entry(code, path(), changed)
    return page


def entry(language, path, changed):
    return {"language": language, "url": settings.SITE_ADDRESS + path, "changed": changed}


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
