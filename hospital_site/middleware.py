"""What happens around every request, beyond Django's own."""

from cms.middleware.toolbar import ToolbarMiddleware
from django.conf import settings
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.utils.http import urlencode

TOOLBAR_SWITCHES = ("toolbar_on", "toolbar_off", "cms-toolbar-login", "edit", "structure", "preview")


class NoToolbarSwitchForVisitors:
    """Drop the CMS's toolbar parameters for visitors.

    Without this, `?toolbar_on` starts a session and sets a cookie for anybody who follows such
    a link, and that page can no longer be cached.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        is_visitor = settings.SESSION_COOKIE_NAME not in request.COOKIES
        if is_visitor and request.method in ("GET", "HEAD") and any(name in request.GET for name in TOOLBAR_SWITCHES):
            kept = [
                (name, value)
                for name in request.GET
                if name not in TOOLBAR_SWITCHES
                for value in request.GET.getlist(name)
            ]
            return HttpResponsePermanentRedirect(request.path + (f"?{urlencode(kept)}" if kept else ""))
        return self.get_response(request)


class ToolbarOnPages(ToolbarMiddleware):
    """The CMS toolbar where there are pages to edit. Elsewhere it would only cost queries.

    The health checks must answer when the database does not.
    """

    PAGES = ("/admin/", *(f"/{code}/" for code, _name in settings.LANGUAGES))

    def is_cms_request(self, request):
        return request.path_info.startswith(self.PAGES) and super().is_cms_request(request)


class SmallRequestForms:
    """Refuse what is far too large for a patient's form before any of it is read or written to a disk."""

    PAGES = tuple(f"/{code}/appointments/" for code, _name in settings.LANGUAGES)

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info.startswith(self.PAGES) and self.size(request) > settings.LARGEST_FORM_BYTES:
            return HttpResponse(render_to_string("413.html"), status=413)
        return self.get_response(request)

    def size(self, request):
        try:
            return int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return 0
