"""Where editors find treatments, fill in the short form, and see what still keeps a page from being published."""

from cms.admin.placeholderadmin import FrontendEditableAdminMixin
from cms.admin.utils import GrouperModelAdmin
from cms.toolbar.utils import get_object_edit_url
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from . import search_admin, services  # noqa: F401 - registers what editors keep for search
from .fingerprint import fingerprint
from .models import (
    Condition,
    SignOff,
    Treatment,
    TreatmentCondition,
    TreatmentContent,
    TreatmentFact,
    TreatmentReference,
)
from .publish_gate import valid_sign_off, whats_missing


@admin.register(Condition)
class ConditionAdmin(admin.ModelAdmin):
    list_display = ["name", "slug"]
    search_fields = ["name", "slug"]


@admin.register(Treatment)
class TreatmentAdmin(GrouperModelAdmin):
    """The list of treatments in one language, and the short form of a page."""

    extra_grouping_fields = ("language",)
    list_display = ["content__title", "department", "content__next_review", "admin_list_actions"]
    list_display_links = ["content__title"]
    list_filter = ["department"]
    search_fields = ["slug", "content__title", "content__generic_name", "content__trade_names"]
    prepopulated_fields = {"slug": ("content__title",)}
    filter_horizontal = ["doctors"]
    list_select_related = ["department"]
    fieldsets = [
        (None, {"fields": ["content__language", "content__title", "slug", "department", "doctors"]}),
        (_("Names and lead"), {"fields": ["content__generic_name", "content__trade_names", "content__lead"]}),
        (
            _("Credit and review"),
            {
                "fields": [
                    "content__credited_doctor",
                    "content__credited_hospital",
                    "content__last_reviewed",
                    "content__next_review",
                ]
            },
        ),
        (
            _("Safety"),
            {
                "fields": [
                    "content__urgent_signs",
                    "content__urgent_not_applicable",
                    "content__exclusions_not_applicable",
                ]
            },
        ),
        (
            _("Headings and closing"),
            {"fields": ["content__conditions_heading", "content__closing_title", "content__closing_text"]},
        ),
    ]


class FactInline(admin.TabularInline):
    model = TreatmentFact
    extra = 0
    max_num = 4


class ConditionInline(admin.TabularInline):
    model = TreatmentCondition
    extra = 0
    autocomplete_fields = ["condition"]


class ReferenceInline(admin.TabularInline):
    model = TreatmentReference
    extra = 0
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


@admin.register(TreatmentContent)
class TreatmentContentAdmin(FrontendEditableAdminMixin, admin.ModelAdmin):
    """The lists that belong to a version. Reached from the treatment's form and the toolbar, not from the menu."""

    inlines = [FactInline, ConditionInline, ReferenceInline]
    fields = [
        "title",
        "generic_name",
        "trade_names",
        "lead",
        "credited_doctor",
        "conditions_heading",
        "urgent_signs",
        "urgent_not_applicable",
        "exclusions_not_applicable",
        "last_reviewed",
        "next_review",
        "closing_title",
        "closing_text",
    ]
    frontend_editable_fields = ["title", "lead", "conditions_heading", "closing_title", "closing_text"]

    def has_module_permission(self, request):
        return False

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        return [
            path(
                "<int:content_id>/readiness/",
                self.admin_site.admin_view(self.readiness_view),
                name="content_treatmentcontent_readiness",
            ),
            *super().get_urls(),
        ]

    def readiness_view(self, request, content_id):
        """What is missing before this version can be published; the clinician's sign-off; the button to publish."""
        return _readiness(request, content_id)


@require_http_methods(["GET", "HEAD", "POST"])
def _readiness(request, content_id):
    content = get_object_or_404(
        TreatmentContent._original_manager.select_related("treatment__department"), pk=content_id
    )
    if not request.user.has_perm("content.view_treatmentcontent"):
        raise PermissionDenied
    version = content.versions.first()
    if version is None:
        raise Http404
    if request.method == "POST":
        try:
            services.sign_off(content, by=request.user, seen_fingerprint=request.POST.get("fingerprint", ""))
        except services.SignOffRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Signed off. The page can be published by a publisher."))
        return redirect(request.path)
    missing = whats_missing(content)
    return render(
        request,
        "admin/content/readiness.html",
        {
            **admin.site.each_context(request),
            "title": content.title,
            "content": content,
            "version": version,
            "missing": [(thing, _where_to_fill(content, thing)) for thing in missing],
            "sign_off": valid_sign_off(content),
            "old_sign_offs": content.sign_offs.all(),
            "fingerprint": fingerprint(content),
            "statement": services.STATEMENT,
            "is_author": version.created_by == request.user,
            "may_sign_off": request.user.has_perm("content.sign_off_treatmentcontent"),
            "may_publish": request.user.has_perm("content.publish_treatmentcontent"),
            "publish_url": reverse("admin:djangocms_versioning_treatmentcontentversion_publish", args=[version.pk]),
            "edit_url": get_object_edit_url(content, language=content.language),
        },
    )


def _where_to_fill(content, thing):
    if thing.field == "department":
        return reverse("admin:content_treatment_change", args=[content.treatment_id]) + "#id_department"
    if thing.field == "references":
        return reverse("admin:content_treatmentcontent_change", args=[content.pk]) + "#references-group"
    if thing.field:
        return reverse("admin:content_treatmentcontent_change", args=[content.pk]) + f"#id_{thing.field}"
    if thing.code == "who_should_not":
        return get_object_edit_url(content, language=content.language)
    return ""


@admin.register(SignOff)
class SignOffAdmin(admin.ModelAdmin):
    """The record of sign-offs: to read, never to change."""

    list_display = ["treatment", "language", "version_number", "by_name", "at"]
    list_filter = ["language"]
    date_hierarchy = "at"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
