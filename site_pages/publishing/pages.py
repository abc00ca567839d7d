"""The page of the administration on which a second person, or a clinician, says that a version of a page is right."""

from cms.models import PageContent
from cms.toolbar.utils import get_object_preview_url
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from djangocms_versioning.constants import DRAFT
from djangocms_versioning.models import Version

from content.reviewing.preview_links import may_share

from . import gate
from .gate import Kind


def urls() -> list:
    return [
        path("<int:content_id>/second-person/", admin.site.admin_view(second_person), name="site_pages_second_person")
    ]


def url_of(content: PageContent) -> str:
    return reverse("admin:site_pages_second_person", args=[content.pk])


@require_http_methods(["GET", "HEAD", "POST"])
def second_person(request: HttpRequest, content_id: int) -> HttpResponse:
    if not request.user.has_perm("djangocms_versioning.view_pagecontentversion"):
        raise PermissionDenied
    content = get_object_or_404(PageContent._original_manager.select_related("page"), pk=content_id)
    if request.method == "POST":
        return _check(request, content)
    version, writers = Version.objects.get_for_content(content), gate.writers_of(content)
    medical = gate.medical_words(content)
    context = {
        **admin.site.each_context(request),
        "title": content.title,
        "content": content,
        "version": version,
        "is_draft": version.state == DRAFT,
        "fingerprint": gate.fingerprint(content),
        "writers": list(get_user_model().objects.filter(pk__in=[pk for pk in writers if pk])),
        "somebody_unknown": None in writers,
        "read_by": gate.checks_of(content, Kind.SECOND_PERSON),
        "medical": medical,
        "signed_by": gate.checks_of(content, Kind.CLINICIAN) if medical else [],
        "is_writer": request.user.pk in writers,
        "may_read": gate.may_check(request.user, Kind.SECOND_PERSON, content),
        "may_sign": bool(medical) and gate.may_check(request.user, Kind.CLINICIAN, content),
        "blockers": gate.blockers(content, request.user),
        "may_publish": version.state == DRAFT and version.check_publish.as_bool(request.user),
        "preview_url": get_object_preview_url(content, content.language),
        "share_url": reverse("review:links", args=[version.pk]) if may_share(request.user, version) else "",
        "publish_url": reverse("admin:djangocms_versioning_pagecontentversion_publish", args=[version.pk]),
    }
    return render(request, "admin/site_pages/second_person.html", context)


def _check(request, content):
    kind = request.POST.get("kind")
    if kind in Kind.values:
        try:
            gate.check(content, kind, by=request.user, seen=request.POST.get("fingerprint", ""))
        except gate.CheckRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Noted, with your name."))
    return redirect(request.path)
