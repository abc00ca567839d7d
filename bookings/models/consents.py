"""What patients agreed to: the exact notice they were shown or heard, and when they gave and took back consent."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.database_rules import Refuse, RefuseIf

from .requests import AppointmentRequest


class PrivacyNotice(models.Model):
    """One version of the notice in one language, word for word. The database refuses to change or delete it."""

    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    is_spoken = models.BooleanField(default=False)  # the few sentences that the desk reads out
    version = models.PositiveIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["language", "is_spoken", "-version"]
        default_permissions = []
        constraints = [
            models.UniqueConstraint(name="privacy_notice_version_is_one", fields=["language", "is_spoken", "version"]),
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
    # Who read the notice out and heard the answer; null: the patient read it and pressed the button.
    spoken_to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
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
        triggers = [
            RefuseIf(
                name="what_is_heard_is_a_spoken_notice",
                operation=pgtrigger.Insert,
                found="""(select is_spoken from bookings_privacynotice where id = new.notice_id)
                    <> (new.spoken_to_id is not null)""",
                words="a notice that was read out names who read it, and no other does",
            ),
            Refuse(
                name="consents_are_only_taken_back",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "appointment_request", "purpose", "notice", "sha256", "version", "language", "spoken_to", "given_at"
                ),
                words="what a patient agreed to is never changed",
            ),
        ]

    def __str__(self):
        return f"{self.appointment_request_id} {self.purpose}"
