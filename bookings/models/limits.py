"""Who tried what, lately: enough to slow a flood down, and no more."""

from django.db import models
from django.utils import timezone


class Attempt(models.Model):
    """One try that was let through. `who` is a keyed hash of an address or a phone number, never either of them."""

    kind = models.CharField(max_length=20)
    who = models.CharField(max_length=64)
    about = models.UUIDField(null=True)  # the form it was for: sending one form many times is one try
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = []
        indexes = [models.Index(fields=["kind", "who", "at"], name="attempt_recent")]

    def __str__(self):
        return f"{self.kind} {self.at:%d %b %Y %H:%M:%S}"
