"""What the administration of each kind of page has in common: one version of its words, and the pages about it."""

from functools import partial

from cms.admin.placeholderadmin import FrontendEditableAdminMixin
from django import forms
from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.db import models
from django.shortcuts import redirect
from django.urls import path

from common.text.form_fields import WordsField

from ..publishing.fingerprint import fingerprint
from . import admin_views
from .unsaved.seen import with_question
from .words_form import CHANGED_MEANWHILE

TEXT_AREAS = {models.TextField: {"form_class": WordsField}}


class UnlessChangedMeanwhile(forms.ModelForm):
    """Refuses to overwrite what somebody else saved after this form was opened. Nothing typed is lost."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = fingerprint(self.instance) if self.instance.pk else ""

    def clean(self):
        data = super().clean()
        now = fingerprint(self._meta.model._original_manager.get(pk=self.instance.pk)) if self.instance.pk else ""
        if data.get("seen") and data["seen"] != now:
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = now
            raise forms.ValidationError(CHANGED_MEANWHILE, code="changed_meanwhile")
        return data


class VersionAdmin(FrontendEditableAdminMixin, admin.ModelAdmin):
    """Reached from the form of what lasts and from the toolbar, not from the menu."""

    form = UnlessChangedMeanwhile
    formfield_overrides = TEXT_AREAS
    pages = ("readiness", "words", "phone", "follows_source", "translate")  # of admin_views

    def _get_model_admin_and_permission(self, request, obj):
        """The CMS asks Django for the right to this one page, which Django knows only of superusers."""
        may_write = obj.versions.get().check_modify.as_bool(request.user)
        return self, may_write and self.has_change_permission(request)

    def edit_field(self, request, object_id, language):
        save, content = super().edit_field, self.model._original_manager.filter(pk=object_id).first()
        return with_question(request, content, lambda: save(request, object_id, language))

    def has_module_permission(self, request):
        return False

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def response_change(self, request, obj):
        """Back to what is still missing."""
        response = super().response_change(request, obj)
        if "_save" in request.POST and IS_POPUP_VAR not in request.POST:
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_readiness", obj.pk)
        return response

    def get_urls(self):
        return [*map(self._page, self.pages), *super().get_urls()]

    def _page(self, name):
        view = self.admin_site.admin_view(partial(getattr(admin_views, name), model=self.model))
        label = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        return path(f"<int:content_id>/{name.replace('_', '-')}/", view, name=label)


class ReferenceRows(admin.TabularInline):
    extra = 0
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


class SignRows(admin.TabularInline):
    """One sign on each line. How soon and when are not asked yet: all are emergencies of any time."""

    fields = ["order", "text"]
    formfield_overrides = {models.CharField: {"form_class": WordsField}}

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj and obj.signs.exists() else 4
