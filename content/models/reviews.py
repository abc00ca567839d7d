"""The question to a clinician whether these words may go out, and what came of it. The rows are kept."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from djangocms_versioning.models import Version

from common.database_rules import Refuse

LONGEST_TEXT = 500


class Review(models.Model):
    """Asked about exactly the words of `fingerprint`. Of a version at most one is open.

    Whether a version is a draft, in review or signed follows from this, its sign-offs and its words now: see
    content/reviewing/states.py. No edit has to remember to change a state.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", _("in review")
        SIGNED = "signed", _("signed")
        SENT_BACK = "sent_back", _("sent back")
        CHANGED = "changed", _("the words were changed meanwhile")
        WITHDRAWN = "withdrawn", _("withdrawn")
        PASSED_ON = "passed_on", _("passed on")

    # A draft that is thrown away takes its version along; that somebody was asked stays.
    version = models.ForeignKey(Version, on_delete=models.SET_NULL, null=True, related_name="reviews")
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    fingerprint = models.CharField(max_length=64)
    # Nobody, where a clinician sends back what nobody asked about.
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    clinician = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    due = models.DateField()
    text = models.CharField(max_length=LONGEST_TEXT, blank=True)

    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    ended_at = models.DateTimeField(null=True)
    # Nobody, where the site saw that the words had changed, or that the clinician is away.
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=LONGEST_TEXT, blank=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        default_permissions = []
        ordering = ["-asked_at", "-pk"]
        triggers = [
            Refuse(name="review_is_kept", operation=pgtrigger.Delete, words="reviews are kept"),
            Refuse(
                name="review_ends_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__ended_at__isnull=False)
                & (pgtrigger.Q(new__ended_at__isnull=True) | ~pgtrigger.Q(old__outcome=pgtrigger.F("new__outcome"))),
                words="what came of a review stays",
            ),
        ]
        indexes = [models.Index(fields=["clinician"], name="review_waits", condition=Q(outcome="open"))]
        constraints = [
            models.UniqueConstraint(
                name="review_one_open_of_a_version", fields=["version"], condition=Q(outcome="open")
            ),
            models.CheckConstraint(
                name="review_ended_with_an_outcome",
                condition=Q(outcome="open", ended_at__isnull=True) | (~Q(outcome="open") & Q(ended_at__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.title} ({self.language}): {self.get_outcome_display()}"


class ReviewComment(models.Model):
    """What a clinician says about one passage when sending a page back. About words, never about a patient."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="comments")
    passage = models.CharField(max_length=60)  # its key among the passages of the version; see content/comparing
    about = models.CharField(max_length=120)  # the same in words, for when it is gone
    text = models.CharField(max_length=LONGEST_TEXT)

    class Meta:
        default_permissions = []
        ordering = ["pk"]

    def __str__(self):
        return f"{self.about}: {self.text}"


class ReviewDigest(models.Model):
    """That somebody was told by mail on this day what waits for them: at most once a day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    told = models.JSONField(default=list)  # what stood in it: what is new in the next one is what is not in here

    class Meta:
        default_permissions = []
        constraints = [models.UniqueConstraint(name="review_digest_once_a_day", fields=["user", "day"])]

    def __str__(self):
        return f"{self.user} {self.day}"


class SignedWords(models.Model):
    """What exactly was signed, piece by piece: the next reviewer is shown what has changed since."""

    fingerprint = models.CharField(max_length=64, unique=True)
    passages = models.JSONField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = []
        triggers = [
            Refuse(
                name="signed_words_are_kept",
                operation=pgtrigger.Update | pgtrigger.Delete,
                words="signed words are kept as they were",
            )
        ]

    def __str__(self):
        return self.fingerprint[:12]
