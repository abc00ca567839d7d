"""Who has something open to change it at this moment."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

STILL_THERE = timedelta(minutes=2)  # pages say so every half minute
KEPT_FOR = timedelta(hours=1)


class OpenEditor(models.Model):
    """`about` is "app.model:pk" of what is changed, in whichever of its pages."""

    about = models.CharField(max_length=100)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = []
        constraints = [models.UniqueConstraint(name="open_editor_once_for_each_person", fields=["about", "user"])]
        indexes = [models.Index(fields=["seen_at"], name="open_editor_by_time")]

    def __str__(self):
        return f"{self.about} {self.user_id}"
