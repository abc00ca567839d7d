"""Changes to blocks and versions go through one by one; each takes a moment.

The CMS checks first and writes then. Two editors at once got the same place for their blocks, which ended in an error
page for one of them, or two drafts of one page, of which one was lost.
"""

from http import HTTPStatus

from django.conf import settings
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection, transaction
from django.http import UnreadablePostError
from django.shortcuts import render

from content.publishing.editors_turn import wait_for_turn

from . import views

PAGES = ("/admin/cms/placeholder/", "/admin/djangocms_versioning/")
ROOMS = ("cms", "content", "djangocms_versioning", "site_pages")  # who has no right in any of them edits nothing
LOCK_NOT_AVAILABLE = "55P03"


class AColleagueIsSaving(Exception):
    """Their turn took longer than anybody should wait."""


class EditorLockMiddleware:
    """Waits for a turn where the view is called, not around the request: by then the CSRF token has been checked.

    Whoever sends slowly, or never to the end, is waited for before the turn and not within it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method != "POST" or not request.path_info.startswith(PAGES):
            return None
        if not site.has_permission(request):
            return None  # the view asks for a sign-in and writes nothing
        if not any(request.user.has_module_perms(room) for room in ROOMS):
            raise PermissionDenied
        if not has_arrived(request):
            return views.bad_request(request)
        return in_turn(request, lambda: view(request, *args, **kwargs))


def has_arrived(request):
    """Reads to the end. A text that broke off on its way would be kept as if it were whole."""
    try:
        if request.content_type == "multipart/form-data":
            return request.POST is not None
        announced = request.META.get("CONTENT_LENGTH") or "0"
        return len(request.body) == int(announced)
    except (UnreadablePostError, ValueError):
        return False


def in_turn(request, view):
    try:
        with transaction.atomic():
            take_turn()
            response = view()
            if callable(getattr(response, "render", None)):
                response = response.render()
            if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                transaction.set_rollback(True)
            return response
    except AColleagueIsSaving:
        return try_again(request)


def take_turn():
    """Until the end of the transaction. Only this wait has an end; those of the view are its own."""
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('lock_timeout')")
        (before,) = cursor.fetchone()
        set_lock_timeout(cursor, f"{settings.EDITOR_LOCK_SECONDS}s")
        try:
            wait_for_turn()
        except OperationalError as error:
            if getattr(error.__cause__, "pgcode", "") == LOCK_NOT_AVAILABLE:
                raise AColleagueIsSaving from None
            raise
        set_lock_timeout(cursor, before)


def set_lock_timeout(cursor, value):
    cursor.execute("select set_config('lock_timeout', %s, true)", [value])


def try_again(request):
    """What was typed stands on this page once more, to be sent again; a script keeps it where it was typed."""
    navigates = request.headers.get("Accept", "").startswith("text/html")
    template = "admin/try_again.html" if navigates else "admin/try_again_part.html"
    typed = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    context = {"typed": typed, "sends_files": bool(request.FILES), "path": request.get_full_path(), "is_popup": True}
    response = render(request, template, context, status=HTTPStatus.CONFLICT)
    response["Retry-After"] = "2"
    return response
