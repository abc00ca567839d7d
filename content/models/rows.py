"""Ordered lists that belong to one version of a page and are copied with it: what treatments and conditions share."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .journal.rules import NoteRow

HTTP_ADDRESS = r"^https?://"


class ContentRow(models.Model):
    """One line of an ordered list that belongs to a version and is copied with it."""

    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]
        triggers = [NoteRow(name="words_are_noted")]

    def copy_to(self, content):
        self.pk, self._state.adding, self.content = None, True, content
        self.save()


class Reference(ContentRow):
    title = models.CharField(_("title"), max_length=300)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    url = models.URLField(_("link"), max_length=500, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)

    class Meta(ContentRow.Meta):
        abstract = True
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        constraints = [
            models.CheckConstraint(name="%(class)s_link_is_http", condition=Q(url="") | Q(url__regex=HTTP_ADDRESS))
        ]

    def __str__(self):
        return self.title


class UrgentSign(ContentRow):
    """One sign that needs help: how soon, and when in a patient's way it is asked about. Its language is the page's."""

    class Tier(models.TextChoices):
        EMERGENCY = "emergency", _("Emergency now")
        CALL_TODAY = "call_today", _("Call us today")
        AT_VISIT = "at_visit", _("Tell us at the visit")

    class Moment(models.TextChoices):
        BEFORE_BOOKING = "before_booking", _("Before booking")
        AFTER_TREATMENT = "after_treatment", _("After the treatment")
        ANY_TIME = "any_time", _("At any time")

    text = models.CharField(_("sign"), max_length=500)
    tier = models.CharField(_("how soon"), max_length=20, choices=Tier, default=Tier.EMERGENCY)
    moment = models.CharField(_("when"), max_length=20, choices=Moment, default=Moment.ANY_TIME)

    class Meta(ContentRow.Meta):
        abstract = True
        verbose_name = _("sign that needs help at once")
        verbose_name_plural = _("signs that need help at once")
        constraints = [
            models.CheckConstraint(name="%(class)s_says_something", condition=Q(text__regex=r"\S")),
            models.CheckConstraint(
                name="%(class)s_tier_and_moment_are_known",
                condition=Q(
                    tier__in=["emergency", "call_today", "at_visit"],
                    moment__in=["before_booking", "after_treatment", "any_time"],
                ),
            ),
        ]

    def __str__(self):
        return self.text


def urgent_signs(content, *, tiers=tuple(UrgentSign.Tier), moments=tuple(UrgentSign.Moment)):
    """The signs of this version of a treatment or a condition, in order. All that shows or asks signs reads them here.

    Chosen in Python: who has fetched the rows of many pages at once pays no further query.
    """
    return [sign for sign in content.signs.all() if sign.tier in tiers and sign.moment in moments]


def signs_before_booking(content):
    """What a patient is asked before the form: emergencies that do not follow from the treatment."""
    Moment = UrgentSign.Moment
    return urgent_signs(content, tiers=[UrgentSign.Tier.EMERGENCY], moments=[Moment.BEFORE_BOOKING, Moment.ANY_TIME])


def signs_in(text):
    """The signs of a text with one on each line, as files and forms of many pages have them."""
    return [line.strip(" \t-•*") for line in text.splitlines() if line.strip(" \t-•*")]
