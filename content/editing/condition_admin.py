"""Where editors find conditions: what lasts of them, and the versions of their words in each language."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from djangocms_versioning.constants import DRAFT, PUBLISHED

from common.text.form_fields import WordsField
from common.text.translated_text import MAIN_LANGUAGE

from ..models import Condition, ConditionContent, ConditionReference, ConditionSign
from ..publishing.signable import admin_url
from .version_admin import ReferenceRows, SignRows, VersionAdmin


class NewConditionForm(forms.ModelForm):
    """A condition begins with its name in one language; everything else is written in the draft."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, initial=MAIN_LANGUAGE)
    first_name = WordsField(label=_("Name"), max_length=200)

    class Meta:
        model = Condition
        fields = ["language", "first_name", "slug"]


@admin.register(Condition)
class ConditionAdmin(admin.ModelAdmin):
    """Its words are published versions: this form only reads them."""

    change_form_template = "admin/content/condition.html"
    list_display = ["__str__", "slug", "languages_published"]
    search_fields = ["slug", "contents__name"]
    ordering = ["slug"]

    @admin.display(description=_("published in"))
    def languages_published(self, condition):
        return ", ".join(str(name) for code, name in settings.LANGUAGES if code in condition.name) or "–"

    def get_fields(self, request, obj=None):
        return ["slug"] if obj else ["first_name", "language", "slug"]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["first_name"]}

    def get_form(self, request, obj=None, **options):
        return super().get_form(request, obj, **({} if obj else {"form": NewConditionForm}), **options)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        condition = self.get_object(request, object_id)
        may_start = request.user.has_perm("content.add_conditioncontent")
        may_draft = request.user.has_perm("content.change_conditioncontent")
        pages = list(pages_of(condition)) if condition else []
        context = {"pages": pages, "may_start": may_start, "may_draft": may_draft, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not change:
            words = {"language": form.cleaned_data["language"], "name": form.cleaned_data["first_name"]}
            obj.first_page = ConditionContent.objects.with_user(request.user).create(condition=obj, **words)

    def response_add(self, request, obj, post_url_continue=None):
        """A new condition goes on with what is still missing."""
        return redirect(admin_url(obj.first_page, "readiness"))


def pages_of(condition):
    """For each language of the site: its name, its versions that count, the way to all, and what can be begun."""
    contents = ConditionContent._original_manager.filter(condition=condition).prefetch_related("versions")
    by_language = {}
    for content in contents:
        by_language.setdefault(content.language, []).append(content)
    sources = by_language.get(MAIN_LANGUAGE) or next(iter(by_language.values()), [])
    every = reverse("admin:djangocms_versioning_conditioncontentversion_changelist")
    for code, name in settings.LANGUAGES:
        shown = {version.state: version for content in by_language.get(code, ()) for version in content.versions.all()}
        yield {
            "code": code,
            "name": name,
            "versions": [
                (version, admin_url(version.content, "readiness"))
                for version in (shown.get(PUBLISHED), shown.get(DRAFT))
                if version
            ],
            "all_url": f"{every}?condition={condition.pk}&language={code}" if code in by_language else "",
            "draft_url": "" if DRAFT in shown or PUBLISHED not in shown else new_draft_url(shown[PUBLISHED]),
            "start_url": admin_url(sources[-1], "translate") if sources and code not in by_language else "",
        }


def new_draft_url(version):
    return reverse("admin:djangocms_versioning_conditioncontentversion_edit_redirect", args=[version.pk])


class ReferenceInline(ReferenceRows):
    model = ConditionReference


class SignInline(SignRows):
    model = ConditionSign


@admin.register(ConditionContent)
class ConditionContentAdmin(VersionAdmin):
    inlines = [SignInline, ReferenceInline]
    pages = ("readiness", "phone", "follows_source", "translate")
    fields = ["seen", "name", "explanation", "urgent_not_applicable", "last_reviewed", "next_review"]
