"""The site on somebody's phone: kept like an app, and a page with our telephone numbers without a connection.

All of it comes on top: a browser that knows none of this reads the same pages.
"""

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext, override
from django.views.decorators.http import etag, require_safe

from common.languages import direction
from directory.models import Hospital, Location

SCRIPT = (Path(__file__).parent / "service_worker.js").read_text(encoding="utf-8")
LANGUAGES = [code for code, _name in settings.LANGUAGES]
# As in static/css/tokens.css, where a stylesheet cannot be asked.
GREEN, PAGE = "#084742", "#ffffff"
ONE_HOUR = 3600
ONE_MINUTE = 60


@require_safe
def manifest(request):
    """What a phone asks before it keeps the site beside its apps."""
    hospital = Hospital.objects.current()
    language = get_language()
    name = str(hospital.name) if hospital else gettext("Hospital")
    answer = {
        "id": "/",
        "name": name,
        "short_name": str(hospital.short_name) or name if hospital else name,
        "lang": language,
        "dir": direction(language),
        "start_url": f"/{language}/",
        "scope": "/",
        "display": "minimal-ui",
        "theme_color": GREEN,
        "background_color": PAGE,
        "icons": icons(),
        "shortcuts": [
            {"name": gettext("Request an appointment"), "url": reverse("bookings:request")},
            {"name": gettext("Find a doctor"), "url": reverse("directory:doctor_list")},
            {"name": gettext("Contact"), "url": reverse("directory:contact")},
        ],
    }
    headers = {"Cache-Control": f"public, max-age={ONE_HOUR}"}
    return JsonResponse(answer, content_type="application/manifest+json", headers=headers)


def icons():
    drawn = [("icon.svg", "any", "any"), ("icon-192.png", "192x192", "any"), ("icon-512.png", "512x512", "any")]
    drawn += [("icon-maskable-512.png", "512x512", "maskable")]
    kinds = {".svg": "image/svg+xml", ".png": "image/png"}
    return [
        {"src": static(f"images/{name}"), "sizes": sizes, "type": kinds[name[-4:]], "purpose": purpose}
        for name, sizes, purpose in drawn
    ]


@require_safe
def offline_page(request):
    return HttpResponse(offline_words())


def offline_words():
    """Without the request, because the page is the same for everyone and says nothing about where it was asked for."""
    places = Location.objects.exclude(emergency_phone="").in_order()
    return render_to_string("offline.html", {"hospital": Hospital.objects.current(), "places": places})


def version():
    """Changes with every word and number of the offline page, so that phones fetch it anew."""
    return cache.get_or_set("offline-page-version", fingerprint, ONE_MINUTE)


def fingerprint():
    pages = hashlib.sha256(SCRIPT.encode())
    for language in LANGUAGES:
        with override(language):
            pages.update(offline_words().encode())
    return pages.hexdigest()[:16]


@require_safe
@etag(lambda request: f'"{version()}"')
def service_worker(request):
    """From the root, because it may only look after what lies below its own address."""
    values = {"VERSION": version(), "ASSETS": [static("css/site.css")], "LANGUAGES": LANGUAGES}
    lines = [f"const {name} = {json.dumps(value)}" for name, value in values.items()]
    script = "\n".join([*lines, "", SCRIPT])
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})
