"""The steps of a review. Each is one transaction that holds the version, keeps a row and tells who acts next."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.dateformat import format as date_text
from django.utils.translation import gettext as _
from djangocms_versioning.constants import DRAFT
from djangocms_versioning.models import Version

from ..models import Review, ReviewComment
from ..publishing import services
from ..publishing.fingerprint import fingerprint
from ..publishing.publish_gate import valid_sign_off
from . import people
from .digests import tell

Outcome = Review.Outcome


class StepRefused(Exception):
    """It is no longer, or not yet, the turn of this step. The message says why, in words."""


@transaction.atomic
def ask(version, *, clinician, due, by, text=""):
    """Ask this clinician whether exactly the words as they are now may go out."""
    version = _locked(version)
    if not people.may_write(by, version):
        raise PermissionDenied
    if not people.may_review(clinician, version):
        raise StepRefused(_("This person may not sign this version: choose somebody else."))
    if day := people.away_until(clinician):
        raise StepRefused(_("%(name)s is away until %(day)s.") % {"name": people.name_of(clinician), "day": _day(day)})
    if valid_sign_off(version.content):
        raise StepRefused(_("These words are signed already."))
    _end_if_over(version)
    if version.reviews.filter(outcome=Outcome.OPEN).exists():
        raise StepRefused(_("Somebody has asked for a review already."))
    review = _open(version, clinician=clinician, due=due, asked_by=by, text=text)
    tell(clinician)
    return review


@transaction.atomic
def send_back(version, *, by, answer="", comments=()):
    """Back to the author, with comments: (key of the passage, the same in words, text) of each."""
    version = _locked(version)
    if not people.may_review(by, version):
        raise PermissionDenied
    if version.state != DRAFT:
        raise StepRefused(_("Only a draft can be sent back."))
    _end_if_over(version)
    review = version.reviews.filter(outcome=Outcome.OPEN).first() or _open(
        version, clinician=by, due=timezone.localdate(), asked_by=None
    )
    _end(review, Outcome.SENT_BACK, by=by, answer=answer)
    ReviewComment.objects.bulk_create(
        ReviewComment(review=review, passage=key, about=about[:120], text=words) for key, about, words in comments
    )
    tell(review.asked_by, version.created_by)
    return review


@transaction.atomic
def sign(version, *, by, seen_fingerprint):
    """Raises SignOffRefused or PermissionDenied, as the service does that knows who may."""
    version = _locked(version)
    sign_off = services.sign_off(version.content, by=by, seen_fingerprint=seen_fingerprint)
    _end_if_over(version)
    return sign_off


@transaction.atomic
def withdraw(version, *, by):
    version = _locked(version)
    if not people.may_write(by, version):
        raise PermissionDenied
    review = version.reviews.filter(outcome=Outcome.OPEN).first()
    if review is None:
        raise StepRefused(_("Nobody is asked any more."))
    _end(review, Outcome.WITHDRAWN, by=by)
    tell(review.clinician)


@transaction.atomic
def restore(version, *, by):
    """An old version as a new draft; it is signed anew."""
    version = _locked(version)
    if not version.check_revert.as_bool(by):
        raise PermissionDenied
    if version.get_latest_draft_version():
        raise StepRefused(_("There is a draft already. Publish it or throw it away first."))
    return version.copy(by)


@transaction.atomic
def tend(review):
    """Note what has become of an open review without anybody's step, and pass it on where its clinician is away."""
    review = Review.objects.select_for_update().get(pk=review.pk)
    if review.outcome != Outcome.OPEN or _end_what_is_over(review):
        return
    is_away = people.away_until(review.clinician) or not people.may_review(review.clinician, review.version)
    if is_away and (other := people.stand_in_for(review)):
        _end(review, Outcome.PASSED_ON, by=None)
        _open(review.version, clinician=other, due=review.due, asked_by=review.asked_by, text=review.text)
        tell(other, review.clinician)


def _locked(version):
    """Nobody else takes a step with this version, publishes it or throws it away meanwhile."""
    return Version.objects.select_for_update(of=["self"]).get(pk=version.pk)


def _open(version, *, clinician, due, asked_by, text=""):
    content = version.content
    return Review.objects.create(
        version=version,
        title=str(content)[:200],
        language=content.language,
        fingerprint=fingerprint(content),
        asked_by=asked_by,
        clinician=clinician,
        due=due,
        text=text,
    )


def _end(review, outcome, *, by, answer=""):
    review.outcome, review.ended_at, review.ended_by, review.answer = outcome, timezone.now(), by, answer
    review.save(update_fields=["outcome", "ended_at", "ended_by", "answer"])


def _end_if_over(version):
    review = version.reviews.filter(outcome=Outcome.OPEN).first()
    if review:
        _end_what_is_over(review)


def _end_what_is_over(review):
    """Whether it was over: signed, published, thrown away, or the words are others by now."""
    version = review.version
    if version is None:
        _end(review, Outcome.WITHDRAWN, by=None)
    elif sign_off := valid_sign_off(version.content):
        _end(review, Outcome.SIGNED, by=sign_off.by)
        tell(*people.publishers_of(version.content), version.created_by)
    elif version.state != DRAFT:
        _end(review, Outcome.WITHDRAWN, by=None)
    elif review.fingerprint != fingerprint(version.content):
        _end(review, Outcome.CHANGED, by=None)
        tell(review.clinician, review.asked_by)
    return review.outcome != Outcome.OPEN


def _day(day):
    return date_text(day, "j F Y")
