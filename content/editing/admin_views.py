"""The pages about one version of a page: what is missing, its words, how a phone shows it."""

from cms.toolbar.utils import get_object_edit_url, get_object_preview_url
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..models import SignOff
from ..publishing import services
from ..publishing.fingerprint import fingerprint
from ..publishing.publish_gate import publication_blockers, valid_sign_off, why_not_sign
from ..publishing.signable import admin_url, of_content, version_of
from ..translations import newer_source, remember_source
from .words_form import CHANGED_MEANWHILE, WordsForm


def for_readers(view):
    """Finds the version of this kind of page, and refuses those who may not see it."""

    def wrapped(request, content_id, model):
        content = get_object_or_404(model._original_manager.select_related("translated_from"), pk=content_id)
        if not of_content(content).may(request.user, "view"):
            raise PermissionDenied
        version = content.versions.select_related("created_by").first()
        if version is None:
            raise Http404
        return view(request, content, version)

    return wrapped


def may_write(request, version):
    return version.check_modify.as_bool(request.user)


@require_http_methods(["GET", "HEAD", "POST"])
@for_readers
def readiness(request, content, version):
    """What keeps this version from being published; the clinician's sign-off; the button to publish."""
    if request.method == "POST":
        try:
            services.sign_off(content, by=request.user, seen_fingerprint=request.POST.get("fingerprint", ""))
        except services.SignOffRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Signed off. The page can be published by a publisher."))
        return redirect(request.path)
    missing, signable = publication_blockers(content), of_content(content)
    return render(
        request,
        "admin/content/readiness.html",
        {
            **about(request, content, version),
            "missing": [(thing, where_to_fill(content, thing)) for thing in missing],
            "sign_off": valid_sign_off(content),
            "old_sign_offs": SignOff.objects.filter(version=version),
            "fingerprint": fingerprint(content),
            "statement": services.STATEMENT,
            "may_sign_off": signable.may(request.user, "sign_off"),
            "why_not_sign": why_not_sign(request.user, content),
            "may_publish": signable.may(request.user, "publish"),
            "publish_url": version_url(content, version, "publish"),
            "unpublish_url": version_url(content, version, "unpublish"),
            "newer_source": newer_source(content),
            "languages": languages(content) if signable.may(request.user, "add") else [],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_readers
def words(request, content, version):
    """Overview, questions and answers in one form."""
    if not may_write(request, version):
        if request.method == "POST":
            raise PermissionDenied
        messages.info(request, _("This version can be read, not changed. Make a new draft to change it."))
        return redirect(admin_url(content, "readiness"))
    form = WordsForm(content, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if form.save():
            messages.success(request, _("The words are saved."))
            return redirect(admin_url(content, "readiness"))
        messages.error(request, CHANGED_MEANWHILE)
    return render(request, "admin/content/words.html", {**about(request, content, version), "form": form})


@require_safe
@for_readers
def phone(request, content, version):
    """The preview in a frame as wide as a phone."""
    return render(
        request,
        "admin/content/phone.html",
        {**about(request, content, version), "preview_url": get_object_preview_url(content, language=content.language)},
    )


@require_POST
@for_readers
def follows_source(request, content, version):
    """The translator says: these words say what the source says now."""
    if not may_write(request, version):
        raise PermissionDenied
    remember_source(content)
    messages.success(request, _("Noted: this translation is up to date."))
    return redirect(admin_url(content, "readiness"))


@require_POST
@for_readers
def translate(request, content, version):
    """Start a page in another language with these words to write over."""
    language = request.POST.get("language")
    if not of_content(content).may(request.user, "add"):
        raise PermissionDenied
    if language not in dict(settings.LANGUAGES):
        raise BadRequest("no such language")
    try:
        new = services.start_translation(content, language, by=request.user)
    except services.AlreadyThere as already:
        new = already.content
    return redirect(admin_url(new, "readiness"))


def about(request, content, version):
    lasting = getattr(content, of_content(content).lasting)
    pages = (*admin.site.get_model_admin(type(content)).pages, "change")
    return {
        **admin.site.each_context(request),
        "title": str(content),
        "content": content,
        "version": version,
        "may_write": may_write(request, version),
        "pages": {name: admin_url(content, name) for name in pages},
        "lasting": lasting,
        "lasting_url": admin_url(lasting, "change"),
        "lasting_list": capfirst(lasting._meta.verbose_name_plural),
        "lasting_list_url": reverse(f"admin:{lasting._meta.app_label}_{lasting._meta.model_name}_changelist"),
        "edit_url": get_object_edit_url(content, language=content.language),
    }


def version_url(content, version, action):
    return reverse(f"admin:djangocms_versioning_{content._meta.model_name}version_{action}", args=[version.pk])


def languages(content):
    """Code, name, newest version (or None) and its page for each other language of the site."""
    lasting = of_content(content).lasting
    newest = type(content).admin_manager.filter(**{lasting: getattr(content, lasting)}).latest_content()
    by_language = {each.language: (each, admin_url(each, "readiness")) for each in newest}
    return [
        (code, name, *by_language.get(code, (None, "")))
        for code, name in settings.LANGUAGES
        if code != content.language
    ]


def where_to_fill(content, thing):
    """The address of the form, and in it the field, where a missing thing is put right."""
    form = admin_url(content, "change")
    lasting = getattr(content, of_content(content).lasting)
    special = {
        "department": f"{admin_url(lasting, 'change')}?language={content.language}#id_department",
        "references": f"{form}#references-group",
        "urgent_signs": f"{form}#signs-group",
        "conditions": f"{form}#condition_links-group",
        "who_should_not": f"{form.removesuffix('change/')}words/",
        "pictures": get_object_edit_url(content, language=content.language),
        "sign_off": "",
        "sign_off_language": "",
        "untranslated": reverse("translate:translation", args=[version_of(content).pk]),
    }
    return special.get(thing.code, f"{form}#id_{thing.field}")
