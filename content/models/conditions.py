"""What patients have: conditions, each with its own page."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.text.translated_text import TranslatedTextField
from directory.models import KeepOldSlug, Place


class Condition(Place):
    explanation = TranslatedTextField(_("explanation in plain words"), max_length=2000, multiline=True, blank=True)
    urgent_signs = TranslatedTextField(
        _("signs that need help at once"),
        max_length=2000,
        multiline=True,
        blank=True,
        help_text=_("One sign on each line."),
    )

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        ordering = ["name__en"]
        triggers = [KeepOldSlug()]
        constraints = [models.CheckConstraint(name="condition_has_a_name", condition=Q(name__has_key="en"))]

    def get_absolute_url(self):
        return reverse("content:condition_detail", args=[self.slug])
