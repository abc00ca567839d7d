"""Blocks of the home page that hold something of their own. The others show what the site knows."""

from cms.models.pluginmodel import CMSPlugin
from django.db import models
from django.utils.translation import gettext_lazy as _
from djangocms_text.fields import HTMLField

from content.models.journal.rules import NoteBlock
from content.models.treatments import Treatment
from directory.models import Doctor


class ReadyBlock(CMSPlugin):
    """A block without anything of its own: its name says what it shows."""

    class Meta:
        proxy = True

    def __str__(self):
        return ""


class HomeTreatments(CMSPlugin):
    heading = models.CharField(
        _("heading"), max_length=120, blank=True, help_text=_("Left empty, it is “Common treatments”.")
    )
    treatments = models.ManyToManyField(
        Treatment,
        verbose_name=_("treatments"),
        related_name="+",
        blank=True,
        help_text=_("Shown where they are published in the language of the page. With none, the first of the list."),
    )

    class Meta:
        verbose_name = _("treatments on the home page")
        verbose_name_plural = _("treatments on the home page")
        triggers = [NoteBlock(name="words_are_noted")]

    def __str__(self):
        return self.heading

    def copy_relations(self, old):
        self.treatments.set(old.treatments.all())


class HomeDoctors(CMSPlugin):
    heading = models.CharField(
        _("heading"), max_length=120, blank=True, help_text=_("Left empty, it is “Our doctors”.")
    )
    doctors = models.ManyToManyField(
        Doctor,
        verbose_name=_("doctors"),
        related_name="+",
        blank=True,
        help_text=_("With none, three who accept new patients."),
    )

    class Meta:
        verbose_name = _("doctors on the home page")
        verbose_name_plural = _("doctors on the home page")
        triggers = [NoteBlock(name="words_are_noted")]

    def __str__(self):
        return self.heading

    def copy_relations(self, old):
        self.doctors.set(old.doctors.all())


class HomeWords(CMSPlugin):
    """A heading with running text. Pictures may be put into it."""

    heading = models.CharField(_("heading"), max_length=120)
    body = HTMLField(_("text"), blank=True)

    class Meta:
        verbose_name = _("words on the home page")
        verbose_name_plural = _("words on the home page")
        triggers = [NoteBlock(name="words_are_noted")]

    def __str__(self):
        return self.heading


class OfficerAndRates(CMSPlugin):
    """Whom to complain to, kept true by the settings, and what things cost, kept true by editors."""

    rates = HTMLField(
        _("services and rates"),
        blank=True,
        help_text=_("A table of what each service costs, in the language of the page."),
    )

    class Meta:
        verbose_name = _("grievance officer and rates")
        verbose_name_plural = _("grievance officer and rates")
        triggers = [NoteBlock(name="words_are_noted")]

    def __str__(self):
        return ""
