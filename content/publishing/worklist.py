"""What waits for an editor, over all pages.

The number of queries does not grow with the number of pages.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from cms.models import PageContent
from cms.toolbar.utils import get_object_preview_url
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from djangocms_versioning.constants import DRAFT, PUBLISHED

from common.text.translated_text import MAIN_LANGUAGE

from ..importing.exporting import blocks_of
from ..models import PageFeedback, Picture
from .condition_news import condition_news
from .signable import admin_url, of_content, signables

# Who the pages belong to that come with the site (manage.py set_up_site), until somebody publishes them anew.
WRITTEN_AT_SET_UP = "set-up"
OLD_DRAFT = timedelta(days=30)
SOON, LATER = timedelta(days=30), timedelta(days=60)


@dataclass
class Task:
    title: str
    language: str
    detail: str
    url: str
    looked_at: dict = field(default_factory=dict)  # what to send when somebody has looked and all is well


@dataclass
class Group:
    code: str
    heading: str
    tasks: list


def worklist(today):
    """Every group, the empty ones too: nothing to do is news as well."""
    blocks = {}
    for kind in signables():
        of_this_kind = kind.newest()
        found = blocks_of(of_this_kind)
        blocks |= {content: found[content.pk] for content in of_this_kind}
    contents = list(blocks)
    reviews = list(reviews_due(today + LATER))
    return [
        Group("overdue", _("Review overdue"), [review(each) for each in reviews if each.next_review < today]),
        Group(
            "due_30",
            _("Review due in 30 days"),
            [review(each) for each in reviews if today <= each.next_review <= today + SOON],
        ),
        Group(
            "due_60",
            _("Review due in 60 days"),
            [review(each) for each in reviews if each.next_review > today + SOON],
        ),
        Group("old_drafts", _("Drafts older than 30 days"), list(old_drafts(today))),
        Group("condition_news", _("Conditions with new words, on pages that name them"), list(news_of_conditions())),
        Group("behind", _("Translations behind the English page"), list(translations_behind(contents))),
        Group("pictures", _("Pictures without words"), list(pictures_without_words(contents, blocks))),
        Group("claims", _("Claims to check"), list(claims(contents, blocks))),
        Group("mistakes", _("Mistakes that readers reported"), list(reported_mistakes())),
        Group("came_with_the_site", _("Texts that came with the site"), list(texts_that_came_with_the_site())),
    ]


def most_urgent(today):
    """Code, heading and number of what takes one query for each kind, for the first page of the administration."""
    due = list(published_pages(next_review__lte=today + SOON))
    overdue = sum(pages.filter(next_review__lt=today).count() for pages in due)
    yield "overdue", _("Review overdue"), overdue
    yield "due_30", _("Review due in 30 days"), sum(pages.count() for pages in due) - overdue
    yield "old_drafts", _("Drafts older than 30 days"), sum(drafts.count() for drafts in drafts_begun_long_ago(today))
    yield "mistakes", _("Mistakes that readers reported"), PageFeedback.objects.open_mistakes().count()


def reviews_due(last_day):
    """Published pages whose next review falls on this day or earlier."""
    due = [content for pages in published_pages(next_review__lte=last_day) for content in pages]
    return sorted(due, key=lambda content: (content.next_review, str(content), content.language))


def published_pages(**which):
    """A query for each kind."""
    for kind in signables():
        yield kind.content_model.objects.filter(**which).select_related(kind.lasting)


def review(content):
    return task(content, _("due on %(day)s") % {"day": date_format(content.next_review, "j F Y")})


def drafts_begun_long_ago(today):
    """A query for each kind."""
    begun_long_ago = {"versions__state": DRAFT, "versions__created__date__lt": today - OLD_DRAFT}
    for kind in signables():
        yield kind.content_model._original_manager.filter(**begun_long_ago)


def old_drafts(today):
    drafts = [draft for drafts in drafts_begun_long_ago(today) for draft in drafts.prefetch_related("versions")]
    for draft in sorted(drafts, key=begun):
        day = timezone.localdate(begun(draft))
        yield task(draft, _("begun on %(day)s") % {"day": date_format(day, "j F Y")})


def begun(draft):
    return draft.versions.all()[0].created


def news_of_conditions():
    for news in condition_news():
        about = task(news.content, news.text)
        about.looked_at = {"treatment": news.content.pk, "condition": news.page.pk}
        yield about


def translations_behind(contents):
    """The same answer as translations.newer_source, for all pages at once."""
    newest = {(kind.kind, thing): number for kind in signables() for thing, number in published_sources(kind)}
    for content in contents:
        kind = of_content(content)
        number = newest.get((kind.kind, kind.object_id(content)))
        if content.language == MAIN_LANGUAGE or number is None:
            continue
        if content.translated_from is None:
            yield task(content, _("nobody noted which English version it follows"))
        elif int(content.translated_from.number) < number:
            follows = {"old": content.translated_from.number, "new": number}
            yield task(content, _("follows version %(old)s, version %(new)s is published") % follows)


def published_sources(kind):
    """What lasts, with the number of its published version in the main language."""
    sources = kind.content_model._original_manager.filter(language=MAIN_LANGUAGE, versions__state=PUBLISHED)
    for thing, number in sources.values_list(kind.lasting, "versions__number"):
        yield thing, int(number)


def pictures_without_words(contents, blocks):
    for content in contents:
        pictures = [block for _slot, block in blocks[content] if isinstance(block, Picture)]
        bare = sum(not picture.is_decorative and not picture.alternative.strip() for picture in pictures)
        if bare:
            yield task(content, _("pictures without words: %(count)d") % {"count": bare})


def claims(contents, blocks):
    for content in contents:
        for claim in of_content(content).claims(content, blocks[content]):
            yield task(content, claim)


def reported_mistakes():
    for note in PageFeedback.objects.open_mistakes().select_related("treatment"):
        url = reverse("admin:content_pagefeedback_change", args=[note.pk])
        yield Task(str(note.treatment), note.get_language_display(), str(note), url)


def texts_that_came_with_the_site():
    """General words about privacy and the like, which the hospital has to read and make its own."""
    contents = PageContent.objects.filter(page__is_home=False, versions__created_by__username=WRITTEN_AT_SET_UP)
    for content in contents.order_by("page__path", "language"):
        detail = _("read it, change what is not true of your hospital, and publish it again")
        language = dict(settings.LANGUAGES).get(content.language, content.language)
        yield Task(content.title, language, detail, get_object_preview_url(content, content.language))


def task(content, detail):
    return Task(str(content), content.get_language_display(), detail, admin_url(content, "readiness"))
