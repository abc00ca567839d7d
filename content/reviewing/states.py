"""How far a version has come. It follows from the rows and from the words as they are now: nothing is set by hand."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from djangocms_versioning.constants import DRAFT, PUBLISHED

from ..models import PlannedChange, Review
from ..publishing.fingerprint import fingerprint
from ..publishing.publish_gate import valid_sign_off


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SENT_BACK = "sent_back", _("Sent back")
    IN_REVIEW = "in_review", _("In review")
    SIGNED = "signed", _("Signed")
    PLANNED = "planned", _("Planned")
    PUBLISHED = "published", _("Published")
    OLD = "old", _("Old version")


def state_of(version):
    if version.state != DRAFT:
        return State.PUBLISHED if version.state == PUBLISHED else State.OLD
    if valid_sign_off(version.content):
        return State.PLANNED if planned(version, PlannedChange.Action.PUBLISH) else State.SIGNED
    if is_about_these_words(review := latest_review(version)):
        return State.IN_REVIEW
    return State.SENT_BACK if review and review.outcome == Review.Outcome.SENT_BACK else State.DRAFT


def latest_review(version):
    return version.reviews.select_related("asked_by", "clinician", "ended_by").first()


def is_about_these_words(review):
    """Open, and nobody has changed a word since it was asked for, in whatever way."""
    is_open = review is not None and review.outcome == Review.Outcome.OPEN
    return is_open and review.fingerprint == fingerprint(review.version.content)


def planned(version, action):
    return version.planned_changes.waiting().filter(action=action).first()
