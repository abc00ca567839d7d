"""What is kept of logins beside the login itself: sessions, second factors, who asked for a new password."""

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


class AuthenticatorApp(models.Model):
    """An app that shows codes: somebody's second factor, once the first code has confirmed it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="authenticator_apps")
    sealed_secret = models.TextField()  # accounts/kept_secrets
    confirmed = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    last_step = models.BigIntegerField(default=-1)  # of the last code that was accepted: each counts once

    class Meta:
        default_permissions = []

    def __str__(self):
        return f"{self.pk}"


class RecoveryCode(models.Model):
    """In the place of the app, once. What the code is, nobody can read here."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes")
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)

    class Meta:
        default_permissions = []

    def __str__(self):
        return f"{self.pk}"


class DemonstrationLogin(models.Model):
    """Marks a login of the demonstration, whatever becomes of its name and its password: no public site lets it in."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="demonstration_login")

    class Meta:
        default_permissions = []

    def __str__(self):
        return f"{self.user_id}"
