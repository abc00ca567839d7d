"""Puts these headers on every answer, also on those of other middleware: the outermost there is."""

from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from .policies import ENDPOINT, PERMISSIONS, PUBLIC, REPORTS, STAFF, as_header

DOCUMENTS = ("text/html", "text/xml", "application/xml", "image/svg+xml", "application/pdf")


class SecurityHeadersMiddleware:
    """By who asks, not by what: the toolbar of the CMS stands on public pages, and visitors reach the desk's door."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if response.get("Content-Type", "").startswith(DOCUMENTS) and not _is_page_for_developers(response):
            _say_what_it_may_do(response, is_staff=_is_staff(request))
        return response


def _say_what_it_may_do(response: HttpResponse, *, is_staff: bool) -> None:
    response.setdefault("Content-Security-Policy", as_header(STAFF if is_staff else PUBLIC))
    response["Reporting-Endpoints"] = f'{ENDPOINT}="{REPORTS}"'
    response["Permissions-Policy"] = PERMISSIONS
    response["X-Frame-Options"] = "SAMEORIGIN" if is_staff else "DENY"


def _is_staff(request: HttpRequest) -> bool:
    """Asks nothing of the database for somebody without a session, and gives up where it is away."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not hasattr(request, "user"):
        return False
    try:
        return request.user.is_authenticated
    except DatabaseError:
        return False


def _is_page_for_developers(response: HttpResponse) -> bool:
    """Django's own account of a mistake has styles and scripts inside; DEBUG is never on in production."""
    return settings.DEBUG and response.status_code >= 400
