"""The conditions of the demonstration, each with a page in four languages, signed and published.

Written in a few statements: to publish 216 pages one by one would make the first start twice as long. That each of them
would pass the gate, tests/demonstration/test_conditions.py watches.
"""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from djangocms_versioning.constants import DRAFT, PUBLISHED
from djangocms_versioning.models import StateTracking, Version

from content.comparing.passages import as_plain, passages_of
from content.importing import read_file
from content.importing.plain_words import plain_text
from content.models import (
    Condition,
    ConditionContent,
    ConditionReference,
    ConditionSign,
    SignedWords,
    SignOff,
    role_of,
)
from content.publishing.fingerprint import fingerprint
from content.publishing.publish_gate import months_later
from content.publishing.services import STATEMENT
from directory.models import Hospital
from search.index import changed

FOLDER = Path(__file__).parent / "conditions"


def write_drafts(editor):
    """Before the treatments, which name them."""
    pages = [read_file(path) for path in sorted(FOLDER.glob("*.md"))]
    slugs = sorted({page.slug for page in pages})
    conditions = {each.slug: each for each in Condition.objects.bulk_create(Condition(slug=slug) for slug in slugs)}
    contents = ConditionContent._original_manager.bulk_create(
        _content(conditions[page.slug], page, number) for number, page in enumerate(pages)
    )
    pairs = list(zip(contents, pages, strict=True))
    ConditionSign.objects.bulk_create(
        ConditionSign(content=content, order=order, text=text)
        for content, page in pairs
        for order, text in enumerate(page.urgent_signs)
    )
    ConditionReference.objects.bulk_create(
        ConditionReference(content=content, order=order, **vars(line))
        for content, page in pairs
        for order, line in enumerate(page.references)
    )
    _note_sources(contents, _versions_of(contents, editor))


def _content(condition, page, number):
    # Relative to today, so that the demonstration does not age.
    last_reviewed = timezone.localdate() - timedelta(days=7 + number)
    return ConditionContent(
        condition=condition,
        language=page.language,
        name=page.title,
        explanation=plain_text(page.explanation),
        urgent_not_applicable=page.urgent_not_applicable,
        last_reviewed=last_reviewed,
        next_review=months_later(last_reviewed, settings.LONGEST_TIME_BETWEEN_REVIEWS),
    )


def _versions_of(contents, editor):
    kind = ContentType.objects.get_for_model(ConditionContent)
    return Version.objects.bulk_create(
        Version(content_type=kind, object_id=content.pk, created_by=editor, number="1") for content in contents
    )


def _note_sources(contents, versions):
    sources = {
        content.condition_id: version
        for content, version in zip(contents, versions, strict=True)
        if content.language == settings.LANGUAGE_CODE
    }
    translations = [content for content in contents if content.language != settings.LANGUAGE_CODE]
    for content in translations:
        content.translated_from = sources[content.condition_id]
    ConditionContent._original_manager.bulk_update(translations, ["translated_from"])


def sign_and_publish(clinician, publisher):
    """After the treatments are written, whose references stand for those of their conditions."""
    if not Hospital.objects.filter(is_demonstration=True).exists():
        raise RuntimeError("This is not the demonstration's hospital: nothing is signed past the gate.")
    contents = ConditionContent._original_manager.prefetch_related("signs", "references", "versions")
    versions = [(content, content.versions.all()[0]) for content in contents]
    role = role_of(clinician)
    signed = [_sign_off(content, version, clinician, role) for content, version in versions]
    SignOff.objects.bulk_create(signed)
    SignedWords.objects.bulk_create(
        SignedWords(fingerprint=sign_off.fingerprint, passages=as_plain(passages_of(content)))
        for sign_off, (content, _version) in zip(signed, versions, strict=True)
    )
    Version.objects.filter(pk__in=[version.pk for _content, version in versions]).update(state=PUBLISHED)
    StateTracking.objects.bulk_create(
        StateTracking(version=version, user=publisher, old_state=DRAFT, new_state=PUBLISHED)
        for _content, version in versions
    )
    for pk in Condition.objects.values_list("pk", flat=True):
        changed("condition", pk)


def _sign_off(content, version, clinician, role):
    return SignOff(
        kind="condition",
        object_id=content.condition_id,
        language=content.language,
        version_number=version.number,
        version=version,
        title=content.name,
        fingerprint=fingerprint(content),
        by=clinician,
        by_name=clinician.get_full_name(),
        by_role=role,
        statement=STATEMENT,
    )
