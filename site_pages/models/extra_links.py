"""Links that editors add to the menu and to the end of every page."""

from cms.models import Page
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.text.translated_text import TranslatedTextField
from directory.models import LogGuardedWrites

from .notices import HOW_TO_LINK, LINK, is_a_link


class ExtraLinkQuerySet(models.QuerySet):
    def shown(self, language):
        return self.filter(is_live=True, label__has_key=language)


class ExtraLink(models.Model):
    class Place(models.TextChoices):
        FOOTER = "footer", _("At the end of every page")
        MENU = "menu", _("In the menu")

    place = models.CharField(
        _("place"),
        max_length=10,
        choices=Place,
        default=Place.FOOTER,
        help_text=_("The menu has room for one or two short words."),
    )
    label = TranslatedTextField(
        _("words of the link"),
        max_length=60,
        blank=True,
        help_text=_("Shown only on the pages of those languages in which you write it."),
    )
    page = models.ForeignKey(
        Page,
        on_delete=models.CASCADE,
        verbose_name=_("page"),
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Shown only in the languages in which this page is published."),
    )
    url = models.CharField(
        _("or an address"),
        max_length=300,
        blank=True,
        validators=[is_a_link],
        help_text=HOW_TO_LINK,
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_live = models.BooleanField(_("put live by a second person"), default=False, editable=False)

    objects = ExtraLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("extra link")
        verbose_name_plural = _("extra links")
        ordering = ["place", "order", "pk"]
        triggers = [LogGuardedWrites(columns=("place", "label", "page_id", "url"), live="is_live")]
        constraints = [
            models.CheckConstraint(
                name="extra_link_leads_to_one_thing",
                condition=Q(page__isnull=False, url="") | (Q(page__isnull=True) & ~Q(url="")),
                violation_error_message=_("Choose a page or enter an address, one of the two."),
            ),
            models.CheckConstraint(name="extra_link_says_something", condition=~Q(label={})),
            models.CheckConstraint(name="extra_link_place_is_known", condition=Q(place__in=["footer", "menu"])),
            models.CheckConstraint(name="extra_link_url_is_safe", condition=Q(url="") | Q(url__regex=LINK)),
        ]

    def __str__(self):
        return str(self.label)

    def clean(self):
        """The database refuses this too; here each error stands beside what is wrong."""
        if not self.label:
            raise ValidationError({"label": _("Write the words in at least one language.")})
        if bool(self.page_id) == bool(self.url):
            raise ValidationError({"url": _("Choose a page or enter an address, one of the two.")})
