"""What patients say about how they were looked after, each with a consent that ends.

Off unless the hospital switches it on: medical advertising rules differ from place to place.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Hospital, LogGuardedWrites

from ..claims_checker import what_a_patient_may_not_promise
from .treatments import Treatment


class PatientVoiceQuerySet(models.QuerySet):
    def with_consent(self, today=None):
        """Those whose consent covers this website today, in the hospital's zone."""
        today = today or timezone.localdate()
        return self.filter(
            withdrawn_on__isnull=True,
            given_on__lte=today,
            expires_on__gte=today,
            scope__in=Testimonial.SCOPES_FOR_THE_WEBSITE,
        )

    def shown(self, today=None):
        """Those that patients may read now: nothing at all while the hospital has the feature switched off."""
        return (
            self.with_consent(today)
            .filter(is_live=True)
            .filter(Exists(Hospital.objects.filter(shows_testimonials=True)))
        )


class Testimonial(models.Model):
    class Scope(models.TextChoices):
        WEBSITE = "website", _("This website")
        PRINT = "print", _("Printed material")
        BOTH = "website_and_print", _("This website and printed material")

    # tests/content/test_testimonials.py fails when a field is in neither list.
    PERSONAL_FIELDS = {"words", "shown_name", "consent_document"}
    OTHER_FIELDS = {"id", "treatment", "language", "scope", "given_on", "expires_on", "withdrawn_on", "is_live"}

    SCOPES_FOR_THE_WEBSITE = (Scope.WEBSITE, Scope.BOTH)
    # What the patient agreed to. Other words, or another page, need a new consent.
    CONSENTED_TO = ("treatment", "language", "words", "shown_name", "consent_document", "scope", "given_on",
                    "expires_on")  # fmt: skip
    # Who may see these is a right of its own.
    CONSENT_FIELDS = ("consent_document", "scope", "given_on", "expires_on", "withdrawn_on")

    treatment = models.ForeignKey(
        Treatment, verbose_name=_("treatment"), on_delete=models.PROTECT, related_name="testimonials"
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    words = models.TextField(
        _("the patient's words"),
        max_length=600,
        help_text=_("How people were received, told and looked after. Not how the treatment turned out; no marks."),
    )
    shown_name = models.CharField(
        _("name to show"), max_length=80, help_text=_("As the patient agreed, like: Lekha, Kozhikode")
    )
    consent_document = models.CharField(
        _("signed consent"), max_length=120, help_text=_("Where the signed form is kept, like: CONSENT-2026-017")
    )
    scope = models.CharField(_("agreed for"), max_length=20, choices=Scope)
    given_on = models.DateField(_("given on"))
    expires_on = models.DateField(_("expires on"), help_text=_("The last day on which the words may be shown."))
    withdrawn_on = models.DateField(
        _("withdrawn on"),
        null=True,
        blank=True,
        help_text=_("Enter a day here and the words leave every page at once, for good."),
    )
    is_live = models.BooleanField(_("put live by a second person"), default=False, editable=False)

    objects = PatientVoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("patient's voice")
        verbose_name_plural = _("patients' voices")
        ordering = ["-given_on", "pk"]
        triggers = [
            LogGuardedWrites(
                columns=("words", "shown_name", "language", "treatment_id"),
                live="is_live",
                personal=("words", "shown_name"),
            )
        ]
        permissions = [("see_consent_testimonial", _("Can see the consent of patients"))]
        constraints = [
            models.CheckConstraint(
                name="testimonial_language_is_ours",
                condition=Q(language__in=[code for code, _name in settings.LANGUAGES]),
            ),
            models.CheckConstraint(
                name="testimonial_scope_is_known", condition=Q(scope__in=["website", "print", "website_and_print"])
            ),
            models.CheckConstraint(
                name="testimonial_has_a_consent_document", condition=~Q(consent_document="") & ~Q(words="")
            ),
            models.CheckConstraint(
                name="testimonial_expires_after_it_is_given", condition=Q(expires_on__gt=F("given_on"))
            ),
        ]

    def __str__(self):
        return f"{self.shown_name}: {self.treatment}"

    def clean(self):
        errors = {}
        if self._state.adding:  # afterwards these cannot be changed, and their form has no place for an error
            errors = self._what_is_wrong_with_the_words_and_the_consent()
        if self.withdrawn_on and self.withdrawn_on > timezone.localdate():
            errors["withdrawn_on"] = _("A withdrawal counts at once: enter today or an earlier day.")
        withdrawn = Testimonial.objects.filter(pk=self.pk, withdrawn_on__isnull=False)
        if not self.withdrawn_on and withdrawn.exists():
            errors["withdrawn_on"] = _("This consent was withdrawn. A new consent needs a new entry.")
        if errors:
            raise ValidationError(errors)

    def _what_is_wrong_with_the_words_and_the_consent(self):
        errors = {}
        if refused := what_a_patient_may_not_promise(self.words or ""):
            errors["words"] = refused
        if self.given_on and self.given_on > timezone.localdate():
            errors["given_on"] = _("Enter the day on the signed form: today or earlier.")
        if self.given_on and self.expires_on and self.expires_on <= self.given_on:
            errors["expires_on"] = _("A consent must end after it was given.")
        return errors

    @property
    def state(self):
        """In a word, for the list of editors."""
        if self.withdrawn_on:
            return _("Withdrawn")
        if self.expires_on < timezone.localdate():
            return _("Expired")
        if not self.is_live and self.scope in self.SCOPES_FOR_THE_WEBSITE:
            return _("Waits for a second person")
        return _("Consent holds") if self.scope in self.SCOPES_FOR_THE_WEBSITE else _("Not for the website")
