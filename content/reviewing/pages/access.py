"""Who may open the pages about a version, of whatever kind it is."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from djangocms_versioning.models import Version

from common.private_pages import private_page

from ..people import may_read
from ..preview_links import may_share

KINDS_OF_WORDS = "content"  # the room whose versions are reviewed here


def staff_page(view):
    @private_page
    @wraps(view)
    def wrapped(request, **of_the_address):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.is_staff:
            raise PermissionDenied
        return view(request, **of_the_address)

    return wrapped


def version_page(view):
    """Finds the version, and refuses those who may not see pages of its kind."""

    @staff_page
    @wraps(view)
    def wrapped(request, *, version_id, **of_the_address):
        version = _version(version_id, content_type__app_label=KINDS_OF_WORDS)
        if not may_read(request.user, version):
            raise PermissionDenied
        return view(request, version, **of_the_address)

    return wrapped


def shared_page(view):
    """Finds the version of a page of any kind, free pages included, and refuses those who may not share it."""

    @staff_page
    @wraps(view)
    def wrapped(request, *, version_id, **of_the_address):
        version = _version(version_id)
        if not may_share(request.user, version):
            raise PermissionDenied
        return view(request, version, **of_the_address)

    return wrapped


def _version(version_id, **kind):
    versions = Version.objects.select_related("content_type", "created_by")
    version = get_object_or_404(versions, pk=version_id, **kind)
    if version.content is None:
        raise Http404
    return version
