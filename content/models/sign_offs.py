"""A clinician's word that exactly this text may be published."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.text.translated_text import TranslatedText, TranslatedTextField
from directory.models import Doctor


class Clinician(models.Model):
    """What the publish gate must know about somebody who signs off pages."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.CASCADE, related_name="clinician"
    )
    languages = ArrayField(
        models.CharField(max_length=5, choices=settings.LANGUAGES),
        verbose_name=_("languages read"),
        help_text=_("Pages in these languages can be signed off."),
    )
    away_until = models.DateField(
        _("away until"), null=True, blank=True, help_text=_("The last day away. Reviews go to a colleague until then.")
    )
    doctor = models.OneToOneField(
        Doctor,
        verbose_name=_("doctor"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("In the directory: while this doctor is on leave, reviews go to a colleague, too."),
    )
    role = TranslatedTextField(
        _("role"),
        max_length=120,
        blank=True,
        help_text=_("What patients read below “Checked by”, like: Consultant neurologist"),
    )

    class Meta:
        verbose_name = _("clinician")
        verbose_name_plural = _("clinicians")

    def __str__(self):
        return self.user.get_full_name() or self.user.get_username()


def can_read_language(user, language):
    """Whether a clinician's record of this person lists the language: the main one and superusers are no exception."""
    return Clinician.objects.filter(user=user, languages__contains=[language]).exists()


def role_of(user):
    """What this person is in the hospital, in the languages in which it is written down."""
    clinician = Clinician.objects.filter(user=user).first()
    return clinician.role if clinician else TranslatedText()


class SignOff(models.Model):
    """Kept for good. Valid for as long as the page's fingerprint is the one signed."""

    kind = models.CharField(_("kind"), max_length=20)  # content/publishing/signable.py
    object_id = models.PositiveIntegerField()  # of what lasts: the treatment, the condition
    language = models.CharField(_("language"), max_length=5)
    version_number = models.CharField(max_length=11)
    # A sign-off is about words, and outlives them when a draft is thrown away.
    version = models.ForeignKey(
        "djangocms_versioning.Version", on_delete=models.SET_NULL, null=True, related_name="sign_offs"
    )
    title = models.CharField(_("title"), max_length=200)  # of the page, as it was that day
    fingerprint = models.CharField(max_length=64)
    seen_changes = models.PositiveBigIntegerField(default=0)  # the last WordChange of this page that was seen
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sign_offs")
    by_name = models.CharField(max_length=150)  # as it was that day, and the role too
    by_role = TranslatedTextField(max_length=120, blank=True)
    statement = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        ordering = ["-at"]
        indexes = [models.Index(name="sign_offs_of_one_page", fields=["kind", "object_id", "language"])]

    def __str__(self):
        return f"{self.title} ({self.language}) {self.by_name} {self.at:%d %b %Y}"
