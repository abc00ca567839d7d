"""A copied page says what others have written: they are its writers, too, or each could put it live alone."""

from collections.abc import Iterator
from contextlib import contextmanager

from cms.models import Page, PageContent
from django.db import models, transaction
from djangocms_versioning.constants import DRAFT

from ..models import PageWriter
from .gate import writers_of

COPIED = "copied"


@contextmanager
def remembering_writers(*pages: Page, into: str = "") -> Iterator[None]:
    """What is copied meanwhile of these pages and all below them: into new pages, or into drafts in this language."""
    below = models.Q(pk=None)
    for page in pages:
        below |= models.Q(page__path__startswith=page.path)
    writers = {writer for content in PageContent._original_manager.filter(below) for writer in writers_of(content)}
    with transaction.atomic():
        before = PageContent._original_manager.aggregate(last=models.Max("pk"))["last"] or 0
        yield
        contents = PageContent._original_manager
        copies = (
            contents.filter(below, language=into, versions__state=DRAFT) if into else contents.filter(pk__gt=before)
        )
        PageWriter.objects.bulk_create(
            (_writer(copy, writer) for copy in copies for writer in writers), ignore_conflicts=True
        )


def _writer(copy: PageContent, writer: int | None) -> PageWriter:
    """Somebody whom nobody knows stays so, whoever copies."""
    way = COPIED if writer else ""
    return PageWriter(content_id=copy.pk, page_id=copy.page_id, language=copy.language, by_id=writer, way=way)
