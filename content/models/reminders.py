"""Which reminders of a review were sent."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ReviewReminder(models.Model):
    """One step of the way to a review, and past it. A new review date starts the steps anew."""

    kind = models.CharField(max_length=20)  # content/publishing/signable.py
    object_id = models.PositiveIntegerField()  # of what lasts
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    next_review = models.DateField()
    days_left = models.SmallIntegerField()  # 60, 30, 0, and then -7, -14, …
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    sent_on = models.DateField()
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("review reminder")
        verbose_name_plural = _("review reminders")
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                name="review_reminder_once", fields=["kind", "object_id", "language", "next_review", "days_left"]
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.object_id} ({self.language}) {self.next_review:%d %b %Y}: {self.days_left}"
