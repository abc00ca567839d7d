"""Who asked for a way to set a new password."""

from django.db import models
from django.utils import timezone


class PasswordLink(models.Model):
    """Somebody asked for a link to a new password. The queue sends it, if there is such a login, and deletes this."""

    email = models.EmailField()
    language = models.CharField(max_length=10)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = []

    def __str__(self):
        return f"{self.asked_at:%d %b %Y %H:%M:%S}"
