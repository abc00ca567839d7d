"""Makes drafts of the pages of conditions: from their own files, and from the lines of treatments that name them."""

import re

from django.utils.text import slugify

from common.text.translated_text import MAIN_LANGUAGE

from ..claims_checker import claims_in
from ..models import Condition, ConditionContent
from ..models.rows import HTTP_ADDRESS
from ..translations import remember_source
from .plain_words import plain_text
from .treatment_page import BrokenPage

LARGEST_YEAR = 2200


def save_condition(source, page, author):
    """(the newest version in this language, whether it was made from the page, what it lacks, what needs care)."""
    _fits_the_fields(source, page)
    condition, _is_new = Condition.objects.get_or_create(slug=page.slug)
    # Two imports at once: the second waits here and then finds the first one's page.
    Condition.objects.select_for_update(of=["self"]).get(pk=condition.pk)
    already = ConditionContent.admin_manager.filter(condition=condition, language=page.language).last()
    if already:
        return already, False, [], []
    content = ConditionContent.objects.with_user(author).create(
        condition=condition,
        language=page.language,
        name=page.title,
        explanation=plain_text(page.explanation),
        urgent_not_applicable=page.urgent_not_applicable,
        last_reviewed=page.last_reviewed,
        next_review=page.next_review,
    )
    remember_source(content)
    for order, sign in enumerate(page.urgent_signs):
        content.signs.create(order=order, text=sign)
    for order, line in enumerate(page.references):
        content.references.create(order=order, **vars(line))
    return content, True, list(_missing(page)), claims_in([page.title, content.explanation])


def _missing(page):
    needed = [
        ("the explanation", page.explanation or page.language != MAIN_LANGUAGE),
        ("last reviewed date", page.last_reviewed),
        ("next review date", page.next_review),
        ("urgent help", page.urgent_signs or page.urgent_not_applicable),
    ]
    return (name for name, there in needed if not there)


def _fits_the_fields(source, page):
    texts = [("title", page.title, 200), ("slug", page.slug, 100)]
    texts += [("explanation", plain_text(page.explanation), 2000)]
    texts += [("urgent_not_applicable", page.urgent_not_applicable, 300)]
    texts += [("urgent sign", sign, 500) for sign in page.urgent_signs]
    check_lengths(source, texts)
    check_references(source, page.references)


def check_lengths(source, texts):
    """The lengths of our fields, checked before the database does: an error should name the file."""
    for name, text, limit in texts:
        if len(text) > limit:
            raise BrokenPage(source, 1, f"the {name} “{text[:40]}…” is longer than {limit} characters")


def check_references(source, lines):
    for line in lines:
        if line.url and not re.match(HTTP_ADDRESS, line.url):
            raise BrokenPage(source, 1, f"the link “{line.url[:40]}” must start with https:// or http://")
        if line.year is not None and not 0 <= line.year <= LARGEST_YEAR:
            raise BrokenPage(source, 1, f"the year {line.year} of “{line.title[:40]}” is not a year")
    check_lengths(
        source,
        [
            text
            for line in lines
            for text in (("reference", line.title, 300), ("publisher", line.publisher, 200), ("link", line.url, 500))
        ],
    )


def condition_of_line(source, line, language, author):
    """The condition that a treatment names. What is new about it, itself or its name in this language, is a draft."""
    slug = line.slug or slugify(line.name)
    if not slug:
        raise BrokenPage(source, 1, f"the condition “{line.name}” needs a slug, because its name has no Latin letters")
    condition, _is_new = Condition.objects.get_or_create(slug=slug)
    known = dict(ConditionContent._original_manager.filter(condition=condition).values_list("language", "name"))
    # A name that is already there in another language is no translation.
    if language not in known and line.name not in known.values():
        words = {"language": language, "name": line.name}
        remember_source(ConditionContent.objects.with_user(author).create(condition=condition, **words))
    return condition
