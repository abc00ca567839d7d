"""The pages on which a doctor, a condition, a picture or a file is used: to know before it is changed or deleted."""

from collections.abc import Iterator
from dataclasses import dataclass

from cms.models import CMSPlugin, PageContent
from cms.toolbar.utils import get_object_preview_url
from django.conf import settings
from django.db import models
from djangocms_versioning.constants import DRAFT, PUBLISHED, VERSION_STATES

from content.publishing.signable import signables

LANGUAGES, STATES = dict(settings.LANGUAGES), dict(VERSION_STATES)


@dataclass(frozen=True)
class Use:
    title: str
    language: str
    state: str
    url: str


def used_on(thing: models.Model) -> list[Use]:
    """Each page once; published first."""
    uses = {_use(content) for content in _contents(thing) if not _is_of(content, thing)} - {None}
    return sorted(uses, key=lambda use: (use.state != str(STATES[PUBLISHED]), use.title, use.language))


def _is_of(content, thing) -> bool:
    """A page of its own is no use of it."""
    lasting = {signable.content_model: signable.lasting for signable in signables()}.get(type(content))
    return lasting is not None and getattr(content, lasting) == thing


def _contents(thing) -> Iterator[models.Model]:
    for relation in thing._meta.get_fields(include_hidden=True):
        if not relation.is_relation or relation.concrete or not relation.auto_created or not relation.related_model:
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: thing.pk})
        yield from (content for row in rows for content in _of_row(row))


def _of_row(row) -> Iterator[models.Model]:
    """A row is a version, a block of one, a line of one, or what lasts behind many."""
    versioned = {signable.content_model: signable.lasting for signable in signables()}
    if type(row) in versioned:
        yield row
    elif isinstance(row, CMSPlugin):
        yield row.placeholder.source
    else:
        for field in (each for each in row._meta.fields if each.is_relation):
            if field.related_model in versioned:
                yield versioned_row(field, row)
            elif isinstance(getattr(row, field.name, None), CMSPlugin):
                yield getattr(row, field.name).placeholder.source
        for model, lasting in versioned.items():
            last = model._meta.get_field(lasting).related_model
            names = [each.name for each in row._meta.fields if each.related_model is last]
            for name in [*names, *(["pk"] if isinstance(row, last) else [])]:
                yield from model._original_manager.filter(**{lasting: getattr(row, name)})


def versioned_row(field, row):
    return field.related_model._original_manager.filter(pk=getattr(row, field.attname)).first()


def _use(content) -> Use | None:
    kinds = (*(signable.content_model for signable in signables()), PageContent)
    version = content.versions.first() if isinstance(content, kinds) else None
    if version is None or version.state not in (DRAFT, PUBLISHED):
        return None
    language = str(LANGUAGES.get(content.language, content.language))
    return Use(content.title, language, str(STATES[version.state]), get_object_preview_url(content, content.language))
