"""Every page that names a word or a medicine, in all languages, published or in a draft: for a recall."""

import csv
from collections.abc import Iterator
from dataclasses import astuple, dataclass

from cms.models import CMSPlugin, PageContent
from cms.toolbar.utils import get_object_preview_url
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from djangocms_versioning.constants import DRAFT, PUBLISHED, VERSION_STATES

from common.text.translated_text import TranslatedTextField
from content.publishing.fingerprint import UNSEEN_FIELDS
from content.publishing.signable import signables
from directory.editing.sheet_files import as_text

SHORTEST, AROUND = 2, 60
LANGUAGES, STATES = dict(settings.LANGUAGES), dict(VERSION_STATES)
ROOMS = ("directory", "content", "site_pages")
# Notes of readers and records about words, which no page shows.
NOT_ON_PAGES = {"content.pagefeedback", "content.signoff", "content.clinician", "directory.proposal"}
NOT_ON_PAGES |= {"directory.guardedwrite", "directory.takendown", "directory.slugredirect"}
NOT_WORDS = {"slug", "state", "kind", "place", "severity", "color", "language", "consent_document", *UNSEEN_FIELDS}


@dataclass(frozen=True)
class Found:
    """One place where the word stands."""

    what: str
    title: str
    language: str
    state: str
    field: str
    excerpt: str
    url: str


def find(word: str) -> list[Found]:
    found = [*_in_versions(word), *_in_other_texts(word)]
    return sorted(set(found), key=lambda each: (each.what, each.title, each.language, each.state, each.field))


def _versioned() -> list[type[models.Model]]:
    return [*(signable.content_model for signable in signables()), PageContent]


def _in_versions(word: str) -> Iterator[Found]:
    for model in _versioned():
        wanted = model._original_manager.filter(versions__state__in=[DRAFT, PUBLISHED])
        for content_id, field, text in _hits_of(model, word):
            content = wanted.filter(pk=content_id).first()
            if content is not None:
                yield _of_version(content, field, text, word)


def _of_version(content, field, text, word):
    state = content.versions.get().state
    url = get_object_preview_url(content, content.language)
    what = capfirst(type(content)._meta.verbose_name)
    return Found(what, content.title, _language(content.language), str(STATES[state]), field, excerpt(text, word), url)


def _hits_of(model, word):
    """Id of a version, name of a field and text: its own fields, its rows, its blocks."""
    yield from _hits(model._original_manager, model, word, "pk")
    for relation in model._meta.related_objects:
        rows = relation.related_model
        if relation.one_to_many and rows._meta.app_label in ROOMS and rows._meta.label_lower not in NOT_ON_PAGES:
            yield from _hits(rows._base_manager, rows, word, relation.field.attname)
    for block in (each for each in apps.get_models() if issubclass(each, CMSPlugin) and each is not CMSPlugin):
        if not block._meta.proxy:
            of_kind = block._base_manager.filter(
                placeholder__content_type__app_label=model._meta.app_label,
                placeholder__content_type__model=model._meta.model_name,
            )
            yield from _hits(of_kind, block, word, "placeholder__object_id")


def _in_other_texts(word: str) -> Iterator[Found]:
    """Of what has no versions: the hospital, its doctors, notices, voices."""
    versioned = set(_versioned())
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            is_ours = model._meta.label_lower not in NOT_ON_PAGES and not issubclass(model, CMSPlugin)
            belongs = any(field.related_model in versioned for field in model._meta.fields if field.is_relation)
            if is_ours and model not in versioned and not belongs:
                for pk, field, text in _hits(model._base_manager, model, word, "pk"):
                    yield _of_thing(model._base_manager.get(pk=pk), field, text, word)


def _of_thing(thing, field, text, word):
    language, said = "", text
    if isinstance(text, dict):
        language = ", ".join(_language(code) for code, each in text.items() if word.lower() in each.lower())
        said = next((each for each in text.values() if word.lower() in each.lower()), "")
    is_live = _("published") if getattr(thing, "is_live", True) else _("waits for a second person")
    what = capfirst(thing._meta.verbose_name)
    return Found(what, str(thing), language, str(is_live), field, excerpt(said, word), _admin_url(thing))


def _hits(rows, model, word, key):
    """Markup is taken out first: a word may stand half in bold."""
    for field in (each for each in model._meta.local_concrete_fields if _holds_words(each)):
        text = Cast(F(field.name), models.TextField())
        bare = Func(
            text, Value("<[^>]*>"), Value(""), Value("g"), function="regexp_replace", output_field=models.TextField()
        )
        hits = rows.annotate(bare_text=bare).filter(Q(bare_text__icontains=word)).values_list(key, field.name)
        yield from ((pk, str(field.verbose_name), value) for pk, value in hits)


def _holds_words(field):
    if field.name in NOT_WORDS or field.choices or isinstance(field, (models.FileField, models.URLField)):
        return False
    return isinstance(field, (models.CharField, models.TextField, TranslatedTextField))


def _language(code):
    return str(LANGUAGES.get(code, code))


def _admin_url(thing):
    try:
        return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk])
    except NoReverseMatch:
        return ""


def excerpt(text, word: str) -> str:
    """The word with what stands around it."""
    bare = " ".join(strip_tags(str(text)).split())
    at = max(bare.lower().find(word.lower()), 0)
    start, end = max(at - AROUND, 0), at + len(word) + AROUND
    return f"{'…' if start else ''}{bare[start:end]}{'…' if end < len(bare) else ''}"


@require_safe
def find_words(request: HttpRequest) -> HttpResponse:
    """For everybody who reads pages before they are public."""
    if not request.user.has_perm("content.view_treatmentcontent"):
        raise PermissionDenied
    word = " ".join(request.GET.get("word", "").split())[:100]
    found = find(word) if len(word) >= SHORTEST else []
    if request.GET.get("as") == "csv":
        return as_csv(word, found)
    context = {
        **admin.site.each_context(request),
        "title": _("Every page that names a word"),
        "word": word,
        "found": found,
        "is_short": bool(word) and len(word) < SHORTEST,
    }
    return render(request, "admin/site_pages/find_words.html", context)


def as_csv(word, found):
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")  # so that spreadsheets see it is UTF-8
    response["Content-Disposition"] = 'attachment; filename="pages.csv"'
    rows = csv.writer(response)
    rows.writerow([_("Kind"), _("Page"), _("Language"), _("State"), _("Field"), _("Words"), _("Address")])
    for each in found:
        rows.writerow([as_text(cell) for cell in (*astuple(each)[:-1], settings.SITE_ADDRESS + each.url)])
    return response
