"""Which version of the main language a translation was made from, and whether that has moved on."""

from djangocms_versioning import versionables
from djangocms_versioning.constants import DRAFT, PUBLISHED
from djangocms_versioning.models import Version

from common.text.translated_text import MAIN_LANGUAGE


def source_version(content):
    """The version a translation should follow: the published one of the main language, else its draft, else None."""
    sources = _sources(content)
    return sources.filter(state=PUBLISHED).first() or sources.filter(state=DRAFT).last()


def remember_source(content):
    """Note that `content` says the same as its source does now."""
    if content.language != MAIN_LANGUAGE:
        type(content)._original_manager.filter(pk=content.pk).update(translated_from=source_version(content))


def newer_source(content):
    """The published version of the main language that `content` does not follow yet, or None."""
    if content.language == MAIN_LANGUAGE:
        return None
    source = _sources(content).filter(state=PUBLISHED).first()
    if source and (content.translated_from is None or int(content.translated_from.number) < int(source.number)):
        return source
    return None


def _sources(content):
    """The versions of the same thing in the main language."""
    versionable = versionables.for_content(content)
    values = versionable.grouping_values(content) | {"language": MAIN_LANGUAGE}
    return Version.objects.filter_by_grouping_values(versionable, **values)
