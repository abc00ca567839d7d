"""Blocks that editors place on a treatment page. They travel with the version."""

from cms.models.pluginmodel import CMSPlugin
from django.db import models
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from djangocms_text.fields import HTMLField


class Question(CMSPlugin):
    class Kind(models.TextChoices):
        HOW_IT_WORKS = "how_it_works", _("How it works")
        SESSION = "session", _("What happens in a session")
        RESULTS = "results", _("Results")
        BENEFITS = "benefits", _("Benefits")
        RISKS = "risks", _("Risks and side effects")
        LONG_TERM = "long_term", _("Long term")
        WHO_SHOULD_NOT = "who_should_not", _("Who should not have it")
        PREPARE = "prepare", _("How to prepare")
        AFTERCARE = "aftercare", _("Aftercare")
        ALTERNATIVES = "alternatives", _("Alternatives")
        COST = "cost", _("Cost")

    question = models.CharField(_("question"), max_length=300)
    answer = HTMLField(_("answer"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, blank=True)

    class Meta:
        verbose_name = _("question and answer")
        verbose_name_plural = _("questions and answers")

    def __str__(self):
        return Truncator(self.question).chars(80)

    @property
    def anchor(self):
        """Where a link can point: the kind if there is one, it lasts longer than the place in the list."""
        return f"{self.kind}-{self.position}".replace("_", "-") if self.kind else f"question-{self.position}"

    @property
    def plain_answer(self):
        return " ".join(strip_tags(self.answer.replace("<", " <")).split())
