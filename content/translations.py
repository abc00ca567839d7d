"""Which version of the main language a translation was made from, and whether that has moved on."""

from djangocms_versioning.constants import DRAFT, PUBLISHED
from djangocms_versioning.models import Version

from common.text.translated_text import MAIN_LANGUAGE

from .models import TreatmentContent


def source_version(treatment):
    """The version a translation should follow: the published one of the main language, else its draft, else None."""
    versions = _versions(treatment, MAIN_LANGUAGE)
    return versions.filter(state=PUBLISHED).first() or versions.filter(state=DRAFT).last()


def remember_source(content):
    """Note that `content` says the same as its source does now."""
    if content.language != MAIN_LANGUAGE:
        TreatmentContent._original_manager.filter(pk=content.pk).update(
            translated_from=source_version(content.treatment)
        )


def newer_source(content):
    """The published version of the main language that `content` does not follow yet, or None."""
    if content.language == MAIN_LANGUAGE:
        return None
    source = _versions(content.treatment, MAIN_LANGUAGE).filter(state=PUBLISHED).first()
    if source and (content.translated_from is None or int(content.translated_from.number) < int(source.number)):
        return source
    return None


def _versions(treatment, language):
    contents = TreatmentContent._original_manager.filter(treatment=treatment, language=language)
    return Version.objects.filter_by_content_grouping_values(contents[0]) if contents else Version.objects.none()
