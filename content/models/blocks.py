"""Blocks that editors place on a treatment page. They travel with the version."""

from cms.models.pluginmodel import CMSPlugin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from djangocms_text.fields import HTMLField
from filer.fields.image import FilerImageField

from common.pictures.copies import check_file, copies, make_copies

from .journal.rules import NoteBlock


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
        triggers = [NoteBlock(name="words_are_noted")]

    def __str__(self):
        return Truncator(self.question).chars(80)

    @property
    def anchor(self):
        """Where a link can point: the kind if there is one, it lasts longer than the place in the list."""
        return f"{self.kind}-{self.position}".replace("_", "-") if self.kind else f"question-{self.position}"

    @property
    def plain_answer(self):
        return " ".join(strip_tags(self.answer.replace("<", " <")).split())


class Picture(CMSPlugin):
    """A picture in running text, with words for those who do not see it."""

    image = FilerImageField(verbose_name=_("picture"), on_delete=models.PROTECT, related_name="+")
    alternative = models.CharField(
        _("what the picture shows"),
        max_length=250,
        blank=True,
        help_text=_("Read out to people who do not see the picture."),
    )
    is_decorative = models.BooleanField(
        _("decorative"), default=False, help_text=_("The picture says nothing that the text does not say.")
    )
    caption = models.CharField(_("caption"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        triggers = [NoteBlock(name="words_are_noted")]
        constraints = [
            models.CheckConstraint(
                name="picture_has_words_or_is_decorative",
                condition=Q(alternative="", is_decorative=True) | (~Q(alternative="") & Q(is_decorative=False)),
            )
        ]

    def __str__(self):
        return self.alternative or str(_("decorative picture"))

    def clean(self):
        self.alternative = (self.alternative or "").strip()
        if not self.alternative and not self.is_decorative:
            raise ValidationError({"alternative": _("Say what the picture shows, or tick “decorative”.")})
        if self.alternative and self.is_decorative:
            raise ValidationError({"is_decorative": _("A decorative picture needs no words: keep one of the two.")})
        if self.image_id:
            try:
                check_file(self.image)
            except ValidationError as error:
                raise ValidationError({"image": error.messages}) from error

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        make_copies(self.image)

    def sources(self):
        return copies(self.image)


def copy_what_is_shown(sender, instance, **kwargs):
    """Another file was put in the place of one that pages show."""
    if Picture.objects.filter(image=instance).exists():
        make_copies(instance)
