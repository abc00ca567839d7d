"""Addresses that belong to no room: the entrance, the health checks, the error pages."""

import logging
import sys

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import OperationalError, connection
from django.http import HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.template import loader
from django.templatetags.static import static
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request, override
from django.views.decorators.http import require_safe

from common.languages import language_links, paths_in_every_language
from directory.hospital_cache import last_known_hospital
from directory.moved_pages import where_it_moved

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 30


@require_safe
def to_the_visitors_language(request):
    response = HttpResponseRedirect(f"/{get_language_from_request(request)}/")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])  # staff keep their language in one
    return response


@require_safe
def healthz(request):
    """The process answers. Says nothing about the database, so that a load balancer does not stop all nodes at once."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def favicon(request):
    """Browsers ask for this on pages that name no icon, such as the admin's."""
    return HttpResponseRedirect(static("images/icon.svg"))


@require_safe
def robots_txt(request):
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /desk/",
        "Disallow: /staff/",
        "Disallow: /*/appointments/",
        "Disallow: /*/search/",
    ]
    lines += ["", f"Sitemap: {settings.SITE_ADDRESS}/sitemap.xml"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def bad_request(request, exception=None):
    return page_without_database(request, 400)


def forbidden(request, exception=None):
    return error_page(request, 403)


def csrf_failure(request, reason=""):
    return page_without_database(request, 403, "403_csrf.html")


def not_found(request, exception=None):
    try:
        if request.method in ("GET", "HEAD") and (moved := where_it_moved(request.path)):
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(f"{moved}?{query}" if query else moved)
    except DatabaseError:
        return server_error(request)
    return error_page(request, 404)


def server_error(request):
    refused_by_database = isinstance(sys.exc_info()[1], OperationalError)
    status = 503 if refused_by_database or _database_is_away() else 500
    return page_without_database(request, status, typed=_typed(request), path=request.path)


def error_page(request, status):
    try:
        return render(request, f"{status}.html", status=status)
    except DatabaseError:
        return server_error(request)


def page_without_database(request, status, template=None, **more):
    """No database, no context processors: such a page works when nothing else does. Its language is the address's."""
    with override(get_language_from_request(request, check_path=True)):
        context = {
            "hospital": last_known_hospital(),
            "phone": settings.PHONE_WHEN_AWAY,
            "language_links": language_links(paths_in_every_language(request.path)),
        }
        page = loader.render_to_string(template or f"{status}.html", context | more)
    answer = HttpResponse(page, status=status)
    if status == 503:
        answer["Retry-After"] = RETRY_AFTER_SECONDS
    return answer


def _typed(request):
    """What a visitor has just sent, to be sent once more: nothing is lost because we were away."""
    try:
        if request.method == "POST" and "/appointments/" in request.path:
            return [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    except Exception:  # whatever is wrong with the form, this page is shown
        logger.warning("a form could not be read again: %s", request.path)
    return []


def _database_is_away():
    try:
        connection.ensure_connection()
        return not connection.is_usable()
    except DatabaseError:
        return True
