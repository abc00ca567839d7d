"""Where editors find treatments and fill in the short form of a page."""

from cms.admin.utils import GrouperModelAdmin
from django import forms
from django.contrib import admin
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _
from djangocms_versioning.constants import DRAFT

from ..models import (
    Clinician,
    SignOff,
    Treatment,
    TreatmentCondition,
    TreatmentContent,
    TreatmentFact,
    TreatmentReference,
    TreatmentSign,
)
from ..publishing.signable import admin_url
from ..translations import remember_source
from .admin_filters import ReviewFilter, StateFilter
from .condition_news_view import looked_at
from .signing_in_a_row import sign_in_a_row
from .version_admin import TEXT_AREAS, ReferenceRows, SignRows, VersionAdmin
from .worklist_page import worklist_view


@admin.register(Treatment)
class TreatmentAdmin(GrouperModelAdmin):
    """The list of treatments in one language, and the short form of a page."""

    extra_grouping_fields = ("language",)
    list_display = [
        "content__title",
        "department",
        "content__next_review",
        "get_author",
        "state_indicator",
        "admin_list_actions",
    ]
    list_display_links = ["content__title"]
    list_filter = [StateFilter, ReviewFilter, "department"]
    search_fields = ["slug", "content__title", "content__generic_name", "content__trade_names"]
    prepopulated_fields = {"slug": ("content__title",)}
    filter_horizontal = ["doctors"]
    list_select_related = ["department"]
    formfield_overrides = TEXT_AREAS
    fieldsets = [
        (
            None,
            {"fields": ["content__language", "content__title", "slug", "department", "picture", "owner", "doctors"]},
        ),
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

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        content = self.get_content_obj(obj)
        if content is not None and content.translated_from_id is None:
            remember_source(content)

    def get_deleted_objects(self, objs, request):
        """What patients could read once is kept; the database says no as well."""
        deleted, counts, perms, protected = super().get_deleted_objects(objs, request)
        kept = TreatmentContent._original_manager.filter(treatment__in=objs).exclude(versions__state=DRAFT)
        return deleted, counts, perms, [*protected, *map(str, kept)]

    def get_actions_list(self):
        return [*super().get_actions_list(), self.readiness_action]

    def readiness_action(self, obj, request):
        content = self.get_content_obj(obj)
        if content is None:
            return ""
        url = admin_url(content, "readiness")
        return self.admin_action_button(url, "check", _("What is missing, words, sign-off"), name="readiness")

    def response_add(self, request, obj, post_url_continue=None):
        """A new treatment goes on with what is still missing."""
        content = self.get_content_obj(obj)
        if content is None or "_continue" in request.POST or "_addanother" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        return redirect(admin_url(content, "readiness"))


class FactInline(admin.TabularInline):
    model = TreatmentFact
    extra = 0
    max_num = 4


class ConditionInline(admin.TabularInline):
    model = TreatmentCondition
    extra = 0
    autocomplete_fields = ["condition"]


class ReferenceInline(ReferenceRows):
    model = TreatmentReference


class SignInline(SignRows):
    model = TreatmentSign


@admin.register(TreatmentContent)
class TreatmentContentAdmin(VersionAdmin):
    inlines = [SignInline, FactInline, ConditionInline, ReferenceInline]
    fields = [
        "seen",
        "title",
        "generic_name",
        "trade_names",
        "lead",
        "credited_doctor",
        "conditions_heading",
        "urgent_not_applicable",
        "exclusions_not_applicable",
        "last_reviewed",
        "next_review",
        "closing_title",
        "closing_text",
    ]
    frontend_editable_fields = ["title", "lead", "conditions_heading", "closing_title", "closing_text"]

    def get_urls(self):
        worklist, looked = self.admin_site.admin_view(worklist_view), self.admin_site.admin_view(looked_at)
        return [
            path("worklist/", worklist, name="content_treatmentcontent_worklist"),
            path("worklist/looked-at/", looked, name="content_treatmentcontent_looked_at"),
            *super().get_urls(),
        ]


@admin.register(SignOff)
class SignOffAdmin(admin.ModelAdmin):
    """The record of sign-offs: to read, never to change."""

    list_display = ["title", "kind", "language", "version_number", "by_name", "at"]
    list_filter = ["kind", "language"]
    date_hierarchy = "at"

    def get_urls(self):
        view = self.admin_site.admin_view(sign_in_a_row)
        return [path("in-a-row/", view, name="content_signoff_in_a_row"), *super().get_urls()]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Clinician)
class ClinicianAdmin(admin.ModelAdmin):
    list_display = ["user", "languages"]
    autocomplete_fields = ["user", "doctor"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "languages":
            return forms.MultipleChoiceField(
                choices=db_field.base_field.choices, label=db_field.verbose_name, help_text=db_field.help_text
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)
