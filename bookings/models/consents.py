"""What patients agreed to: the exact notice they were shown, and when they gave and took back consent."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.database_rules import Refuse

from .requests import AppointmentRequest


class PrivacyNotice(models.Model):
    """One version of the notice in one language, word for word. The database refuses to change or delete it."""

    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    version = models.PositiveIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["language", "-version"]
        default_permissions = []
        constraints = [
            models.UniqueConstraint(name="privacy_notice_version_is_one", fields=["language", "version"]),
        ]
        triggers = [
            Refuse(
                name="notices_are_kept",
                operation=pgtrigger.Update | pgtrigger.Delete,
                words="a published privacy notice is never changed: add a version",
            )
        ]

    def __str__(self):
        return f"{self.language} {self.version}"


class ConsentQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(withdrawn_at__isnull=True)


class Consent(models.Model):
    """One purpose that a patient agreed to."""

    class Purpose(models.TextChoices):
        ANSWER = "answer", _("Use these details to answer my request and call me about it.")
        PHONE_MESSAGES = "phone_messages", _("Send me messages about this request on my phone (SMS or WhatsApp).")
        GUARDIAN = "guardian", _("I am the parent or guardian of this patient, and I agree for them.")

    appointment_request = models.ForeignKey(AppointmentRequest, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose)
    notice = models.ForeignKey(PrivacyNotice, on_delete=models.PROTECT, related_name="consents")
    # Of the notice shown; repeated here, so that this row alone is proof.
    sha256 = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=5)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["given_at", "pk"]
        default_permissions = []
        constraints = [
            models.UniqueConstraint(name="consent_is_given_once", fields=["appointment_request", "purpose"]),
            models.CheckConstraint(
                name="consent_is_withdrawn_after_it_is_given",
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
            ),
        ]

    def __str__(self):
        return f"{self.appointment_request_id} {self.purpose}"
