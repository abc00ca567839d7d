"""What the reviewer's page shows: each part of the version with what has changed in it since the last signature."""

from collections import defaultdict
from dataclasses import dataclass

from cms.toolbar.utils import get_object_edit_url, get_object_preview_url
from django.urls import reverse
from django.utils.functional import cached_property
from djangocms_versioning.constants import DRAFT
from filer.models import Image

from common.languages import direction
from common.pictures.copies import copies

from ...comparing.passages import passages_of
from ...comparing.signed import last_signed
from ...comparing.versions import Change, compare
from ...models import PlannedChange, Review, ReviewComment
from ...publishing import services
from ...publishing.fingerprint import fingerprint
from ...publishing.publish_gate import publication_blockers, valid_sign_off
from ...publishing.signable import of_content
from .. import people
from ..states import State, is_about_these_words, latest_review, state_of
from .forms import AnswerForm
from .source_changes import source_changes

SIGN_OFF_CODES = ("sign_off", "sign_off_language")


@dataclass
class Row:
    """One passage on the page: the change, what was said about it, and where to say something."""

    change: Change
    said: list
    field: object
    pictures: list

    @property
    def is_empty(self):
        return not any(part.segments for part in self.change.parts)

    def is_shown(self, is_first):
        return bool(self.change.is_news or self.said) or (is_first and not self.is_empty)


class ReviewPage:
    def __init__(self, version, user, data=None):
        self.version, self.user, self.content = version, user, version.content
        self.fingerprint = fingerprint(self.content)
        self.signed_before, old = last_signed(of_content(self.content).sign_offs(self.content), self.fingerprint)
        passages = passages_of(self.content)
        self.is_first = self.signed_before is None
        self.changes = compare(passages if self.is_first else old, passages)
        keys = [(change.passage.key, change.passage.named) for change in self.changes]
        self.form = AnswerForm(keys, data)

    def context(self):
        return {
            **self._what(),
            **self._who(),
            "rows": [row for row in self.rows if row.is_shown(self.is_first)],
            "same": [row for row in self.rows if not row.is_shown(self.is_first) and not row.is_empty],
            "is_first": self.is_first,
            "signed_before": self.signed_before,
            "source": source_changes(self.content),
            "fingerprint": self.fingerprint,
            "statement": services.STATEMENT,
            "form": self.form,
            "missing": self.missing(),
        }

    def missing(self):
        return [each for each in publication_blockers(self.content) if each.code not in SIGN_OFF_CODES]

    def _what(self):
        version, language = self.version, self.content.language
        return {
            "version": version,
            "content": self.content,
            "language": language,
            "direction": direction(language),
            "state": state_of(version),
            "review": self.review,
            "history": version.reviews.select_related("asked_by", "clinician", "ended_by").exclude(outcome="open"),
            "sign_off": valid_sign_off(self.content),
            "preview_url": get_object_preview_url(self.content, language=language),
            "edit_url": get_object_edit_url(self.content, language=language),
            "planned": list(version.planned_changes.waiting()),
            "refused": self._refused(),
        }

    def _who(self):
        user, version, state = self.user, self.version, state_of(self.version)
        is_draft = version.state == DRAFT
        may_write, may_publish = people.may_write(user, version), people.may_publish(user, version)
        may_review = is_draft and people.may_review(user, version)
        return {
            "may_write": may_write,
            "may_ask": may_write and state in (State.DRAFT, State.SENT_BACK),
            "may_withdraw": may_write and state == State.IN_REVIEW,
            "may_sign": may_review and state not in (State.SIGNED, State.PLANNED),
            "may_send_back": may_review,
            "may_publish": may_publish and state in (State.SIGNED, State.PLANNED) and not self.missing(),
            "may_plan": may_publish and state in (State.SIGNED, State.PLANNED, State.PUBLISHED),
            "may_restore": state == State.OLD and bool(version.check_revert.as_bool(user)),
            "may_share": may_write or may_review or may_publish,
            "publish_url": self._publish_url(),
        }

    def _publish_url(self):
        name = self.version.versionable.version_model_proxy._meta.model_name
        return reverse(f"admin:djangocms_versioning_{name}_publish", args=[self.version.pk])

    def _refused(self):
        last = self.version.planned_changes.order_by("-pk").first()
        return last if last and last.state == PlannedChange.State.REFUSED else None

    @cached_property
    def review(self):
        review = latest_review(self.version)
        return review if is_about_these_words(review) else None

    @cached_property
    def rows(self):
        said = self._said()
        fields = self.form.by_key()
        pictures = self._pictures()
        return [
            Row(
                change,
                said[change.passage.key],
                fields[change.passage.key],
                [pictures[mark] for mark in marks_of(change) if mark in pictures],
            )
            for change in self.changes
        ]

    def _said(self):
        """The comments of the last time that the page was sent back."""
        said = defaultdict(list)
        last = self.version.reviews.filter(outcome=Review.Outcome.SENT_BACK).order_by("-pk").first()
        for comment in ReviewComment.objects.filter(review=last).select_related("review__ended_by") if last else ():
            said[comment.passage].append(comment)
        return said

    def _pictures(self):
        marks = {mark for change in self.changes for mark in marks_of(change)}
        return {image.sha1: copies(image) for image in Image.objects.filter(sha1__in=marks - {""})}


def marks_of(change):
    """The files of a picture before and now."""
    parts = [part for passage in (change.old, change.passage) if passage for part in passage.parts]
    return list(dict.fromkeys(part.mark for part in parts if part.name == "image"))
