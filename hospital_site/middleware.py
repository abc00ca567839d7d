"""What happens around every request, beyond Django's own."""

import math

from cms.middleware.toolbar import ToolbarMiddleware
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseNotAllowed, HttpResponsePermanentRedirect
from django.utils.http import escape_leading_slashes, urlencode

from common.rate_limits import RateLimitExceeded
from content.pasted_html import dropped_here

from . import views

TOOLBAR_SWITCHES = ("toolbar_on", "toolbar_off", "cms-toolbar-login", "edit", "structure", "preview")


def is_visitor(request):
    """Somebody without a session, whom no page can know."""
    return settings.SESSION_COOKIE_NAME not in request.COOKIES


class StripToolbarParamsMiddleware:
    """Drop the CMS's toolbar parameters for visitors.

    Without this, `?toolbar_on` starts a session and sets a cookie for anybody who follows such
    a link, and that page can no longer be cached.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if (
            is_visitor(request)
            and request.method in ("GET", "HEAD")
            and any(name in request.GET for name in TOOLBAR_SWITCHES)
        ):
            kept = [
                (name, value)
                for name in request.GET
                if name not in TOOLBAR_SWITCHES
                for value in request.GET.getlist(name)
            ]
            path = escape_leading_slashes(request.path)  # "//evil.example/" would lead off the site
            return HttpResponsePermanentRedirect(path + (f"?{urlencode(kept)}" if kept else ""))
        return self.get_response(request)


class PastedTextMiddleware:
    """Tell an editor what was taken out of the text that they sent, by whichever form."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with dropped_here() as said:
            response = self.get_response(request)
        for line in said:
            messages.warning(request, line)
        return response


class PublicCacheHeadersMiddleware:
    """Take back the `no-store` that the CMS puts on its pages, the home page among them, for visitors as well."""

    FREE_PAGES = ("pages-root", "pages-details-by-slug")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        page = request.resolver_match and request.resolver_match.url_name
        if page in self.FREE_PAGES and is_visitor(request) and not response.cookies:
            del response["Cache-Control"], response["Expires"]
        return response


class PagesToolbarMiddleware(ToolbarMiddleware):
    """The CMS toolbar where there are pages to edit. Elsewhere it would only cost queries.

    The health checks must answer when the database does not.
    """

    PAGES = ("/admin/", *(f"/{code}/" for code, _name in settings.LANGUAGES))

    def is_cms_request(self, request):
        return request.path_info.startswith(self.PAGES) and super().is_cms_request(request)

    def process_response(self, request, response):
        """Where nobody sees a toolbar, the CMS would forbid every browser to keep treatment pages, photos and icons."""
        has_toolbar = self.is_cms_request(request) and not is_visitor(request)
        return super().process_response(request, response) if has_toolbar else response


class RequestSizeLimitMiddleware:
    """Refuse what is far too large for a patient's form before any of it is read or written to a disk."""

    PAGES = tuple(f"/{code}/appointments/" for code, _name in settings.LANGUAGES)

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info.startswith(self.PAGES) and self.size(request) > settings.LARGEST_FORM_BYTES:
            return views.page_without_database(request, 413)
        return self.get_response(request)

    def size(self, request):
        try:
            return int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return 0


class ErrorPagesMiddleware:
    """A page in words where there would be a bare status: a method that an address does not know, too many tries."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            page = views.error_page(request, 405)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request, exception):
        if not isinstance(exception, RateLimitExceeded):
            return None
        page = views.error_page(request, 429)
        page["Retry-After"] = math.ceil(exception.wait.total_seconds())
        return page
