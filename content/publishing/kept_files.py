"""A file that a version shows which is no draft any more is not replaced; the database refuses it, this says why."""

from collections.abc import Iterator

from cms.models import Placeholder
from djangocms_versioning.constants import DRAFT
from filer.models import File

from .signable import signables


def pages_that_keep(file: File) -> Iterator[str]:
    """The titles of the pages that show this file, or did."""
    places = Placeholder.objects.filter(cmsplugin__content_picture__image_id=file.pk)
    for signable in signables():
        shown = signable.content_model._original_manager.filter(placeholders__in=places).exclude(versions__state=DRAFT)
        yield from sorted({str(content) for content in shown})
