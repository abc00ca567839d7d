"""What readers tell us about a page, without telling us who they are."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from .treatments import Treatment


class PageFeedbackQuerySet(models.QuerySet):
    def open_mistakes(self):
        """Reports of a mistake that nobody has dealt with, the oldest first."""
        return self.filter(handled_at__isnull=True).exclude(mistake="").order_by("at", "pk")


class PageFeedback(models.Model):
    treatment = models.ForeignKey(Treatment, verbose_name=_("treatment"), on_delete=models.CASCADE, related_name="+")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    version_number = models.CharField(_("version that was read"), max_length=11)
    is_helpful = models.BooleanField(_("helpful"), null=True)
    mistake = models.TextField(_("mistake"), max_length=1000, blank=True)
    at = models.DateTimeField(_("received"), default=timezone.now)

    what_was_done = models.CharField(
        _("what was done"), max_length=300, blank=True, help_text=_("Like: corrected in version 4; or: no mistake.")
    )
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("handled by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    handled_at = models.DateTimeField(_("handled"), null=True)

    objects = PageFeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback on a page")
        verbose_name_plural = _("feedback on pages")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["at"], name="page_feedback_open", condition=Q(handled_at__isnull=True))]
        constraints = [
            models.CheckConstraint(
                name="page_feedback_says_something", condition=Q(is_helpful__isnull=False) | ~Q(mistake="")
            ),
            models.CheckConstraint(
                name="page_feedback_handled_by_somebody_at_some_time",
                condition=Q(handled_at__isnull=True, handled_by__isnull=True)
                | (Q(handled_at__isnull=False, handled_by__isnull=False) & ~Q(what_was_done="")),
            ),
        ]

    def __str__(self):
        return Truncator(self.mistake).chars(80) if self.mistake else f"{self.treatment} ({self.language})"
