"""Every link that patients find on published pages, and where it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from cms.models import CMSPlugin, PageContent
from django.apps import apps
from django.db import models

from content.publishing.signable import signables
from directory.models import Location

from ..models import ExtraLink, Notice

HREF = re.compile(r"""href=["']([^"']{1,2000})["']""")


@dataclass(frozen=True)
class Link:
    url: str
    page: str
    page_url: str


def links() -> Iterator[Link]:
    for model in [*(signable.content_model for signable in signables()), PageContent]:
        yield from _of_versions(model)
    for notice in Notice.objects.filter(is_live=True).exclude(link=""):
        yield Link(notice.link, str(notice), "")
    for link in ExtraLink.objects.exclude(url=""):
        yield Link(link.url, str(link), "")
    for place in Location.objects.exclude(map_url=""):
        yield Link(place.map_url, str(place), place.get_absolute_url())


def _of_versions(model) -> Iterator[Link]:
    """In the running text of blocks, and in rows that have an address, such as references."""
    contents = {content.pk: content for content in model.objects.all()}
    for content_id, text in [*_texts_of_blocks(model), *_texts_of_rows(model)]:
        if content := contents.get(content_id):
            for url in text:
                yield Link(unescape(url), content.title, content.get_absolute_url())


def _texts_of_blocks(model) -> Iterator[tuple[int, list[str]]]:
    kind = {"app_label": model._meta.app_label, "model": model._meta.model_name}
    where = {f"placeholder__content_type__{name}": value for name, value in kind.items()}
    for block in apps.get_models():
        if issubclass(block, CMSPlugin) and block is not CMSPlugin and not block._meta.proxy:
            for field in (each for each in block._meta.local_concrete_fields if isinstance(each, models.TextField)):
                rows = block._base_manager.filter(**where, **{f"{field.name}__contains": "href="})
                yield from (
                    (pk, HREF.findall(text)) for pk, text in rows.values_list("placeholder__object_id", field.name)
                )


def _texts_of_rows(model) -> Iterator[tuple[int, list[str]]]:
    for relation in model._meta.related_objects:
        for field in relation.related_model._meta.local_concrete_fields if relation.one_to_many else []:
            if isinstance(field, models.URLField):
                rows = relation.related_model._base_manager.exclude(**{field.name: ""})
                yield from ((pk, [url]) for pk, url in rows.values_list(relation.field.attname, field.name))
