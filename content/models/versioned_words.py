"""What the versions of all pages have that a clinician signs.

djangocms-versioning keeps drafts and old versions, and makes `objects` mean the published ones only.
"""

from typing import Any, ClassVar

from cms.models.fields import PlaceholderRelationField
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .journal.rules import NoteVersion


class VersionedWords(models.Model):
    """One version of the words of a page, in one language."""

    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    # Which version of the main language these words were translated from.
    translated_from = models.ForeignKey(
        "djangocms_versioning.Version", on_delete=models.SET_NULL, related_name="+", null=True, editable=False
    )
    last_reviewed = models.DateField(_("last reviewed"), null=True, blank=True)
    next_review = models.DateField(_("next review due"), null=True, blank=True)

    placeholders = PlaceholderRelationField()

    # These come from djangocms-versioning.
    versions: Any
    admin_manager: ClassVar[Any]
    _original_manager: ClassVar[Any]

    class Meta:
        abstract = True
        triggers = [NoteVersion(name="words_are_noted")]

    @property
    def review_is_overdue(self):
        return self.next_review is not None and self.next_review < timezone.localdate()
