"""Who asked for a way to set a new password, and which sessions the staff have."""

from django.conf import settings
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


class StaffSession(models.Model):
    """A browser in which somebody of the staff signed in (accounts/sessions). Without it, that session is nobody's."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="staff_sessions")
    began_at = models.DateTimeField(default=timezone.now, db_index=True)
    used_at = models.DateTimeField(default=timezone.now)
    browser = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=60, blank=True)

    class Meta:
        default_permissions = []
        ordering = ["-used_at", "-pk"]

    def __str__(self):
        return f"{self.began_at:%d %b %Y %H:%M:%S}"
