"""What the site as a whole remembers."""

from django.db import models
from django.utils import timezone


class Attempt(models.Model):
    """One try that was let through. `who` is a keyed hash that changes every day, never an address."""

    kind = models.CharField(max_length=20)
    who = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = []
        indexes = [models.Index(fields=["kind", "who", "at"], name="attempt_recent")]

    def __str__(self):
        return f"{self.kind} {self.at:%d %b %Y %H:%M:%S}"
